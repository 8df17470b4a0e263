"""Findings in sentences: what hover, `explain` and the text format say, in Markdown or plain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from escapelens.common.about import code_link
from escapelens.common.language import Language
from escapelens.findings.model import Answer, Finding, Measured, Step
from escapelens.profiles.names import without_arguments
from escapelens.regexp import regexp
from escapelens.say import counted, made, say, template

_COST = regexp(r"\bcost (\d+)|^inlinable, (\d+) of")
_INSIDE = regexp(r"\.?(\.(func)?\d|-range\d|\.gowrap|\.deferwrap).*$")
_SPECIAL = regexp(r"([\\`*_\[\]<>])")


def sentence(finding: Finding) -> str:
    """The finding in one line, with a note if a mark in the source forbids it or the verdict may be incomplete."""
    text = finding.message
    if finding.asserted:
        text = say("{text} (against {mark})", text=text, mark=finding.asserted)
    if finding.measured is not None and finding.measured.share:
        text = say("{text} — {share}", text=text, share=share(finding.measured))
    return say("{text} (partial: {why})", text=text, why=finding.partial) if finding.partial else text


_SAMPLED = {
    "alloc_space": template("{share} of the bytes allocated"),
    "alloc_objects": template("{share} of the objects allocated"),
    "inuse_space": template("{share} of the bytes in use"),
    "inuse_objects": template("{share} of the objects in use"),
}
_UNITS = ("kB", "MB", "GB", "TB")


def declared(function: str) -> str:
    """The function of a finding as its source names it: literals go by what they stand in, instances by what is
    generic, `init.0` and what initialises variables by `init`."""
    name = _INSIDE.sub("", without_arguments(function))
    return "init" if name == "glob" else name


def percent(part: float) -> str:
    """ "12.3 %"; what is there but rounds to nothing is "< 0.1 %"."""
    return "< 0.1 %" if 0 < part < 0.0005 else f"{100 * part:.1f} %"


def amount(size: float) -> str:
    """Bytes in the unit that leaves up to three digits before the point."""
    if size < 999.5:
        return counted(round(size), "{n} byte", "{n:,} bytes")
    unit = -1
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:,.1f} {_UNITS[unit]}"


def share(measured: Measured) -> str:
    """A finding's part of a heap profile."""
    return made(_SAMPLED[measured.kind], {"share": percent(measured.share)})


def profiled(measured: Measured) -> str:
    """What a heap profile tells of a finding."""
    if not measured.share and not measured.calls:
        return say("there is no sample of it")
    objects = counted(measured.objects, "{n} object", "{n:,} objects")
    said = say("{share}: {bytes} in {objects}", share=share(measured), bytes=amount(measured.bytes), objects=objects)
    if measured.calls:
        said = say("{said}; {share} more in what is inlined here", said=said, share=percent(measured.calls))
    return say("{said}; moved since", said=said) if measured.stale else said


def facts(finding: Finding) -> list[str]:
    """How big and how often, in a few words each."""
    found = []
    if finding.size is not None:
        found.append(counted(finding.size, "{n} byte", "{n:,} bytes"))
    if finding.in_loop:
        found.append(say("in a loop"))
    if finding.in_goroutine:
        found.append(say("in a goroutine"))
    return found


_PAID = {
    "never": template("costs nothing at run time"),
    "cold": template("paid rarely"),
    "once": template("paid once per call at most"),
    "hot": template("paid once per call at most, and called from a loop"),
    "loop": template("paid in each round of a loop"),
}
_ONCE = frozenset({"init", "main", "once"})  # what is done once, but for loops
_BY_GOROUTINE = template("paid once per goroutine at most")
_COLD = {
    "error": template("paid only where an error is made or returned"),
    "panic": template("paid only when it panics"),
    "exit": template("paid only when the program ends"),
    "goexit": template("paid only when the goroutine ends"),
    "log": template("paid when the report is made"),
    "init": template("paid once, when the program starts"),
    "main": template("paid once, in main"),
    "once": template("paid once, by a sync.Once"),
    "test": template("paid in tests"),
    "generated": template("in generated code"),
    "growth": template("paid when it has to grow"),
    "missing": template("paid only where there is none yet"),
    "pool": template("paid only when the pool is empty"),
}


