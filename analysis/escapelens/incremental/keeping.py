"""What a function that was analysed once more may keep: its ledger and its drafts.

What: functions that are mutually recursive with one that was edited are analysed with it, mostly to the same end. Where
a function's text and all that is inlined into it are as before, its code after inlining hangs on what was inlined and
devirtualised, and its ledger on that and on the verdicts; all of these are remarks. Drafts hang on the flows behind
verdicts as well.

Property: nothing is kept whose remarks, flows included, are not the same. Positions in a declaration that was edited
are new ones, so a flow that leads through it never is.
"""

from __future__ import annotations

from escapelens.findings.draft import Draft
from escapelens.incremental.unit import Unit
from escapelens.ir.inltree import INL_SHIFT, POS_MASK, InlTree
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.target import Target
from escapelens.remarks import Escaping, Flow, Inlinable, Leaking, Node, Note, Remark


def keep(old: Unit, new: Unit, target: Target) -> None:
    """Hand what was made of the old unit to the new one, if it is the same text with the same bodies inlined into it,
    the same is said of it, and as much of it was left out."""
    if [fn in target.skipped for fn in old.funcs] != [fn in target.skipped for fn in new.funcs]:
        return
    if old.partial != new.partial or list(map(_name, old.funcs)) != list(map(_name, new.funcs)):
        return
    same = _Same(target.inl_tree)
    if len(old.remarks) != len(new.remarks) or not all(map(same.words, old.remarks, new.remarks)):
        return
    new.costs, new.looped = old.costs, old.looped
    if not all(same.reasons(a.about, b.about) for a, b in zip(old.remarks, new.remarks, strict=True)):
        return
    new.drafts = old.drafts
    now = dict(zip(old.funcs, new.funcs, strict=True))
    for draft in new.drafts or ():
        if isinstance(draft, Draft):
            draft.func = now.get(draft.func, draft.func)


def _name(of: object) -> str:
    """Of a function or variable, without what tells literals apart that were inlined more than once."""
    return trim_inline_hash(getattr(of, "sym", ""))


class _Same:
    """Whether things of two analyses are the same."""

    def __init__(self, tree: InlTree) -> None:
        self._tree = tree
        self._inlined: dict[tuple[int, int], bool] = {}

    def words(self, a: Remark, b: Remark) -> bool:
        return (
            (a.pos, a.kind, a.text) == (b.pos, b.kind, b.text)
            and self.nodes(a.node, b.node)
            and _name(a.func) == _name(b.func)
        )

    def reasons(self, a: object, b: object) -> bool:
        """a, b: what remarks are about."""
        if a.__class__ is not b.__class__:
            return False
        if isinstance(a, Escaping) and isinstance(b, Escaping):
            return self._paths(a.path, b.path)
        if isinstance(a, Leaking) and isinstance(b, Leaking):
            return (
                a.derefs == b.derefs
                and self.nodes(a.to, b.to)
                and len(a.flows) == len(b.flows)
                and all(
                    derefs == derefs_ and self.nodes(to, to_) and self._paths(path, path_)
                    for (to, derefs, path), (to_, derefs_, path_) in zip(a.flows, b.flows, strict=True)
                )
            )
        return not (isinstance(a, Inlinable) and isinstance(b, Inlinable)) or a.cost == b.cost

    def _paths(self, a: list[Flow], b: list[Flow]) -> bool:
        return len(a) == len(b) and all(map(self._flows, a, b))

    def _flows(self, a: Flow, b: Flow) -> bool:
        return (
            (a.derefs, a.truncated) == (b.derefs, b.truncated)
            and self.nodes(a.dst, b.dst)
            and self.nodes(a.src, b.src)
            and self._notes(a.notes, b.notes)
        )

    def _notes(self, a: Note | None, b: Note | None) -> bool:
        while a is not None and b is not None:
            if a[1] is not b[1] or not self.nodes(a[0], b[0]):
                return False
            a, b = a[2], b[2]
        return a is b

    def nodes(self, a: Node, b: Node) -> bool:
        """a, b: nodes, None or words."""
        if a is b or a.__class__ is str:
            return bool(a == b)
        return a.__class__ is b.__class__ and a.op == b.op and self._places(a.pos, b.pos) and _name(a) == _name(b)

    def _places(self, a: int, b: int) -> bool:
        """The same place in the same calls inlined around it."""
        if a == b:
            return True
        if not a >> INL_SHIFT or not b >> INL_SHIFT:
            return False
        known = self._inlined.get((a, b))
        if known is None:
            at, at_ = self._tree.nodes[(a >> INL_SHIFT) - 1], self._tree.nodes[(b >> INL_SHIFT) - 1]
            known = a & POS_MASK == b & POS_MASK and at.name == at_.name and self._places(at.pos, at_.pos)
            self._inlined[a, b] = known
        return known
