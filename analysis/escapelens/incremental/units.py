"""The units of a package, and what is known of all of them together.

What: who calls whom, which functions are mutually recursive, what was said of each: kept up to date as units come and
go, since a save must not look at every function of the package.

Property: nothing here is made from all units but after the package was analysed anew, or when somebody mentions other
functions than before; `tests/incremental/test_work.py` counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from escapelens.check.checker import checker_of
from escapelens.check.redeclare import Entries, by_declaration
from escapelens.incremental.order import in_order
from escapelens.incremental.unit import Key, Unit
from escapelens.ir.nodes import Func
from escapelens.ir.target import Target
from escapelens.remarks import Remark
from escapelens.syntax.file import TopDecl

DEAD = 64  # functions that were replaced, bodies and all, are kept at most before all that stand are gone through


class Units(dict[Key, Unit]):
    """By identity. Units are put in by `put` and taken out by `take` only.

    callers: keys by the key of what they call; turn: that of the unit analysed last; partial: keys of those that are;
    changed: keys of those that came or went since somebody cleared it; held: somebody may ask for the ledgers of units
    as they are now, whatever is redone next.
    """

    def __init__(self, target: Target, units: Mapping[Key, Unit], report: list[Remark]) -> None:
        super().__init__()
        self.target = target
        self.report = report
        self.callers: dict[Key, dict[Key, None]] = {}
        self.partial: dict[Key, None] = {}
        self.changed: dict[Key, None] = {}
        self.turn = 0
        self.held = False
        self._said: dict[Key, list[Remark]] | None = None
        self._groups: list[list[Key]] | None = None
        self._declared: dict[TopDecl, Entries] | None = None
        self._dead: set[Func] = set()  # among the target's functions
        self._left: set[Func] = set()  # functions that nobody looks at once all is whole
        self.put(units)
        self._number()

    # -- coming and going

    def put(self, units: Mapping[Key, Unit]) -> None:
        for key, unit in units.items():
            old = self.get(key)
            for callee in old.calls - unit.calls if old is not None else ():
                self.callers[callee].pop(key, None)
            for callee in unit.calls:
                self.callers.setdefault(callee, {})[key] = None
            if unit.partial:
                self.partial[key] = None
            else:
                self.partial.pop(key, None)
            self[key] = unit
            self.changed[key] = None

    def take(self, key: Key) -> Unit:
        unit = self.pop(key)
        for callee in unit.calls:
            self.callers[callee].pop(key, None)
        self.partial.pop(key, None)
        self.changed[key] = None
        return unit

    # -- what was said

    def say(self, remarks: Iterable[Remark]) -> None:
        by_func = self._by_func()
        for remark in remarks:
            by_func.setdefault(remark.func, []).append(remark)

    def unsay_escapes(self, unit: Unit) -> None:
        """What escape analysis said of it is no more."""
        by_func = self._by_func()
        stays = unit.remarks[: unit.solved_from]
        for fn in unit.funcs:
            if fn in by_func:
                by_func[fn] = [remark for remark in stays if remark.func is fn]

    def unsay(self, funcs: set[Func]) -> None:
        """These functions are no more."""
        by_func = self._by_func()
        for fn in funcs:
            by_func.pop(fn, None)
            self.target.forget(fn)
        self.leave(funcs)
        self._dead |= funcs
        if len(self._dead) > DEAD:
            self.target.funcs[:] = [fn for fn in self.target.funcs if fn not in self._dead]
            self._dead.clear()

    def leave(self, funcs: Iterable[Func]) -> None:
        """Others are, or will be, in the place of these functions."""
        self._left.update(funcs)

    def let_go(self) -> None:
        """The units are whole again: nobody compares them with what they were."""
        for fn in self._left:
            if fn.closure_parent is None:
                self.target.inl_tree.forget(fn)
            fn.dissolve()
        self._left.clear()

    def _by_func(self) -> dict[Key, list[Remark]]:
        if self._said is None:
            self._said = {}
            for remark in self.report:
                self._said.setdefault(remark.func, []).append(remark)
            self.report = []
        return self._said

    def remarks(self) -> Callable[[], list[Remark]]:
        """Says what is said at this moment: in the order of the analysis as long as nothing was redone, by function
        afterwards."""
        if self._said is None:
            report = self.report
            return lambda: report
        lists = list(self._said.values())
        return lambda: [remark for said in lists for remark in said]

    # -- functions that mention each other

    def groups(self) -> list[list[Key]]:
        """Those that are mutually recursive, in the order in which they are met."""
        if self._groups is None:
            self._groups = self.recursive(self.mentions)
        return self._groups

    def mentions(self, key: Key) -> Iterable[Key]:
        unit = self.get(key)
        return () if unit is None else unit.mentions

    def recursive_roots(self) -> frozenset[Func]:
        """The functions in these groups, as they stand now."""
        return frozenset(self[key].root for group in self.groups() for key in group if key in self)

    def recursive(self, mentions: Callable[[Key], Iterable[Key]]) -> list[list[Key]]:
        """The same if functions mentioned what mentions says. Those that are recursive by methods found for calls of
        interfaces come in the order in which they would be met without."""
        pkg = self.target.pkg
        roots = (("init", pkg.path), *checker_of(pkg).obj_map)
        groups = [*in_order(roots, mentions)]
        methods = {key: unit.devirtualized for key, unit in self.items() if unit.devirtualized}
        if methods:
            turn = {key: i for i, key in enumerate(key for found in groups for key in found)}
            joined = in_order(roots, lambda key: (*mentions(key), *methods.get(key, ())))
            groups = [sorted(found, key=lambda key: turn.get(key, len(turn))) for found in joined]
        return [found for found in groups if len(found) > 1]

    def regroup(self) -> None:
        """Functions mention others than before."""
        self._groups = None

    def prepare(self) -> None:
        """Have ready what is made of all units and declarations."""
        self.groups()
        self.declared()
        self._by_func()

    def _number(self) -> None:
        """All units were analysed: number those that are mutually recursive in the order in which that was done."""
        for turn, key in enumerate(key for functions in self.groups() for key in functions):
            if key in self:
                self[key].turn = self.turn = turn

    # -- declarations

    def declared(self) -> dict[TopDecl, Entries]:
        """Objects by the declaration that declares them."""
        if self._declared is None:
            self._declared = by_declaration(checker_of(self.target.pkg))
        return self._declared

    def redeclared(self, bodies: Iterable[tuple[TopDecl, TopDecl]] | None) -> None:
        """Functions have other bodies; None: more than that has changed."""
        if bodies is None or self._declared is None:
            self._declared = None
            return
        infos = checker_of(self.target.pkg).obj_map
        for old, new in bodies:
            entries = self._declared.pop(old, None)
            if entries is not None:
                self._declared[new] = [(obj, infos[obj]) for obj, _ in entries]
