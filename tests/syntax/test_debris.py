"""Text between declarations belonged to the one before; both sides of a merge conflict are read, and none is whole."""

from __future__ import annotations

import pytest

from escapelens.syntax.nodes import BadStmt, FuncDecl
from escapelens.syntax.parse import parse_file

BODY = "\tx := 1\n\tkeep = &x\n\tif x > 0 {\n\t\tkeep = nil\n\t}\n"
WHOLE = f"package p\n\nvar keep *int\n\nfunc a() {{\n{BODY}}}\n\nfunc (t *T) b(p *int) (q int) {{\n{BODY}\treturn\n}}\n"


def damaged(text: str) -> dict[str, bool]:
    """Which functions are, and that the lowered body of each such function says so."""
    file = parse_file("a.go", text.encode())
    found = {}
    for top in file.decls:
        if top.kind == "func":
            found[top.names[0]] = found.get(top.names[0], False) or top.damaged
            for decl in top.lower():
                assert isinstance(decl, FuncDecl) and decl.body is not None
                assert top.damaged == (decl.body.stmts[:1] != [] and isinstance(decl.body.stmts[0], BadStmt))
    assert any(found.values()) == bool(file.problems)
    return found


def test_whole_text_is_whole() -> None:
    assert damaged(WHOLE) == {"a": False, "b": False}


@pytest.mark.parametrize("line", range(5))
@pytest.mark.parametrize("name", ["a", "b"])
def test_a_stray_brace_ends_a_function_that_is_not_whole(name: str, line: int) -> None:
    head, func, rest = WHOLE.partition("func a" if name == "a" else "func (t *T) b")
    lines = rest.split("\n")
    lines.insert(1 + line, "}")
    assert damaged(head + func + "\n".join(lines))[name]


@pytest.mark.parametrize("name", ["a", "b"])
@pytest.mark.parametrize("after", ["", "\n"])
def test_a_function_that_lost_its_opening_brace_is_not_one_without_a_body(name: str, after: str) -> None:
    head, func, rest = WHOLE.partition("func a" if name == "a" else "func (t *T) b")
    signature, _, body = rest.partition(" {\n")
    found = damaged(f"{head}{func}{signature}{after}\n{body}")
    assert found[name] and (name == "a" or not found["a"])


def test_a_brace_on_the_next_line_is_no_body() -> None:
    assert damaged(WHOLE.replace("func a() {", "func a()\n{"))["a"]


def test_a_function_without_a_body_stays_one() -> None:
    file = parse_file("a.go", b"package p\n\nfunc a(p *int)\n\nfunc b() {}\n")
    assert not file.problems and not any(top.damaged for top in file.decls)


CONFLICT = "<<<<<<< HEAD\n%s\n||||||| base\n%s\n=======\n%s\n>>>>>>> topic\n"


def test_a_conflict_around_functions_leaves_those_beside_it_whole() -> None:
    sides = ("func c() { keep = nil }", "func c() {}", "func c() {}\n\nfunc d() {}\n")
    text = WHOLE.replace("func (t *T) b", CONFLICT % sides + "\nfunc (t *T) b")
    assert damaged(text) == {"a": False, "b": False, "c": True, "d": True}


def test_both_sides_of_a_conflict_in_a_function_are_read() -> None:
    text = WHOLE.replace("\tkeep = &x\n", CONFLICT % ("\tkeep = &x", "\tkeep = nil", "\tprintln(x)"), 1)
    assert damaged(text) == {"a": True, "b": False}
    file = parse_file("a.go", text.encode())
    (body,) = (d.body for d in file.decls[1].lower() if isinstance(d, FuncDecl))
    assert body is not None and len(body.stmts) == 1 + 5  # two sides and what they were made from
    assert {message for _, _, message in file.problems} == {"syntax error: merge conflict"}


def test_what_looks_like_a_marker_in_a_literal_or_comment_is_none() -> None:
    marker = "<<<<<<< HEAD\n=======\n>>>>>>> topic\n"
    text = WHOLE.replace("var keep *int", f"var keep *int\n\nconst s = `\n{marker}`\n\n/*\n{marker}*/")
    assert damaged(text) == {"a": False, "b": False}
