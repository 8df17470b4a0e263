"""The verdicts of a batch, recorded and said: leak tags of parameters, fate of each location.

What is said carries the reason along for findings (`Remark.data`): `path` the flow that made a location escape, `leaks`
the flows out of a parameter, `loop_depth` of the declaration, `loc_func` the function it lives in.

Counterpart: `escape/escape.go: finish, paramTag, reportLeaks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.escape.beside import escaping
from escapelens.escape.graph import DOUBTS, ESCAPES, MUTATES, Batch, Escape, Location, old_loc
from escapelens.escape.leaks import (
    CALLEE,
    DOUBT,
    DOUBTFUL,
    HEAP,
    LEAKS_TO_HEAP,
    MUTATOR,
    NO_LEAKS,
    NUM_ESC_RESULTS,
    RESULT0,
    SIZE,
    Leaks,
    add,
    encode,
)
from escapelens.escape.tags import NOESCAPE, UINTPTR_ESCAPES, UINTPTR_KEEP_ALIVE
from escapelens.escape.utils import is_uintptr
from escapelens.ir import ops as O
from escapelens.ir.nodes import ESC_HEAP, ESC_NONE, Func, Name, Node
from escapelens.model.types import Signature, Slice
from escapelens.model.under import under
from escapelens.remarks import ESCAPES as SAYS_ESCAPES
from escapelens.remarks import (
    HEAP_NODE,
    HIDDEN,
    LEAKING_PARAM,
    MAY_ESCAPE,
    MOVED_TO_HEAP,
    NO_ESCAPE,
    OTHER,
    PARAM_NO_ESCAPE,
    ZERO_COPY,
    Leaking,
)

if TYPE_CHECKING:
    from escapelens.model.types import Type


def param_tag(b: Batch, fn: Func, i: int, param: Name) -> Leaks:
    """The tag of receiver-or-parameter i."""
    typ = param.typ
    diagnose = not (fn.wrapper or fn.dupok)
    if fn in b.target.broken:
        return DOUBTFUL
    if not fn.body:
        return _bodyless_tag(b, fn, i, param, diagnose)
    if UINTPTR_ESCAPES in fn.pragma:
        if is_uintptr(typ):
            if diagnose:
                _say(b, OTHER, param, fn, f"marking {param.sym} as escaping uintptr")
            return LEAKS_TO_HEAP
        if _is_variadic(fn, i) and is_uintptr(_elem(typ)):
            if diagnose:
                _say(b, OTHER, param, fn, f"marking {param.sym} as escaping ...uintptr")
            return LEAKS_TO_HEAP
    if typ is None or not b.has_pointers(typ):
        return LEAKS_TO_HEAP
    if param.sym.startswith("~"):
        return NO_LEAKS  # unnamed or blank: unused
    loc = old_loc(b, param)
    leaks = encode(loc.param_esc) if loc.param_esc is not None else LEAKS_TO_HEAP
    if diagnose and not loc.attrs & ESCAPES:
        _report_leaks(b, fn, param, loc, leaks)
    return DOUBTFUL if fn.unsettled else leaks  # inlined it may do less than a call of it


def _bodyless_tag(b: Batch, fn: Func, i: int, param: Name, diagnose: bool) -> Leaks:
    """Written in assembly, or elsewhere: unsafe unless //go:noescape says otherwise."""
    fn.pragma = fn.pragma | {UINTPTR_KEEP_ALIVE}
    typ = param.typ
    if is_uintptr(typ):
        if diagnose:
            _say(b, OTHER, param, fn, f"assuming {param.sym} is unsafe uintptr")
        return LEAKS_TO_HEAP
    if typ is None or not b.has_pointers(typ):
        return LEAKS_TO_HEAP
    diagnose = diagnose and _has_name(fn, i)
    leaks = bytearray(SIZE)
    if NOESCAPE in fn.pragma:
        if diagnose:
            _say(b, PARAM_NO_ESCAPE, param, fn, f"{param.sym} does not escape")
        add(leaks, MUTATOR, 0)
        add(leaks, CALLEE, 0)
    else:
        if diagnose:
            _say(b, LEAKING_PARAM, param, fn, f"leaking param: {param.sym}", Leaking(HEAP_NODE, 0, []))
        add(leaks, HEAP, 0)
    return encode(leaks)


