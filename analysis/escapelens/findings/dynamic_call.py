"""dynamic-call: passed to a call through an interface or a function value, whose body the compiler cannot see."""

from __future__ import annotations

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.joining import is_written
from escapelens.findings.names import STRINGS, called, head_text, written_at
from escapelens.findings.others import is_by_calls, not_alone
from escapelens.findings.phrases import is_part, it, made, subject
from escapelens.findings.pools import pooled
from escapelens.findings.remedies import has_reset
from escapelens.findings.shared import is_published
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PAUTO, PPARAM
from escapelens.ir.visit import any_
from escapelens.model.lookup import lookup_method
from escapelens.model.objects import Package
from escapelens.model.predicates import is_string
from escapelens.model.types import Array, Basic, Named, Pointer, Signature
from escapelens.model.under import under
from escapelens.remarks import Why
from escapelens.say import Said, say, template
from escapelens.syntax import nodes as S

CODE = "dynamic-call"

_UNKNOWN = template("The body of {callee} is only known at run time.")

_AS_FIELD = template(
    "{reason} Where it is not kept, and no two calls run at once, a field of {receiver} in place of {what} would be one"
    " for all calls."
)


def recognise(c: Case) -> bool:
    return c.why == Why.CALL_PARAMETER and c.where.op in ("CALLFUNC", "CALLINTER") and not is_static_call(c.where)


def message(c: Case) -> str:
    is_method = c.where.op == "CALLINTER"
    if is_part(c):
        return say(
            "{subject}: {it} is part of what is passed to {callee}, a call through an interface that may keep it"
            if is_method
            else "{subject}: {it} is part of what is passed to {callee}, a call through a function value that may keep"
            " it",
            subject=subject(c),
            it=it(c),
            callee=called(c, c.where),
        )
    return say(
        "{subject}: {it} is passed to {callee}, a call through an interface that may keep it"
        if is_method
        else "{subject}: {it} is passed to {callee}, a call through a function value that may keep it",
        subject=subject(c),
        it=it(c),
        callee=called(c, c.where),
    )


def advice(c: Case) -> str:
    callee = called(c, c.where)
    if found := pooled(c):
        return found
    if found := not_alone(c):
        receiver = _receiver(c) if is_by_calls(found) and not is_published(c) else ""
        return (
            say(_AS_FIELD, reason=say(_UNKNOWN, callee=callee), receiver=receiver, what=c.what) if receiver else found
        )
    if is_published(c):  # what is kept and used again would change under who has it
        return say("No fix is known as long as {what} is returned or stored elsewhere, too.", what=made(c))
    if is_written(c):
        return say("Written part by part, it need not be joined.")
    if c.op in STRINGS and _is_passed_as_text(c):
        return say("The body of {callee}, which takes a string, is only known at run time.", callee=callee)
    if c.inlined and not has_reset(c):
        return say(
            "Each call of {callee} may make something new, and the body of {taker} is only known at run time."
            if c.maybe
            else "Each call of {callee} makes something new, and the body of {taker} is only known at run time.",
            callee=c.callee,
            taker=callee,
        )
    if written_at(c, c.where) >> INL_SHIFT:
        return _used_again(c, say(_UNKNOWN, callee=callee))
    fun = c.where.fun
    if c.where.op == "CALLINTER":
        call = c.ctx.places.node(written_at(c, c.where), (S.CallExpr,))
        at = call.fun if isinstance(call, S.CallExpr) else None
        receiver = head_text(at.x) if isinstance(at, S.SelectorExpr) else c.text(fun.x)
        if c.op == "STR2BYTES" and isinstance(at, S.SelectorExpr) and _is_writer(c, at) and c.node.x.op == "ADDSTR":
            return say(
                "Where the writer takes strings, `io.WriteString({writer}, …)` of one part after the other needs"
                " neither this copy nor what is joined for it.",
                writer=receiver,
            )
        if c.op == "STR2BYTES" and isinstance(at, S.SelectorExpr) and _is_writer(c, at):
            return say(
                "`io.WriteString({writer}, {text})` makes no copy where the writer takes strings.",
                writer=receiver,
                text=c.text(c.node.x),
            )
        if fun.x.op == "NAME" and fun.x.class_ in (PAUTO, PPARAM) and not _is_embedded(at):
            return _used_again(
                c,
                say(
                    "The body of {callee} is only known at run time, which only a concrete type of {receiver} would "
                    "change.",
                    callee=callee,
                    receiver=receiver,
                ),
            )
    return _used_again(c, say(_UNKNOWN, callee=callee))


