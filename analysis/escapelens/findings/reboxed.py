"""What is taken out of an interface and put into one again: the first could be used, for it holds the value already.

What: `x.(T)` itself, the variable of a type switch, that of `v, ok := x.(T)`; x is a variable, or a field of one, that
nothing here changes.
Property: doubt means that it has to be boxed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.names import shorten, source_text
from escapelens.findings.shared import is_changed
from escapelens.model.identity import identical
from escapelens.model.types import AnyType, Interface
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, unparen

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.findings.syntax_index import SyntaxIndex


def taken_out_before(c: Case) -> str:
    """Advice for what is in an interface already, "" for others."""
    value = c.site
    if c.inlined or not isinstance(value, S.Expr) or c.node.typ is None:
        return ""
    value = unparen(value)
    places = c.ctx.places
    held = unparen(value.x) if isinstance(value, S.AssertExpr) else _held(places, value)
    if held is None or held.typ is None or not _does(held.typ, c.node.typ) or not _stays(places, held):
        return ""
    if isinstance(value, S.Name) and source_text(held) == value.value:
        return say(
            "The interface {name} holds it already: under another name in the type switch, `{name}` could be passed on"
            " as it is, without a second copy.",
            name=value.value,
        )
    return say(
        "`{interface}` holds {what} already: passed on as it is, it needs no second copy.",
        interface=shorten(source_text(held)),
        what=c.text(c.node.x),
    )


def _held(places: SyntaxIndex, value: S.Expr) -> S.Expr | None:
    """The interface that a variable was taken out of where it is declared, if nothing changes the variable."""
    if not isinstance(value, S.Name) or value.obj is None or is_changed(places, value.obj, value):
        return None
    declared = places.node(value.obj.pos, (S.Name,))
    up = places.parent(declared) if declared is not None else None
    held: S.Expr
    if isinstance(up, S.TypeSwitchGuard) and up.lhs is declared:
        held = unparen(up.x)
        return held
    if isinstance(up, S.ListExpr):
        up = places.parent(up)
    if isinstance(up, S.AssignStmt) and up.op == ":=" and unpack_list(up.lhs)[0] is declared:
        taken = unparen(up.rhs) if up.rhs is not None else None
        if isinstance(taken, S.AssertExpr):
            held = unparen(taken.x)
            return held
    return None


def _does(held: AnyType, wanted: AnyType) -> bool:
    """Can an interface be used in place of another?"""
    interface = under(wanted)
    empty = isinstance(interface, Interface) and not interface.methods and not interface.embeddeds
    return isinstance(under(held), Interface) and (empty or identical(held, wanted))


def _stays(places: SyntaxIndex, held: S.Expr) -> bool:
    """Is it a variable that is never changed here, or a field of one?"""
    root, table = held, places.table(held.start)
    while isinstance(root, S.SelectorExpr):
        root = unparen(root.x)
    if table is None or not isinstance(root, S.Name) or root.obj is None or is_changed(places, root.obj, held):
        return False
    if root is held:
        return True
    alike = table.all(S.SelectorExpr)
    return not any(
        isinstance(up := table.parents.get(id(n)), S.AssignStmt) and up.lhs is n and source_text(n) == source_text(held)
        for n in alike
    )
