"""What the parts of the inliner share while one package is analysed.

What: the target, the report, the resolver of imported bodies, what has been looked up so far, and the counts of
resolved calls. Nothing else is remembered between functions: given the callees' `inl`, a function can be done alone.

Counterpart: the package-level variables that cmd/compile's `inline` and `interleaved` use (base.Flag, useCounts,
devirtualize.State).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from escapelens.inline import can_inline as _can_inline
from escapelens.inline.devirtualize import State
from escapelens.ir.fmt import Printer
from escapelens.ir.nodes import Func, Inline, Name
from escapelens.ir.target import Target
from escapelens.model.known import KnownFunc
from escapelens.remarks import Remarks

if TYPE_CHECKING:
    from escapelens.model.objects import AnyObject
    from escapelens.model.objects import Func as FuncObject
    from escapelens.model.types import AnyType

# Architectures whose back end merges small loads and stores (cmd/internal/sys: CanMergeLoads).
MERGE_LOADS = frozenset({"386", "amd64", "arm64", "loong64", "ppc64", "ppc64le", "s390x"})

_NO_NAMES: frozenset[str] = frozenset()


# Key in Target.scratch: the imported functions that were expanded somewhere in the package, by link name. A package
# exports the bodies of its own functions and of these; so a function of a package that is not imported directly can be
# inlined only if a package between has inlined it, too (facts/reexport.py).
INLINED_IMPORTS = "inlined imports"


class Resolver(Protocol):
    """How the inliner gets at what is not in the package's own IR. Implemented beside ir/lowering."""

    def facts_of(self, obj: AnyObject) -> KnownFunc | None:
        """What is known of the Func obj."""

    def body_exported(self, name: Name) -> bool:
        """Whether the packages imported here hold the function's body; see INLINED_IMPORTS."""

    def load_body(self, name: Name) -> Func | None:
        """The imported function with its body as read anew: `inl.body`/`inl.dcl`, else `body`/`dcl`. Asked once."""

    def take_new_funcs(self) -> list[Func]:
        """Generic instances first met by load_body or method_name since the last call."""

    def method_name(self, method: AnyObject, recv: AnyType) -> Name | None:
        """The function that implements types' Func `method` of receiver type recv."""


def link_name(name: Name) -> str:
    """A function's package path and name."""
    return f"{name.pkg.path if name.pkg is not None else ''}.{name.sym}"


class Inliner:
    __slots__ = (
        "_imported", "_intrinsics", "budget_stops", "devirt", "flags", "labels", "merge_loads", "pkg", "printer",
        "reassigned", "release", "report", "resolver", "target", "use_counts", "verbose",
    )  # fmt: skip

    def __init__(self, target: Target, report: Remarks, resolver: Resolver | None) -> None:
        self.target = target
        self.report = report
        self.resolver = resolver
        self.flags = target.flags
        self.pkg = target.pkg
        self.release = target.flags.release
        self.printer = Printer(target.pkg)
        self.verbose = True  # False: decide without saying so
        # At -m=1 the compiler stops counting once the budget is spent, so it meets fewer literals on the way.
        self.budget_stops = target.flags.m < 2
        self.merge_loads = target.flags.goarch in MERGE_LOADS
        self.devirt = State()
        self.use_counts: dict[Func, int] = {}
        self.reassigned: dict[Name, bool] = {}  # see static_value
        self.labels = 0  # bodies expanded so far (inlgen)
        self._intrinsics = self.release.intrinsics_of(target.flags.goarch)
        self._imported: dict[FuncObject, Func] = {}

    def can_inline(self, fn: Func) -> None:
        _can_inline.can_inline(self, fn)

    def is_intrinsic(self, name: Name | None) -> bool:
        """ssagen/intrinsics.go: IsIntrinsicSym."""
        return name is not None and name.pkg is not None and name.sym in self._intrinsics.get(name.pkg.path, _NO_NAMES)

    def func_of(self, name: Name) -> Func:
        """The function that a PFUNC name stands for; an imported one knows its cost but has no body yet."""
        fn = name.func
        if fn is not None:
            return fn
        key: AnyObject = name.obj if name.obj is not None else name
        fn = self._imported.get(key)
        if fn is None:
            fn = self._imported[key] = Func(name.pos, name.pkg, name.sym, name.typ)
            fn.nname = name
            resolver = self.resolver
            facts = resolver.facts_of(name.obj) if resolver is not None and name.obj is not None else None
            if facts is not None and facts.inl_cost >= 0 and resolver.body_exported(name):  # type: ignore[union-attr]
                fn.inl = Inline(facts.inl_cost, facts.can_delay_results)
        return fn

    def load_body(self, fn: Func) -> bool:
        """Make sure fn.inl has a body to copy; imported functions are read now."""
        inl = fn.inl
        if inl is None:
            return False
        if inl.body is not None:
            return True
        if fn.nname.func is None:
            self.target.scratch.setdefault(INLINED_IMPORTS, {})[link_name(fn.nname)] = fn
        if self.resolver is None or fn.nname.func is not None:
            return False
        real = self.resolver.load_body(fn.nname)
        self._judge_silently(self.resolver.take_new_funcs())
        if real is None:
            fn.inl = None  # it cannot be had: treat it as any other function
            return False
        from_inl = real.inl
        if from_inl is not None:
            inl.can_delay_results = from_inl.can_delay_results
        if from_inl is not None and from_inl.body is not None:
            inl.body, inl.dcl = from_inl.body, from_inl.dcl
        else:
            inl.body, inl.dcl = real.body, real.dcl
        fn.typ = real.typ
        fn.pos = real.pos
        fn.closure_vars = real.closure_vars
        return True

    def method_name(self, method: FuncObject, recv: AnyType) -> Name | None:
        """The function that implements types' Func `method` of receiver type recv."""
        if self.resolver is None:
            return None
        name = self.resolver.method_name(method, recv)
        self._judge_silently(self.resolver.take_new_funcs())
        return name

    def _judge_silently(self, funcs: list[Func]) -> None:
        """Judge instances that an imported body has brought; their own package has said the result (readBodies)."""
        if not funcs:
            return
        before = self.verbose, self.budget_stops
        self.verbose, self.budget_stops = False, True
        _can_inline.can_inline_funcs(self, funcs)
        self.verbose, self.budget_stops = before
        for fn in funcs:
            fn.body = []  # compiled elsewhere: to escape analysis it is a function without a body

    def position(self, pos: int) -> int:
        return self.target.inl_tree.outermost(pos)
