"""Files: directives, reuse across versions, damage that stays where it is."""

from __future__ import annotations

import pytest

from escapelens.syntax.nodes import FuncDecl, TypeDecl, VarDecl
from escapelens.syntax.parse import parse_file
from syntax.trees import layout_of, parse


def test_pragmas_belong_to_the_next_declaration() -> None:
    file = parse(
        "package p\n\n// doc\n//\n//go:noinline\n//go:nosplit\nfunc f() {\n\t//go:noinline\n}\nfunc g() {}\n"
        "var (\n\t//go:embed a\n\tx string\n\ty string\n)\n//go:notinheap\ntype T int\n"
    )
    assert [d.pragmas for d in file.decls] == [("go:noinline", "go:nosplit"), (), (), ("go:notinheap",)]
    f = file.decls[0].lower()[0]
    assert isinstance(f, FuncDecl) and f.pragma == {"go:noinline", "go:nosplit"}
    assert [d.pragma for d in file.decls[2].lower() if isinstance(d, VarDecl)] == [{"go:embed"}, frozenset()]
    t = file.decls[3].lower()[0]
    assert isinstance(t, TypeDecl) and t.pragma == {"go:notinheap"}


def test_file_directives() -> None:
    file = parse(
        "//go:build linux && go1.21\n\npackage p\n//go:linkname f q.f\nfunc f()\n"
        "//line x.y:7\nvar a int /*line z:3:4*/\n"
    )
    assert (file.build_constraint, file.go_version) == ("//go:build linux && go1.21", "go1.21")
    assert [(n.local, n.target) for n in file.linknames] == [("f", "q.f")]
    assert [(d.file, d.line, d.column) for d in file.line_directives] == [("x.y", 7, 0), ("z", 3, 4)]


def test_unchanged_declarations_are_the_same_objects() -> None:
    old = parse("package p\nfunc f() {}\nfunc g() {}\nvar x = 1\nvar x = 1\n")
    nodes = old.decls[0].lower()
    new = parse_file("p.go", b'package p\n\nimport "fmt"\nfunc f() {}\nfunc g() { x }\nvar x = 1\nvar x = 1\n', old)
    assert new.decls[1] is old.decls[0] and new.decls[1].lower() is nodes
    assert new.decls[2] is not old.decls[1]
    assert (new.decls[3], new.decls[4]) == (old.decls[2], old.decls[3])
    assert new.decls[3].chunk is not new.decls[4].chunk
    at = layout_of(new).locate(nodes[0].pos)
    assert at is not None and (at.line, at.column) == (4, 6)
    at = layout_of(old).locate(nodes[0].pos)
    assert at is not None and (at.line, at.column) == (2, 6)


def test_a_pragma_makes_another_declaration() -> None:
    old = parse("package p\nfunc f() {}\n")
    new = parse_file("p.go", b"package p\n//go:noinline\nfunc f() {}\n", old)
    assert new.decls[0] is not old.decls[0] and new.decls[0].key != old.decls[0].key


@pytest.mark.parametrize("damage", ["x := (", "if {", "x.", "}", "a b c", "for i := ; {", "switch x { case", '"'])
def test_damage_stays_in_its_declaration(damage: str) -> None:
    good = "package p\nfunc a() { x() }\nfunc b() {\n\t%s\n}\nfunc c() { y() }\ntype T struct{}\n"
    old = parse(good % "x()")
    new = parse_file("p.go", (good % damage).encode(), old)
    assert new.problems
    names = [d.names for d in new.decls]
    for i in (0, 2, 3):
        assert old.decls[i] in new.decls, names
    assert ("b",) in names
    for d in new.decls:
        d.lower()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\xff\xfe\x00\x01",
        b"package",
        b"package p",
        b"// only a comment",
        b"/* open",
        b"package p\nvar s = `open",
        b"package p\nfunc",
        b"package p\nconst (",
        b"func f() {}",
        b"package p\nx := 1\nfunc f() {}\n",
        b"package p\xc3\nvar \xc3\x28 int\n",
    ],
)
def test_never_raises(data: bytes) -> None:
    file = parse_file("p.go", data)
    for d in file.decls:
        d.lower()
    if data != b"package p":
        assert file.problems


def test_bom_crlf_and_missing_newline_are_fine() -> None:
    file = parse_file("p.go", b"\xef\xbb\xbfpackage p\r\n\r\n//go:noinline\r\nfunc f() {\r\n}\r\nvar x int")
    assert file.problems == []
    assert [(d.kind, d.pragmas) for d in file.decls] == [("func", ("go:noinline",)), ("var", ())]


def test_names_beyond_ascii() -> None:
    file = parse('package p\n// ← comment\nvar größe, 世界 = "é", `ü`\n')
    decl = file.decls[0].lower()[0]
    assert isinstance(decl, VarDecl)
    assert [n.value for n in decl.name_list] == ["größe", "世界"]
    at = layout_of(file).locate(decl.name_list[1].pos)
    assert at is not None and (at.line, at.column) == (3, 14)
