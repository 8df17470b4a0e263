"""What the parser makes of forms the grammar sees differently, or not at all."""

from __future__ import annotations

import pytest

from escapelens.syntax.nodes import (
    AssertExpr,
    AssignStmt,
    BasicLit,
    BlockStmt,
    BranchStmt,
    CallExpr,
    ConstDecl,
    EmptyStmt,
    ForStmt,
    FuncDecl,
    IfStmt,
    IndexExpr,
    InterfaceType,
    LabeledStmt,
    Name,
    Operation,
    SelectorExpr,
    SliceType,
    StructType,
    SwitchStmt,
    TypeDecl,
)
from escapelens.syntax.parse import parse_file
from escapelens.syntax.walk import unparen
from syntax.trees import body, parse, positions, walk


def function(text: str) -> FuncDecl:
    decl = parse(body(text)).decls[-1].lower()[0]
    assert isinstance(decl, FuncDecl)
    return decl


def of(kind: type, text: str) -> list:
    return [n for n in walk(function(text)) if type(n) is kind]


def test_new_takes_any_expression() -> None:
    file = parse(body('x := new(f(1)); y := new(int); z := new([]int); w := new("s")'))
    assert file.problems == []
    calls = [n for n in walk(file.decls[-1].lower()[0]) if isinstance(n, CallExpr) and isinstance(n.fun, Name)]
    assert [c.fun.value for c in calls] == ["new", "f", "new", "new", "new"]
    assert isinstance(calls[3].arg_list[0], SliceType)


def test_new_and_make_in_brackets() -> None:
    file = parse(body("x := (make)([]int, 0); y := (new)(*x)"))
    assert file.problems == []
    calls = [n for n in walk(file.decls[-1].lower()[0]) if isinstance(n, CallExpr)]
    assert [isinstance(c.arg_list[0], SliceType) for c in calls] == [True, False]


def test_generic_methods_and_function_types_with_generic_results() -> None:
    file = parse("package p\n\nfunc (l List[E]) Map[R any](f func(E) List[R]) (g func(E) List[R]) { return f }\n")
    assert file.problems == []
    method = file.decls[0].lower()[0]
    assert isinstance(method, FuncDecl)
    assert [p.name.value for p in method.tparam_list if p.name is not None] == ["R"]
    assert [n.index.value for n in walk(method) if isinstance(n, IndexExpr)] == ["E", "R", "R"]  # type: ignore[attr-defined]


def test_empty_initialisers() -> None:
    file = parse(body("if ; a {}; switch ; b {}; switch ; {}"))
    assert file.problems == []
    assert len(file.decls[-1].lower()[0].body.stmts) == 3  # type: ignore[attr-defined]


def test_a_block_after_a_body_makes_no_literal() -> None:
    for gap in ("\n\t", "\n\n\t", " // why\n\n\t", "\t\n \t"):
        text = "if a < p.B {\n\t\tf(a)\n\t}" + gap + "{\n\t\tg()\n\t}; s := `}\n\t{`"
        file = parse(body(text))
        assert file.problems == []
        stmts = [s for s in file.decls[-1].lower()[0].body.stmts if type(s) is not EmptyStmt]  # type: ignore[attr-defined]
        assert [type(s) for s in stmts] == [IfStmt, BlockStmt, AssignStmt]
        assert [n.value for n in walk(stmts[2]) if isinstance(n, BasicLit)] == ["`}\n\t{`"]


ENDS = ["x := a[i]", "x := a[b[c]].d[e]", "return a, b[i]", "x := a.b", "x := a.b[i]", "ch <- a[i]", "x := func() {}"]
OPENS = ["(*p)(a)", "(<-ch)(a)", "(func() {})()", "(T)(a).b()", "(*p).x = 1", "{ y() }", "{}", "{ y }", "{ y: z() }"]


@pytest.mark.parametrize("opens", OPENS)
@pytest.mark.parametrize("ends", ENDS)
def test_a_line_that_opens_with_a_bracket_begins_a_statement(ends: str, opens: str) -> None:
    for gap in ("\n\t", "\n\n\t", " // why\n\t", "\r\n\t"):
        for frame in ("{}", "if a < b {{\n{}\n}}", "switch a {{\ncase b:\n{}\n}}"):
            joined = body(frame.format(ends + gap + opens))
            apart = body(frame.format(ends + ";" + gap + opens))
            assert parse(joined).problems == []
            for kind in ("Name", "CallExpr", "IndexExpr", "BlockStmt", "ParenExpr", "CompositeLit"):
                assert positions(joined, kind) == positions(apart, kind)


def test_long_strings_keep_their_text() -> None:
    literal = '"' + r"\x00\"é" * 300 + '"'
    file = parse(body(f"s := {literal} // {literal}"))
    assert file.problems == []
    assert [n.value for n in walk(file.decls[-1].lower()[0]) if isinstance(n, BasicLit)] == [literal]


def test_make_may_be_any_function() -> None:
    file = parse(body("x := make(n - 1); y := make([]int, n, f(1, 2)); z := make(100, 2)"))
    assert file.problems == []


def test_long_parameter_lists() -> None:
    names = [f"a{i}" for i in range(40)]
    file = parse(f"package p\nfunc f(x int, {', '.join(names)} T) {{}}\n")
    decl = file.decls[0].lower()[0]
    assert isinstance(decl, FuncDecl)
    fields = decl.type.param_list
    assert [f.name.value for f in fields if f.name] == ["x", *names]
    assert all(f.type is fields[-1].type for f in fields[1:])


