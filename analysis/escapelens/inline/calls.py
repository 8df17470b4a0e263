"""Which function a call calls, and whether this call of it is expanded.

Counterpart: `inline/inl.go: inlineCallCheck, InlineCallTarget, inlCallee, inlineCostOK, canInlineCallExpr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.inline.budget import BIG_FUNCTION_MAX_COST, CLOSURE_CALLED_ONCE_COST, MAX_BUDGET
from escapelens.ir.inltree import INL_SHIFT, POS_MASK
from escapelens.ir.lowering.tyutil import identical, under
from escapelens.ir.nodes import PFUNC, AnyNode, CallExpr, Func
from escapelens.ir.static_value import static_callee_name, static_value
from escapelens.ir.typefmt import same_pkg
from escapelens.releases.release import Release
from escapelens.remarks import CANNOT_INLINE

if TYPE_CHECKING:
    from escapelens.inline.cost import HairyVisitor
    from escapelens.inline.inliner import Inliner
    from escapelens.inline.interleaved import _FuncState


def might_inline(inl: Inliner, call: CallExpr) -> bool:
    """False for calls that are never expanded, whatever they call (inlineCallCheck)."""
    if inl.flags.no_inline or call.op != "CALLFUNC" or call.go_defer or call.no_inline:
        return False
    name = static_callee_name(call.fun)
    if name is not None and name.pkg is not None:
        if name.pkg.path == "internal/abi" and name.sym.startswith("EscapeNonString["):
            return False
        if call.fun.op != "CLOSURE" and inl.is_intrinsic(name):  # type: ignore[union-attr]
            return False
    return True


def inline_call_target(inl: Inliner, caller: Func, call: CallExpr) -> Func | None:
    """The function that the call would be an expansion of, if that is known (InlineCallTarget)."""
    if not might_inline(inl, call):
        return None
    return inl_callee(inl, caller, call.fun, resolve_only=True)


def inl_callee(inl: Inliner, caller: Func, fun: AnyNode, resolve_only: bool = False) -> Func | None:
    """The function that `fun` surely is. resolve_only: do not look whether a literal can be inlined."""
    op = fun.op
    if op != "METHEXPR" and op != "CLOSURE" and not (op == "NAME" and fun.class_ == PFUNC):
        fun = static_value(fun, inl.reassigned)
        op = fun.op
    if op == "NAME":
        return inl.func_of(fun) if fun.class_ == PFUNC else None
    if op == "METHEXPR":
        name = fun.func_name
        if name is None:
            return None
        sig = name.typ
        recv = getattr(sig if sig is None or hasattr(sig, "recv") else under(sig), "recv", None)
        if recv is None or not (recv.typ is fun.x.typ or identical(recv.typ, fun.x.typ)):
            return None
        return inl.func_of(name)
    if op == "CLOSURE":
        c: Func = fun.func
        if c.closure_vars and c.closure_vars[0].outer is not None and c.closure_vars[0].outer.curfn is not caller:
            return None  # a literal of another frame
        if not resolve_only:
            inl.can_inline(c)
        return c
    return None


def inline_cost_ok(
    callee: Func, cost: int, big_caller: HairyVisitor | _FuncState, called_once: bool, release: Release
) -> bool:
    """Whether a body of that cost is expanded (inlineCostOK). big_caller.big is asked only when it matters."""
    max_cost = MAX_BUDGET
    if cost > BIG_FUNCTION_MAX_COST and big_caller.big:
        max_cost = BIG_FUNCTION_MAX_COST
    if callee.closure_parent is not None and release.inlines_literals_called_once:
        max_cost *= 2
        if called_once:
            max_cost = max(max_cost, CLOSURE_CALLED_ONCE_COST)
    return cost <= max_cost


def can_inline_call(
    inl: Inliner,
    caller: Func,
    call: CallExpr,
    callee: Func,
    big_caller: HairyVisitor | _FuncState,
    called_once: bool,
    log: bool = False,
) -> bool:
    """Whether this call of callee is expanded in caller (canInlineCallExpr). callee has been judged before."""
    if callee.inl is None or not inline_cost_ok(callee, callee.inl.cost, big_caller, called_once, inl.release):
        return False
    pos = call.pos
    if pos >> INL_SHIFT:
        here = pos & POS_MASK
        stack = inl.target.inl_tree.stack(pos)
        for around in stack:
            if around.pos & POS_MASK == here:
                return False  # the very call that brought us here: a recursive function, once around
        for around in stack:
            if around.name == callee.sym and same_pkg(around.pkg, callee.pkg):
                if log and inl.verbose:
                    inl.report.say(
                        CANNOT_INLINE,
                        inl.position(pos),
                        f"cannot inline {inl.printer.name(callee)} into {caller.sym}: repeated recursive cycle",
                        level=2,
                        func=caller,
                        node=call,
                    )
                return False
    return True
