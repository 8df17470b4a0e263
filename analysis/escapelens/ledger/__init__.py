"""The allocation ledger: what a function costs at run time, site by site.

"Escapes" is not "allocates". The compiler says what may not stay on the stack; whether that takes an object of the heap
is settled later, by the compiler's last passes and by the run time: constants are boxed in read-only memory, the lookup
`m[string(b)]` copies nothing, `make([]byte, n)` tries 32 bytes of stack first, and a parameter that escapes on a rare
branch is paid for at entry, on every call. The ledger says all that of each function after inlining:

- `of(functions of a unit, target)` reads the IR as escape analysis left it and gives `FunctionCosts` for a function and
  for each of its literals: sites with kind, size, condition, place of payment, frequency (`model.py`);
- `evaluate.py` turns sites into numbers under given conditions, `compare.py` judges an edit by two ledgers;
- `own.py` reduces a function to what its callers have to know, `across.py` adds up what its calls pay, as facts keep
  it and promises ask for it;
- `heap.py` knows the allocator: size classes, growth of slices and maps.

Held against the machine: `tests/ledger` runs a table of snippets with `testing.AllocsPerRun` under Go 1.25, 1.26, 1.27.
`FunctionCosts` does not follow callees.

Counterpart: cmd/compile/internal/{walk,ssagen,slice} and package runtime.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import Func
from escapelens.ir.target import Target
from escapelens.ledger.cold import function_coldness
from escapelens.ledger.model import FunctionCosts, Site, Size, When
from escapelens.ledger.often import with_often
from escapelens.ledger.reading import Reading, Walked

__all__ = ["FunctionCosts", "Site", "Size", "When", "of"]


def of(
    fns: Iterable[Func], target: Target, partial: str = "", walked: dict[Func, Walked] | None = None
) -> tuple[FunctionCosts, ...]:
    """The ledgers of a function and its literals after escape analysis, in the order given.

    partial: why what is known of them may be incomplete. walked: gets what was seen of each on the way.
    """
    reading = Reading(target)
    walked = {} if walked is None else walked
    return tuple(_function(fn, reading, target.flags.strict, partial, walked) for fn in fns if fn.body or fn.dcl)


def _function(fn: Func, reading: Reading, strict: bool, partial: str, walked: dict[Func, Walked]) -> FunctionCosts:
    name = trim_inline_hash(fn.sym)
    try:
        walk = reading.walk(fn)
        body = walk.function()
        walked[fn] = walk, body
    except Exception as e:
        if strict:
            raise
        return FunctionCosts(name, fn.pos, partial=f"{type(e).__name__}: {e}")
    body = with_often(body, function_coldness(fn), loop_body=fn.range_parent is not None)
    return FunctionCosts(name, fn.pos, body, partial)
