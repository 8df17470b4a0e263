"""Which functions are inlined by callers that have on their own stack what these make.

What: a unit of the package tells of each function that is inlined there whether it is spared an allocation; who calls
a function that is not exported, and spares nobody, gains nothing by its being inlined: one that is only called by way
of an interface, say.
Property: what inlining brought has a remark of its own where it stays on the stack, but for variables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escapelens.ir.inltree import INL_SHIFT, InlTree
from escapelens.ir.names import trim_inline_hash
from escapelens.remarks import ESCAPES, NO_ESCAPE, Remark
from escapelens.say import Said, say, template

if TYPE_CHECKING:
    from escapelens.findings.draft import Draft
    from escapelens.model.objects import Package

TO_ITSELF = template(
    "{function} can be inlined: a caller that keeps the result to itself can have it on its own stack."
)
WITH_METHODS = template(
    "{function} can be inlined: a caller has the result on its own stack if neither it nor a method that it calls"
    " lets it escape."
)


Spared = frozenset[tuple[str, bool]]
"""Functions that are inlined, by symbol, each with whether something of its body stays on the stack there."""


def spared_by(remarks: Iterable[Remark], tree: InlTree, pkg: Package) -> Spared:
    """What is inlined of the package's functions where remarks are made of."""
    at = {
        (r.node.pos, r.kind == NO_ESCAPE)
        for r in remarks
        if r.kind in (NO_ESCAPE, ESCAPES) and r.node is not None and r.node.pos >> INL_SHIFT
    }
    return frozenset([(trim_inline_hash(call.name), s) for pos, s in at for call in tree.stack(pos) if call.pkg is pkg])


def is_kept(d: Draft, spared: Spared | None) -> bool:
    """Is it advised to inline a function that callers of other packages cannot call, and those of this one in vain?"""
    said = d.advice
    if spared is None or not isinstance(said, Said) or said.template not in (TO_ITSELF, WITH_METHODS):
        return False
    name = d.function
    if name.rpartition(".")[2][:1].isupper() or not _has_remarks(d) or "[" in name:
        return False
    is_known = (name, False) in spared or "." in name  # a method, which may be called by way of an interface alone
    return is_known and (name, True) not in spared


def _has_remarks(d: Draft) -> bool:
    return not any(line.startswith("moved to heap") for line in d.compiler)


def kept(d: Draft) -> str:
    """The advice for what is kept by whoever calls."""
    return say(
        "{function} can be inlined, but no call in this package has the result on its own stack.", function=d.function
    )
