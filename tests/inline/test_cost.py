"""Costs of hand-built bodies: the numbers that `go build -gcflags=-m=2` prints for the Go text beside each."""

from __future__ import annotations

from typing import Any

from escapelens.inline.interleaved import devirtualize_and_inline
from escapelens.ir.fmt import node_string
from escapelens.ir.nodes import (
    PAUTO,
    PFUNC,
    PPARAM,
    PPARAMOUT,
    AssignStmt,
    BasicLit,
    BinaryExpr,
    CallExpr,
    ClosureExpr,
    Decl,
    Func,
    IfStmt,
    Name,
    Node,
    ReturnStmt,
)
from escapelens.ir.target import Flags, Target
from escapelens.model.objects import PARAM_VAR, RESULT_VAR, Package, Var
from escapelens.model.types import INT, Signature, Tuple
from escapelens.model.universe import TYP
from escapelens.remarks import Remarks

PKG = Package("example.com/p", "p")
INT_TYPE = TYP[INT]


def make_func(sym: str, params: tuple[str, ...], results: int, pos: int = 100) -> Func:
    pvars = [Var(pos + 1, PKG, p, INT_TYPE, PARAM_VAR) for p in params]
    rvars = [Var(pos + 1, PKG, "", INT_TYPE, RESULT_VAR) for _ in range(results)]
    sig = Signature(None, Tuple(pvars), Tuple(rvars), False)
    fn = Func(pos, PKG, sym, sig)
    for p in params:
        fn.dcl.append(Name(pos + 1, p, INT_TYPE, PPARAM, PKG))
    for i in range(results):
        fn.dcl.append(Name(pos + 1, f"~r{i}", INT_TYPE, PPARAMOUT, PKG))
    for n in fn.dcl:
        n.curfn = fn
    return fn


def call(pos: int, fn: Any, *args: Node) -> CallExpr:
    fun = fn.nname if isinstance(fn, Func) else fn
    return CallExpr(pos, "CALLFUNC", fun, list(args), INT_TYPE)


def run(*funcs: Func, **flags: Any) -> tuple[Remarks, Target]:
    target = Target(PKG, Flags(**flags), list(funcs))
    report = Remarks()
    devirtualize_and_inline(target, report)
    return report, target


def add_func(sym: str = "add", pos: int = 100) -> Func:
    """func add(x, y int) int { return x + y }"""
    fn = make_func(sym, ("x", "y"), 1, pos)
    fn.body = [ReturnStmt(pos + 2, [BinaryExpr(pos + 3, "ADD", fn.dcl[0], fn.dcl[1], INT_TYPE)])]
    return fn


def texts(report: Remarks, level: int = 1) -> list[str]:
    return [r.text for r in report if r.level <= level]


def test_return_of_sum_costs_four_and_prints_its_body() -> None:
    report, _ = run(add_func())
    assert texts(report) == ["can inline add"]
    verbose = report[0].verbose
    assert verbose is not None and verbose() == "can inline add with cost 4 as: func(int, int) int { return x + y }"


def test_call_is_expanded_into_fresh_variables_of_the_caller() -> None:
    add = add_func()
    caller = make_func("use", ("n",), 1, 200)
    one = BasicLit(205, 1, INT_TYPE)
    caller.body = [ReturnStmt(202, [call(204, add, caller.dcl[0], one)])]
    report, target = run(add, caller)
    assert texts(report) == ["can inline add", "can inline use", "inlining call to add"]
    inlined: Any = caller.body[0].results[0]  # type: ignore[attr-defined]
    assert inlined.op == "INLCALL"
    assert [n.sym for n in caller.dcl] == ["n", "~r0", "x", "y", "~r0"]
    assert all(n.curfn is caller for n in caller.dcl)
    assert all(n.class_ == PAUTO and n.inl_formal for n in caller.dcl[2:])
    as2 = inlined.init[0]
    assert node_string(as2, PKG) == "x, y := n, 1"
    block = inlined.body[0]
    assert [node_string(n, PKG) for n in block.list_] == ["var ~r0 int", "~r0 = x + y", "goto .i0"]
    assert block.list_[1].rhs[0].x is caller.dcl[2]
    assert target.inl_tree.outermost(block.list_[1].rhs[0].pos) == 204
    # add itself and the copy kept of it are untouched
    assert add.inl is not None and add.inl.body is not None
    assert node_string(add.body[0], PKG) == "return x + y"
    assert node_string(add.inl.body[0], PKG) == "return x + y"


