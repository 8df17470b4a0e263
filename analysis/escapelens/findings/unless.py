"""What is reached and makes nothing after all: a text without bytes, what is joined with nothing, a value in a table.

Counterpart: `runtime/string.go: concatstrings, slicebytetostring, rawbyteslice`, `runtime/iface.go: convT…`.
Property: a case without an exception allocates whenever it is reached, as far as its text can be empty at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.nonempty import is_filled
from escapelens.ir.nodes import PFUNC, AnyNode
from escapelens.ir.static_value import Oracles
from escapelens.ir.visit import any_
from escapelens.ledger.boxes import sole_component
from escapelens.model.types import IS_INTEGER, Array, Basic, Pointer
from escapelens.model.under import under
from escapelens.say import say, template

if TYPE_CHECKING:
    from escapelens.findings.case import Case

_OF_NUMBERS = ("strconv", "internal/strconv")

_FEW, _SHORT = 2, 40  # parts that are named, and characters of one

EMPTY, SHORT, ALONE, SMALL, ZERO, NIL = "empty", "short", "alone", "small", "zero", "nil"

_SAID = {
    EMPTY: template("{said}, unless it is empty"),
    SHORT: template("{said}, unless it is empty or of one byte"),
    ALONE: template("{said}, unless all but one of its parts are empty"),
}
_PART = {
    EMPTY: template("allocated with it, unless it is empty: {what}"),
    SHORT: template("allocated with it, unless it is empty or of one byte: {what}"),
    ALONE: template("allocated with it, unless all but one of its parts are empty: {what}"),
    SMALL: template("allocated with it, unless it is small: {what}"),
    ZERO: template("allocated with it, unless it is 0: {what}"),
    NIL: template("allocated with it, unless it is nil: {what}"),
}


def exception(c: Case) -> str:
    """When a case allocates nothing: EMPTY, SHORT (no more than a byte), ALONE (all other parts are empty), SMALL (an
    integer that is in a table), ZERO (a number of another kind), NIL; "" if it always does."""
    op = c.op
    if op == "CONVIFACE":
        site = c.cost.site if c.cost is not None else None
        if site is None or site.kind != "box" or site.when.how != "above":
            return ""
        if site.when.limit:
            sole = sole_component(c.node.x.typ)
            return SMALL if isinstance(sole, Basic) and sole.info & IS_INTEGER else ZERO
        return NIL if site.quantity.endswith(" != nil") else "" if least(c.node.x, c.ctx.values) else EMPTY
    if op == "BYTES2STR":
        return SHORT if least(c.node.x, c.ctx.values) < 2 else ""
    if op in ("STR2BYTES", "STR2RUNES"):
        return "" if least(c.node.x, c.ctx.values) else EMPTY
    if op == "ADDSTR":
        return ALONE if len(_empty(c)) > len(c.node.list_) - 2 else ""
    return ""


def _empty(c: Case) -> list[AnyNode]:
    """The parts of what is joined that may be empty."""
    return [part for part in c.node.list_ if not (least(part, c.ctx.values) or is_filled(c, part))]


def _others(c: Case) -> list[str]:
    """Where one part of what is joined is not empty: the others, as they are written, if they are few and short."""
    parts = _empty(c)
    if c.inlined or len(parts) == len(c.node.list_) or len(parts) > _FEW:
        return []
    said = [c.text(part) for part in parts]
    return said if all(0 < len(text) <= _SHORT and "…" not in text for text in said) else []


def excepted(c: Case, said: str) -> str:
    """What is said of a text that is made, and when it is not."""
    unless = exception(c) if c.op != "CONVIFACE" else ""
    if unless == ALONE and (others := _others(c)):
        return (
            say("{said}, unless {part} is empty", said=said, part=others[0])
            if len(others) == 1
            else say("{said}, unless {part} and {other} are empty", said=said, part=others[0], other=others[1])
        )
    words = _SAID.get(unless)
    return say(words, said=said) if words is not None else said


def part_unless(c: Case, what: str) -> str:
    if exception(c) == ALONE and (others := _others(c)):
        return (
            say("allocated with it, unless {part} is empty: {what}", what=what, part=others[0])
            if len(others) == 1
            else say(
                "allocated with it, unless {part} and {other} are empty: {what}",
                what=what,
                part=others[0],
                other=others[1],
            )
        )
    words = _PART.get(exception(c))
    return say(words, what=what) if words is not None else say("allocated with it: {what}", what=what)


def least(n: AnyNode, values: Oracles) -> int:
    """Bytes that a text, or slice of bytes, has at least, as far as that can be told: else 0."""
    op = n.op
    if op in ("CONVNOP", "PAREN", "STR2BYTES", "BYTES2STR"):
        return least(n.x, values)
    if op == "LITERAL":
        return len(n.val) if isinstance(n.val, str | bytes) else 0
    if op == "ADDSTR":
        return sum([least(part, values) for part in n.list_])
    if op == "RUNESTR" or digits(n, values):
        return 1
    if op in ("SLICE", "SLICEARR", "SLICESTR"):
        array = under(n.x.typ.elem) if op == "SLICEARR" and isinstance(n.x.typ, Pointer) else None
        low = 0 if n.low is None else _constant(n.low)
        high = _constant(n.high) if n.high is not None else array.len if isinstance(array, Array) else None
        return max(high - low, 0) if low is not None and high is not None else 0
    if op == "SLICELIT":
        return int(n.len)
    if op == "MAKESLICE":
        return _constant(n.len) or 0
    value = values.static_value(n) if op == "NAME" else None
    return least(value, values) if value is not None and value.op != "NAME" else 0


def room(n: AnyNode, values: Oracles) -> int | None:
    """Bytes that a slice of bytes has at most, None if that is not known."""
    value = values.static_value(n)
    op = value.op
    if op == "MAKESLICE":
        return _constant(value.cap if value.cap is not None else value.len)
    if op == "SLICELIT":
        return int(value.len)
    if op in ("SLICE", "SLICEARR"):
        high = _constant(value.high) if value.high is not None else None
        low = _constant(value.low) if value.low is not None else 0
        if high is not None:
            return max(high - (low or 0), 0)
        array = under(value.x.typ.elem) if op == "SLICEARR" and isinstance(value.x.typ, Pointer) else None
        return array.len if isinstance(array, Array) else room(value.x, values) if op == "SLICE" else None
    return None


def digits(n: AnyNode, values: Oracles) -> int:
    """Bytes at most of what package strconv makes of an integer; 0 if it is something else."""
    if n.op == "INLCALL":
        callee = n.callee
        of_numbers = callee is not None and callee.pkg is not None and callee.pkg.path in _OF_NUMBERS
        if of_numbers and callee.sym in ("FormatInt", "FormatUint"):  # which call those of another package
            return max([_called_digits(stmt, values) for stmt in n.body], default=0)
        return _longest(10) if of_numbers and callee.sym == "Itoa" else 0
    if n.op == "CALLFUNC" and n.fun.op == "NAME" and n.fun.class_ == PFUNC and n.fun.pkg is not None:
        path, name = n.fun.pkg.path, n.fun.sym.rpartition(".")[2]
        base = _constant(values.static_value(n.args[1])) if len(n.args) == 2 else 10
        is_number = path in _OF_NUMBERS and name in ("Itoa", "FormatInt", "FormatUint")
        return _longest(base) if is_number and base is not None and base > 1 else 0
    return 0


def _called_digits(stmt: AnyNode, values: Oracles) -> int:
    most = 0

    def look(n: AnyNode) -> bool:
        nonlocal most
        most = max(most, digits(n, values) if n.op == "CALLFUNC" else 0)
        return False

    any_(stmt, look)
    return most


def _longest(base: int) -> int:
    """Digits of a 64-bit integer, with its sign."""
    return max(1 + _digits(1 << 63, base), _digits((1 << 64) - 1, base))


def _digits(n: int, base: int) -> int:
    return 1 + _digits(n // base, base) if n >= base else 1


def _constant(n: AnyNode) -> int | None:
    return n.val if n.op == "LITERAL" and isinstance(n.val, int) else None
