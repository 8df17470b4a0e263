"""One package through all passes, in the compiler's order.

What: `run` is what `go build -gcflags=-m` does between type checking and code generation: IR, benchmark loops,
devirtualisation and inlining, per-iteration loop variables, static initialisation, dead locals, escape analysis.
`after_inlining` is the part from loop variables on, for functions that the engine does again.

Counterpart: `gc/main.go: Main`. Wrappers are left out unless asked for: they have no line of source, but
flows of parameters at -m=2.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.cancel import NEVER, Cancel
from escapelens.check.checker import checker_of
from escapelens.check.resolver import import_all
from escapelens.escape import escape
from escapelens.escape.graph import Batch
from escapelens.inline.inliner import Inliner
from escapelens.inline.interleaved import devirtualize_and_inline, devirtualize_and_inline_func
from escapelens.ir.lowering.abi_wrappers import make_abi_wrappers
from escapelens.ir.lowering.equality import Equality
from escapelens.ir.lowering.package import Builder
from escapelens.ir.lowering.wrappers import make_wrappers
from escapelens.ir.nodes import Func
from escapelens.ir.passes import bloop, deadlocals, loopvar, staticinit
from escapelens.ir.scc import mentioned_funcs
from escapelens.ir.target import Flags, Target
from escapelens.model.objects import Package
from escapelens.packages.assembly import SymABIs
from escapelens.record import dataclass, field
from escapelens.remarks import OTHER, Remarks
from escapelens.say import say


@dataclass(slots=True, eq=False)
class Analysis:
    """A package after all passes."""

    target: Target
    builder: Builder
    report: Remarks = field(default_factory=Remarks)
    batches: list[Batch] = field(default_factory=list)
    solved_from: int = 0  # how many remarks of the report come before those of escape analysis
    mentions: dict[Func, list[Func]] = field(default_factory=dict)  # functions each one mentions before inlining

    def let_go(self) -> None:
        """What was said is kept by whom it was handed to: from here on it would outlive functions that are edited."""
        self.report, self.mentions = Remarks(), {}
        if not self.target.flags.graphs:
            self.batches = []


def run(pkg: Package, flags: Flags, assembly: SymABIs | None = None, cancel: Cancel = NEVER) -> Analysis:
    """All passes over all functions of pkg. What defeats them is listed in `target.broken`.

    assembly: symbols of its assembly files, which call for wrappers. Raises Cancelled.
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
    devirtualize_and_inline(target, analysis.report, builder)
    if flags.wrappers:
        wrappers = inlined_wrappers(analysis, analysis.report)
        target.funcs += wrappers + make_abi_wrappers(builder, target.funcs, assembly or SymABIs())
        target.funcs += equality.functions(builder.itabs or ())
    analysis.solved_from = len(analysis.report)
    analysis.batches = after_inlining(analysis, target.funcs, analysis.report)
    target.cancel = NEVER  # what is done again is done to the end
    return analysis


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


def after_inlining(analysis: Analysis, fns: Iterable[Func], report: Remarks, *, alone: bool = False) -> list[Batch]:
    """Loop variables to escape analysis, for functions whose calls were inlined. alone: what they call is done."""
    fns = list(fns)
    before_escapes(analysis, fns)
    return escape.funcs(analysis.target, escape.components(fns, alone=alone), report)


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
