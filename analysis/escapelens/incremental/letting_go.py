"""Bodies that nobody looks at any more.

What: once its findings are made, a function is known to others by what it was found to be: tags, template, ledger, the
compiler's lines. Its body goes, and what remarks know of the nodes in it; it is built again when the function is
analysed again. Functions that are mutually recursive keep theirs: what is edited in one of them is compared with what
it was (adopting.py), and all are solved again where that differs (standing.py).

Property: what a unit says, costs and tells its callers is the same before and after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.incremental.unit import Unit
from escapelens.ir.nodes import Func
from escapelens.ir.scc import root_of, visit_funcs_bottom_up
from escapelens.ir.target import Target

if TYPE_CHECKING:
    from escapelens.ledger.own import Own


def mutually_recursive(mentions: dict[Func, list[Func]]) -> set[Func]:
    """Functions that lead to others of the package and back, by what each mentions."""
    found: set[Func] = set()

    def note(block: list[Func], _recursive: bool) -> None:
        roots = {root_of(fn) for fn in block}
        if len(roots) > 1:
            found.update(roots)

    visit_funcs_bottom_up(mentions, note, mentions=lambda fn: mentions.get(fn, []))
    return found


def let_go(unit: Unit, target: Target, own: Callable[[Func], Own]) -> None:
    """Keep of the unit's functions what others have to know. own: what one of them pays."""
    if unit.bodies_gone or any(fn in target.broken or fn in target.skipped for fn in unit.funcs):
        return
    for fn in unit.funcs:
        if fn not in unit.own:
            unit.own[fn] = own(fn)
    for remark in unit.remarks:
        remark.node = remark.about = None
    for fn in unit.funcs:
        fn.forget_body()
    target.inl_tree.forget(unit.root)
    unit.named, unit.sketch = {}, None
    unit.bodies_gone = True
