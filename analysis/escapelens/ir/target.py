"""The package being analysed, in IR: `typecheck.Target` of the compiler.

Property: what goes wrong in one function (code in error, a budget that is used up, a mistake of ours) leaves that
function without a body, says why in `broken`, and touches no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from escapelens.cancel import NEVER, Cancel
from escapelens.check.checker import checker_of
from escapelens.ir.inltree import InlTree
from escapelens.record import dataclass, field
from escapelens.releases.known import CURRENT
from escapelens.releases.release import Release

if TYPE_CHECKING:
    from escapelens.ir.nodes import Func, Node
    from escapelens.model.objects import Package


class GaveUp(Exception):
    """A function is not analysed any further: a budget is used up, or what it is made of has failed."""

    @property
    def why(self) -> str:
        return str(self)


class Broken(GaveUp):
    """Code in error, for which there is no IR."""

    @property
    def why(self) -> str:
        return "code in error"


@dataclass(slots=True, eq=False)
class Flags:
    """What changes the analysis' result: -l (no inlining), -N (no optimisation), target, release imitated."""

    no_inline: bool = False
    no_optimize: bool = False
    goos: str = "linux"
    goarch: str = "amd64"
    release: Release = CURRENT
    m: int = 2  # flows are gathered from 2 on
    shared_loopvars: bool = False
    strict: bool = True  # let mistakes of ours through; else they end the function in which they happen
    graphs: bool = False  # keep what escape analysis has solved, to show it
    wrappers: bool = False  # make method and ABI wrappers, too: they have no lines but flows of parameters


@dataclass(slots=True, eq=False)
class Target:
    """funcs in the compiler's order (Target.Funcs); externs: package variables' declarations that remain in init.

    cancel: looked at between two functions.
    """

    pkg: Package
    flags: Flags
    funcs: list[Func] = field(default_factory=list)
    inits: list[Node] = field(default_factory=list)
    inl_tree: InlTree = field(default_factory=InlTree)
    scratch: dict[str, Any] = field(default_factory=dict)  # Any: what each pass keeps under its name
    # Functions with statements in error, which are left out, or (why) others of which not all is known.
    skipped: dict[Func, str] = field(default_factory=dict)
    # Calls of methods of type parameters in bodies made for interface types ("imprecise interface call"), by function.
    imprecise: dict[Func, list[int]] = field(default_factory=dict)
    copies: dict[Func, int] = field(default_factory=dict)  # of literals, made by inlining into each function
    broken: dict[Func, str] = field(default_factory=dict)  # functions that were given up, and why
    cancel: Cancel = NEVER

    @contextmanager
    def survive(self, fn: Func) -> Iterator[None]:
        """A pass over fn: what it raises is the end of that function, not of the pass."""
        try:
            yield
        except GaveUp as e:
            self.give_up(fn, e.why)
        except Exception as e:
            if checker_of(self.pkg).problems:
                self.give_up(fn, Broken().why)  # trees in error hold less than they should
                return
            if self.flags.strict:
                raise
            self.give_up(fn, f"{type(e).__name__}: {e}")

    def skip(self, fn: Func, why: str = "") -> None:
        """A statement of fn is in error and left out: nobody knows what it does to what the functions around hold.
        why: of a function that is whole itself."""
        around: Func | None = fn
        while around is not None:
            if self.skipped.get(around) != "":
                self.skipped[around] = why
            around = around.closure_parent

    def forget(self, fn: Func) -> None:
        """It was built again, or not to stay."""
        for known in (self.skipped, self.imprecise, self.copies, self.broken):
            known.pop(fn, None)

    def give_up(self, fn: Func, why: str) -> None:
        """Nothing is known of fn any more, nor of the function around it; for callers they have no bodies."""
        around: Func | None = fn
        while around is not None:
            self.broken.setdefault(around, why)
            around.body = []
            around.inl = None
            around.unsettled = True
            around = around.closure_parent
