"""What the analysis says: one Remark for each line the compiler would print, before it is text.

What: the passes (inline, devirtualize, escape) append Remarks to a Report in the order in which the compiler prints
its lines; `cli/gc.py` prints them, `findings/` turns them into diagnostics. `text` is the compiler's own sentence
without the position, so both speak from the same record.

Counterpart: `base.WarnfAt` and the `fmt.Printf` calls under `-m` in cmd/compile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
HIDDEN = "hidden allocation"  # the compiler says nothing of it; level 9, never printed
OTHER = "other"  # pragma notes, bloop, uintptr


@dataclass(slots=True, eq=False)
class FlowStep:
    """One line of an explanation: `text` as -m=2 prints it, `pos` where it is printed, `pos2` the place it names: None
    for a line that names none, 0 for code that stands nowhere in the source."""

    text: str
    pos: int
    pos2: int | None = None


@dataclass(slots=True, eq=False)
class Remark:
    """pos: virtual position, already that of the outermost call for inlined nodes. level: smallest -m that prints it.

    node: the ir node (or Name) it speaks of; func: the ir.Func it was found in; data: further facts for findings/.
    """

    kind: str
    pos: int
    text: str
    level: int = 1
    func: Any = None
    node: Any = None
    flow: list[FlowStep] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


class Remarks(list[Remark]):
    """Remarks in the compiler's order of emission."""

    def say(self, kind: str, pos: int, text: str, **more: Any) -> Remark:
        remark = Remark(kind, pos, text, **more)
        self.append(remark)
        return remark
