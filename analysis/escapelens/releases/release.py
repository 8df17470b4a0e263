"""What a release of the Go compiler can differ in from others, each difference by its name.

A predicate is false for the oldest release known (known.py), so a new one is a line here and a line there.
"""

from __future__ import annotations

from escapelens.record import dataclass
from escapelens.releases.intrinsics import Rows, by_package


@dataclass(frozen=True, slots=True)
class Experiment:
    """A GOEXPERIMENT that is on by default. archs: architectures that have it, None: all; not_on: GOOS values."""

    name: str
    archs: frozenset[str] | None = None
    not_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Release:
    """One release, as `go1.27`. Equal releases are equal values."""

    major: int
    minor: int
    experiments: tuple[Experiment, ...]
    intrinsics: Rows

    # limits
    max_stack_var_size: int  # of an explicit variable, in bytes (ir.MaxStackVarSize)

    # inlining
    inlines_literals_called_once: bool = False  # the budget of a literal is ten times that of a function
    has_cheap_param_calls: bool = False  # calling a parameter costs less than another call
    has_cheap_full_slices: bool = False  # x[0:], x[:len(x)] cost what x[:] does
    keeps_defer_in_range_func: bool = False  # runtime.deferrangefunc can't be inlined
    numbers_inlined_literals: bool = False  # an inlined literal keeps its number; before, its name held the calls
    devirtualizes_variables: bool = False  # a receiver's type is followed through the variables it is assigned to

    # escape
    has_variable_make: bool = False  # make of a size only known at run time may use a small buffer on the stack
    has_append_buffer: bool = False  # append to an empty slice may use a small buffer on the stack, too
    tracks_append: bool = False  # the new backing store of append is a location of its own
    reads_constants: bool = False  # a variable that is assigned once stands for its constant in make and conversions
    reads_literal_lengths: bool = False  # ... and len of a slice literal for its number
    follows_func_variables: bool = False  # a call of a variable reaches all functions assigned to it
    walks_in_queues: bool = False  # the solver's work lists are queues; before, stacks
    names_function_in_flows: bool = False  # -m=2: `escapes to heap in F`, `parameter p leaks to x for F`, arrows

    # after escape analysis
    moves_grown_slices: bool = False  # a slice that leaves at one place grows on the stack and is moved to the heap
    keeps_ranged_slices: bool = (
        False  # ... and ranging over it is such a place; addresses of its elements' fields count
    )

    # layout
    stores_pointers_beside_nothing: bool = False  # an interface word holds a pointer that has fields of no size beside

    @property
    def name(self) -> str:
        """As in `1.27`."""
        return f"{self.major}.{self.minor}"

    @property
    def number(self) -> tuple[int, int]:
        return self.major, self.minor

    def tags(self) -> tuple[str, ...]:
        """Release tags of build constraints: this one's and those of all before."""
        return tuple(f"go1.{minor}" for minor in range(1, self.minor + 1))

    def default_experiments(self, goos: str, goarch: str) -> tuple[str, ...]:
        """The experiments on by default. buildcfg/exp.go: ParseGOEXPERIMENT."""
        return tuple(
            e.name for e in self.experiments if (e.archs is None or goarch in e.archs) and goos not in e.not_on
        )

    def intrinsics_of(self, goarch: str) -> dict[str, frozenset[str]]:
        """Names of intrinsic functions by package path."""
        return by_package(self.intrinsics, goarch)
