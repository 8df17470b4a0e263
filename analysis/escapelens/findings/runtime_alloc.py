"""runtime-alloc: "does not escape" is no promise that nothing is allocated; the run time may have to."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.remarks import HIDDEN, NO_ESCAPE
from escapelens.syntax import nodes as S

CODE = "runtime-alloc"

TMP_BUFFER = 32  # bytes (runtime/string.go: tmpBuf)
SMALL_MAP = 8  # entries of a map's first group, which may be on the stack


def recognise(c: Case) -> bool:
    if c.remark.kind == HIDDEN:
        return True
    if c.remark.kind != NO_ESCAPE:
        return False
    op = c.op
    if op == "ADDSTR":
        return not _short_constants(c)
    if op in ("STR2BYTES", "BYTES2STR", "STR2RUNES", "RUNES2STR"):
        # Of an inlined callee we do not see how it uses the copy; it mostly compares.
        return not c.inlined and not c.zero_copy and not _used_in_place(c)
    if op == "MAKEMAP":
        return _hint(c) is None or _hint(c) > SMALL_MAP  # type: ignore[operator]
    return op == "MAPLIT" and len(c.node.list_) > SMALL_MAP


def _short_constants(c: Case) -> bool:
    """Is the result known to fit the buffer? Only constants have a known length."""
    return all(x.op == "LITERAL" for x in c.node.list_)


def _used_in_place(c: Case) -> bool:
    """Conversions that the compiler does without a copy: compared, ranged over, map keys, parts of a concatenation."""
    if c.site is None:
        return False
    node = c.ctx.places.conversion_of(c.site) or c.site
    parent = c.ctx.places.parent(node)
    if isinstance(parent, S.Operation) and parent.y is not None:
        return parent.op in ("==", "!=", "<", "<=", ">", ">=", "+")
    if isinstance(parent, S.IndexExpr):
        return parent.index is node
    return isinstance(parent, S.RangeClause | S.SwitchStmt)


def _hint(c: Case) -> int | None:
    """Size hint of make(map): 0 without one, None if it is not constant."""
    n = c.node.len
    if n is None:
        return 0
    return n.val if n.op == "LITERAL" and isinstance(n.val, int) else None


def message(c: Case) -> str:
    what = f"{c.what} in {c.callee}, inlined here," if c.inlined else c.what
    op = c.op
    if op == "ASOP":
        often = ", at every round of this loop" if c.in_loop else ""
        return f"{what} allocates a new string and copies both parts{often}"
    if op == "MAKECHAN":
        return f"{what} is allocated on the heap: channels always are"
    if op == "ADDSTR":
        return f"{what} does not escape, but is allocated at run time when it is longer than {TMP_BUFFER} bytes"
    if op in ("MAKEMAP", "MAPLIT"):
        return f"{what} does not escape, but its entries are allocated at run time beyond the first {SMALL_MAP}"
    unit = "runes" if op == "STR2RUNES" else "bytes"
    return f"{what} does not escape, but its copy is allocated at run time when it is longer than {TMP_BUFFER} {unit}"


def advice(c: Case) -> str:
    op = c.op
    if op in ("ADDSTR", "ASOP") and not c.in_loop:
        return "To save it, append to a reused []byte."
    if op in ("ADDSTR", "ASOP"):
        return "In a loop use a strings.Builder with Grow, or append to a reused []byte."
    if op in ("STR2BYTES", "BYTES2STR"):
        return "Keep one representation: most functions on strings have a twin in package bytes."
    if op in ("MAKEMAP", "MAPLIT"):
        return "A size hint saves rehashing, not the allocation; clear and reuse a map that is needed again and again."
    return ""
