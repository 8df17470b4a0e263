"""Findings in sentences: what hover, `explain` and the text format say, in Markdown or plain."""

from __future__ import annotations

import re
from pathlib import PurePath

from escapelens.common.about import code_link
from escapelens.findings.model import Answer, Finding, Step

_COST = re.compile(r"\bcost (\d+)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")


def sentence(finding: Finding) -> str:
    """The finding in one line, with a note if a mark in the source forbids it or the verdict may be incomplete."""
    text = f"{finding.message} (against {finding.asserted})" if finding.asserted else finding.message
    return f"{text} (partial: {finding.partial})" if finding.partial else text


def facts(finding: Finding) -> list[str]:
    """How big and how often, in a few words each."""
    found = []
    if finding.size is not None:
        found.append(f"{finding.size:,} byte{'s' if finding.size != 1 else ''}")
    if finding.in_loop:
        found.append("in a loop")
    if finding.in_goroutine:
        found.append("in a goroutine")
    return found


def explanation(finding: Finding, *, markdown: bool, diagnosed: bool = False) -> str:
    """Message, chain, facts (size, loop, goroutine), advice and the compiler's own words.

    diagnosed: message and chain are left out, for they are to be read in the diagnostic.
    """
    bold, code = ("**", "`") if markdown else ("", "")
    blocks = []
    if markdown and not diagnosed:
        blocks.append(f"**{_escape(finding.message)}** [{finding.code}]({code_link(finding.code)})")
    elif not diagnosed:
        blocks.append(f"{finding.message} [{finding.code}]")
    if finding.steps and not diagnosed:
        indent = "" if markdown else "  "
        blocks.append("\n".join(f"{indent}{i}. {_step(step, markdown)}" for i, step in enumerate(finding.steps, 1)))
    if said := " · ".join(facts(finding)):
        blocks.append(said)
    if finding.advice:
        blocks.append(f"{bold}Advice:{bold} {finding.advice}")
    if finding.compiler:
        blocks.append("Compiler: " + "; ".join(f"{code}{line}{code}" for line in finding.compiler.splitlines()))
    if finding.ignored:
        blocks.append(f"{bold}Accepted:{bold} {_escape(finding.ignored) if markdown else finding.ignored}")
    if finding.partial and not diagnosed:
        blocks.append(f"Partial: {finding.partial}")
    return "\n\n".join(blocks)


def answer_line(answer: Answer, markdown: bool) -> str:
    """The compiler's answer, with what is known beyond it."""
    text = f"`{answer.text}`" if markdown else answer.text
    return f"{text} — {answer.detail}" if answer.detail and answer.detail not in answer.text else text


def cost_of(answer: Answer) -> str:
    """ "12" from "can inline f with cost 12 as: …", "" if the answer holds none."""
    found = _COST.search(answer.text) or _COST.search(answer.detail)
    return found[1] if found else ""


def _step(step: Step, markdown: bool) -> str:
    if not step.span.file:
        return step.message
    path = PurePath(step.span.file)
    place = f"{path.name}:{step.span.line}:{step.span.column}"
    if markdown and path.is_absolute():
        return f"{_escape(step.message)} — [{place}]({path.as_uri()}#L{step.span.line})"
    return f"{step.message} ({place})"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
