"""go and defer statements in normal form: a call without arguments and results.

What: `go f(x, y)` becomes `tmp1, tmp2 = x, y` before the statement and `go func() { f(tmp1, tmp2) }()`. Operands that
are the same whenever they are evaluated stay inside the literal; composite literals are entered.

Counterpart: `typecheck/stmt.go: tcGoDefer, normalizeGoDeferCall`.
Property: temporaries are made in the order in which the compiler makes them, so their numbers agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.ir.constness import under
from escapelens.ir.lowering.body import new_closure_func, new_closure_var
from escapelens.ir.nodes import (
    NOTHING,
    PFUNC,
    AnyNode,
    AssignListStmt,
    CallExpr,
    Decl,
    GoDeferStmt,
    Node,
    UnaryExpr,
)
from escapelens.model.types import UINTPTR, UNSAFE_POINTER, AnyType, Basic, Signature, Tuple

if TYPE_CHECKING:
    from escapelens.ir.lowering.body import FuncBuilder

_LITERALS = frozenset({"ARRAYLIT", "SLICELIT", "STRUCTLIT"})
_EVALUATED_INSIDE = frozenset({"LITERAL", "NIL", "METHEXPR", "NEW"})
_CALLS_WITH_ARGS = frozenset({"APPEND", "DELETE", "PRINT", "PRINTLN", "RECOVER", "MIN", "MAX"})
_BINARY = frozenset({"COPY", "COMPLEX", "UNSAFEADD", "UNSAFESLICE", "UNSAFESTRING"})


def normalize_go_defer(n: GoDeferStmt, fb: FuncBuilder) -> None:
    """Bring n, a statement of the function fb builds, into normal form; what must run before it goes to n.init."""
    init = list(n.init)
    call = normalize_go_defer_call(n.pos, n.op, n.call, init, fb)
    n.init = init or NOTHING
    call.go_defer = True
    n.call = call


class _Places:
    """The operands to evaluate at the statement: each with the way to replace it."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[tuple[AnyNode, Callable[[Node], None]]] = []

    def visit(self, holder: Node, field: str) -> None:
        arg = getattr(holder, field)
        if arg is not None:
            self._visit(arg, lambda x: setattr(holder, field, x))

    def visit_list(self, nodes: list[Node]) -> None:
        for i, arg in enumerate(nodes):
            self._visit(arg, lambda x, i=i: nodes.__setitem__(i, x))  # type: ignore[misc]

    def _visit(self, arg: AnyNode, put: Callable[[Node], None]) -> None:
        op = arg.op
        if op in _EVALUATED_INSIDE or (op == "NAME" and arg.class_ == PFUNC):
            return
        if op == "ADDR" and arg.x.op == "LINKSYMOFFSET":
            return
        if op == "CONVNOP" and _is_basic(arg.typ, UINTPTR) and _is_basic(arg.x.typ, UNSAFE_POINTER):
            self.visit(arg, "x")
            return
        if op in _LITERALS:
            for i, elem in enumerate(arg.list_):
                if elem.op == "KEY" or elem.op == "STRUCTKEY":
                    self.visit(elem, "value")
                else:
                    self._visit(elem, lambda x, i=i: arg.list_.__setitem__(i, x))  # type: ignore[misc]
            return
        self.found.append((arg, put))


def _is_basic(t: AnyType, kind: int) -> bool:
    t = under(t)
    return t.__class__ is Basic and bool(t.kind == kind)


def normalize_go_defer_call(pos: int, op: str, call: AnyNode, init: list[Node], fb: FuncBuilder) -> CallExpr:
    """The call to put into the statement. op: GO or DEFER."""
    if call.init:
        init += call.init
        call.init = NOTHING

    if call.op == "CALLFUNC":
        sig = under(call.fun.typ)
        if sig.__class__ is Signature and not sig.params.vars and not sig.results.vars:
            return call  # type: ignore[no-any-return]

    typ = Signature(None, Tuple([]), Tuple([]), False)
    wrapper = new_closure_func(fb.fn, pos, pos, op, typ, fb.b)
    wrapper.wrapper = True

    places = _Places()
    call_op = call.op
    if call_op == "CALLFUNC":
        places.visit(call, "fun")
        places.visit_list(call.args)
    elif call_op == "CALLINTER" or call_op == "CALLMETH":
        fun = call.fun
        places.found.append((fun.x, lambda x: setattr(fun, "x", x)))
        places.visit_list(call.args)
    elif call_op in _CALLS_WITH_ARGS:
        places.visit_list(call.args)
    elif call_op in _BINARY:
        places.visit(call, "x")
        places.visit(call, "y")
    elif hasattr(call, "x"):
        places.visit(call, "x")

    if places.found:
        stmt = AssignListStmt(pos, "AS2", [], [])
        for arg, put in places.found:
            arg_pos = arg.pos if arg.op != "NAME" and arg.pos else pos
            tmp = fb.temp(arg_pos, arg.typ)
            init.append(Decl(arg_pos, tmp))
            tmp.defn = stmt
            stmt.lhs.append(tmp)
            stmt.rhs.append(arg)
            put(new_closure_var(arg_pos, wrapper, tmp))
        init.append(stmt)
        if call_op == "CALLINTER":
            iface = stmt.lhs[0]
            itab = UnaryExpr(iface.pos, "ITAB", iface, None)
            init.append(UnaryExpr(pos, "CHECKNIL", itab))

    wrapper.body = [call]
    assert wrapper.oclosure is not None
    return CallExpr(call.pos, "CALLFUNC", wrapper.oclosure, [])
