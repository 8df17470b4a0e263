"""One finding per cause: what has the same cause is told by one finding, with parts.

What: a cause is
- a call for whose arguments several values are boxed, the slice that carries them included;
- an allocation that goes out of reach inside another one that is written around it: `string(b)` in a boxing, a `make`
  in a literal;
- the body of a loop over a function, when the compiler makes a function literal of it: the variables it shares.

Property: a part is never paid more often than the finding that speaks for it.
"""

from __future__ import annotations

from collections import Counter

from escapelens.findings.case import Case
from escapelens.findings.draft import Draft
from escapelens.findings.names import at_literal
from escapelens.findings.phrases import bytes_text
from escapelens.findings.unless import exception, part_unless
from escapelens.remarks import Why
from escapelens.say import listed, say
from escapelens.syntax import nodes as S

_PARTS = 3  # named in a message


def join(found: list[tuple[Case, Draft]]) -> None:
    """Make parts of those that have the cause of another."""
    paid = sorted(
        (pair for pair in found if pair[1].cost.often != "never" and not pair[0].inlined), key=lambda p: p[1].place
    )
    holders = {id(c.node): c for c, _ in paid if c.op in _HOLDERS}
    groups: dict[tuple[str, int], list[tuple[Case, Draft]]] = {}
    for c, draft in paid:
        groups.setdefault(_cause(c, holders), []).append((c, draft))
    for cause, members in groups.items():
        if len(members) > 1:
            _speak_for(_head(cause, members), members)


def _cause(c: Case, holders: dict[int, Case]) -> tuple[str, int]:
    """What puts it out of reach: the call that it is boxed for, or the outermost of what is written around it."""
    seen = {id(c)}
    while (outer := _holder(c, holders)) is not None and id(outer) not in seen:
        c = outer
        seen.add(id(c))
    if c.why == Why.CALL_PARAMETER and (c.op == "CONVIFACE" or _is_arguments(c)) and _is_argument(c):
        return "call", id(c.where)
    return "node", id(c.node)


def _is_argument(c: Case) -> bool:
    """Is it written in the call that puts it out of reach? What others are passed on the way may exclude each other."""
    call = c.ctx.places.node(at_literal(c, c.where) or c.ctx.inl_tree.outermost(c.where.pos), (S.CallExpr,))
    return call is not None and c.site is not None and call.start <= c.site.start < call.end


def _holder(c: Case, holders: dict[int, Case]) -> Case | None:
    for flow in c.path:
        outer = holders.get(id(flow.dst))
        if outer is not None and outer is not c and (_around(outer, c) or _is_range_body(outer)):
            return outer
    return None


def _around(outer: Case, inner: Case) -> bool:
    """Is inner written in outer, and not within a function literal of it?"""
    a, b = outer.site, inner.site
    if outer.op == "CLOSURE" or a is None or b is None or inner.is_variable:
        return False
    return a.start <= b.start and b.end <= a.end


def _is_range_body(c: Case) -> bool:
    return c.op == "CLOSURE" and c.node.func.range_parent is not None


def _is_arguments(c: Case) -> bool:
    return bool(c.op == "SLICELIT" and c.node.implicit)


def _head(cause: tuple[str, int], members: list[tuple[Case, Draft]]) -> Draft:
    """Of those that are paid most often what holds the others; what is boxed, rather than the slice it is put in."""
    most = max(draft.cost.rank[0] for _, draft in members)
    found = [(c, draft) for c, draft in members if draft.cost.rank[0] == most]
    boxes = [draft for c, draft in found if c.op == "CONVIFACE"]
    holder = next((draft for c, draft in found if cause == ("node", id(c.node)) and not _is_arguments(c)), None)
    return holder or (boxes[0] if boxes else found[0][1])


def _speak_for(head: Draft, members: list[tuple[Case, Draft]]) -> None:
    sure: list[Draft] = []
    for c, part in members:
        if part is head:
            continue
        part.part_of = head
        head.steps.append((part.place, _part_words(c, part)))
        if not exception(c):
            sure.append(part)
    if sure:
        head.message = say("{message}; allocated with it: {parts}", message=head.message, parts=together(sure))


_HOLDERS = frozenset({"CONVIFACE", "PTRLIT", "SLICELIT", "MAPLIT", "CLOSURE"})


def _part_words(c: Case, part: Draft) -> str:
    size = part.size
    return part_unless(c, say("{what} ({size})", what=part.name, size=bytes_text(size)) if size else part.name)


def together(parts: list[Draft]) -> str:
    """What a message says of the parts that it speaks for, too."""
    counts = Counter(part.name for part in parts)
    named = list(counts.items())
    text = listed(say("{what} ({n} times)", what=name, n=n) if n > 1 else name for name, n in named[:_PARTS])
    more = sum(n for _, n in named[_PARTS:])
    return say("{items} and {n} more", items=text, n=more) if more > 0 else text
