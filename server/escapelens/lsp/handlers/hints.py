"""Inlay hints and code lenses, both off until a setting asks for them. They answer from the last report, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from escapelens.common import words
from escapelens.findings.model import Answer, Finding, Measured
from escapelens.lsp import from_lsp, positions
from escapelens.lsp.handlers.costs import COSTS
from escapelens.record import replace
from escapelens.regexp import regexp
from escapelens.say import counted, say

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay_hints(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        document = server.document(params.text_document.uri)
        if document is None or not session.drawn().hints:
            return []
        await session.settled(document.path)
        known = server.placed(document.uri)
        if known is None:
            return []
        state, text, shift = known
        start, end = from_lsp.byte_range(text, params.range, session.encoding)
        tongue = session.language
        labels: dict[tuple[int, str], str] = {}

        def put(span: tuple[int, int] | None, label: str, tooltip: str) -> None:
            at = behind(text.data, span[1]) if span is not None else -1
            if start <= at <= end:
                labels.setdefault((at, tongue(label)), tongue(tooltip))

        for finding in state.report.findings:
            span = shift.span(finding.span.start, finding.span.end)
            if finding.code == "leaking-param":
                put(span, say("leaks"), words.sentence(finding))
            elif finding.often != "never" and not finding.part_of:
                put(span, _cost(finding), words.sentence(finding))
        for answer in state.report.answers:
            if answer.kind == "leaking param":
                put(shift.span(answer.span.start, answer.span.end), say("leaks"), answer.text)
        return [
            lsp.InlayHint(
                positions.position(text, at, session.encoding),
                label,
                tooltip=tooltip,
                padding_left=True,
            )
            for (at, label), tooltip in sorted(labels.items())
        ]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    async def code_lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        document = server.document(params.text_document.uri)
        if document is None or not session.drawn().lenses:
            return []
        await session.settled(document.path)
        known = server.placed(document.uri)
        if known is None:
            return []
        state, text, shift = known
        escapes: dict[str, int] = {}
        shares: dict[str, Measured] = {}
        for finding in state.report.findings:
            if finding.severity != "off":
                escapes[finding.function] = escapes.get(finding.function, 0) + 1
            if finding.measured is not None and finding.measured.share:
                shares[finding.function] = _sum(shares.get(finding.function), finding.measured)
        lenses = []
        for answer in state.report.answers:
            span = shift.span(answer.span.start, answer.span.end)
            if answer.kind not in ("can inline", "cannot inline") or span is None:
                continue
            measured = shares.get(answer.function)
            if measured is None and not session.settings.code_lens:
                continue
            title = session.language(_title(escapes.get(answer.function, 0), answer))
            if measured is not None:
                share = session.language(words.share(measured))
                title = f"{share} · {title}" if session.settings.code_lens else share
            lenses.append(
                lsp.CodeLens(
                    positions.span_range(text, *span, session.encoding),
                    command=lsp.Command(title, COSTS, arguments=[document.uri, answer.function]),
                )
            )
        return lenses


def _sum(known: Measured | None, more: Measured) -> Measured:
    return more if known is None else replace(more, share=known.share + more.share)


def _cost(finding: Finding) -> str:
    """ "→ heap (24 bytes · in a loop)"."""
    said = words.facts(finding)
    if finding.often == "cold":
        said.append(say("rarely"))
    text = ""
    for part in said:
        text = say("{text} · {more}", text=text, more=part) if text else part
    return say("→ heap ({cost})", cost=text) if text else say("→ heap")


_BRACKETS = regexp(rb"""[(\[{]|[)\]}]|[,;\n]|//|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`""")


def behind(text: bytes, offset: int) -> int:
    """Where a hint stands that speaks of what ends at the offset: at the end of the argument that it is part of, or of
    the line without its comment."""
    depth = 0
    for found in _BRACKETS.finditer(text, offset):
        token = found.group()
        if token in b"([{":
            depth += 1
        elif token in b")]}":
            depth -= 1
        if depth < 0 or token in (b"\n", b"//") or (depth == 0 and token in (b",", b";")):
            return len(text[: found.start()].rstrip())
        if b"\n" in token:
            return len(text[: text.index(b"\n", found.start())].rstrip())
    return len(text.rstrip())


def _title(escapes: int, answer: Answer) -> str:
    """ "3 escapes · can inline (cost 12)"."""
    count = counted(escapes, "{n} escape", "{n} escapes") if escapes else say("no escapes")
    cost = words.cost_of(answer)
    inlining = say("can inline") if answer.kind == "can inline" else say("cannot inline")
    said = say("{what} (cost {n})", what=inlining, n=cost) if cost else inlining
    return say("{text} · {more}", text=count, more=said)
