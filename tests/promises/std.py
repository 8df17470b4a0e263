"""Functions of std that can be called with simple arguments: what we say they allocate, and what the machine counts.

What: `callable_functions` finds the exported functions and methods whose parameters are numbers, strings, slices of
bytes and the like, with a receiver that can be a zero value; `measured` runs each by its function value, so that
nothing is inlined, under `testing.AllocsPerRun` with three sets of arguments. What panics, or does not come back, is
left out of what is measured.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agree.oracle import go, go_env, scratch_module
from escapelens.engine import Engine, Options
from escapelens.model.objects import Func, Package, TypeName
from escapelens.model.types import Array, Basic, Named, Pointer, Signature, Slice, Struct
from escapelens.model.under import under

_LEFT_OUT = frozenset(
    ("os", "syscall", "runtime", "net", "plugin", "testing", "log", "debug", "internal", "vendor", "cmd", "flag")
)
QUICK = ("bytes", "math", "math/bits", "net/netip", "sort", "strconv", "strings", "time", "unicode", "unicode/utf8")
_ALLOWED = ("net/netip", "net/url", "net/mail", "net/textproto")
_VALUES = {  # for the three sets, by kind
    "bool": ("true", "false", "true"),
    "int": ("1", "2", "-3"),
    "string": ('""', '"hello, wörld"', "long"),
    "float64": ("0", "1.5", "-1e300"),
    "complex128": ("0", "1.5+2i", "-1e30"),
}
_KINDS = {"int": "int", "uint": "int", "uintptr": "int", "byte": "int", "rune": "int", "float": "float64"} | {
    "complex": "complex128"
}
SETS = 3
_HERE = "@."  # stands for the package, whose name in the program is found later
_USED = ("fmt", "os", "strconv", "strings", "testing")
_SECONDS = 20  # for one function, of which most take no time


@dataclass(frozen=True, slots=True)
class Callable:
    """function: as Go writes its value. args: for each parameter the values of the sets. costs: as facts have them."""

    package: str
    function: str
    args: tuple[tuple[str, ...], ...]
    costs: tuple[int | str, ...] | None

    @property
    def free(self) -> bool:
        return self.costs == ()


def callable_functions() -> list[Callable]:
    """Sorted by package and name."""
    engine = Engine(Options())
    shipped = engine.dependencies.shipped
    assert shipped is not None, "the facts of std are not built: make std"
    with tempfile.TemporaryDirectory() as folder:
        (scratch_module(Path(folder)) / "scratch.go").write_text("package scratch\n")
        view = engine._host.present()
        importer = engine.dependencies.importer(view.package_at(folder))
        found: list[Callable] = []
        for path in shipped.paths():
            if path in _ALLOWED or not _LEFT_OUT & {*path.split("/")}:
                package = importer(path)
                if package is not None and package.name != "main":
                    found += _functions(package)
    return found


def _functions(package: Package) -> Iterator[Callable]:
    for name, obj in sorted(package.scope.elems.items()):
        if not name[0].isupper():
            continue
        if isinstance(obj, Func):
            yield from _callable(package, f"{_HERE}{name}", obj, None)
        elif isinstance(obj, TypeName) and isinstance(obj.typ, Named) and not obj.typ.tparams:
            for method in sorted(obj.typ.methods, key=lambda m: m.name):
                if method.name[0].isupper():
                    receiver = f"{_HERE}{name}"
                    pointer = isinstance(method.typ.recv.typ, Pointer)
                    value = f"(*{receiver}).{method.name}" if pointer else f"{receiver}.{method.name}"
                    yield from _callable(package, value, method, method.typ.recv.typ)


def _callable(package: Package, function: str, obj: Func, recv: Any) -> Iterator[Callable]:
    signature = obj.typ
    if not isinstance(signature, Signature) or signature.tparams:
        return
    variables = signature.params.vars[: -1 if signature.variadic else None]
    args = [_values(t, package) for t in [*([recv] if recv is not None else []), *(v.typ for v in variables)]]
    if all(values is not None for values in args):
        costs = None if obj.facts is None or obj.facts.costs is None else tuple(obj.facts.costs)
        yield Callable(package.path, function, tuple(values for values in args if values is not None), costs)


def _values(t: Any, package: Package) -> tuple[str, ...] | None:
    """Go expressions of the type, one for each set; None if there are no simple ones."""
    if isinstance(t, Pointer):
        to = t.elem
        return (f"new({_name(to)})",) * SETS if isinstance(to, Named) and _nameable(to, package) else None
    u = under(t)
    if isinstance(t, Named):
        if not _nameable(t, package):
            return None
        if isinstance(u, Struct | Array | Slice):
            return (f"*new({_name(t)})",) * SETS
        inner = _values(u, package)
        return inner and tuple(f"{_name(t)}({value})" for value in inner)
    if isinstance(u, Slice) and isinstance(u.elem, Basic) and u.elem.name in ("byte", "uint8", "rune", "int"):
        made = {"rune": "rune", "int": "int"}.get(u.elem.name, "byte")
        return f"[]{made}(nil)", f"[]{made}{{7, 2, 3}}", f"make([]{made}, 300)"
    if isinstance(u, Basic):
        name = u.name
        values = _VALUES.get(name) or _VALUES.get(_KINDS.get(name.rstrip("0123456789"), ""))
        if values is None:
            return None
        if name.startswith(("uint", "byte")):
            values = ("1", "2", "200")
        if name in ("float32", "complex64"):
            values = ("0", "1.5", "-1e30")
        return tuple(f"{name}({value})" for value in values)
    return None


def _nameable(t: Named, package: Package) -> bool:
    obj = t.obj
    return obj.pkg is package and obj.name[0].isupper() and not t.tparams and obj.parent is package.scope


def _name(t: Named) -> str:
    return f"{_HERE}{t.obj.name}"


# -- the machine


def measured(functions: Sequence[Callable]) -> list[list[float]]:
    """Allocations of each function by set; a set that panics is missing, and so is what does not come back."""
    with tempfile.TemporaryDirectory() as folder:
        scratch_module(Path(folder))
        (Path(folder) / "main.go").write_text(_program(functions))
        program = str(Path(folder) / "run")
        built = go(["build", "-o", program, "."], Path(folder))
        if built.returncode:
            raise RuntimeError(built.stderr)
        found: list[list[float]] = [[] for _ in functions]
        start = 0
        while start < len(functions):
            start = _run([program, str(start)], found, len(functions), folder)
    return found


def _run(command: list[str], found: list[list[float]], end: int, folder: str) -> int:
    """Run the program from where the last one ended; where the next has to begin."""
    try:
        run = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=folder,
            timeout=_SECONDS, env=go_env(), check=False,
        )  # fmt: skip
        out = run.stdout
    except subprocess.TimeoutExpired as late:
        out = late.stdout or b""
    at = -1
    for line in out.decode("utf-8", "replace").splitlines():
        word, _, rest = line.partition(" ")
        if word == "@@begin":
            at = int(rest)
        elif word == "@@allocs":
            found[at].append(float(rest))
        elif word == "@@end":
            return end
    return max(at, int(command[1])) + 1


def _program(functions: Sequence[Callable]) -> str:
    names = {p: f"p{i}" for i, p in enumerate(sorted({f.package for f in functions}))}
    lines = ["package main", "", "import (", *(f'\t"{p}"' for p in _USED), *(f'\t{n} "{p}"' for p, n in names.items())]
    lines += [")", "", 'var long = strings.Repeat("a long text; ", 30)', ""]
    runs = []
    for i, f in enumerate(functions):
        here = f"{names[f.package]}."
        lines.append(f"var f{i} = {f.function.replace(_HERE, here)}")
        for s in range(SETS):
            args = [f"a{i}_{s}_{a}" for a in range(len(f.args))]
            lines += [f"var {a} = {values[s].replace(_HERE, here)}" for a, values in zip(args, f.args, strict=True)]
            runs.append(f"\t{{{i}, func() {{ f{i}({', '.join(args)}) }}}},")
    lines += ["", "var runs = []struct {", "\tat  int", "\trun func()", "}{", *runs, "}", "", _MAIN]
    return "\n".join(lines)


_MAIN = """\
func measure(run func()) {
	defer func() { recover() }()
	fmt.Println("@@allocs", testing.AllocsPerRun(20, run))
}

func main() {
	start, _ := strconv.Atoi(os.Args[1])
	last := -1
	for _, r := range runs {
		if r.at < start {
			continue
		}
		if r.at != last {
			fmt.Println("@@begin", r.at)
			last = r.at
		}
		measure(r.run)
	}
	fmt.Println("@@end")
}
"""