def _report_leaks(b: Batch, fn: Func, param: Name, loc: Location, leaks: Leaks) -> None:
    warned = False
    name = param.sym
    flows = loc.leak_flows or []
    heap = leaks[HEAP] if leaks else 0
    if heap:
        what = "leaking param" if heap == 1 else "leaking param content"
        _say(b, LEAKING_PARAM, param, fn, f"{what}: {name}", Leaking(HEAP_NODE, heap - 1, flows))
        warned = True
    results = b.params_and_results(fn)[1]
    for i in range(NUM_ESC_RESULTS):
        x = leaks[RESULT0 + i] if RESULT0 + i < len(leaks) else 0
        if x and i < len(results):
            text = f"leaking param: {name} to result {results[i].sym} level={x - 1}"
            _say(b, LEAKING_PARAM, param, fn, text, Leaking(results[i], x - 1, flows))
            warned = True
    if len(leaks) > DOUBT:  # it may leak more than was said
        say_may_escape(b, fn, param)
    elif not warned:
        _say(b, PARAM_NO_ESCAPE, param, fn, f"{name} does not escape")


def _say(b: Batch, kind: str, param: Name, fn: Func, text: str, about: Leaking | None = None) -> None:
    b.report.say(kind, b.target.inl_tree.outermost(param.pos), text, func=fn, node=param, about=about)


def say_may_escape(b: Batch, fn: Func | None, n: Node) -> None:
    """Code in error may let it escape; the compiler would not come as far as this."""
    b.report.say(MAY_ESCAPE, b.target.inl_tree.outermost(n.pos), f"{b.text(n)} may escape", level=9, func=fn, node=n)


def say_hidden(e: Escape, n: Node) -> None:
    """An allocation that the compiler makes without a word; for findings only."""
    b = e.batch
    b.report.say(HIDDEN, b.target.inl_tree.outermost(n.pos), "", level=9, func=e.curfn, node=n)


def _has_name(fn: Func, i: int) -> bool:
    sig = fn.typ
    if not isinstance(sig, Signature):
        return True
    variables = ([sig.recv] if sig.recv is not None else []) + sig.params.vars
    return i >= len(variables) or variables[i].name != ""


def _is_variadic(fn: Func, i: int) -> bool:
    sig = fn.typ
    if not isinstance(sig, Signature) or not sig.variadic:
        return False
    return i == (sig.recv is not None) + len(sig.params.vars) - 1


def _elem(t: Type | None) -> Type | None:
    t = under(t) if t is not None else None
    return t.elem if isinstance(t, Slice) else None


def report_location(b: Batch, loc: Location) -> None:
    """Settle and say whether a variable or allocation lives on the heap."""
    n = loc.n
    assert n is not None
    op = n.op
    # Literals made for go and defer say nothing of themselves.
    silent = op == O.OCLOSURE and n.func.wrapper  # type: ignore[attr-defined]
    escapes = loc.attrs & ESCAPES
    n.esc = ESC_HEAP if escapes else ESC_NONE
    report = b.report
    if op == O.ONAME:
        if escapes:
            text = f"moved to heap: {b.text(n)}"
            report.say(
                MOVED_TO_HEAP,
                b.target.inl_tree.outermost(n.pos),
                text,
                func=loc.curfn,
                node=n,
                about=escaping(b, loc),
            )
        elif loc.attrs & DOUBTS and not loc.param:
            say_may_escape(b, loc.curfn, n)
        return
    if loc.attrs & DOUBTS and not escapes:
        if not silent:
            say_may_escape(b, loc.curfn, n)
        return
    if not silent:
        name = "append" if op == O.OAPPEND else b.text(n)
        pos = b.target.inl_tree.outermost(n.pos)
        if escapes:
            report.say(SAYS_ESCAPES, pos, name + " escapes to heap", func=loc.curfn, node=n, about=escaping(b, loc))
        else:
            report.say(NO_ESCAPE, pos, name + " does not escape", func=loc.curfn, node=n)
    if op == O.OSTR2BYTES and not loc.attrs & MUTATES:
        pos = b.target.inl_tree.outermost(n.pos)
        report.say(ZERO_COPY, pos, "zero-copy string->[]byte conversion", func=loc.curfn, node=n)
        n.op = O.OSTR2BYTESTMP
