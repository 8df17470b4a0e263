"""Small pieces of checked syntax, for `ir.rangefunc`.

What: nodes made with position 0, their annotations set as the type checker would. `set_pos` gives a made tree its
position and stops at nodes that have one (rewrite.go: setPos).

Counterpart: the helpers at the end of `rangefunc/rewrite.go`; `internal/abi/rangefuncconsts.go`.
"""

from __future__ import annotations

from escapelens.check.operand import CONSTANT, NO_VALUE, VALUE, VARIABLE
from escapelens.model.objects import PARAM_VAR, RESULT_VAR, AnyObject, Func, Object, Package, Var
from escapelens.model.types import BOOL, INT, Signature, Tuple
from escapelens.model.universe import EMPTY_TUPLE, TYP, UNIVERSE
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import children

RF_DONE, RF_READY, RF_PANIC, RF_EXHAUSTED, RF_MISSING_PANIC = range(5)

# Stands for package runtime: what the rewriting calls there is in no source that was checked.
RUNTIME = Package("go.runtime", "runtime")  # ir.Pkgs.Runtime
RUNTIME.scope.insert(
    Func(
        0,
        RUNTIME,
        "deferrangefunc",
        Signature(None, Tuple([]), Tuple([Var(0, RUNTIME, "extra", UNIVERSE.elems["any"].typ, RESULT_VAR)]), False),
    )
)
RUNTIME.scope.insert(
    Func(
        0,
        RUNTIME,
        "panicrangestate",
        Signature(None, Tuple([Var(0, RUNTIME, "state", TYP[INT], PARAM_VAR)]), Tuple([]), False),
    )
)


def use(obj: AnyObject) -> S.Name:
    n = S.Name(0, obj.name)
    n.mode = VARIABLE
    n.typ = obj.typ
    n.obj = obj
    return n


def use_list(objs: list[Var]) -> S.AnySyntax:
    names: list[S.AnySyntax] = [use(obj) for obj in objs]
    return names[0] if len(names) == 1 else S.ListExpr(0, 0, 0, names)


def int_const(value: int) -> S.BasicLit:
    n = S.BasicLit(0, 0, 0, str(value), S.INT_LIT)
    n.mode = CONSTANT
    n.typ = TYP[INT]
    n.val = value
    return n


def bool_const(value: bool) -> S.Name:
    obj = UNIVERSE.elems["true" if value else "false"]
    n = S.Name(0, obj.name)
    n.mode = CONSTANT
    n.typ = TYP[BOOL]
    n.val = value
    n.obj = obj
    return n


def compare(op: str, x: S.AnySyntax, y: S.AnySyntax) -> S.Operation:
    n = S.Operation(0, 0, 0, op, x, y)
    n.mode = VALUE
    n.typ = TYP[BOOL]
    return n


def call_runtime(name: str, args: list[S.Expr], stmt: bool = False) -> S.Node:
    obj: AnyObject = RUNTIME.scope.elems[name]
    fun = S.Name(0, "runtime." + name)
    fun.mode = VALUE
    fun.typ = obj.typ
    fun.obj = obj
    call = S.CallExpr(0, 0, 0, fun, args, False)
    results = obj.typ.results.vars
    call.mode = VALUE if results else NO_VALUE
    call.typ = results[0].typ if results else EMPTY_TUPLE
    return S.ExprStmt(0, 0, 0, call) if stmt else call


def assign(lhs: S.AnySyntax, rhs: S.AnySyntax) -> S.AssignStmt:
    return S.AssignStmt(0, 0, 0, "", lhs, rhs)


def return_(result: S.AnySyntax) -> S.ReturnStmt:
    return S.ReturnStmt(0, 0, 0, result)


def block(stmts: list[S.AnySyntax]) -> S.BlockStmt:
    return S.BlockStmt(0, 0, 0, stmts, 0)


def if_(cond: S.AnySyntax, then: list[S.AnySyntax]) -> S.IfStmt:
    return S.IfStmt(0, 0, 0, None, cond, block(then), None)


def declare(var: Object, init: S.Expr, pos: int = 0) -> S.DeclStmt:
    name = use(var)
    name.pos = pos
    return S.DeclStmt(0, 0, 0, [S.VarDecl(0, 0, 0, None, [name], None, init)])


def set_pos(n: S.AnySyntax, pos: int) -> None:
    stack = [n]
    while stack:
        n = stack.pop()
        if n is None or n.pos:
            continue
        n.pos = pos
        if not n.start:
            n.start = n.end = pos
        if n.__class__ is S.BlockStmt and not n.rbrace:
            n.rbrace = pos
        stack += children(n)
