"""Compare our types, constants, objects and sizes with go/types', expression by expression.

What: runs the Go program in tests/oracle/types over packages and prints, per package and in all, the share of
expressions that agree and the most frequent ways in which others do not.

Use: `python tests/oracle/compare_types.py LIST.json [--oracle BINARY] [--worst N] [PACKAGE...]` where LIST.json is the
output of `go list -deps -json`. ORACLE_GOARCH selects the architecture of the sizes.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.check.operand import CONSTANT
from escapelens.model.constants import Complex
from escapelens.model.objects import Builtin, Const, Func, Nil, Package, PkgName, TypeName, Var
from escapelens.model.types import INT, Named
from escapelens.model.typestring import type_string
from escapelens.model.universe import TYP
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.nodes import Expr, Name, TypeDecl
from escapelens.syntax.parse import parse_file
from escapelens.syntax.walk import walk

KINDS: dict[type, str] = {
    Func: "func",
    Const: "const",
    TypeName: "type",
    PkgName: "package",
    Builtin: "builtin",
    Nil: "nil",
}


class Packages:
    """Packages of a `go list` output, checked from source on demand."""

    def __init__(self, listing: str, goarch: str) -> None:
        self.listed: dict[str, Any] = {}
        self.loaded: dict[str, tuple[Package, list[SyntaxFile]]] = {}
        self.goarch = goarch
        text = Path(listing).read_text()
        decoder = json.JSONDecoder()
        at = 0
        while at < len(text.rstrip()):
            entry, at = decoder.raw_decode(text, at + len(text[at:]) - len(text[at:].lstrip()))
            self.listed[entry["ImportPath"]] = entry

    def load(self, path: str) -> tuple[Package, list[SyntaxFile]] | None:
        if path in self.loaded:
            return self.loaded[path]
        entry = self.listed.get(path)
        if entry is None:
            return None
        files = []
        for name in (*entry.get("GoFiles", ()), *entry.get("CgoFiles", ())):
            file = os.path.join(entry["Dir"], name)
            files.append(parse_file(file, Path(file).read_bytes()))
        imports = entry.get("ImportMap") or {}

        def importer(to: str) -> Package | None:
            found = self.load(imports.get(to, to))
            return found[0] if found is not None else None

        version = (entry.get("Module") or {}).get("GoVersion", "")
        config = Config(goarch=self.goarch, go_version="go" + version if version else "")
        pkg = check_package(path.split(" ")[0], files, config, importer)
        self.loaded[path] = pkg, files
        return pkg, files


def value_text(val: Any) -> str:
    if val is None:
        return ""
    if isinstance(val, bool):
        return "b" + str(val).lower()
    if isinstance(val, bytes):
        return "s" + val.hex()
    if isinstance(val, int):
        return f"i{val}"
    if isinstance(val, Fraction):
        return f"f{val.numerator}/{val.denominator}"
    if isinstance(val, Complex):
        return f"c{Fraction(val.re)} {Fraction(val.im)}"
    return "?"


def numbers(text: str) -> list[Fraction] | None:
    try:
        return [Fraction(t) for t in text[1:].split(" ")]
    except ValueError:
        return None


def same_value(theirs: str, ours: str) -> bool:
    if theirs == ours:
        return True
    if not theirs or not ours or theirs[0] in "bs" or ours[0] in "bs":
        return False
    a, b = numbers(theirs), numbers(ours)
    if a is None or b is None:
        return False
    while len(a) < 2:
        a.append(Fraction(0))
    while len(b) < 2:
        b.append(Fraction(0))
    return all(x == y or abs(x - y) <= abs(x) * Fraction(1, 1 << 400) for x, y in zip(a, b, strict=True))


_NORMAL = re.compile(r"\bbyte\b|\brune\b|interface\{\}")
_NAMES = {"byte": "uint8", "rune": "int32", "interface{}": "any"}


def same_type(theirs: str, ours: str) -> bool:
    if theirs == ours:
        return True
    # which spelling of identical type arguments an instance keeps depends on the order of checking

    def normal(s: str) -> str:
        return _NORMAL.sub(lambda m: _NAMES[m[0]], s)

    return normal(theirs) == normal(ours)


def _is_ranged_array(theirs: str, n: Any) -> bool:
    """types2 makes an array that is ranged over without evaluation the constant of its length; go/types does not."""
    return n.mode == CONSTANT and n.typ is TYP[INT] and ("[" in theirs or "." in theirs)


class Result:
    def __init__(self) -> None:
        self.expressions = 0
        self.agree = 0
        self.objects = 0
        self.objects_agree = 0
        self.sizes = 0
        self.sizes_agree = 0
        self.examples: list[tuple[str, str]] = []

    def differ(self, what: str, where: str) -> None:
        self.examples.append((what, where))


class Ours:
    """Our side of one file: nodes by the bytes they cover."""

    def __init__(self, file: SyntaxFile) -> None:
        self.nodes: dict[tuple[int, int], Any] = {}
        self.names: dict[int, Any] = {}
        for top, place in zip(file.decls, file.places, strict=True):
            shift = place.offset - top.chunk.base
            for decl in top.lower():
                for n in walk(decl):
                    if isinstance(n, Expr):
                        if n.mode:
                            self.nodes[n.start + shift, n.end + shift] = n
                        if isinstance(n, Name):
                            self.names[n.start + shift] = n
                    if isinstance(n, TypeDecl):
                        self.names[n.name.start + shift] = n.name


def object_text(obj: Any) -> str:
    if obj is None:
        return "none"
    kind = KINDS.get(type(obj), "label")
    if isinstance(obj, Var):
        kind = "field" if obj.is_field else "var"
    return f"{kind}\t{obj.pkg.path if obj.pkg is not None else ''}\t{obj.name}"


def compare(pkg: Package, files: list[SyntaxFile], lines: Iterator[str]) -> Result:
    result = Result()
    by_path = {f.path: f for f in files}
    ours: Ours | None = None
    file = ""
    data = b""
    types: dict[str, str] = {}
    texts: dict[int, tuple[Any, str]] = {}
    sizes = pkg.checker.config.sizes

    def text_of(t: Any) -> str:
        known = texts.get(id(t))
        if known is None:
            known = texts[id(t)] = (t, type_string(t))
        return known[1]

    def source(start: int, end: int) -> str:
        line = data.count(b"\n", 0, start) + 1
        return f"{file}:{line}: {data[start : min(end, start + 60)].decode('utf-8', 'replace')!r}"

    for line in lines:
        tag, *cells = line.rstrip("\n").split("\t")
        if tag == "F":
            file = cells[0]
            ours = Ours(by_path[file]) if file in by_path else None
            data = by_path[file].data if file in by_path else b""
        elif tag == "T":
            types[cells[0]] = "\t".join(cells[1:])
        elif ours is None:
            continue
        elif tag == "E":
            result.expressions += 1
            start, end = int(cells[0]), int(cells[1])
            n = ours.nodes.get((start, end))
            theirs = types[cells[2]]
            if n is None:
                result.differ("missing", f"{source(start, end)} {theirs}")
            elif theirs == "untyped nil" or _is_ranged_array(theirs, n):
                result.agree += 1
            elif same_type(theirs, text_of(n.typ)):
                if same_value(cells[3], value_text(n.val)):
                    result.agree += 1
                else:
                    result.differ("value", f"{source(start, end)} {cells[3][:60]} we {value_text(n.val)[:60]}")
            else:
                what = "type " + type(n).__name__
                result.differ(what, f"{source(start, end)} {theirs} we {text_of(n.typ)}")
        elif tag == "O":
            start = int(cells[0])
            if cells[1] == "label":  # the syntax layer resolves them
                continue
            name = ours.names.get(start)
            result.objects += 1
            text = object_text(name.obj) if name is not None else "missing"
            if text == "\t".join(cells[1:]):
                result.objects_agree += 1
            else:
                result.differ("object", f"{source(start, start + len(cells[3]))} {cells[1:]} we {text}")
        elif tag == "N":
            start = int(cells[0])
            result.sizes += 1
            name = ours.names.get(start)
            t = name.obj.typ if name is not None and name.obj is not None else None
            if not isinstance(t, Named):
                result.differ("size", f"{source(start, start + 20)} no type")
                continue
            got = [str(sizes.sizeof(t)), str(sizes.alignof(t)), str(sizes.has_pointers(t)).lower()]
            if got == cells[2:]:
                result.sizes_agree += 1
            else:
                result.differ("size", f"{source(start, start + 20)} {cells[2:]} we {got}")
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("listing")
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--oracle", help="built binary of tests/oracle/types")
    parser.add_argument("--worst", type=int, default=15)
    parser.add_argument("--examples", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the totals here: [same, all] of expressions, objects, sizes")
    args = parser.parse_intermixed_args()
    sys.setrecursionlimit(20000)
    sys.set_int_max_str_digits(0)  # constants may have as many as they like
    goarch = os.environ.get("ORACLE_GOARCH", "amd64")
    packages = Packages(args.listing, goarch)
    oracle = args.oracle
    here = Path(__file__).parent / "types"
    command = [oracle] if oracle else ["go", "run", "."]
    run = subprocess.Popen(
        [*command, os.path.abspath(args.listing), *args.packages],
        cwd=here,
        stdout=subprocess.PIPE,
        text=True,
        errors="surrogateescape",
    )
    assert run.stdout is not None
    results: dict[str, Result] = {}
    pending: list[str] = []
    checked = 0.0

    def finish(path: str, lines: list[str]) -> None:
        nonlocal checked
        loaded = packages.load(path)
        if loaded is None:
            return
        began = time.perf_counter()
        loaded[0].checker.check_all()
        checked += time.perf_counter() - began
        results[path] = compare(*loaded, iter(lines))

    path = ""
    for line in run.stdout:
        if line.startswith("P\t"):
            if path:
                finish(path, pending)
            path, pending = line[2:].rstrip("\n"), []
        else:
            pending.append(line)
    if path:
        finish(path, pending)
    report(results, args.worst, args.examples)
    print(f"checking took {checked:.1f} s")
    if args.json is not None:
        args.json.write_text(json.dumps(totals(results.values())))
    return 0


def totals(results: Iterable[Result]) -> dict[str, Any]:
    found = list(results)
    return {
        "packages": len(found),
        "expressions": [sum(r.agree for r in found), sum(r.expressions for r in found)],
        "objects": [sum(r.objects_agree for r in found), sum(r.objects for r in found)],
        "sizes": [sum(r.sizes_agree for r in found), sum(r.sizes for r in found)],
    }


def report(results: dict[str, Result], worst: int, examples: int) -> None:
    def share(a: int, b: int) -> str:
        return f"{a / b:.4%} ({b - a} of {b} differ)" if b else "none"

    ranked = sorted(results.items(), key=lambda r: r[1].expressions - r[1].agree, reverse=True)
    for path, r in ranked[:worst]:
        if r.agree < r.expressions:
            print(f"{path}: {share(r.agree, r.expressions)}")
    classes: dict[str, list[str]] = collections.defaultdict(list)
    for r in results.values():
        for what, where in r.examples:
            classes[what].append(where)
    for what, found in sorted(classes.items(), key=lambda c: -len(c[1])):
        print(f"-- {what}: {len(found)}")
        step = max(1, len(found) // examples)
        for where in found[::step][:examples]:
            print("   ", where)
    found = totals(results.values())
    for what in ("expressions", "objects", "sizes"):
        print(f"{what:<11}", share(*found[what]))


if __name__ == "__main__":
    sys.exit(main())
