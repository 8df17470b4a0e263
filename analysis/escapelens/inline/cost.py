"""What a body costs: one unit per node, with corrections, and the reasons that bar inlining altogether.

Counterpart: `inline/inl.go: hairyVisitor, tooHairy, doNode, IsBigFunc, canDelayResults`.

Property: nodes are met in the compiler's order (parents first, `init` before fields), so the first barring reason is
the same and literals that are called directly are judged at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.inline.budget import (
    BIG_FUNCTION_NODES,
    EXTRA_CALL_COST,
    EXTRA_PANIC_COST,
    EXTRA_THROW_COST,
    PARAM_CALL_COST,
)
from escapelens.inline.calls import can_inline_call, inl_callee
from escapelens.ir.nodes import PAUTOHEAP, PFUNC, PPARAM, AnyNode, AssignListStmt, Func, Node
from escapelens.ir.visit import CHILDREN
from escapelens.model import types as T
from escapelens.model.under import under

if TYPE_CHECKING:
    from escapelens.inline.inliner import Inliner
    from escapelens.ir import nodes as N

_BYTE_ORDER = tuple(f"{verb}Uint{bits}" for verb in ("", "Put", "Append") for bits in (64, 32, 16))
_CHEAP_BYTEORDER = frozenset(order + name for order in ("LE", "BE") for name in _BYTE_ORDER)
_CHEAP_BINARY = frozenset(f"{order}Endian.{name}" for order in ("little", "big") for name in _BYTE_ORDER)


class TooHairy(Exception):
    """The body holds something that bars inlining; the text says what."""


class HairyVisitor:
    """Counts down `budget`. After `visit` it may be negative: the overrun is the excess cost.

    unsettled: calls were met that count for nothing, for nobody knows whether what they call can be inlined.
    """

    __slots__ = ("_big", "budget", "fn", "inl", "max_budget", "unsettled")

    def __init__(self, inl: Inliner, fn: Func, budget: int) -> None:
        self.inl = inl
        self.fn = fn
        self.budget = budget
        self.max_budget = budget
        self.unsettled = False
        self._big: bool | None = None

    def visit(self) -> str:
        """Walk the function's body; returns the reason why it cannot be inlined, "" if it can."""
        try:
            self._walk()
        except TooHairy as reason:
            return str(reason)
        if self.budget < 0 and self.unsettled:
            return "function too complex"
        if self.budget < 0:
            return f"function too complex: cost {self.max_budget - self.budget} exceeds budget {self.max_budget}"
        return ""

    def _walk(self) -> None:
        fn = self.fn
        stack: list[AnyNode] = fn.body[::-1]
        if fn.init:
            stack += fn.init[::-1]
        table = CHILDREN
        special = _SPECIAL
        stops = self.inl.budget_stops
        pop = stack.pop
        while stack:
            n = pop()
            op = n.op
            handler = special.get(op)
            if handler is None:
                self.budget -= 1
            else:
                below = handler(self, n)
                if below is not None:  # the handler has replaced both the cost and the children
                    below.reverse()
                    stack += below
                    continue
                self.budget -= 1
            if stops and self.budget < 0:
                raise TooHairy("too expensive")
            if op == "NAME" or op == "LITERAL":
                if n.init:
                    stack += n.init[::-1]
                continue
            below = table[n.__class__](n)
            if below:
                below.reverse()
                stack += below

    @property
    def big(self) -> bool:
        """Whether the function itself is big; counted only when a callee's cost makes it matter."""
        if self._big is None:
            self._big = is_big_func(self.fn)
        return self._big


# Each handler corrects the budget, to which the default cost of 1 is then added; one that returns a list has done all
# that is to be done for the node itself, and the list is what remains to be visited.
_Handler = Callable[[HairyVisitor, AnyNode], "list[AnyNode] | None"]


