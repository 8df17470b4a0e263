"""The units of a package that is analysed anew, each whole as soon as its functions are solved.

What: functions come callees first. A unit is whole once nothing more is said of any of its functions but what the
compiler's back end has to say; it is told of then, and may be made into findings and lose its bodies before those of
its callers are expanded (`letting_go.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Sequence

from escapelens.escape.graph import Batch
from escapelens.incremental.letting_go import mutually_recursive
from escapelens.incremental.unit import Key, Unit, group, identity, note_calls, note_partial, take_notes
from escapelens.ir.nodes import Func
from escapelens.ir.scc import root_of
from escapelens.ir.target import Target
from escapelens.pipeline import Analysis
from escapelens.remarks import Remark


class Gathering:
    """units: in the order of the target's functions. whole: told of each, and of the mutually recursive functions."""

    def __init__(self, whole: Callable[[Unit, Target, Container[Func]], None] | None) -> None:
        self.units: dict[Key, Unit] = {}
        self._whole = whole
        self._recursive: set[Func] | None = None
        self._left: Counter[Key] = Counter()  # functions of the unit that are not solved
        self._met = 0  # of the target's functions
        self._said = [0, 0]  # how many remarks were handed out, of those before escape analysis and since

    def solved(self, analysis: Analysis, fns: Sequence[Func], batches: Sequence[Batch]) -> None:
        """See pipeline.Solved."""
        if self._recursive is None:
            self._recursive = mutually_recursive(analysis.mentions)
        for batch in batches:  # methods that calls were found to lead to make more of them so
            if len(roots := {root_of(fn) for fn in batch.fns}) > 1:
                self._recursive |= roots
        self._meet(analysis)
        self._hand_out(analysis)
        note_partial(self.units, batches)
        for batch in batches:
            if batch.gave_up:
                self._unsay(batch.fns)
        for fn in fns:
            key = identity(root_of(fn))
            self._left[key] -= 1
            if not self._left[key]:
                unit = self.units[key]
                unit.order_verdicts()
                note_calls(unit, analysis.mentions, analysis.solved_mentions)
                take_notes(unit, analysis.builder)
                if self._whole is not None:
                    self._whole(unit, analysis.target, self._recursive)

    def _meet(self, analysis: Analysis) -> None:
        funcs = analysis.target.funcs
        new, self._met = funcs[self._met :], len(funcs)
        group(new, self.units)
        self._left.update(identity(root_of(fn)) for fn in new)

    def _hand_out(self, analysis: Analysis) -> None:
        before, since = self._said
        for remark in analysis.report[before:]:
            if (unit := self._unit(remark)) is not None:
                unit.remarks.insert(unit.solved_from, remark)
                unit.solved_from += 1
        for remark in analysis.verdicts[since:]:
            if (unit := self._unit(remark)) is not None:
                if unit.bodies_gone:
                    remark.node = None
                unit.remarks.append(remark)
        self._said = [len(analysis.report), len(analysis.verdicts)]

    def _unit(self, remark: Remark) -> Unit | None:
        fn = remark.func
        return self.units.get(identity(root_of(fn))) if isinstance(fn, Func) else None

    def _unsay(self, fns: list[Func]) -> None:
        """They were given up: nothing is said of them."""
        for key in {identity(root_of(fn)): None for fn in fns}:
            unit = self.units[key]
            before = [r for r in unit.remarks[: unit.solved_from] if r.func not in fns]
            since = [r for r in unit.remarks[unit.solved_from :] if r.func not in fns]
            unit.remarks, unit.solved_from = before + since, len(before)
