"""Who takes a function literal, and so says what it returns: a field, a parameter, the result of a function.

What: where a literal is written decides the type of its result, which it cannot change alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.names import callee_text, function, shorten, source_text
from escapelens.ir.scc import root_of
from escapelens.model.identity import identical
from escapelens.model.lookup import deref
from escapelens.model.types import AnyType, Chan, Named, Signature, Slice, Struct
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.findings.case import Case


def of_literal(c: Case) -> str:
    """Advice for what a function literal returns, where who takes it says what that is; "" for one that is called here
    alone."""
    literal = c.ctx.places.literal(c.site) if c.site is not None else None
    result = _result(literal.typ if literal is not None else None)
    typ = c.type_text(result) if result is not None else ""
    taker = _taker(c, literal) if literal is not None else ""
    if literal is not None and (store := _store(c, literal, result)) is not None:
        field, holder, kept = store
        return say(
            "Unavoidable here: {holder}, which keeps such things in {kept}, asks {field} to make one.",
            field=field,
            holder=holder,
            kept=kept,
        )
    if taker and typ:
        return say("Unavoidable here: {taker} asks for a function that returns {type}.", taker=taker, type=typ)
    return ""


def _result(t: AnyType) -> AnyType:
    """The only result of a function, errors aside."""
    sig = under(t) if t is not None else None
    return sig.results.vars[0].typ if isinstance(sig, Signature) and sig.results.vars else None


def _taker(c: Case, literal: S.FuncLit) -> str:
    """What a literal is given to that has a type of its own, as it is written; "" for a variable that is made of it."""
    for child, up in c.ctx.places.ancestors(literal):
        if isinstance(up, S.ParenExpr | S.ListExpr):
            continue
        if isinstance(up, S.KeyValueExpr) and child is up.value:
            whole = c.ctx.places.parent(up)
            typ = deref(whole.typ)[0] if isinstance(whole, S.CompositeLit) and whole.typ is not None else None
            if not isinstance(under(typ) if typ is not None else None, Struct) and isinstance(whole, S.CompositeLit):
                return _of_elements(c, whole)
            name = c.type_text(typ) if typ is not None else ""
            return f"{name}.{source_text(up.key)}" if name and isinstance(up.key, S.Name) else name
        if isinstance(up, S.CompositeLit):
            return _of_elements(c, up)
        if isinstance(up, S.CallExpr) and child is not up.fun:
            return callee_text(up.fun)
        if isinstance(up, S.AssignStmt) and child is up.rhs and isinstance(up.lhs, S.SelectorExpr | S.IndexExpr):
            return shorten(source_text(up.lhs))
        if isinstance(up, S.ReturnStmt):
            return _result_of(c, up)
        break
    return ""


def _of_elements(c: Case, whole: S.CompositeLit) -> str:
    """The literal that a function literal is an element of, by its type."""
    name = c.type_text(whole.typ) if whole.typ is not None else ""
    is_struct = whole.typ is not None and isinstance(under(deref(whole.typ)[0]), Struct)
    return name if is_struct or not name else say("an element of {type}", type=name)


def _result_of(c: Case, stmt: S.ReturnStmt) -> str:
    """The function whose result it is by a return, "" for another literal."""
    fn = c.remark.func
    if fn is None or fn.closure_parent is None or c.ctx.places.literal(stmt) is not None:
        return ""
    return say("the result of {function}", function=function(root_of(fn).sym))


def _store(c: Case, literal: S.FuncLit, result: AnyType) -> tuple[str, str, str] | None:
    """A field that makes things, its struct, and another field that keeps things like those: a slice or channel of
    them."""
    pair = c.ctx.places.parent(literal)
    whole = c.ctx.places.parent(pair) if isinstance(pair, S.KeyValueExpr) and pair.value is literal else None
    typ = deref(whole.typ)[0] if isinstance(whole, S.CompositeLit) and whole.typ is not None else None
    struct = under(typ) if isinstance(typ, Named) else None
    if not isinstance(struct, Struct) or not isinstance(pair, S.KeyValueExpr) or not isinstance(pair.key, S.Name):
        return None
    sig = under(literal.typ) if literal.typ is not None else None
    if not isinstance(typ, Named) or not isinstance(sig, Signature) or sig.params.vars or result is None:
        return None
    for f in struct.fields:
        store = under(f.typ) if f.typ is not None else None
        if isinstance(store, Slice | Chan) and store.elem is not None and identical(store.elem, result):
            return pair.key.value, typ.obj.name, f.name
    return None
