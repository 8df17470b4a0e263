"""The judge of compilation against go/types, on seeded mutants of functions of std.

What: `python -m fixes.mutants --count 20000 --seed 1` changes functions by a token or a node here and there, asks
go/types and our judge about each, and prints where they differ. A mutant that the compiler refuses and we find fine is
a failure; how often we refuse what it takes is reported.

Both sides see one package with many mutants at once, at most one for each function; those that do not parse are left
out.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agree.toolchain import goroot
from escapelens.check.checker import check_package, checker_of
from escapelens.check.config import Config
from escapelens.fixes.judges.compiles import compiles
from escapelens.model.objects import Package
from escapelens.syntax import nodes
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.parse import parse_file
from escapelens.syntax.walk import walk

ORACLE = Path(__file__).resolve().parents[1] / "oracle" / "mutants"
PACKAGES = (
    "slices", "strings", "bytes", "sort", "strconv", "bufio", "container/list", "context", "encoding/json", "errors",
    "fmt", "go/ast", "go/format", "io", "maps", "net/url", "path/filepath", "regexp", "sync/atomic", "text/template",
    "time", "unicode/utf8", "archive/zip", "encoding/xml", "log/slog", "net/textproto", "text/tabwriter", "iter",
)  # fmt: skip


@dataclass(slots=True)
class Mutant:
    """Bytes start..end of the file, a function, are replaced by text."""

    file: str
    start: int
    end: int
    text: str
    how: str
    name: str


class Std:
    """Packages of the pinned GOROOT from source; listings come from the toolchain."""

    def __init__(self, go: str, env: dict[str, str]) -> None:
        out = subprocess.run(
            [go, "list", "-deps", "-json", *PACKAGES], capture_output=True, text=True, check=True, env=env
        )
        decoder = json.JSONDecoder()
        self.listed: dict[str, Any] = {}
        self.loaded: dict[str, Package] = {}
        text, at = out.stdout.strip(), 0
        while at < len(text):
            entry, at = decoder.raw_decode(text, at)
            self.listed[entry["ImportPath"]] = entry
            while at < len(text) and text[at].isspace():
                at += 1

    def package(self, path: str, edited: dict[str, bytes] | None = None) -> tuple[Package, list[SyntaxFile]]:
        entry = self.listed[path]
        files = []
        for name in (*entry.get("GoFiles", ()), *entry.get("CgoFiles", ())):
            file = os.path.join(entry["Dir"], name)
            data = (edited or {}).get(name)
            files.append(parse_file(name, data if data is not None else Path(file).read_bytes()))
        mapped = entry.get("ImportMap") or {}

        def importer(to: str) -> Package | None:
            to = mapped.get(to, to)
            if to not in self.loaded and to in self.listed:
                self.loaded[to] = self.package(to)[0]
            return self.loaded.get(to)

        return check_package(path, files, Config(go_version="go1.27"), importer), files


# ---------------------------------------------------------------------------------------------------------------------
# Mutations: (text of the function, its declaration, offset of a node) -> new text, or None

_LITERALS = ('"s"', "1", "1.5", "'c'", "nil", "true", "0", "-1", "1 << 70", "struct{}{}", "[]int{1, 1: 2}", "func() {}")
_TYPES = (
    "int",
    "string",
    "bool",
    "[]byte",
    "uint8",
    "float64",
    "error",
    "any",
    "map[string]int",
    "func() bool",
    "chan int",
)
_OPS = ("+", "-", "*", "/", "%", "&&", "||", "==", "!=", "<", "<=", ">", ">=", "&", "|", "^", "&^", "<<", ">>")
_STATEMENTS = (
    "zz := 0", "var zz int", "return", "break", "continue", "zz:", "goto zz", "fallthrough", "_ = 1", "zz()", "1",
    "defer 1",
    "go func() {}", "var zz = nil", "const zz = 1", "type zz int", "for range 3 {}", "switch {}", "select {}", "zz = 1",
    "if 1 {}", "x, y := 1", "defer recover()", "go len(\"\")", "_ = append", "return 1", "panic(1)", "{ zz := 1 }",
)  # fmt: skip


def mutate(rng: random.Random, decl: nodes.FuncDecl, source: str, names: list[str]) -> tuple[str, str] | None:
    """A changed text of the function and what was done to it."""
    base = decl.start
    found = [n for n in walk(decl.body) if n.end > n.start] if decl.body is not None else []
    if len(found) < 3:
        return None

    def text(n: nodes.Node) -> str:
        return source[n.start - base : n.end - base]

    def put(n: nodes.Node, new: str) -> str:
        return source[: n.start - base] + new + source[n.end - base :]

    def some(*classes: type) -> Any:
        here = [n for n in found if isinstance(n, classes)]
        return rng.choice(here) if here else None

    lists = [n.stmts for n in found if isinstance(n, nodes.BlockStmt)]
    lists += [n.body for n in found if isinstance(n, nodes.CaseClause | nodes.CommClause)]
    stmts = [s for below in lists for s in below]
    kind = rng.randrange(18)
    n: Any
    if kind <= 3 and stmts:
        s = rng.choice(stmts)
        if kind == 0:
            return put(s, ""), "delete statement"
        if kind == 1:
            return put(s, text(s) + "\n" + text(s)), "double statement"
        if kind == 2:
            return put(s, rng.choice(_STATEMENTS) + "\n" + text(s)), "insert statement"
        return put(s, text(s) + "\n" + rng.choice(_STATEMENTS)), "append statement"
    if kind == 4 and (n := some(nodes.Name)) is not None:
        return put(n, rng.choice(names)), "rename"
    if kind == 5 and (n := some(nodes.Name)) is not None:
        other = some(nodes.Name)
        return put(n, text(other)), "other name"
    if kind == 6 and (n := some(nodes.BasicLit, nodes.Name, nodes.CallExpr, nodes.SelectorExpr)) is not None:
        return put(n, rng.choice(_LITERALS)), "literal"
    if kind == 7 and (n := some(nodes.Operation)) is not None and n.y is not None:
        return put(n, f"{text(n.x)} {rng.choice(_OPS)} {text(n.y)}"), "operator"
    if kind == 8 and (n := some(nodes.AssignStmt)) is not None and n.rhs is not None:
        op = rng.choice((":=", "=", "+=", "<<=", "&&="[1:]))
        return put(n, f"{text(n.lhs)} {op} {text(n.rhs)}"), "assignment operator"
    if kind == 9 and (n := some(nodes.CallExpr)) is not None:
        args = [text(a) for a in n.arg_list]
        if args and rng.random() < 0.5:
            del args[rng.randrange(len(args))]
        else:
            args.insert(rng.randrange(len(args) + 1), rng.choice((*_LITERALS, *names)))
        return put(n, f"{text(n.fun)}({', '.join(args)}{rng.choice(('', '', '', '...')) if args else ''})"), "arguments"
    if kind == 10 and (n := some(nodes.Name, nodes.CallExpr, nodes.SelectorExpr, nodes.IndexExpr)) is not None:
        form = rng.choice(
            (
                "&{}",
                "*{}",
                "!{}",
                "-{}",
                "({})",
                "{}()",
                "{}[0]",
                "{}[:]",
                "{}.(int)",
                "<-{}",
                "len({})",
                "string({})",
                "any({})",
                "[]any{{{}}}",
                "{}.x",
                "int({})",
                "{}[1:0]",
            )
        )
        return put(n, form.format(text(n))), f"wrap {form}"
    if kind == 11 and (n := some(nodes.ReturnStmt)) is not None:
        results = [
            text(e)
            for e in (
                n.results.elem_list if isinstance(n.results, nodes.ListExpr) else [n.results] if n.results else []
            )
        ]
        if results and rng.random() < 0.6:
            del results[rng.randrange(len(results))]
        else:
            results.append(rng.choice((*_LITERALS, *names)))
        return put(n, "return " + ", ".join(results)), "results"
    if kind == 12:
        one, two = rng.choice([n for n in found if isinstance(n, nodes.Expr)] or [None]), rng.choice(found)
        if isinstance(one, nodes.Expr) and isinstance(two, nodes.Expr):
            return put(one, text(two)), "other expression"
    if kind == 13 and (n := some(nodes.SwitchStmt, nodes.SelectStmt)) is not None and n.body:
        c = rng.choice(n.body)
        return put(
            c, rng.choice(("", text(c) + "\n" + text(c), "default:\n" + text(c), text(c) + "\nfallthrough"))
        ), "clause"
    if kind == 14 and (n := some(nodes.CompositeLit, nodes.CallExpr, nodes.ListExpr)) is not None:
        parts = getattr(n, "elem_list", None) or getattr(n, "arg_list", None)
        if parts:
            p = rng.choice(parts)
            return put(
                p, rng.choice((text(p) + ", " + text(p), rng.choice(_LITERALS), "0: " + text(p), "a: " + text(p)))
            ), "element"
    if kind == 15 and (n := some(nodes.Name, nodes.SliceType, nodes.MapType, nodes.FuncType)) is not None:
        return put(n, rng.choice(_TYPES)), "type"
    if kind == 16 and stmts:
        s, other = rng.choice(stmts), rng.choice(stmts)
        return put(s, text(other)), "other statement"
    if kind == 17 and (n := some(nodes.IfStmt, nodes.ForStmt)) is not None:
        if isinstance(n, nodes.IfStmt):
            return put(n.cond, rng.choice((*_LITERALS, *names))), "condition"
        return put(n.body, "{}"), "empty loop"
    return None


def mutants(rng: random.Random, files: list[SyntaxFile], names: list[str]) -> Iterator[Mutant]:
    """One mutant for each function, where the dice bring one."""
    for f in files:
        for top, begin in zip(f.decls, offsets(f), strict=True):
            decl = top.lower()[0] if top.kind == "func" else None
            if not isinstance(decl, nodes.FuncDecl) or decl.body is None or top.damaged:
                continue
            start = begin + decl.start - top.chunk.base
            source = f.data[start : start + decl.end - decl.start].decode(errors="replace")
            if not source.isascii():
                continue
            local = sorted({n.value for n in walk(decl) if isinstance(n, nodes.Name)})
            made = mutate(rng, decl, source, local + rng.sample(names, min(5, len(names))))
            if made is not None and made[0] != source:
                yield Mutant(f.path, start, start + len(source), made[0], made[1], decl.name.value)


def offsets(f: SyntaxFile) -> list[int]:
    return [p.offset for p in f.places]


# ---------------------------------------------------------------------------------------------------------------------
# The two answers


@dataclass(slots=True)
class Tally:
    asked: int = 0
    refused: int = 0  # by the compiler
    strict: int = 0  # refused by us only


class Oracle:
    def __init__(self, std: Std, program: str, env: dict[str, str]) -> None:
        self.std = std
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)

    def ask(self, path: str, made: list[Mutant]) -> list[str]:
        assert self.process.stdin is not None and self.process.stdout is not None
        edits = [{"file": m.file, "start": m.start, "end": m.end, "text": m.text} for m in made]
        request = {"dir": self.std.listed[path]["Dir"], "path": path, "edits": edits}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: list[str] = json.loads(self.process.stdout.readline())
        if len(answer) != len(made):
            raise RuntimeError(f"{path}: {answer}")
        return answer


def ours(std: Std, path: str, made: list[Mutant]) -> list[str]:
    """The first problem that our judge has with each mutant, "" for none."""
    whole = [m for m in made if parses(m.text)]
    found = dict(zip(map(id, whole), _judged(std, path, whole), strict=True))
    return [found.get(id(m), "syntax") for m in made]


def parses(text: str) -> bool:
    """Whether the function parses for us. If it does not, it might swallow what stands around it."""
    f = parse_file("p.go", b"package p\n" + text.encode())
    return not f.problems and len(f.decls) == 1 and not f.decls[0].damaged


def _judged(std: Std, path: str, made: list[Mutant]) -> list[str]:
    edited: dict[str, bytes] = {}
    starts: dict[int, int] = {}
    for name in {m.file for m in made}:
        data = (Path(std.listed[path]["Dir"]) / name).read_bytes()
        out, done = b"", 0
        for m in sorted((m for m in made if m.file == name), key=lambda m: m.start):
            out += data[done : m.start]
            starts[id(m)] = len(out)
            out += m.text.encode()
            done = m.end
        edited[name] = out + data[done:]
    pkg, files = std.package(path, edited)
    check = checker_of(pkg)
    tops = {(f.path, p.offset): (f, top) for f in files for top, p in zip(f.decls, f.places, strict=True)}
    functions = {decl: f for f in check.method_decls() if (decl := check.decl_of(f)) is not None}
    found = []
    for m in made:
        at = tops.get((m.file, starts[id(m)]))
        decls = at[1].lower() if at is not None else []
        decl = decls[0] if decls else None
        if at is None or not isinstance(decl, nodes.FuncDecl) or at[1].problems:
            found.append("syntax")
            continue
        check.check_body(functions[decl])
        problems = compiles(pkg, [decl])
        found.append(problems[0].message if problems else "")
    return found


def run(count: int, seed: int, packages: tuple[str, ...], report: Callable[[str], None]) -> tuple[Tally, list[str]]:
    """Compare on `count` mutants; the tally, and a line for each that we find fine though the compiler refuses it."""
    go = str(goroot() / "bin/go")
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOROOT": str(goroot()), "CGO_ENABLED": "0"}
    program = str(Path(os.environ.get("TMPDIR", "/tmp")) / f"mutants-oracle-{os.getpid()}")
    subprocess.run([go, "build", "-o", program, "."], cwd=ORACLE, check=True, env=env)
    std = Std(go, env)
    oracle = Oracle(std, program, env)
    rng = random.Random(seed)
    tally, missed = Tally(), []
    strict: collections.Counter[str] = collections.Counter()
    while tally.asked < count:
        for path in packages:
            pkg, files = std.package(path)
            made = list(mutants(rng, files, sorted(pkg.scope.elems)))[: count - tally.asked]
            theirs = oracle.ask(path, made)
            parsed = [(m, t) for m, t in zip(made, theirs, strict=True) if not t.startswith("syntax")]
            for (m, t), o in zip(parsed, ours(std, path, [m for m, _ in parsed]), strict=True):
                tally.asked += 1
                tally.refused += bool(t)
                if t and not o:
                    missed.append(f"{path} {m.name} [{m.how}]: {t}\n{m.text}")
                    report(f"missed: {missed[-1]}")
                elif o and not t:
                    tally.strict += 1
                    strict[o] += 1
                    report(f"strict: {path} {m.name} [{m.how}]: {o}")
            if tally.asked >= count:
                break
    Path(program).unlink()
    oracle.process.kill()
    return tally, missed


def baseline(packages: tuple[str, ...], report: Callable[[str], None]) -> tuple[int, int]:
    """Functions of the packages as they are: how many there are, and how many our judge refuses."""
    go = str(goroot() / "bin/go")
    std = Std(go, {**os.environ, "GOTOOLCHAIN": "local", "GOROOT": str(goroot()), "CGO_ENABLED": "0"})
    total = refused = 0
    for path in packages:
        pkg, _ = std.package(path)
        check = checker_of(pkg)
        for func in check.method_decls():
            decl = check.decl_of(func)
            if decl is not None:
                check.check_body(func)
                problems = compiles(pkg, [decl])
                total += 1
                refused += bool(problems)
                for p in problems[:1]:
                    report(f"{path} {func.name}: {p.message} at {p.pos - decl.start}")
    return total, refused


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="print what only we refuse")
    parser.add_argument("--baseline", action="store_true", help="judge the functions as they are, and no mutants")
    parser.add_argument("packages", nargs="*", default=PACKAGES)
    args = parser.parse_args()
    say = (lambda line: print(line, flush=True)) if args.verbose else lambda _: None
    sys.setrecursionlimit(20_000)
    if args.baseline:
        total, refused = baseline(tuple(args.packages), say)
        print(f"{refused} of {total} functions refused as they are")
        return 0
    tally, missed = run(args.count, args.seed, tuple(args.packages), say)
    for line in missed:
        print("MISSED", line)
    taken = tally.asked - tally.refused
    print(f"{tally.asked} mutants: the compiler refuses {tally.refused}, of these we miss {len(missed)}")
    print(f"it takes {taken}, of these we refuse {tally.strict} ({100 * tally.strict / max(taken, 1):.2f} %)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
