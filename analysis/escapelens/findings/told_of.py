"""What else of the package an advice hangs on: a field, a package variable, a function; by the name that it is told by.

Counterpart: `wanted.py` tells of each unit what it does with such things, `spared.py: in_vain` joins both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.names import source_text
from escapelens.findings.refilled import written_base
from escapelens.findings.wanted import field_of, known_as
from escapelens.ir.names import trim_inline_hash
from escapelens.model.lookup import deref
from escapelens.model.types import Named
from escapelens.remarks import ASSIGNMENTS, Why
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import walk

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode


def told_of(c: Case) -> str:
    """What a case appends to, is stored in or, boxed, is passed to, as the package knows it; "" if it knows it not."""
    if c.op == "APPEND" and c.node.args:
        base: AnyNode = c.node.args[0]
        if c.inlined:
            base, own = written_base(c)
            base = base if own else None
        return "" if _begins_here(c, base) else field_of(base)
    if c.points and c.to_result:
        return _made(c)
    if c.inlined or c.where is None:
        return ""
    if c.why in ASSIGNMENTS:
        return next((name for to in c.targets(c.where) if (name := known_as(to))), "")
    if c.op == "CONVIFACE" and c.why == Why.CALL_PARAMETER and is_static_call(c.where):
        fun = c.where.fun
        name = fun.func_name if fun.op in ("METHEXPR", "DOTMETH") else fun
        fn = name.func if name is not None and name.op == "NAME" else None
        return trim_inline_hash(fn.sym) if fn is not None else ""
    return ""


def _begins_here(c: Case, field: AnyNode) -> bool:
    """Is a field given a slice before, in the same function, that is not made of its own?"""
    if field is None or field.op not in ("DOT", "DOTPTR") or c.site is None:
        return False
    text, end = c.text(field), c.site.start
    before = (s for s in c.ctx.places.all(end, S.AssignStmt) if s.end <= end and not s.op)
    values = (s.rhs for s in before if s.rhs is not None and source_text(s.lhs) == text)
    return any(not any(source_text(n) == text for n in walk(value)) for value in values)


def _made(c: Case) -> str:
    """The type of what is returned by a pointer, as its methods are known by; "" if it is of another package."""
    pkg = c.remark.func.pkg if c.remark.func is not None else None
    of = c.node.typ if c.op == "NAME" else deref(c.node.typ)[0]
    return f"*{of.obj.name}" if isinstance(of, Named) and of.obj.pkg is pkg else ""
