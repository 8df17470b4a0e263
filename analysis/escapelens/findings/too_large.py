"""too-large: more than the stack takes, whatever is done with it."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.names import head_text, shorten, source_text
from escapelens.findings.phrases import bytes_text, subject
from escapelens.findings.remedies import at_its_place, renewed
from escapelens.findings.returned import kept_by_caller
from escapelens.findings.shared import is_returned
from escapelens.findings.spared import FILL_ONE
from escapelens.remarks import Why
from escapelens.say import say
from escapelens.syntax import nodes as S

CODE = "too-large"


def recognise(c: Case) -> bool:
    return c.why is Why.TOO_LARGE


def message(c: Case) -> str:
    size, limit = c.size, "128 KiB" if c.op == "NAME" else "64 KiB"
    if size is None:
        return say("{subject}: it is too large for the stack (limit {limit})", subject=subject(c), limit=limit)
    return say(
        "{subject}: at {size} it is too large for the stack (limit {limit})",
        subject=subject(c),
        size=bytes_text(size),
        limit=limit,
    )


def advice(c: Case) -> str:
    if found := at_its_place(c):
        return found
    if c.inlined:
        return renewed(c)
    if _is_returned(c) and (found := kept_by_caller(c)):
        return found
    if name := _copied_from(c):
        return say(
            "It holds a copy of what {name} points to; a field that holds the pointer instead would make it small.",
            name=name,
        )
    if _is_returned(c):
        return say(FILL_ONE, what=c.what)
    if holder := _returned_with(c):
        return say("No fix is known as long as {target} keeps it.", target=holder)
    return say(
        "Make {what} smaller, or allocate it once and reuse it; a sync.Pool helps where many are needed for a short"
        " time.",
        what=c.what,
    )


def _copied_from(c: Case) -> str:
    """The pointer whose object a literal copies, `&T{*p}`, as it is written; "" if there is none."""
    site = c.site.x if isinstance(c.site, S.Operation) else c.site
    for elem in site.elem_list if isinstance(site, S.CompositeLit) else ():
        value = elem.value if isinstance(elem, S.KeyValueExpr) else elem
        if isinstance(value, S.Operation) and value.op == "*" and value.y is None:
            return shorten(source_text(value.x))
    return ""


def _returned_with(c: Case) -> str:
    """The literal that it is part of, whose address is returned: that would be on the heap if it were small, too."""
    whole: S.Node | None = None
    for child, up in c.ctx.places.ancestors(c.site) if c.site is not None else ():
        if isinstance(up, S.Operation) and up.op == "&" and up.y is None and isinstance(child, S.CompositeLit):
            whole = up
        elif isinstance(up, S.ReturnStmt) and whole is not None:
            return head_text(whole)
        elif not isinstance(up, S.KeyValueExpr | S.CompositeLit | S.ListExpr):
            break
    return ""


def _is_returned(c: Case) -> bool:
    """Does a return name it, or a variable that holds it?"""
    up = c.ctx.places.parent(c.site) if c.site is not None else None
    return is_returned(c) or isinstance(c.ctx.places.parent(up) if isinstance(up, S.ListExpr) else up, S.ReturnStmt)
