"""Drafts: findings and answers that do not know their file yet, so that they can be cached with their function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.findings.cost import Cost
from escapelens.findings.steps import DraftStep
from escapelens.findings.syntax_index import Place
from escapelens.record import dataclass

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode


@dataclass(slots=True, eq=False)
class Draft:
    """compiler: the compiler's lines; func: the ir.Func it is in. name: what it is, in a few words. part_of: the draft
    that speaks for it. field: what it appends to, if that is a field (wanted.py: field_of)."""

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
    field: str = ""


@dataclass(slots=True, eq=False)
class AnswerDraft:
    kind: str
    place: Place
    text: str
    function: str
    detail: str = ""


Drafts = list[Draft | AnswerDraft]
