"""Positions are the compiler's: each case states where cmd/compile's parser puts the node."""

from __future__ import annotations

import pytest

from syntax.trees import body, positions


@pytest.mark.parametrize(
    ("statement", "kind", "want"),
    [
        ("g(x)", "CallExpr", ["3:2"]),
        ("a.b.c()", "SelectorExpr", ["3:4", "3:2"]),
        ("m[k]", "IndexExpr", ["3:2"]),
        ("s[1:2]", "SliceExpr", ["3:2"]),
        ("x = T{1}", "CompositeLit", ["3:6"]),
        ("x = T{a: 1}", "KeyValueExpr", ["3:8"]),
        ("x = a + b", "Operation", ["3:7"]),
        ("x = &T{}", "Operation", ["3:5"]),
        ("x = v.(T)", "AssertExpr", ["3:6"]),
        ("a, b := 1, 2", "AssignStmt", ["3:6"]),
        ("x++", "AssignStmt", ["3:2"]),
        ("x <<= 1", "AssignStmt", ["3:3"]),
        ("c <- 1", "SendStmt", ["3:3"]),
        ("for i := range s {}", "RangeClause", ["3:10"]),
        ("for {}", "ForStmt", ["3:1"]),
        ("L: for {}; goto L", "LabeledStmt", ["3:2"]),
        ("switch { case a: }", "CaseClause", ["3:10"]),
        ("switch v := x.(type) {}", "TypeSwitchGuard", ["3:14"]),
        ("x = func(a int) {}", "FuncLit", ["3:5"]),
        ("x = func(a int) {}", "FuncType", ["2:7", "3:9"]),
        ("x = []byte(s)", "CallExpr", ["3:11"]),
        ("x = []byte(s)", "SliceType", ["3:5"]),
        ("x = *(*[]byte)(p).q", "Operation", ["3:5", "3:7"]),
        ("x = *(*[]byte)(p).q", "SelectorExpr", ["3:18"]),
        ("x = <-chan int(c)", "CallExpr", ["3:15"]),
        ("x = g[int](y)", "IndexExpr", ["3:6"]),
        ("x = g[int](y)", "CallExpr", ["3:11"]),
        ("x = g[[]int, string]", "ListExpr", ["3:7"]),
        ("x = make(<-chan int)", "ChanType", ["3:12"]),
        ("return a, b", "ListExpr", ["3:8"]),
        ("var x, y int", "VarDecl", ["3:5"]),
        ("var x, y int", "DeclStmt", ["3:1"]),
    ],
)
def test_statement(statement: str, kind: str, want: list[str]) -> None:
    assert positions(body(statement), kind) == want


@pytest.mark.parametrize(
    ("text", "kind", "want"),
    [
        ("func g() {}", "FuncDecl", ["2:6"]),
        ("func (t *T) m() {}", "FuncDecl", ["2:6"]),
        ("func g[P any](x P) {}", "FuncType", ["2:7"]),
        ("func (t *T) m[P any](x P) {}", "FuncType", ["2:14"]),
        ("func (t *T) m[P any, Q []P](x P) {}", "Field", ["2:7", "2:15", "2:22", "2:29"]),
        ("type T struct { a, b int; *E }", "Field", ["2:17", "2:20", "2:27"]),
        ("type I interface { m(); ~int | E }", "Operation", ["2:30", "2:25"]),
        ("const ( a = iota; b )", "ConstDecl", ["2:9", "2:19"]),
        ("var c chan (chan<- int)", "ChanType", ["2:7", "2:13"]),
    ],
)
def test_declaration(text: str, kind: str, want: list[str]) -> None:
    assert positions("package p\n" + text + "\n", kind) == want


def test_comments_do_not_move_anything() -> None:
    plain = positions(body("x := g(   a,  b)"), "CallExpr")
    assert positions(body("x := g(/**/a, /**/b) // tail"), "CallExpr") == [p for p in plain]