def _call_func(v: HairyVisitor, n: AnyNode) -> list[AnyNode] | None:
    inl = v.inl
    fun = n.fun
    cheap = False
    extra = EXTRA_CALL_COST
    if fun.op == "NAME":
        if fun.class_ == PFUNC:
            pkg = fun.pkg
            special = _SPECIAL_CALLEES.get(pkg.path) if pkg is not None else None
            if special is not None:
                verdict = special(v, fun.sym)
                if verdict == _THROW:
                    v.budget -= EXTRA_THROW_COST
                    return None
                cheap = verdict == _CHEAP
        elif fun.class_ == PPARAM or (fun.class_ == PAUTOHEAP and fun.closure_var):
            if inl.release.has_cheap_param_calls:
                extra = PARAM_CALL_COST
    elif fun.op == "METHEXPR":
        name = fun.func_name
        if name is not None and name.pkg is not None:
            if name.pkg.path == "encoding/binary":
                cheap = inl.merge_loads and name.sym in _CHEAP_BINARY
            elif name.sym == "heapBits.nextArena":
                cheap = name.pkg.path == "runtime"
    if cheap or is_intrinsic_call(inl, n):
        return None
    callee = inl_callee(inl, v.fn, fun)
    if callee is not None and callee.inl is not None and can_inline_call(inl, v.fn, n, callee, v, False):
        v.budget -= callee.inl.cost
        return None
    if callee is not None and callee.unsettled:
        v.unsettled = True
        return None
    v.budget -= extra
    return None


_PLAIN, _CHEAP, _THROW = range(3)


def _callee_in_abi(v: HairyVisitor, sym: str) -> int:
    return _CHEAP if sym == "NoEscape" or sym.startswith("EscapeNonString[") else _PLAIN


def _callee_in_sys(v: HairyVisitor, sym: str) -> int:
    if sym == "GetCallerPC" or sym == "GetCallerSP":
        raise TooHairy(f"call to {sym}")
    return _PLAIN


def _callee_in_go_runtime(v: HairyVisitor, sym: str) -> int:
    if sym == "throw":
        return _THROW
    if sym == "panicrangestate":
        return _CHEAP
    if sym == "deferrangefunc" and v.inl.release.keeps_defer_in_range_func:
        raise TooHairy("defer call in range func")
    return _PLAIN


def _callee_in_byteorder(v: HairyVisitor, sym: str) -> int:
    return _CHEAP if v.inl.merge_loads and sym in _CHEAP_BYTEORDER else _PLAIN


_SPECIAL_CALLEES: dict[str, Callable[[HairyVisitor, str], int]] = {
    "internal/abi": _callee_in_abi,
    "internal/runtime/sys": _callee_in_sys,
    "go.runtime": _callee_in_go_runtime,
    "internal/byteorder": _callee_in_byteorder,
}


def is_intrinsic_call(inl: Inliner, call: AnyNode) -> bool:
    """ssagen/intrinsics.go: IsIntrinsicCall."""
    fun = call.fun
    if fun.op == "NAME":
        return inl.is_intrinsic(fun)
    return fun.op == "METHEXPR" and inl.is_intrinsic(fun.func_name)


def _call_other(v: HairyVisitor, n: N.CallExpr) -> None:
    v.budget -= EXTRA_CALL_COST


def _panic(v: HairyVisitor, n: N.UnaryExpr) -> None:
    if n.x.op == "CONVIFACE" and n.x.implicit:
        v.budget += 1
    v.budget -= EXTRA_PANIC_COST


def _recover(v: HairyVisitor, n: Node) -> None:
    raise TooHairy("call to recover")


def _closure(v: HairyVisitor, n: N.ClosureExpr) -> None:
    v.budget -= 15


def _unhandled(v: HairyVisitor, n: N.GoDeferStmt) -> None:
    raise TooHairy(f"unhandled op {n.op}")


def _addr(v: HairyVisitor, n: AnyNode) -> None:
    dot = n.x
    if (dot.op == "DOT" or dot.op == "DOTPTR") and dot.x.op == "NAME" and has_zero_offset(dot):
        v.budget += 2


def _deref(v: HairyVisitor, n: AnyNode) -> None:
    ptr = n.x
    while ptr.op == "CONVNOP":
        ptr = ptr.x
    if ptr.op == "ADDR":
        v.budget += 1


def _refund(v: HairyVisitor, n: Node) -> None:
    v.budget += 1


