"""What a function that was analysed once more may keep: its ledger and its drafts.

What: functions that are mutually recursive with one that was edited are analysed with it, mostly to the same end. Where
a function's text and all that is inlined into it are as before, its code after inlining hangs on what was inlined and
devirtualised, and its ledger on that and on the verdicts; all of these are remarks. Drafts hang on the flows behind
verdicts as well.

Property: nothing is kept whose remarks, flows included, are not the same. Where a flow leads through a function whose
body was edited, they are the same if they lead through the same text before or behind the edit (carried.py).
"""

from __future__ import annotations

from escapelens.escape.sketch import name_of
from escapelens.findings.draft import Draft, Drafts
from escapelens.findings.syntax_index import Place
from escapelens.incremental.carried import Carried
from escapelens.incremental.unit import Unit
from escapelens.ir.inltree import INL_SHIFT, POS_MASK, InlTree
from escapelens.ir.target import Target
from escapelens.remarks import Escaping, Flow, Inlinable, Leaking, Node, Note, Remark


def keep(old: Unit, new: Unit, target: Target, carried: Carried) -> None:
    """Hand what was made of the old unit to the new one, if it is the same text with the same bodies inlined into it,
    the same is said of it, and as much of it was left out. carried: of what was edited since."""
    if old.bodies_gone:  # then so is what to compare
        return
    if [fn in target.skipped for fn in old.funcs] != [fn in target.skipped for fn in new.funcs]:
        return
    if old.partial != new.partial or list(map(name_of, old.funcs)) != list(map(name_of, new.funcs)):
        return
    same = _Same(target.inl_tree, carried)
    if len(old.remarks) != len(new.remarks) or not all(map(same.words, old.remarks, new.remarks)):
        return
    new.costs, new.looped, new.spared = old.costs, old.looped, old.spared
    if not all(same.reasons(a.about, b.about) for a, b in zip(old.remarks, new.remarks, strict=True)):
        return
    if same.elsewhere and not carry(old.drafts or (), carried):
        return
    new.drafts = old.drafts
    now = dict(zip(old.funcs, new.funcs, strict=True))
    for draft in new.drafts or ():
        if isinstance(draft, Draft):
            draft.func = now.get(draft.func, draft.func)


def carry(drafts: Drafts | tuple[()], carried: Carried) -> bool:
    """Put drafts where the text of an edited function is now that their steps lie in. False if some of it is gone."""
    steps: list[tuple[Draft, list[tuple[Place, str]]]] = []
    for draft in drafts:
        if carried.holds(draft.place[0]):
            return False
        if isinstance(draft, Draft) and any(carried.holds(place[0]) for place, _ in draft.steps):
            moved = [(carried.place(*place), text) for place, text in draft.steps]
            here = [(place, text) for place, text in moved if place is not None]
            if len(here) < len(moved):
                return False
            steps.append((draft, here))
    for draft, moved_steps in steps:
        draft.steps = moved_steps
    return True


class _Same:
    """Whether things of two analyses are the same. elsewhere: some lie in an edited function."""

    def __init__(self, tree: InlTree, carried: Carried) -> None:
        self._tree = tree
        self._carried = carried
        self.elsewhere = False
        self._inlined: dict[tuple[int, int], bool] = {}

    def words(self, a: Remark, b: Remark) -> bool:
        return (
            (a.kind, a.text) == (b.kind, b.text)
            and self._places(a.pos, b.pos)
            and self.nodes(a.node, b.node)
            and name_of(a.func) == name_of(b.func)
        )

    def reasons(self, a: object, b: object) -> bool:
        """a, b: what remarks are about."""
        if a.__class__ is not b.__class__:
            return False
        if isinstance(a, Escaping) and isinstance(b, Escaping):
            return (
                self._paths(a.path, b.path)
                and len(a.beside) == len(b.beside)
                and all(map(self._paths, a.beside, b.beside))
            )
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
        return a.__class__ is b.__class__ and a.op == b.op and self._places(a.pos, b.pos) and name_of(a) == name_of(b)

    def _places(self, a: int, b: int) -> bool:
        """The same place in the same calls inlined around it."""
        if a == b:
            return True
        if not a >> INL_SHIFT or not b >> INL_SHIFT:
            return self._moved(a, b)
        known = self._inlined.get((a, b))
        if known is None:
            at, at_ = self._tree.nodes[(a >> INL_SHIFT) - 1], self._tree.nodes[(b >> INL_SHIFT) - 1]
            here, here_ = a & POS_MASK, b & POS_MASK
            known = at.name == at_.name and (here == here_ or self._moved(here, here_))
            known = self._inlined[a, b] = known and self._places(at.pos, at_.pos)
        return known

    def _moved(self, a: int, b: int) -> bool:
        self.elsewhere = True
        return self._carried.at(a) == b
