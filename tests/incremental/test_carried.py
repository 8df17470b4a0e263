"""Positions of an old text in the new one."""

from __future__ import annotations

from escapelens.incremental.carried import Carried
from escapelens.syntax.file import TopDecl
from escapelens.syntax.parse import parse_file


def decl(body: str) -> TopDecl:
    (found,) = parse_file("a.go", f"package a\n\nfunc f(x int) {{{body}}}\n".encode()).decls
    return found


def test_what_lies_before_stays_and_what_lies_behind_moves() -> None:
    old, new = decl(" a(); b(); c() "), decl(" a(); bb(x); c() ")
    carried = Carried([(old, new)])
    for name in (b"f(", b"a(", b"c(", b"x"):
        start, now = old.text.index(name), new.text.index(name)
        at = old.chunk.base + start
        assert carried.holds(at) and carried.at(at) == new.chunk.base + now
        assert carried.place(at, at + 1) == (new.chunk.base + now, new.chunk.base + now + 1)


def test_what_touches_the_edit_is_lost() -> None:
    old, new = decl(" a(); b(1); c() "), decl(" a(); b(2); c() ")
    carried = Carried([(old, new)])
    at = old.chunk.base + old.text.index(b"1")
    assert carried.at(at) is None and carried.place(at, at + 1) is None
    call = old.chunk.base + old.text.index(b"b(")
    assert carried.at(call) == new.chunk.base + new.text.index(b"b(")
    assert carried.place(call, call + 4) is None


def test_other_texts_are_left_alone() -> None:
    old, new, other = decl(" a() "), decl(" b() "), decl(" c() ")
    carried = Carried([(old, new)])
    at = other.chunk.base + 3
    assert not carried.holds(at) and carried.at(at) is None and carried.place(at, at + 2) == (at, at + 2)
