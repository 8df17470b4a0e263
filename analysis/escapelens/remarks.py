"""What the analysis says: one Remark for each line the compiler would print, before it is text.

What: the passes (inline, devirtualize, escape) append Remarks to a Report in the order in which the compiler prints
its lines; `cli/gc.py` prints them, `findings/` turns them into diagnostics. `text` is the compiler's own sentence
without the position, so both speak from the same record.

Counterpart: `base.WarnfAt` and the `fmt.Printf` calls under `-m` in cmd/compile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from sys import intern
from typing import Any, TypeAlias

from escapelens.record import dataclass

# A node or function of the IR. Any: this module lies below ir/, whose passes write remarks, too.
Node = Any

# Kinds, in the words of the messages.
CAN_INLINE = "can inline"
CANNOT_INLINE = "cannot inline"
INLINING_CALL = "inlining call to"
DEVIRTUALIZING = "devirtualizing"
CONSIDERED_BIG = "considered big"
CAPTURING = "capturing by"
SELF_ASSIGNMENT = "ignoring self-assignment"
ESCAPES_WHY = "escapes to heap in"  # -m=2 header, carries flow
LEAKS_WHY = "parameter leaks"  # -m=2 header, carries flow
LEAKING_PARAM = "leaking param"
PARAM_NO_ESCAPE = "parameter does not escape"
MOVED_TO_HEAP = "moved to heap"
ESCAPES = "escapes to heap"
NO_ESCAPE = "does not escape"
ZERO_COPY = "zero-copy"
BOUNDS = "index bounds check elided"
MAY_ESCAPE = "may escape"  # code in error decides; level 9, never printed
HIDDEN = "hidden allocation"  # the compiler says nothing of it; level 9, never printed
OTHER = "other"  # pragma notes, bloop, uintptr


class Why(Enum):
    """Why a value flows: the note of each step. Its value is the compiler's word for it at -m=2."""

    ADDRESS_OF = "address-of"
    INDIRECTION = "indirection"
    DOT = "dot"
    DOT_OF_POINTER = "dot of pointer"
    ARRAY_INDEX = "fixed-array-index-of"
    SLICE = "slice"
    SLICE_TO_ARRAY = "slice-to-array"
    INTERFACE_CONVERTED = "interface-converted"
    HEADER_DATA = "reflect.Header.Data"
    SPILL = "spill"
    ARRAY_ELEMENT = "array literal element"
    STRUCT_ELEMENT = "struct literal element"
    SLICE_ELEMENT = "slice-literal-element"
    MAP_KEY = "map literal key"
    MAP_VALUE = "map literal value"
    MAP_PUT = "key of map put"
    REFERENCE = "reference"
    CAPTURED = "captured by a closure"
    ASSIGN = "assign"
    ASSIGN_PAIR = "assign-pair"
    ASSIGN_PAIR_DOT_TYPE = "assign-pair-dot-type"
    ASSIGN_PAIR_MAP = "assign-pair-mapr"
    ASSIGN_PAIR_RECEIVE = "assign-pair-receive"
    RANGE = "range"
    RANGE_DEREF = "range-deref"
    SWITCH_CASE = "switch case"
    SEND = "send"
    RETURN = "return"
    CALL_PARAMETER = "call parameter"
    CALLEE_OPERAND = "callee operand"
    APPENDEE = "appendee slice"
    APPENDED = "appended slice..."
    COPIED = "copied slice"
    UINTPTR_ESCAPES = "//go:uintptrescapes"
    # Reasons to be on the heap whatever flows.
    TOO_LARGE = "too large for stack"
    NON_CONSTANT_SIZE = "non-constant size"
    ZERO_SIZED_ELEMENT = "zero-sized element"


ASSIGNMENTS = frozenset(
    {Why.ASSIGN, Why.ASSIGN_PAIR, Why.ASSIGN_PAIR_DOT_TYPE, Why.ASSIGN_PAIR_MAP, Why.ASSIGN_PAIR_RECEIVE}
)


HEAP_NODE = "{heap}"
"""Stands for the heap where a node is named."""


Note: TypeAlias = "tuple[Node, Why, Note | None]"
"""(where, why, next)"""


@dataclass(slots=True, eq=False)
class Flow:
    """dst <- src with derefs (-1: address). dst, src: a node, None (temporary) or HEAP_NODE. truncated: a cycle met."""

    dst: Node
    src: Node
    derefs: int
    notes: Note | None
    truncated: bool = False


@dataclass(slots=True, eq=False)
class FlowStep:
    """One line of an explanation: `text` as -m=2 prints it, `pos` where it is printed, `pos2` the place it names: None
    for a line that names none, 0 for code that stands nowhere in the source."""

    text: str
    pos: int
    pos2: int | None = None


@dataclass(slots=True, eq=False)
class Escaping:
    """path: how it got out of reach. beside: ways by which it would without the call that path ends at (beside.py)."""

    path: list[Flow]
    beside: Sequence[list[Flow]] = ()


@dataclass(slots=True, eq=False)
class Leaking:
    """to: a result, or HEAP_NODE. derefs: pointers followed on the way; 0: the parameter's own value leaks.

    flows: all that were found, as (to, derefs, path), to HEAP_NODE where it is no variable of the function.
    """

    to: Node
    derefs: int
    flows: list[tuple[Node, int, list[Flow]]]

    @property
    def path(self) -> list[Flow]:
        """The flow behind the leak: the first with its number of dereferences to where it leaks."""
        for to, derefs, path in self.flows:
            if derefs == self.derefs and (to is self.to or self.to == HEAP_NODE):
                return path
        return self.flows[0][2] if self.flows else []


@dataclass(slots=True, eq=False)
class Inlinable:
    """cost: of the body, in nodes."""

    cost: int


@dataclass(slots=True, eq=False)
class Remark:
    """pos: virtual position, already that of the outermost call for inlined nodes. level: smallest -m that prints it.

    node: what it speaks of; func: the function it was found in; about: what findings/ need to know beside; verbose: its
    text at -m=2 if that differs.
    """

    kind: str
    pos: int
    text: str
    level: int = 1
    func: Node = None
    node: Node = None
    flow: Sequence[FlowStep] = ()
    about: Escaping | Leaking | Inlinable | None = None
    verbose: Callable[[], str] | None = None


class Remarks(list[Remark]):
    """Remarks in the compiler's order of emission."""

    def say(self, kind: str, pos: int, text: str, **more: Any) -> Remark:  # Any: the fields that Remark has beside
        remark = Remark(kind, pos, intern(text), **more)  # many say the same of another place
        self.append(remark)
        return remark
