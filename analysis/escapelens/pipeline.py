"""One package through all passes, in the compiler's order.

What: `run` is what `go build -gcflags=-m` does between type checking and code generation: IR, benchmark loops,
devirtualisation and inlining, per-iteration loop variables, static initialisation, dead locals, escape analysis.
`after_inlining` is the part from loop variables on, for functions of dependencies that somebody asks for.

Counterpart: `gc/main.go: Main`, which has all functions inlined before escape analysis begins. `early`, a function is
taken through the passes behind inlining as soon as its own calls are inlined and all that it calls is solved, so that
its body can be let go of before those of its callers are expanded; the same is said, in another order.
Wrappers are left out unless asked for: they have no line of source, but flows of parameters at -m=2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from escapelens.cancel import NEVER, Cancel
from escapelens.check.checker import checker_of
from escapelens.check.resolver import import_all
from escapelens.escape import escape
from escapelens.escape.bounds import report_bounds
from escapelens.escape.graph import Batch
from escapelens.inline.inliner import Inliner
from escapelens.inline.interleaved import devirtualize_and_inline, devirtualize_and_inline_func
from escapelens.ir.lowering.abi_wrappers import make_abi_wrappers
from escapelens.ir.lowering.equality import Equality
from escapelens.ir.lowering.package import Builder
from escapelens.ir.lowering.wrappers import make_wrappers
from escapelens.ir.nodes import Func
from escapelens.ir.passes import bloop, deadlocals, loopvar, staticinit
from escapelens.ir.scc import around, mentioned_funcs
from escapelens.ir.target import Flags, Target
from escapelens.model.objects import Package
from escapelens.packages.assembly import SymABIs
from escapelens.record import dataclass, field
from escapelens.remarks import OTHER, Remarks
from escapelens.say import say

Solved: TypeAlias = "Callable[[Analysis, list[Func], list[Batch]], None]"
"""Told of functions, literals included, that were just solved, and of their batches."""


@dataclass(slots=True, eq=False)
class Analysis:
    """A package after all passes. verdicts: what comes last in the report, as long as there is more to inline."""

    target: Target
    builder: Builder
    report: Remarks = field(default_factory=Remarks)
    verdicts: Remarks = field(default_factory=Remarks)
    batches: list[Batch] = field(default_factory=list)  # with their graphs, if the flags say so
    mentions: dict[Func, list[Func]] = field(default_factory=dict)  # functions each one mentions before inlining
    solved_mentions: dict[Func, list[Func]] = field(default_factory=dict)  # and when it was solved

    def mentioned(self, fn: Func) -> list[Func]:
        """As mentions, of any function in which nothing is inlined or devirtualized yet."""
        found = self.mentions.get(fn)
        return mentioned_funcs(fn) if found is None else found

    def let_go(self) -> None:
        """What was said is kept by whom it was handed to: from here on it would outlive functions that are edited."""
        self.report, self.mentions, self.solved_mentions = Remarks(), {}, {}
        self.builder.let_go()


def run(
    pkg: Package,
    flags: Flags,
    assembly: SymABIs | None = None,
    cancel: Cancel = NEVER,
    *,
    solved: Solved | None = None,
    early: bool = False,
) -> Analysis:
    """All passes over all functions of pkg. What defeats them is listed in `target.broken`.

    assembly: symbols of its assembly files, which call for wrappers; solved: told of functions when they are; early:
    callees first. Raises Cancelled.
    """
    target = Target(pkg, flags, cancel=cancel)
    builder = Builder(target)
    analysis = Analysis(target, builder)
    builder.build_package()
    import_all(checker_of(pkg))
    note_unsound(target, list(target.funcs))
    note_imprecise(target, analysis.report, list(target.imprecise))
    equality = Equality(builder)
    target.funcs += equality.functions(builder.itabs or ())
    bloop.walk(target, analysis.report)
    analysis.mentions = {fn: mentioned_funcs(fn) for fn in target.funcs}
    early = early and not flags.wrappers  # which functions mention, and which are made last
    solving = _Solving(analysis, solved, early)
    inlined = solving.inlined if early else None
    devirtualize_and_inline(target, analysis.report, builder, inlined, analysis.mentioned)
    if flags.wrappers:
        wrappers = inlined_wrappers(analysis, analysis.report)
        target.funcs += wrappers + make_abi_wrappers(builder, target.funcs, assembly or SymABIs())
        target.funcs += equality.functions(builder.itabs or ())
    solving.finish()
    target.cancel = NEVER  # what is done again is done to the end
    return analysis


class _Solving:
    """Takes functions through the passes behind inlining, each when all that it calls has been."""

    def __init__(self, analysis: Analysis, solved: Solved | None, early: bool) -> None:
        """early: the order of the compiler's lines matters to nobody."""
        self._analysis = analysis
        self._told = solved
        self._early = early
        self._met = 0  # of the target's functions; inlining makes more
        self._unsolved: set[Func] = set()
        self._waiting: list[Func] = []
        self._given_up: list[Func] = []
        self._unsaid: set[Func] = set()  # nothing is said of them
        self._meet()

    def inlined(self, component: list[Func]) -> None:
        """The calls in these functions have been inlined, and those in all that they mention."""
        fns = component + self._meet()
        before_escapes(self._analysis, fns)
        self._solve(self._waiting + fns)

    def finish(self) -> None:
        """No function is inlined any more: solve the others, and say last what the back end says."""
        analysis, target = self._analysis, self._analysis.target
        self._meet()
        waiting = set(self._waiting)
        rest = [fn for fn in target.funcs if fn in self._unsolved]
        before_escapes(analysis, [fn for fn in rest if fn not in waiting])
        self._solve(rest)
        report_bounds(target, analysis.verdicts)
        if self._told is not None:
            self._told(analysis, [], [])
        if self._unsaid:
            analysis.report[:] = [r for r in analysis.report if r.func not in self._unsaid]
        analysis.report += analysis.verdicts
        analysis.verdicts = Remarks()
        for fn in self._given_up:
            fn.inl, fn.unsettled = None, True

    def _meet(self) -> list[Func]:
        funcs = self._analysis.target.funcs
        new, self._met = funcs[self._met :], len(funcs)
        self._unsolved.update(new)
        return new

    def _solve(self, fns: list[Func]) -> None:
        """Solve those of the functions that lead to no others that are not solved."""
        analysis, target = self._analysis, self._analysis.target
        mentions = {fn: mentioned_funcs(fn) for fn in fns}
        analysis.solved_mentions |= mentions
        ready: list[list[Func]] = []
        waiting: set[Func] = set()
        blocks = escape.components(fns, alone=True, mentions=mentions.__getitem__)
        for block in escape.by_name(blocks) if self._early else blocks:
            own = set(block)
            if all(callee in own or callee not in self._unsolved for fn in block for callee in mentions[fn]):
                self._unsolved -= own
                ready.append(block)
            else:
                waiting |= own
        self._waiting = [fn for fn in fns if fn in waiting]
        batches = []
        for block in ready:
            with self._still_inlined(block):
                batches.append(batch := escape.batch(block, target, analysis.verdicts))
            if batch.gave_up:
                self._unsaid.update(block)
        escape.forget_bodies(target)
        if target.flags.graphs:
            analysis.batches += batches
        done = [fn for fn in fns if fn not in waiting]
        self._unsolved.difference_update(done)  # literals that nobody mentions any more are in no block
        if self._told is not None:
            with self._still_inlined(done):
                self._told(analysis, done, batches)

    @contextmanager
    def _still_inlined(self, fns: list[Func]) -> Iterator[None]:
        """Functions that are given up meanwhile are inlined as before: it was their callers' turn already."""
        seen = {fn: (fn.inl, fn.unsettled) for each in fns for fn in around(each)}
        yield
        for fn, (inl, unsettled) in seen.items():
            if fn.inl is not inl:
                fn.inl, fn.unsettled = inl, unsettled
                self._given_up.append(fn)