def _surcharge(v: HairyVisitor, n: N.CompLitExpr | N.SelectorExpr) -> None:
    v.budget -= 1


def _nothing(v: HairyVisitor, n: N.BranchStmt | N.TypeNode) -> list[AnyNode]:
    return []


def _if(v: HairyVisitor, n: AnyNode) -> list[AnyNode] | None:
    cond = n.cond
    if cond.op == "LITERAL" and cond.val.__class__ is bool:
        return [*n.init, *(n.body if cond.val else n.else_)]
    return None


def _as2(v: HairyVisitor, n: AssignListStmt) -> None:
    v.budget += tuple_refund(n)


def _slice(v: HairyVisitor, n: AnyNode) -> None:
    if not v.inl.release.has_cheap_full_slices:
        return
    if n.low is not None and n.low.op == "LITERAL" and n.low.val == 0:
        v.budget += 1
    if n.high is not None and n.high.op == "LEN" and n.high.x is n.x:
        v.budget += 2


_SPECIAL: dict[str, _Handler] = {
    "CALLFUNC": _call_func,
    "CALL": _call_other,
    "CALLINTER": _call_other,
    "PANIC": _panic,
    "RECOVER": _recover,
    "CLOSURE": _closure,
    "GO": _unhandled,
    "DEFER": _unhandled,
    "TAILCALL": _unhandled,
    "ADDR": _addr,
    "DEREF": _deref,
    "CONVNOP": _refund,
    "FALL": _nothing,
    "TYPE": _nothing,
    "IF": _if,
    "BLOCK": _refund,
    "METHVALUE": _surcharge,
    "SLICELIT": _surcharge,
    "METHEXPR": _refund,
    "AS2": _as2,
    **dict.fromkeys(("SLICE", "SLICEARR", "SLICESTR", "SLICE3", "SLICE3ARR"), _slice),
}


def tuple_refund(n: AssignListStmt) -> int:
    """What `a, b = f()` would cost less, were it not spelled out with temporaries."""
    if n.rhs:
        init = n.rhs[0].init
        if len(init) == 1 and init[0].__class__ is AssignListStmt:
            return 4 * len(n.lhs) + 1
    return 0


def has_zero_offset(dot: AnyNode) -> bool:
    """Whether the selected field starts where its struct does."""
    t = under(dot.x.typ)
    if t.__class__ is T.Pointer:
        t = under(t.elem)
    if t.__class__ is not T.Struct or dot.field is None:
        return False
    for f in t.fields:
        if f is dot.field or f.name == dot.sel:
            return True
        if not _is_zero_size(f.typ):
            return False
    return False


def _is_zero_size(t: T.AnyType) -> bool:
    t = under(t)
    if t.__class__ is T.Struct:
        return all(_is_zero_size(f.typ) for f in t.fields)
    return t.__class__ is T.Array and (t.len == 0 or _is_zero_size(t.elem))


def is_big_func(fn: Func) -> bool:
    """Whether fn has so many nodes that only cheap callees are expanded in it (inl.go: IsBigFunc)."""
    budget = BIG_FUNCTION_NODES - 1  # the function itself is a node
    table = CHILDREN
    stack: list[AnyNode] = fn.body[::-1]
    pop = stack.pop
    while stack:
        n = pop()
        if n.op == "AS2":
            budget += tuple_refund(n)
        budget -= 1
        if budget <= 0:
            return True
        below = table[n.__class__](n)
        if below:
            below.reverse()
            stack += below
    return False


def can_delay_results(fn: Func) -> bool:
    """Whether an expansion may declare the results where the one return assigns them (inl.go: canDelayResults)."""
    returns = 0
    stack: list[AnyNode] = [*fn.body]
    table = CHILDREN
    while stack:
        n = stack.pop()
        if n.op == "RETURN":
            returns += 1 if n.results else 2
        stack += table[n.__class__](n)
    if returns != 1:
        return False
    sig: T.AnyType = under(fn.typ) if fn.typ is not None else None
    return sig is not None and all(v.name in ("", "_") for v in sig.results.vars)