def test_recursive_function_is_expanded_once() -> None:
    """func fact(n int) int { return n * fact(n-1) }"""
    fn = make_func("fact", ("n",), 1)
    n = fn.dcl[0]
    minus = BinaryExpr(106, "SUB", n, BasicLit(107, 1, INT_TYPE), INT_TYPE)
    fn.body = [ReturnStmt(102, [BinaryExpr(103, "MUL", n, call(105, fn, minus), INT_TYPE)])]
    report, _ = run(fn)
    assert texts(report) == ["can inline fact", "inlining call to fact"]
    assert report[0].about.cost == 65


def test_constant_condition_is_free_and_only_its_branch_counts() -> None:
    """if true { x = 1 } else { x = 2; x = 3 }"""
    fn = make_func("f", ("x",), 0)
    x = fn.dcl[0]

    def set_to(v: int) -> AssignStmt:
        return AssignStmt(110, x, BasicLit(111, v, INT_TYPE))

    fn.body = [IfStmt(102, BasicLit(103, True, INT_TYPE), [set_to(1)], [set_to(2), set_to(3)])]
    report, _ = run(fn)
    assert report[0].about.cost == 3


def test_too_complex_function_says_by_how_much() -> None:
    fn = make_func("f", ("x",), 0)
    fn.body = [AssignStmt(110, fn.dcl[0], BasicLit(111, 1, INT_TYPE)) for _ in range(27)]
    report, _ = run(fn)
    assert texts(report, 1) == []
    assert texts(report, 2) == ["cannot inline f: function too complex: cost 81 exceeds budget 80"]


def test_pragma_bars_before_anything_else() -> None:
    fn = add_func()
    fn.pragma = frozenset({"go:noinline"})
    report, _ = run(fn)
    assert texts(report, 2) == ["cannot inline add: marked go:noinline"]


def test_no_inline_flag_leaves_calls_and_says_nothing() -> None:
    add = add_func()
    caller = make_func("use", ("n",), 1, 200)
    caller.body = [ReturnStmt(202, [call(204, add, caller.dcl[0], caller.dcl[0])])]
    report, _ = run(add, caller, no_inline=True)
    assert report == []
    assert caller.body[0].results[0].op == "CALLFUNC"  # type: ignore[attr-defined]


def test_unknown_runtime_function_costs_a_call() -> None:
    """A body-less callee: 2 (statement-less call) + name + 57."""
    other = Name(1, "other", add_func().typ, PFUNC, PKG)
    fn = make_func("f", ("x",), 0)
    fn.body = [call(103, other)]
    report, _ = run(fn)
    assert report[0].about.cost == 59


def literal(outer: Func, sym: str, pos: int) -> Func:
    fn = make_func(sym, ("a",), 1, pos)
    fn.oclosure = ClosureExpr(pos, fn, fn.typ)
    fn.closure_parent = outer
    outer.closures.append(fn)
    fn.body = [ReturnStmt(pos + 2, [fn.dcl[0]])]
    return fn


def test_copied_literal_is_named_after_the_inlined_function() -> None:
    """func mk() func(int) int { return func(a int) int { return a } }; func use() int { return mk()(1) }"""
    mk = make_func("mk", (), 1)
    lit = literal(mk, "mk.func1", 120)
    assert lit.oclosure is not None
    mk.body = [ReturnStmt(102, [lit.oclosure])]
    use = make_func("use", (), 1, 200)
    tmp = Name(203, ".autotmp_1", lit.typ, PAUTO, PKG)
    tmp.curfn = use
    use.dcl.append(tmp)
    define = AssignStmt(203, tmp, call(203, mk), True)
    tmp.defn = define
    outer_call = call(205, tmp, BasicLit(206, 1, INT_TYPE))
    use.body = [Decl(203, tmp), define, ReturnStmt(202, [outer_call])]
    report, target = run(mk, lit, use)
    assert "cannot inline use: function too complex: cost 84 exceeds budget 80" in texts(report, 2)
    assert texts(report) == [
        "can inline mk.func1",
        "can inline mk",
        "inlining call to mk",
        "can inline mk.func1",
        "inlining call to mk.func1",
    ]
    copies = target.funcs[3:]
    assert [fn.sym for fn in copies] == ["mk.func1#RMgI/RZtu4k=#"]
    assert copies[0].closure_parent is use