def inlined_wrappers(analysis: Analysis, report: Remarks) -> list[Func]:
    """The package's method wrappers, calls in them inlined."""
    target, builder = analysis.target, analysis.builder
    return make_wrappers(
        builder,
        lambda fn: devirtualize_and_inline_func(fn, target, report, builder),
        Inliner(target, report, builder).method_name,
    )


def note_unsound(target: Target, fns: Iterable[Func]) -> None:
    """Note which of the functions lead to declarations in error; all that they use has been declared."""
    check = checker_of(target.pkg)
    for fn in fns:
        obj = fn.obj
        if fn.closure_parent is None and obj is not None and obj.pkg is target.pkg and check.rests_on_error(obj.origin):
            target.skip(fn, say("there are errors in a declaration that this function uses"))


def note_imprecise(target: Target, report: Remarks, fns: Iterable[Func]) -> None:
    """Say which of the functions call methods that could not be told."""
    for fn in fns:
        for pos in target.imprecise.get(fn, ()):
            report.say(OTHER, pos, "imprecise interface call", func=fn)


def after_inlining(analysis: Analysis, fns: list[Func]) -> None:
    """Loop variables to escape analysis, for functions whose calls were inlined and what they call solved, or among
    them; nothing is said."""
    before_escapes(analysis, fns)
    escape.funcs(analysis.target, escape.components(fns, alone=True), Remarks())


def before_escapes(analysis: Analysis, fns: list[Func]) -> None:
    """Loop variables, static initialisation and dead locals of functions whose calls were inlined; nothing is said."""
    target = analysis.target
    for fn in fns:
        with target.survive(fn):
            loopvar.for_capture(fn, target.pkg)
    for fn in fns:
        if fn.is_package_init:
            with target.survive(fn):
                staticinit.make_task(target)
    for fn in fns if not target.flags.no_optimize else ():
        with target.survive(fn):
            deadlocals.func(fn)
