"""What append adds to: emptied and filled again, cut off again, reached by what is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case
from escapelens.findings.names import source_text
from escapelens.findings.room import COPIES
from escapelens.findings.shared import uses
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.static_value import definition
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from escapelens.ir.nodes import AnyNode


def is_refilled(c: Case) -> bool:
    """Is what it appends to emptied by `x = x[:0]`, so that the room it has is used again?"""
    base = c.node.args[0] if c.node.args and not c.inlined else None
    if base is None or base.op != "NAME":
        return False
    stmts = ((use, c.ctx.places.parent(use)) for use in uses(c.ctx.places, base))
    return any(
        isinstance(s, S.AssignStmt) and s.lhs is use and (cut := _cut_of(s)) is not None and _empties(use, cut)
        for use, s in stmts
    )


def _cut_of(stmt: S.AssignStmt) -> S.SliceExpr | None:
    """The slice that is assigned, or appended to: `x[:0]` of `x = x[:0]` and of `x = append(x[:0], y...)`."""
    value = stmt.rhs
    if isinstance(value, S.CallExpr) and source_text(value.fun) == "append" and value.arg_list:
        value = value.arg_list[0]
    return value if isinstance(value, S.SliceExpr) else None


def is_refilled_field(c: Case) -> bool:
    """The same of a field: is it emptied by `x.f = x.f[:0]`?"""
    base, own = written_base(c) if c.inlined else (c.node.args[0] if c.node.args else None, True)
    table = c.ctx.places.table(c.site.start) if c.site is not None else None
    if base is None or not own or base.op not in ("DOT", "DOTPTR") or table is None:
        return False
    place = c.text(base)
    stmts = (n for n in table.all(S.AssignStmt) if n.op == "")
    return any(
        (cut := _cut_of(s)) is not None and source_text(s.lhs) == source_text(cut.x) == place and ends_at_nothing(cut)
        for s in stmts
    )


def is_cut_off(c: Case) -> bool:
    """Is it the push of a stack: is the last element cut off again, `x = x[:len(x)-1]`, behind it in its block?"""
    call, places = c.site, c.ctx.places
    stmt = places.parent(call) if isinstance(call, S.CallExpr) and len(call.arg_list) == 2 else None
    block = places.parent(stmt) if isinstance(stmt, S.AssignStmt) else None
    if not isinstance(call, S.CallExpr) or call.has_dots or not isinstance(block, S.BlockStmt):
        return False
    text = source_text(call.arg_list[0])
    behind = (s for s in block.stmts if s.start > call.start and isinstance(s, S.AssignStmt) and s.op == "")
    cuts = (s.rhs for s in behind if isinstance(s.rhs, S.SliceExpr) and source_text(s.lhs) == text)
    ends = (cut.index[1] for cut in cuts if source_text(cut.x) == text)
    return any(end is not None and "".join(source_text(end).split()) == f"len({text})-1" for end in ends)


def _empties(name: S.Name, cut: S.SliceExpr) -> bool:
    same = isinstance(cut.x, S.Name) and cut.x.obj is name.obj
    return same and ends_at_nothing(cut)


def ends_at_nothing(cut: S.SliceExpr) -> bool:
    high = cut.index[1]
    return high is not None and source_text(high) == "0"


def written_base(c: Case) -> tuple[AnyNode | None, bool]:
    """What is written here of what an inlined function appends to, and whether that is the slice itself; else a
    variable by which it is reached. None if nothing is, or it is an element of something."""
    last, level, own = None, 0, True
    for last in led_to(c):
        if own and not level and last.op in ("DOT", "DOTPTR") and not last.pos >> INL_SHIFT:
            return last, True
        level += (last.op == "DEREF") - (last.op == "ADDR")
        own = own and last.op not in ("DOT", "DOTPTR")
    is_name = last is not None and last.op == "NAME" and not last.pos >> INL_SHIFT
    return (last, own and not level) if is_name else (None, False)


def led_to(c: Case) -> Iterator[AnyNode]:
    """What an inlined function appends to and what that is reached by, up to what is written here."""
    base = c.node.args[0] if c.node.args else None
    for _ in range(2 * COPIES):
        while base is not None and base.op in _REACHING:
            yield base
            base = base.x
        if base is None:
            return
        yield base
        if base.op != "NAME" or not base.pos >> INL_SHIFT:
            return
        base = definition(base)


_REACHING = frozenset({"DOT", "DOTPTR", "DEREF", "SLICE", "CONVNOP", "PAREN", "ADDR"})
