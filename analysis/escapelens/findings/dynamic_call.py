"""dynamic-call: passed to a call through an interface or a function value, whose body the compiler cannot see."""

from __future__ import annotations

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.names import STRINGS, called, head_text
from escapelens.findings.phrases import it, subject
from escapelens.findings.remedies import has_reset
from escapelens.findings.shared import is_published
from escapelens.ir.inltree import INL_SHIFT
from escapelens.remarks import Why
from escapelens.say import say
from escapelens.syntax import nodes as S

CODE = "dynamic-call"


def recognise(c: Case) -> bool:
    return c.why == Why.CALL_PARAMETER and c.where.op in ("CALLFUNC", "CALLINTER") and not is_static_call(c.where)


def message(c: Case) -> str:
    return say(
        "{subject}: {it} is passed to {callee}, a call through an interface that may keep it"
        if c.where.op == "CALLINTER"
        else "{subject}: {it} is passed to {callee}, a call through a function value that may keep it",
        subject=subject(c),
        it=it(c),
        callee=called(c, c.where),
    )


def advice(c: Case) -> str:
    callee = called(c, c.where)
    if is_published(c):  # what is kept and used again would change under who has it
        return say("Unavoidable here: {what} is returned or stored elsewhere, too.", what=c.what)
    if c.op in STRINGS:
        return say(
            "Unavoidable here: the body of {callee}, which takes a string, is only known at run time.", callee=callee
        )
    if c.inlined and c.op != "MAKESLICE" and not has_reset(c):
        return say(
            "Unavoidable here: {callee} makes something new at each call, and the body of {taker} is only known at run"
            " time.",
            callee=c.callee,
            taker=callee,
        )
    if c.where.pos >> INL_SHIFT:
        return say(
            "Unavoidable here: {callee} is only known at run time; in hot code keep one {thing} and use it again.",
            callee=callee,
            thing=thing(c),
        )
    if c.where.op == "CALLINTER":
        call = c.ctx.places.node(c.where.pos, (S.CallExpr,))
        fun = call.fun if isinstance(call, S.CallExpr) else None
        receiver = head_text(fun.x) if isinstance(fun, S.SelectorExpr) else c.text(c.where.fun.x)
        if c.op == "STR2BYTES" and isinstance(fun, S.SelectorExpr) and fun.sel.value == "Write" and not c.inlined:
            return say(
                "`io.WriteString({writer}, {text})` makes no copy where the writer takes strings.",
                writer=receiver,
                text=c.text(c.node.x),
            )
        return say(
            "Unavoidable here: the body of {callee} is only known at run time, which only a concrete type of"
            " {receiver} would change; in hot code keep one {thing} and use it again.",
            callee=callee,
            receiver=receiver,
            thing=thing(c),
        )
    return say(
        "Unavoidable here: the body of {callee} is only known at run time, which only a call by its name would change;"
        " in hot code keep one {thing} and use it again.",
        callee=callee,
        thing=thing(c),
    )


def thing(c: Case) -> str:
    """What could be kept and used again."""
    if c.op == "MAKESLICE" or c.op in ("SLICELIT", "STR2BYTES"):
        return say("slice")
    if c.op == "CLOSURE":
        return say("function literal")
    if c.op == "METHVALUE":
        return say("method value")
    return c.what if c.is_variable and not c.inlined else say("object")
