"""The package being analysed, in IR: `typecheck.Target` of the compiler."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from escapelens.ir.inltree import InlTree
from escapelens.releases.known import CURRENT
from escapelens.releases.release import Release

if TYPE_CHECKING:
    from escapelens.ir.nodes import Func, Node
    from escapelens.model.objects import Package


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
    wrappers: bool = False  # make method and ABI wrappers, too: they have no lines but flows of parameters


@dataclass(slots=True, eq=False)
class Target:
    """funcs in the compiler's order (Target.Funcs); externs: package variables' declarations that remain in init."""

    pkg: Package
    flags: Flags
    funcs: list[Func] = field(default_factory=list)
    inits: list[Node] = field(default_factory=list)
    inl_tree: InlTree = field(default_factory=InlTree)
    scratch: dict[str, Any] = field(default_factory=dict)
    skipped: dict[Func, None] = field(default_factory=dict)  # functions with statements in error, which are left out
    # Calls of methods of type parameters in bodies made for interface types ("imprecise interface call"), by function.
    imprecise: dict[Func, list[int]] = field(default_factory=dict)
