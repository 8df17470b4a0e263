"""Code in the middle of being edited: nothing raises, and damage stays where it is.

Tokens are deleted, doubled, replaced and inserted at random (with a fixed seed) in packages of the standard library.
Expressions of the declarations that were not touched must keep their types.
"""

from __future__ import annotations

import random
import re
import statistics
from pathlib import Path

import pytest

from agree.oracle import goroot
from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.model.objects import Package
from escapelens.model.typestring import type_string
from escapelens.syntax.file import SyntaxFile, TopDecl
from escapelens.syntax.nodes import Expr
from escapelens.syntax.parse import parse_file
from escapelens.syntax.walk import walk

TOKEN = re.compile(
    rb"""(?P<comment>//[^\n]*|/\*.*?\*/)|[A-Za-z_]\w*|\d+|"[^"\n]*"|`[^`]*`|&&|\|\||<-|\+\+|--|[:=!<>]=|\.\.\.|[^\s\w]""",
    re.S,
)
FILES = {
    "sort": ["sort.go", "search.go", "slice.go"],
    "container/heap": ["heap.go"],
    "container/list": ["list.go"],
    "slices": ["slices.go", "sort.go", "iter.go"],
    "text/tabwriter": ["tabwriter.go"],
}

loaded: dict[str, Package | None] = {}


def importer(path: str) -> Package | None:
    """Packages from source, with those of their files that need no build constraint."""
    if path not in loaded:
        folder = goroot() / "src" / path
        files = [
            parse_file(str(f), f.read_bytes())
            for f in sorted(folder.glob("*.go"))
            if not f.name.endswith("_test.go") and b"\n//go:build" not in f.read_bytes()
        ]
        loaded[path] = check_package(path, files, Config(), importer) if files else None
    return loaded[path]


def check(path: str, sources: dict[str, bytes]) -> list[SyntaxFile]:
    files = [parse_file(name, data) for name, data in sources.items()]
    check_package(path, files, Config(), importer).checker.check_all()
    return files


Key = tuple[str, str, str, tuple[str, ...], int]


def types_of(files: list[SyntaxFile]) -> dict[Key, tuple[TopDecl, list[str]]]:
    """The types of all expressions of each declaration, in the order of the tree."""
    out: dict[Key, tuple[TopDecl, list[str]]] = {}
    for file in files:
        for top in file.decls:
            if top.kind == "import":
                continue
            n = 0
            while (key := (file.path, top.kind, top.header.recv, top.names, n)) in out:
                n += 1
            nodes = [node for decl in top.lower() for node in walk(decl) if isinstance(node, Expr)]
            out[key] = top, [type_string(e.typ) if e.mode else "" for e in nodes]
    return out


def damage(data: bytes, rand: random.Random) -> bytes:
    """data with one to three tokens changed."""
    tokens = [m for m in TOKEN.finditer(data) if m["comment"] is None]
    for m in sorted(rand.sample(tokens, rand.choice([1, 1, 1, 2, 3])), key=lambda m: -m.start()):
        other = rand.choice(tokens)[0]
        new = rand.choice([b"", b"", m[0] + b" " + m[0], other, other + b" " + m[0]])
        data = data[: m.start()] + new + data[m.end() :]
    return data


@pytest.mark.parametrize("path", sorted(FILES))
def test_damage_stays_local(path: str) -> None:
    sources = {name: (goroot() / "src" / path / name).read_bytes() for name in FILES[path]}
    sound = types_of(check(path, sources))
    rand = random.Random(path)
    kept = []
    for _ in range(15):
        name = rand.choice(sorted(sources))
        broken = types_of(check(path, {**sources, name: damage(sources[name], rand)}))
        same = total = 0
        for key, (top, types) in sound.items():
            now = broken.get(key)
            if now is not None and now[0].text == top.text:
                total += len(types)
                same += sum(a == b for a, b in zip(types, now[1], strict=True))
        kept.append(same / total)
    assert statistics.median(kept) >= 0.95, kept
    assert min(kept) >= 0.3, kept


@pytest.mark.parametrize(
    "text",
    [
        "type T T",
        "type T []T\nvar x T = T{T{}}",
        "type T struct{ T }\nvar x T\nvar y = x.T.T.f",
        "type A = B\ntype B = A\nvar x A",
        "type I interface{ I }\nfunc f(i I) { i.m() }",
        "const a = b\nconst b = a",
        "var a = b\nvar b = a",
        "var x = f\nfunc f() { _ = x; g() }\nfunc g() (int, string) { return 1 }",
        "func f[T any, P interface{ *T }](p P) { f(f); f[int]; f[](p) }",
        "type G[T any] struct{ x T; g *G[G[T]] }\nvar g G[int]\nvar h = g.g.g.g.x",
        "type L[T L[T]] interface{ m(L[T]) }\nfunc f[T L[T]](x T) { x.m(x) }",
        "func g[S []E, E any](s S) S { return s }\n"
        "func f[A interface{ struct{ b B; c C } }, B any, C interface{ *B }](x B) A\nvar x = f(g)",
        "var a [len(a)]int\nvar b [len(b) + 1]byte",
        "func f() { var x = x; y, y := 1, 2; for i := range i { } ; switch z := z.(type) { case z: } }",
        "func f(x ...int, y ...int) (a, b int) { return f(f(f())) }",
        "func (T) m() {}\nfunc (t *U[X]) n(X) {}\nfunc () o() {}\nvar v = T.m",
        "var _ = 1 << 1.5 << -1 / 0 % 0.0 + \"a\" - 'b' * nil + true",
        'var _ = []int{5: 1, -1: 2, 1 << 70: 3, "x": 4}\nvar _ = [...]int{1 << 40: 1}',
        "var _ = len() + cap(1, 2) + new() + make() + append() + copy(1) + min() + complex(1) + real() + delete(1)",
        'import "unsafe"\nvar _ = unsafe.Sizeof() + unsafe.Offsetof(1) + unsafe.Offsetof(x.y) + unsafe.Foo',
        "func f() { defer; go 1; return 1, ; goto; break L; if { }; for ;; { } ; select { case x: } }",
        "var x = struct{ a, a int }{a: 1, b: 2, 3}.c.d[1](2).(type)",
        "func f(g func(func(int) bool)) { for a, b, c := range g { _ = a + b } ; for range 3.5 { } }",
    ],
)
def test_nonsense_is_checked_without_raising(text: str) -> None:
    for source in (text, text + "\n" + text):
        check("p", {"p.go": f"package p\n{source}\n".encode()})


def test_a_broken_package_clause_loses_nothing() -> None:
    sources = {name: Path(goroot() / "src" / "sort" / name).read_bytes() for name in FILES["sort"]}
    for clause in (b"package sor", b"package", b"pack sort"):
        broken = sources | {"search.go": sources["search.go"].replace(b"package sort", clause)}
        files = check("sort", broken)
        types = [t for key, (_, ts) in types_of(files).items() if key[0] == "sort.go" for t in ts]
        assert len([t for t in types if t]) > 250
