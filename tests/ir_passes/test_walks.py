"""Walks over IR: order of visits, copies, components, single assignments."""

from __future__ import annotations

from escapelens.ir.nodes import (
    PAUTO,
    AssignStmt,
    BinaryExpr,
    BlockStmt,
    CallExpr,
    ClosureExpr,
    ConvExpr,
    Func,
    IfStmt,
    Name,
    ReturnStmt,
)
from escapelens.ir.scc import visit_funcs_bottom_up
from escapelens.ir.static_value import Oracles, ReassignOracle, reassigned, static_value
from escapelens.ir.visit import any_, copy, deep_copy, edit_children, visit
from escapelens.model.types import INT, Signature, Tuple
from escapelens.model.universe import TYP

SIG = Signature(None, Tuple([]), Tuple([]), False)


def func(name: str) -> Func:
    return Func(0, None, name, SIG)


def local(fn: Func, name: str) -> Name:
    n = Name(0, name, TYP[INT], PAUTO)
    n.curfn = fn
    fn.dcl.append(n)
    return n


def test_visit_goes_init_first_parents_before_children():
    x, y = Name(0, "x", None, PAUTO), Name(0, "y", None, PAUTO)
    stmt = IfStmt(0, BinaryExpr(0, "EQ", x, y), [ReturnStmt(0, [y])], [])
    stmt.run_before(AssignStmt(0, x, None))
    seen: list[str] = []
    visit(stmt, lambda n: seen.append(n.sym if n.op == "NAME" else n.op))
    assert seen == ["IF", "AS", "x", "EQ", "x", "y", "RETURN", "y"]


def test_any_stops_at_the_first():
    x = Name(0, "x", None, PAUTO)
    seen: list[str] = []

    def pred(n):
        seen.append(n.op)
        return n.op == "ADD"

    assert any_(BinaryExpr(0, "MUL", BinaryExpr(0, "ADD", x, x), x), pred)
    assert seen == ["MUL", "ADD"]


def test_copies_have_their_own_lists():
    x = Name(0, "x", None, PAUTO)
    call = CallExpr(3, "CALLFUNC", x, [BinaryExpr(0, "ADD", x, x)])
    shallow = copy(call)
    shallow.args.append(x)
    assert len(call.args) == 1
    deep = deep_copy(call, 7)
    assert deep.args[0] is not call.args[0] and deep.args[0].x is x
    assert (deep.pos, deep.args[0].pos, call.args[0].pos) == (7, 7, 0)


def test_edit_children_replaces_in_place():
    x, y = Name(0, "x", None, PAUTO), Name(0, "y", None, PAUTO)
    stmts = [x, x]
    edit_children(BlockStmt(0, stmts), lambda n: y)
    assert stmts == [y, y]


def test_components_come_callees_first():
    a, b, c, d = (func(n) for n in "abcd")
    a.body = [CallExpr(0, "CALLFUNC", b.nname, []), CallExpr(0, "CALLFUNC", d.nname, [])]
    b.body = [CallExpr(0, "CALLFUNC", c.nname, [])]
    c.body = [CallExpr(0, "CALLFUNC", b.nname, [])]
    d.body = [CallExpr(0, "CALLFUNC", d.nname, [])]
    blocks: list[tuple[str, bool]] = []
    visit_funcs_bottom_up([a, b, c, d], lambda fns, rec: blocks.append(("".join(f.sym for f in fns), rec)))
    assert blocks == [("bc", True), ("d", True), ("a", False)]


def test_capturing_literal_is_analysed_with_its_function():
    outer, capturing, plain = func("outer"), func("outer.func1"), func("outer.func2")
    for f in (capturing, plain):
        f.oclosure = ClosureExpr(0, f)
        outer.body.append(f.oclosure)
    capturing.closure_vars.append(Name(0, "v", None, PAUTO))
    blocks: list[list[str]] = []
    visit_funcs_bottom_up([outer, capturing, plain], lambda fns, rec: blocks.append([f.sym for f in fns]))
    assert blocks == [["outer.func2"], ["outer", "outer.func1"]]


def test_static_value_passes_single_assignments():
    fn = func("f")
    x, y = local(fn, "x"), local(fn, "y")
    value = ReturnStmt(0, [])
    x.defn = AssignStmt(0, x, value, True)
    y.defn = AssignStmt(0, y, ConvExpr(0, "CONVNOP", TYP[INT], x), True)
    fn.body = [x.defn, y.defn]
    oracle = ReassignOracle(fn)
    assert static_value(y) is value and oracle.static_value(y) is value and Oracles().static_value(y) is value

    fn.body.append(AssignStmt(0, x, value))
    assert reassigned(x) and not reassigned(y)
    assert static_value(y) is x and ReassignOracle(fn).static_value(y) is x
    assert Oracles().static_value(y) is x


def test_assignment_in_a_literal_counts():
    fn, lit = func("f"), func("f.func1")
    x = local(fn, "x")
    value = ReturnStmt(0, [])
    x.defn = AssignStmt(0, x, value, True)
    lit.oclosure = ClosureExpr(0, lit)
    captured = Name(0, "x", TYP[INT], PAUTO)
    captured.closure_var, captured.outer = True, x
    lit.body = [AssignStmt(0, captured, value)]
    fn.body = [x.defn, lit.oclosure]
    assert static_value(x) is x and ReassignOracle(fn).static_value(x) is x
    assert Oracles().static_value(x) is x