def paid(finding: Finding) -> str:
    """When a finding is paid, by the ledger."""
    when = _PAID[finding.often]
    if finding.often == "hot" and finding.in_goroutine:
        when = _BY_GOROUTINE
    if finding.often == "cold":
        when = _COLD.get(finding.cold, when)
    return say(when)


def explanation(
    finding: Finding, tongue: Language, *, markdown: bool, diagnosed: bool = False, fixes: Sequence[str] = ()
) -> str:
    """Message, advice and the fixes at hand; size and when it is paid; the chain, and the compiler's own words.

    diagnosed: message and chain are left out, for they are to be read in the diagnostic.
    """

    def head(text: str) -> str:
        return f"**{tongue(text)}**" if markdown else tongue(text)

    blocks = []
    message, mark = tongue(finding.message), "`" if markdown else ""
    if markdown and not diagnosed:
        blocks.append(f"**{_escape(message)}** [{finding.code}]({code_link(finding.code)})")
    elif not diagnosed:
        blocks.append(f"{message} [{finding.code}]")
    if finding.advice:
        blocks.append(f"{head(say('Advice:'))} {tongue(finding.advice)}")
    if fixes:
        blocks.append(f"{head(say('Quick fixes:'))} {'; '.join(map(tongue, fixes))}")
    if finding.code != "leaking-param":
        rare = _COLD.get(finding.cold) if finding.cold not in _ONCE else None
        when = paid(finding) if not finding.in_loop else say(rare) if rare is not None else ""
        blocks.append(" · ".join(map(tongue, filter(None, [*facts(finding), when]))))
    if finding.measured is not None:
        blocks.append(f"{head(say('Profile:'))} {tongue(profiled(finding.measured))}")
    if finding.steps and not diagnosed:
        indent = "" if markdown else "  "
        blocks.append(
            "\n".join(f"{indent}{i}. {_step(step, tongue, markdown)}" for i, step in enumerate(finding.steps, 1))
        )
    if lines := [line for line in finding.compiler.splitlines() if line]:
        blocks.append(tongue(say("Compiler:")) + " " + "; ".join(f"{mark}{line}{mark}" for line in lines))
    if finding.ignored:
        ignored = tongue(finding.ignored)
        blocks.append(f"{head(say('Accepted:'))} {_escape(ignored) if markdown else ignored}")
    if finding.partial and not diagnosed:
        blocks.append(f"{tongue(say('Partial:'))} {tongue(finding.partial)}")
    return "\n\n".join(blocks)


def answer_line(answer: Answer, tongue: Language, markdown: bool) -> str:
    """The compiler's answer, with what is known beyond it."""
    text = f"`{answer.text}`" if markdown else answer.text
    return f"{text} — {tongue(answer.detail)}" if answer.detail and answer.detail not in answer.text else text


def cost_line(cost: str, tongue: Language, markdown: bool) -> str:
    """What a call or function costs with all it calls (incremental/calls.py)."""
    cost = tongue(cost)
    text = f"{cost[:1].upper()}{cost[1:]}."
    return _escape(text) if markdown else text


def cost_of(answer: Answer) -> str:
    """ "12" from "can inline f with cost 12 as: …", "" if the answer holds none."""
    found = _COST.search(answer.text) or _COST.search(answer.detail)
    return found[1] or found[2] if found else ""


def _step(step: Step, tongue: Language, markdown: bool) -> str:
    message = tongue(step.message)
    if not step.span.file:
        return message
    path = PurePath(step.span.file)
    place = f"{path.name}:{step.span.line}:{step.span.column}"
    if markdown and path.is_absolute():
        return f"{_escape(message)} — [{place}]({path.as_uri()}#L{step.span.line})"
    return f"{message} ({place})"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
