"""The functions of a package that somebody has asked about, analysed with those they mention and no others.

What: `Reached.analyse` builds a function, all functions of the package that it leads to, the instances of generic code
they need, and takes them through the passes as `pipeline.run` takes a whole package. Functions that inlining leads to,
by devirtualised calls, join on the way. What was analysed before is not touched again.

Property: what is found of a function is what the analysis of the whole package finds. Where that hangs on the rest of
the package, `Unsure` is raised instead: in which order mutually recursive functions are judged, if that matters, and
whether the package lists an instance that only an inlined body mentions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escapelens import pipeline
from escapelens.check.checker import checker_of
from escapelens.check.resolver import import_all
from escapelens.inline.can_inline import can_inline
from escapelens.inline.inliner import Inliner
from escapelens.inline.interleaved import inline_judged
from escapelens.inline.turns import any_order
from escapelens.ir.lowering.package import Builder
from escapelens.ir.nodes import Func, Name
from escapelens.ir.passes import bloop
from escapelens.ir.scc import mentioned_names, root_of, visit_funcs_bottom_up
from escapelens.ir.target import Flags, Target
from escapelens.model.objects import AnyObject, Package
from escapelens.remarks import Remarks

if TYPE_CHECKING:
    from escapelens.ledger.bodiless import Bodiless
    from escapelens.model.objects import Func as FuncObject
    from escapelens.model.types import AnyType


class Unsure(BaseException):
    """The rest of the package has a say. No mistake of a pass: `Target.survive` lets it through."""


class Reached:
    def __init__(self, pkg: Package, flags: Flags, bodiless: Bodiless) -> None:
        from escapelens.ledger.across import across_of  # of use to those alone who analyse dependencies

        self.target = Target(pkg, flags)
        self.builder = _Builder(self)
        self.across = across_of(self.target, bodiless, self.builder.known_name)
        self._analysis = pipeline.Analysis(self.target, self.builder)
        self._inliner = Inliner(self.target, Remarks(), self.builder)
        self._inliner.verbose = False
        self._met: list[Func] = []  # built and judged, to be inlined

    def analyse(self, obj: FuncObject) -> list[Func]:
        """What was analysed for types' Func obj: itself and what it leads to, literals included."""
        target = self.target
        self.meet(self.builder.func_name(obj))
        start = len(target.funcs)
        try:
            while self._met:
                funcs, self._met = self._met, []
                target.funcs += funcs
                inline_judged(self._inliner, funcs, set(funcs))
            mine = target.funcs[start:]
            self._check_instances(mine)
            pipeline.after_inlining(self._analysis, mine)
        finally:
            self._met = []
            self._inliner.report.clear()
            self.builder.notes.clear()
        return mine

    def forget(self, funcs: Iterable[Func]) -> None:
        """Bodies are not needed any more: callers use `inl`, and exports (reexport.py) the bodies of instances."""
        for fn in funcs:
            if not fn.dupok:
                fn.forget_body()

    def meet(self, name: Name) -> None:
        """Build what the function leads to, as far as it is not built, and judge it."""
        from escapelens.ledger.behind import interface_methods

        made: list[Func] = []
        work = [name]
        while work:
            at = work.pop()
            if at.func is None and at.obj is not None and at.obj.pkg is self.target.pkg:
                start = len(made)
                self.builder.build_func(at.obj, made)
                for fn in made[start:]:
                    work += mentioned_names(fn)
                    for method in interface_methods(fn):
                        work += [self.builder.func_name(each) for each in self.across.behind.methods(method) or ()]
        if not made:
            return
        bloop.walk(self.target, Remarks(), made)
        visit_funcs_bottom_up(made, lambda group, _: self._judge(group), set(made))
        self._met += made

    def _judge(self, group: list[Func]) -> None:
        if len({root_of(fn) for fn in group}) > 1 and not any_order(self._inliner, group):
            raise Unsure("mutually recursive functions")
        for fn in group:
            with self.target.survive(fn):
                can_inline(self._inliner, fn)

    def _check_instances(self, funcs: Iterable[Func]) -> None:
        """An instance that only inlined bodies mention is a function without a body, unless the package lists it."""
        listed = self.builder.instances.listed
        for fn in funcs:
            for name in mentioned_names(fn):
                made = name.func
                if made is not None and made.dupok and made.oclosure is None and name not in listed:
                    raise Unsure(f"instance {name.sym}")


class _Builder(Builder):
    """Functions of the package itself that inlining leads to are built when they are met."""

    def __init__(self, reached: Reached) -> None:
        super().__init__(reached.target)
        self._reached = reached
        self._imports_known = False

    def method_name(self, method: AnyObject, recv: AnyType) -> Name:
        name = super().method_name(method, recv)
        if name.func is None:
            self._reached.meet(name)
        return name

    def _body_exported(self, name: Name) -> bool:
        """What the package imports directly is not loaded to find that out, unless something else was inlined."""
        pkg = name.pkg
        if not self._imports_known and pkg is not self.local_pkg and pkg not in self.local_pkg.imports:
            self._imports_known = True
            import_all(checker_of(self.local_pkg))
        return super()._body_exported(name)
