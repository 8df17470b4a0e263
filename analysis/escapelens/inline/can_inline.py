"""Whether a function can be inlined, and the pristine copy of its body that expansions are made from.

Counterpart: `inline/inl.go: CanInlineFuncs, CanInline, InlineImpossible, noteInlinableFunc`.

Property: asked once per function; a literal may be asked early, when its call is met in the function around it.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from escapelens.inline.budget import inline_budget
from escapelens.inline.copying import template
from escapelens.inline.cost import HairyVisitor, can_delay_results
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import Func, Inline
from escapelens.ir.scc import Mentions, mentioned_funcs, visit_funcs_bottom_up
from escapelens.remarks import CAN_INLINE, CANNOT_INLINE, Inlinable

if TYPE_CHECKING:
    from escapelens.inline.inliner import Inliner

# Why a function with this pragma is never inlined, first match first.
_BARRED_BY_PRAGMA = (
    ("go:noinline", "marked go:noinline"),
    ("go:cgo_unsafe_args", "marked go:cgo_unsafe_args"),
    ("go:uintptrkeepalive", "marked as having a keep-alive uintptr argument"),
    ("go:uintptrescapes", "marked as having a keep-alive uintptr argument"),  # which it implies
    ("go:yeswritebarrierrec", "marked go:yeswritebarrierrec"),
)

CODE_IN_ERROR = "code in error"
CALLS_CODE_IN_ERROR = "calls code in error"


def can_inline_funcs(
    inl: Inliner, funcs: list[Func], within: Container[Func] | None = None, mentions: Mentions = mentioned_funcs
) -> None:
    """Judge funcs, callees before callers; within, mentions: as for visit_funcs_bottom_up."""
    if inl.flags.no_inline:
        return

    def analyze(component: list[Func], recursive: bool) -> None:
        for fn in component:
            with inl.target.survive(fn):
                can_inline(inl, fn)

    visit_funcs_bottom_up(funcs, analyze, within, mentions)


def can_inline(inl: Inliner, fn: Func) -> None:
    """Set fn.inl if fn can be inlined, and say so or why not."""
    reason = inline_impossible(fn)
    if not reason:
        if fn.inlinability_checked:
            return
        budget = inline_budget(fn, inl.release)
        visitor = HairyVisitor(inl, fn, budget)
        reason = visitor.visit()
        fn.inlinability_checked = True
        if fn in inl.target.skipped or (visitor.unsettled and not reason):
            fn.unsettled = not reason
            reason = CODE_IN_ERROR if fn in inl.target.skipped else CALLS_CODE_IN_ERROR
        if not reason:
            fn.inl = Inline(budget - visitor.budget, can_delay_results(fn))
            fn.inl.body, fn.inl.dcl = template(fn)
            if inl.verbose:
                _note_inlinable(inl, fn)
            return
    if inl.verbose:
        text = f"cannot inline {inl.printer.name(fn)}: {reason}"
        inl.report.say(CANNOT_INLINE, inl.position(fn.pos), text, level=2, func=fn, node=fn)


def inline_impossible(fn: Func) -> str:
    """A reason that bars inlining whatever the body says, "" if there is none."""
    pragma = fn.pragma
    if pragma:
        for mark, reason in _BARRED_BY_PRAGMA:
            if mark in pragma:
                return reason
    if not fn.body and (fn.inl is None or fn.inl.body is None):
        return "no function body"
    return ""


def _note_inlinable(inl: Inliner, fn: Func) -> None:
    assert fn.inl is not None
    cost, body, printer = fn.inl.cost, fn.inl.body, inl.printer
    text = f"can inline {trim_inline_hash(printer.name(fn))}"

    def verbose() -> str:
        return f"{text} with cost {cost} as: {printer.type(fn.typ)} {{ {printer.stmts(body or [])} }}"

    remark = inl.report.say(CAN_INLINE, inl.position(fn.pos), text, func=fn, node=fn, about=Inlinable(cost))
    if inl.flags.m > 1:
        remark.verbose = verbose
