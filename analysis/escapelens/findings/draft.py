"""Drafts: findings and answers that do not know their file yet, so that they can be cached with their function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.cost import Cost
from escapelens.findings.steps import DraftStep
from escapelens.findings.syntax_index import Place
from escapelens.record import dataclass, field

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode


@dataclass(slots=True, eq=False)
class Draft:
    """compiler: the compiler's lines; func: the ir.Func it is in. name: what it is, in a few words. part_of: the draft
    that speaks for it. about: what else of the package the advice hangs on (told_of.py)."""

    code: str
    place: Place
    name: str
    message: str
    compiler: list[str]
    function: str
    steps: list[DraftStep]
    advice: str
    size: int | None
    cost: Cost
    in_goroutine: bool
    func: AnyNode
    part_of: Draft | None = None
    about: str = ""


def _place(draft: AnswerDraft) -> Place:
    return draft.start, draft.start + draft.length


def _set_place(draft: AnswerDraft, place: Place) -> None:
    draft.start, draft.length = place[0], place[1] - place[0]


@dataclass(slots=True, eq=False)
class AnswerDraft:
    """There are many: what is kept of a place is a position and a small number."""

    start: int = field(init=False, repr=False)
    length: int = field(init=False, repr=False)
    kind: str
    place: Place = field(by=property(_place, _set_place))
    text: str
    function: str
    detail: str = ""


Drafts = list[Draft | AnswerDraft]
