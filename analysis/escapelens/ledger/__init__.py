"""The allocation ledger: what a function costs at run time, site by site.

"Escapes" is not "allocates". The compiler says what may not stay on the stack; whether that takes an object of the heap
is settled later, by the compiler's last passes and by the run time: constants are boxed in read-only memory, the lookup
`m[string(b)]` copies nothing, `make([]byte, n)` tries 32 bytes of stack first, and a parameter that escapes on a rare
branch is paid for at entry, on every call. The ledger says all that of each function after inlining:

- `of(functions of a unit, target)` reads the IR as escape analysis left it and gives `FunctionCosts` for a function and
  for each of its literals: sites with kind, size, condition, place of payment, frequency (`model.py`);
- `evaluate.py` turns sites into numbers under given conditions, `compare.py` judges an edit by two ledgers;
- `heap.py` knows the allocator: size classes, growth of slices and maps.

Held against the machine: `tests/ledger` runs a table of snippets with `testing.AllocsPerRun` under Go 1.25, 1.26, 1.27.
Callees are not followed: `FunctionCosts.calls` names them for whoever has their summaries.

Counterpart: cmd/compile/internal/{walk,ssagen,slice} and package runtime.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from escapelens.check.checker import checker_of
from escapelens.ir.fmt import Printer
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import Func
from escapelens.ir.target import Target
from escapelens.ledger import sites as _sites  # noqa: F401  (fills the dispatch table)
from escapelens.ledger.cold import function_coldness
from escapelens.ledger.model import FunctionCosts, Site, Size, When
from escapelens.ledger.often import with_often
from escapelens.ledger.walk import Walk
from escapelens.model.sizes import Sizes
from escapelens.releases.release import Release

__all__ = ["FunctionCosts", "Site", "Size", "When", "of"]


def of(fns: Iterable[Func], target: Target, partial: str = "") -> tuple[FunctionCosts, ...]:
    """The ledgers of a function and its literals after escape analysis, in the order given.

    partial: why what is known of them may be incomplete.
    """
    printer = Printer(target.pkg)
    intrinsics = _intrinsics(target.flags.release, target.flags.goarch)
    sizes = checker_of(target.pkg).config.sizes
    return tuple(_function(fn, target, sizes, printer, intrinsics, partial) for fn in fns if fn.body or fn.dcl)


@cache
def _intrinsics(release: Release, goarch: str) -> frozenset[str]:
    return frozenset(f"{pkg}.{name}" for pkg, names in release.intrinsics_of(goarch).items() for name in names)


def _function(
    fn: Func, target: Target, sizes: Sizes, printer: Printer, intrinsics: frozenset[str], partial: str
) -> FunctionCosts:
    name = trim_inline_hash(fn.sym)
    try:
        body = Walk(fn, target.inl_tree, sizes, target.flags.release, printer, intrinsics).function()
    except Exception as e:
        if target.flags.strict:
            raise
        return FunctionCosts(name, fn.pos, partial=f"{type(e).__name__}: {e}")
    body = with_often(body, function_coldness(fn), loop_body=fn.range_parent is not None)
    return FunctionCosts(name, fn.pos, body, partial)