def _is_embedded(method: S.Node | None) -> bool:
    """Is it a method of an interface that is embedded in what is written before it?"""
    selection = method.selection if isinstance(method, S.SelectorExpr) else None
    return selection is not None and len(selection.index) > 1


def _is_passed_as_text(c: Case) -> bool:
    """Is a string passed, not what one is part of?"""
    call = c.where
    at = c.path[-1].src if c.path else None
    return any((at is None or any_(arg, lambda n: n is at)) and is_string(arg.typ) for arg in call.args)


def _is_writer(c: Case, method: S.SelectorExpr) -> bool:
    """Is it the method Write of what is written before it, where package io can be called? Of what is embedded there,
    nobody knows which others that has."""
    fn = c.remark.func
    is_own = method.selection is not None and len(method.selection.index) == 1
    call = c.ctx.places.parent(c.site) if c.site is not None else None
    is_passed = isinstance(call, S.CallExpr) and call.fun is method
    return method.sel.value == "Write" and is_own and is_passed and fn is not None and _knows(fn.pkg, "io")


def _knows(pkg: Package | None, path: str) -> bool:
    """Can a package import another, since it does, or what it imports does? Then that cannot need it in turn."""
    work = [pkg] if pkg is not None else []
    seen = set(work)
    while work:
        new = [p for p in work.pop().imports if p not in seen]
        if any(p.path == path for p in new):
            return True
        seen.update(new)
        work += new
    return False


def _used_again(c: Case, reason: str) -> str:
    """The reason, and that one could do for all calls, if that is so of such a thing."""
    if c.op == "METHVALUE":
        return say("{reason} In hot code one method value, made once, will do.", reason=reason)
    what = thing(c)
    if not what and (receiver := _receiver(c)):
        return say(_AS_FIELD, reason=reason, receiver=receiver, what=c.what)
    if not what and isinstance(reason, Said) and reason.template == _UNKNOWN:
        return say("No fix is known as long as the body of {callee} is only known at run time.", **reason.parts)
    if not what:
        return reason
    return say("{reason} In hot code, where it is not kept, one {thing} can be used again.", reason=reason, thing=what)


def _receiver(c: Case) -> str:
    """What the method around is called on, by a pointer, where a call is passed an array of its own; else ""."""
    fn = c.remark.func
    is_own = c.is_variable and not c.inlined and c.node.canonical.class_ == PAUTO
    is_array = is_own and isinstance(under(c.node.typ), Array)
    sig = fn.typ if is_array and fn is not None and fn.is_method and fn.closure_parent is None else None
    recv = sig.recv if isinstance(sig, Signature) else None
    is_pointer = recv is not None and recv.typ is not None and isinstance(under(recv.typ), Pointer)
    return recv.name if is_pointer and recv is not None and recv.name not in ("", "_") else ""


def thing(c: Case) -> str:
    """What could be used again: what is filled anew, or reset; "" if it is neither."""
    if c.op in ("MAKESLICE", "STR2BYTES") or (c.op == "SLICELIT" and not c.node.implicit):
        return say("slice")
    typ = c.node.typ
    if c.is_variable and not c.inlined and isinstance(under(typ), Array | Basic):
        return say("variable") if c.written_in_loop else ""
    typ = typ.elem if c.op in ("NEW", "PTRLIT") and isinstance(typ, Pointer) else typ
    resets = isinstance(typ, Named) and lookup_method(typ, None, "Reset")[1] is not None
    return say("object") if resets and (c.points or has_reset(c)) else ""
