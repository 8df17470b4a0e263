"""What the functions of a package cost with all they call, as the package is at one moment.

What: `Calls` adds up the ledgers of a state's functions (ledger/across.py) as far as somebody asks: a promise, a hover.
What a function pays by itself stays with its unit; the sums are made anew after an edit, since they hang on callees.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from escapelens.check.operand import BUILTIN, TYPEXPR
from escapelens.findings.routes import Route, Routes, of_call, summary, worst
from escapelens.findings.syntax_index import SyntaxIndex, place_of
from escapelens.incremental.unit import Unit
from escapelens.ir.nodes import Func
from escapelens.ir.scc import root_of
from escapelens.ledger.across import Across, Costs
from escapelens.ledger.behind import Behind
from escapelens.ledger.own import CATEGORIES, Own, own
from escapelens.ledger.reading import Reading
from escapelens.record import dataclass, replace
from escapelens.say import say
from escapelens.source import CHUNKS
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.incremental.package import PackageState


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call or a function costs, in words; start, end: bytes of the file that this is said of."""

    start: int
    end: int
    text: str


class Calls:
    def __init__(self, state: PackageState, places: Callable[[], SyntaxIndex]) -> None:
        self._state = state
        self._places = places
        self._units = dict(state.units)
        assert state.analysis is not None
        self.across = Across(self._own, Behind(state.pkg, state.analysis.builder.known_name))

    @cached_property
    def _unit_of(self) -> dict[Func, Unit]:
        return {fn: unit for unit in self._units.values() for fn in unit.funcs}

    @cached_property
    def _by_chunk(self) -> dict[int, list[Func]]:
        """Functions with their literals by the declaration they are written in."""
        found: dict[int, list[Func]] = {}
        for unit in self._units.values():
            chunk = CHUNKS.at(unit.root.pos)
            if chunk is not None:
                found.setdefault(chunk.base, []).extend(unit.funcs)
        for functions in found.values():  # of instances that is asked which comes first by name
            functions.sort(key=lambda fn: root_of(fn).sym)
        return found

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self._state.analysis.target)  # type: ignore[union-attr]

    @cached_property
    def routes(self) -> Routes:
        dependencies = self._state.dependencies
        return Routes(self.across, self._state.layout, self._places(), dependencies.read)

    def _own(self, fn: Func) -> Own:
        state = self._state
        assert state.analysis is not None
        unit = self._unit_of.get(fn)
        known = unit.own.get(fn) if unit is not None else None
        if known is None:
            known = own(fn, state.analysis.target, self._reading, state.dependencies.bodiless(state.files))
            if unit is not None:
                unit.own[fn] = known
        return known

    def declared_at(self, path: str, line: int) -> list[Func]:
        """The functions that a declaration at the line makes: one, or the instances of a generic one."""
        file = self._state.parsed[path]
        for decl, place in zip(file.decls, file.places, strict=True):
            if decl.kind == "func" and place.line == line:
                return [fn for fn in self._by_chunk.get(decl.chunk.base, ()) if fn.closure_parent is None]
        return []

    # -- at a place

    def at(self, path: str, offset: int) -> Cost | None:
        """What the call, or the function declared, at a byte of the file costs."""
        file = self._state.parsed[path]
        for decl, place in zip(file.decls, file.places, strict=True):
            if decl.kind == "func" and place.offset <= offset <= place.offset + len(decl.text):
                base = decl.chunk.base
                return self._within(base, base + offset - place.offset, place.offset - base)
        return None

    def _within(self, base: int, pos: int, shift: int) -> Cost | None:
        functions = self._by_chunk.get(base)
        table = self._places().table(base)
        if not functions or table is None:
            return None
        smallest: tuple[int, int, S.Node] | None = None
        for nodes in table.at.values():
            for node in nodes:
                if isinstance(node, S.CallExpr | S.FuncDecl):
                    start, end = place_of(node.fun if isinstance(node, S.CallExpr) else node)
                    if start <= pos <= end and (smallest is None or end - start < smallest[1] - smallest[0]):
                        smallest = start, end, node
        if smallest is None:
            return None
        start, end, node = smallest
        text = self._call(functions, node) if isinstance(node, S.CallExpr) else self._function(functions[0])
        return Cost(start + shift, end + shift, text) if text else None

    def _function(self, fn: Func) -> str:
        mine = [0] * CATEGORIES
        for paid in self._own(fn).paid:
            mine[paid.category] += 1
        costs = self.across.costs(fn)
        return summary(mine, costs.counts, self._route(fn, costs, worst(costs.counts)[1]))

    def _call(self, functions: list[Func], node: S.CallExpr) -> str:
        """The call's costs, or those of what inlining has put in its place."""
        if node.fun.mode in (0, BUILTIN, TYPEXPR):
            return ""
        for fn in functions:
            found = self._own(fn)
            if any(paid.kind == "code in error" for paid in found.paid):
                return ""
            here = Own(
                tuple(p for p in found.paid if p.pos == node.pos and (p.callee or p.kind.startswith("call of "))),
                tuple(replace(call, cold=False) for call in found.called if call.pos == node.pos),
            )
            if here.paid or here.called:
                costs = self.across.add_up(here)
                pays, unknown = worst(costs.counts)
                return of_call(costs.counts, self._route(fn, costs, pays), self._route(fn, costs, unknown))
        return say("allocates nothing")

    def _route(self, fn: Func, costs: Costs, category: int | None) -> Route | None:
        step = costs.steps[category] if category is not None else None
        return None if category is None or step is None else self.routes.by(fn, step, category)
