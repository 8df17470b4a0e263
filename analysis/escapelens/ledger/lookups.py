"""s := string(b); … m[s]: a conversion whose only use is a lookup right after it copies nothing.

Counterpart: `ssa/_gen/generic.rules`, "If we use the result of slicebytetostring in a map lookup operation". That rule
sees values and memory, this one statements: the lookup must be in the next one, with nothing between that may write.
"""

from __future__ import annotations

from escapelens.ir.nodes import PAUTO, AnyNode, Func
from escapelens.ir.visit import any_, visit
from escapelens.ledger.heap import INDIRECT_FROM
from escapelens.model.sizes import Sizes
from escapelens.model.types import STRING, AnyType, Basic, Map
from escapelens.model.under import under

_WRITES = frozenset(
    "CALLFUNC CALLINTER CALLMETH INLCALL APPEND ASOP AS2FUNC BYTES2STR STR2BYTES ADDSTR RECV SEND MAKESLICE MAKEMAP"  # noqa: SIM905
    " MAKECHAN NEW PTRLIT SLICELIT MAPLIT CLOSURE CONVIFACE FOR RANGE SWITCH SELECT ANDAND OROR GO DEFER".split()
)


def looked_up_next(stmts: list[AnyNode], i: int, fn: Func, sizes: Sizes) -> AnyNode:
    """The conversion that statement i assigns to a variable which statement i + 1 looks up, None if it does not."""
    s = stmts[i]
    if s.op != "AS" or s.y is None or s.y.op != "BYTES2STR" or i + 1 == len(stmts):
        return None
    x = s.x
    if x.op != "NAME" or x.class_ != PAUTO or x.defn is not s or x.addrtaken or x.reassigned:
        return None
    head = _first(stmts[i + 1])
    if any_(head, lambda n: n.op in _WRITES):
        return None
    if not any_(head, lambda n: _looks_up(n, x, sizes)):
        return None
    return s.y if _uses(fn, x) == 1 else None


def _first(stmt: AnyNode) -> AnyNode:
    """What the statement runs first: what stands before its condition, or that, or all of it."""
    before = next((n for n in stmt.init if n.op != "DCL"), None)  # declarations run nothing
    if before is not None:
        return _first(before)
    return stmt.cond if stmt.op == "IF" else stmt


def _looks_up(n: AnyNode, x: AnyNode, sizes: Sizes) -> bool:
    if n.op == "INDEXMAP":
        return not n.assigned and n.index is x and _by_string(n.x.typ, sizes)
    return n.op == "DELETE" and len(n.args) == 2 and n.args[1] is x and _by_string(n.args[0].typ, sizes)


def _by_string(t: AnyType, sizes: Sizes) -> bool:
    """Are the map's keys strings, found by the run time's fast functions?"""
    m = under(t)
    if not isinstance(m, Map):
        return False
    key = under(m.key)
    return isinstance(key, Basic) and key.kind == STRING and sizes.sizeof(m.elem) <= INDIRECT_FROM


def _uses(fn: Func, x: AnyNode) -> int:
    """Mentions of x but for its definition and declaration."""
    count = 0

    def look(n: AnyNode) -> None:
        nonlocal count
        if n is x:
            count += 1
        elif n.op == "CLOSURE" and any(v.canonical is x for v in n.func.closure_vars):
            count += 2

    visit(fn, look)
    return count - 1 - sum(1 for s in x.defn.init if s.op == "DCL" and s.x is x)
