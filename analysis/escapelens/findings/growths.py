"""One finding for a slice that grows at several places: the same slice in the same loop, or the same function.

What: appends to one variable or field, and calls that are inlined and append to what one receiver, or first argument,
holds. The finding that is paid most often speaks for the others, which are its steps.

Property: a part is never paid more often than the finding that speaks for it, nor of more weight.
"""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.draft import Draft
from escapelens.findings.names import source_text
from escapelens.findings.rounds import root_of
from escapelens.say import counted, say
from escapelens.syntax import nodes as S

_STEPS = 8  # of other places

_Key = tuple[int, int, str, int, str]


def join_growths(found: list[tuple[Case, Draft]]) -> None:
    """Make parts of those that grow what another finding tells of."""
    groups: dict[_Key, list[Draft]] = {}
    for c, draft in found:
        if c.op != "APPEND" or draft.part_of is not None or draft.cost.often == "never" or c.site is None:
            continue
        place = _grown(c)
        root = root_of(place)
        if place is not None and root is not None and root.obj is not None:
            loop = c.ctx.places.loop(c.site)
            key = id(c.remark.func), id(loop), _field(c), id(root.obj), source_text(place)
            groups.setdefault(key, []).append(draft)
    for drafts in groups.values():
        if len(drafts) > 1:
            _speak_for(sorted(drafts, key=lambda d: d.place))


def _grown(c: Case) -> S.Expr | None:
    """What grows, or holds what grows; None for what is made anew."""
    call = c.site
    if not isinstance(call, S.CallExpr):
        return None
    if c.inlined and isinstance(call.fun, S.SelectorExpr) and call.fun.selection is not None:
        return call.fun.x
    first = call.arg_list[0] if call.arg_list else None
    return first if isinstance(first, S.Name | S.SelectorExpr) else None


def _field(c: Case) -> str:
    """Which part of what its receiver holds an inlined call appends to: the field or fields, as far as they are named;
    "" for what grows here."""
    if not c.inlined:
        return ""
    at, names = c.node.args[0], []
    while at is not None and at.op != "NAME":
        names.append(str(getattr(at, "sel", at.op)))
        at = getattr(at, "x", None)
    return ".".join(["inlined", *names])


def _speak_for(drafts: list[Draft]) -> None:
    """drafts: of one slice, in the order of the text."""
    head = max(drafts, key=lambda d: (d.cost.rank[0], not d.cost.cold, not d.cost.modest))
    parts = [draft for draft in drafts if draft is not head]
    for i, part in enumerate(parts):
        part.part_of = head
        if i < _STEPS:
            head.steps.append((part.place, say("it grows here, too")))
    head.message = say(
        "{message}; {places}",
        message=head.message,
        places=counted(
            len(parts), "it grows at {n} more place here, at least", "it grows at {n} more places here, at least"
        ),
    )
