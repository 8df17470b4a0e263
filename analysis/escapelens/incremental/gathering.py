"""The units of a package that is analysed anew, each whole as soon as its functions are solved.

What: functions come callees first. A unit is whole once nothing more is said of any of its functions but what the
compiler's back end has to say; it is told of then, and may be made into findings and lose its bodies before those of
its callers are expanded (`letting_go.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

from escapelens.escape.graph import Batch
from escapelens.incremental.letting_go import mutually_recursive
from escapelens.incremental.unit import Key, Unit, identity, note_calls
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
        self._recursive: frozenset[Func] | None = None
        self._left: dict[Key, int] = {}  # functions of the unit that are not solved
        self._met = 0  # of the target's functions
        self._said = [0, 0]  # how many remarks were handed out, of those before escape analysis and since

    def solved(self, analysis: Analysis, fns: Sequence[Func], batches: Iterable[Batch]) -> None:
        """See pipeline.Solved."""
        if self._recursive is None:
            self._recursive = mutually_recursive(analysis.mentions)
        self._meet(analysis)
        self._hand_out(analysis)
        for batch in batches:
            self._take_over(batch)
        for fn in fns:
            key = identity(root_of(fn))
            self._left[key] -= 1
            if not self._left[key]:
                unit = self.units[key]
                unit.order_verdicts()
                note_calls(unit, analysis.mentions)
                for each in unit.funcs:
                    unit.notes.update(analysis.builder.notes.pop(each, ()))
                if self._whole is not None:
                    self._whole(unit, analysis.target, self._recursive)

    def _meet(self, analysis: Analysis) -> None:
        funcs = analysis.target.funcs
        for fn in funcs[self._met :]:
            root = root_of(fn)
            key = identity(root)
            unit = self.units.get(key)
            if unit is None:
                unit = self.units[key] = Unit(root)
            unit.funcs.append(fn)
            self._left[key] = self._left.get(key, 0) + 1
        self._met = len(funcs)

    def _hand_out(self, analysis: Analysis) -> None:
        before, since = self._said
        for remark in analysis.report[before:]:
            if (unit := self._unit(remark)) is not None:
                unit.remarks.insert(unit.solved_from, remark)
                unit.solved_from += 1
        for remark in analysis.verdicts[since:]:
            if (unit := self._unit(remark)) is not None:
                unit.remarks.append(remark)
        self._said = [len(analysis.report), len(analysis.verdicts)]

    def _unit(self, remark: Remark) -> Unit | None:
        fn = remark.func
        return self.units.get(identity(root_of(fn))) if isinstance(fn, Func) else None

    def _take_over(self, batch: Batch) -> None:
        """Why a batch's verdicts may say less; of one that was given up nothing is said."""
        for fn, why in batch.partial:
            unit = self.units.get(identity(root_of(fn))) if fn is not None else None
            if unit is not None and not unit.partial:
                unit.partial = why
        if batch.gave_up:
            for unit in {identity(root_of(fn)): self.units[identity(root_of(fn))] for fn in batch.fns}.values():
                before = [r for r in unit.remarks[: unit.solved_from] if r.func not in batch.fns]
                since = [r for r in unit.remarks[unit.solved_from :] if r.func not in batch.fns]
                unit.remarks, unit.solved_from = before + since, len(before)