def test_methods_may_be_generic() -> None:
    file = parse("package p\nfunc (t *T[A]) M[P any, Q interface{ ~int }](x P) Q { return new(x+1) }\n")
    assert file.problems == []
    header = file.decls[0].header
    assert (header.names, header.recv, header.recv_pointer, header.has_type_params) == (("M",), "T", True, True)
    decl = file.decls[0].lower()[0]
    assert isinstance(decl, FuncDecl)
    assert [f.name.value for f in decl.tparam_list if f.name] == ["P", "Q"]


def test_a_mistake_elsewhere_leaves_a_method_generic() -> None:
    file = parse("package p\nfunc (t T) M[P any](x P) {}\nfunc f() { x := ] }\n")
    assert file.problems
    assert [f.name.value for f in file.decls[0].lower()[0].tparam_list if f.name] == ["P"]  # type: ignore[attr-defined]


def test_type_literals_before_a_dot() -> None:
    lines = [
        "a := interface{ m(E) int }.m",
        "b := (*struct{ E }).m; _ = x.(interface{ m() }).m",
        "return interface { // } and what not",
        "\tm(E)",
        "}.m, struct{ *E }.m",
    ]
    file = parse(body("\n".join(lines)))
    assert file.problems == []
    decl = file.decls[-1].lower()[0]
    operands = [unparen(n.x) for n in walk(decl) if isinstance(n, SelectorExpr)]
    kinds = [x.x.__class__ if isinstance(x, Operation) else x.__class__ for x in operands]
    assert kinds == [InterfaceType, StructType, AssertExpr, InterfaceType, StructType]
    shift = file.data.index(b"func f") - decl.start
    literals = [n for n in walk(decl) if isinstance(n, InterfaceType | StructType)]
    texts = [file.data[n.start + shift : n.end + shift].decode() for n in literals]
    assert texts == [
        "interface{ m(E) int }",
        "struct{ E }",
        "interface{ m() }",
        "\n".join(lines[2:])[7:-18],
        "struct{ *E }",
    ]


def test_grouped_fields_share_their_type() -> None:
    file = parse("package p\ntype T struct { a, b int `tag` }\nfunc f(x, y []int, z ...string)\n")
    struct = file.decls[0].lower()[0]
    assert isinstance(struct, TypeDecl) and isinstance(struct.type, StructType)
    a, b = struct.type.field_list
    assert a.type is b.type
    assert len(struct.type.tag_list) == 2 and struct.type.tag_list[0] is struct.type.tag_list[1]
    decl = file.decls[1].lower()[0]
    assert isinstance(decl, FuncDecl) and decl.body is None
    assert decl.type.param_list[0].type is decl.type.param_list[1].type


def test_instantiation_with_a_call_is_no_conversion() -> None:
    call = of(CallExpr, "_ = g[int, string](x)")[0]
    assert isinstance(call.fun, IndexExpr)
    call = of(CallExpr, "_ = a[i](x)")[0]
    assert isinstance(call.fun, IndexExpr)


def test_long_sums_do_not_nest_calls() -> None:
    n: object = of(AssignStmt, "x = " + " + ".join(["a"] * 3000))[0].rhs
    depth = 0
    while isinstance(n, Operation):
        n = n.x
        depth += 1
    assert depth == 2999


def test_iota_counts_within_the_group() -> None:
    decls = parse("package p\nconst ( a = iota; b; c )\n").decls[0].lower()
    assert [(d.iota, d.values is not None) for d in decls if isinstance(d, ConstDecl)] == [
        (0, True),
        (1, False),
        (2, False),
    ]


def test_unlabelled_branches_know_their_statement() -> None:
    f = function("for { switch x { case 1: break; case 2: continue }; if y { break } }")
    loop = next(n for n in walk(f) if isinstance(n, ForStmt))
    switch = next(n for n in walk(f) if isinstance(n, SwitchStmt))
    targets = [n.target for n in walk(f) if isinstance(n, BranchStmt)]
    assert targets == [switch, loop, loop]


def test_labels() -> None:
    f = function("L: for { for { continue L }; goto M }; M:")
    loop = next(n for n in walk(f) if isinstance(n, ForStmt))
    labels = [n for n in walk(f) if isinstance(n, LabeledStmt)]
    assert [n.target for n in walk(f) if isinstance(n, BranchStmt)] == [loop, labels[1]]
    assert isinstance(labels[1].stmt, EmptyStmt)


def test_branch_mistakes_are_problems() -> None:
    decl = parse(body("break; continue; goto X; Y: for {}; func() { break Y }()")).decls[-1]
    decl.lower()
    assert sorted(m for _, _, m in decl.problems) == [
        "break is not in a loop, switch, or select",
        "break label not defined: Y",
        "continue is not in a loop",
        "label X not defined",
        "label Y defined and not used",
    ]


def test_a_declaration_is_lowered_anew() -> None:
    text = b"func (t T[P]) m(x int) int { return new(x + 1) }"
    (decl,) = parse_file("p.go", b"package p\n\n//go:noinline\n" + text).decls
    assert decl.header.recv == "T" and decl.text == text
    lowered = decl.lower()[0]
    assert isinstance(lowered, FuncDecl) and lowered.pragma == {"go:noinline"}
    again = decl.renew()
    assert again.lower()[0] is not lowered and again.lower()[0].pos == lowered.pos
