"""Hover: findings at the place, explained; and the compiler's answers where nothing escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from escapelens.findings.model import Answer, Finding
from escapelens.lsp import positions, to_lsp

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer


def register(server: EscapeLensServer) -> None:
    session = server.session

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        await session.known(document.path)
        known = server.placed(document.uri)
        if known is None:
            return None
        state, text, shift = known
        at = positions.offset(text, params.position, session.encoding)
        findings: list[tuple[int, Finding]] = []
        answers: list[tuple[int, Answer]] = []
        spans: list[tuple[int, int]] = []
        for finding in state.report.findings:
            if (span := shift.span(finding.span.start, finding.span.end)) and span[0] <= at <= span[1]:
                findings.append((span[1] - span[0], finding))
                spans.append(span)
        for answer in state.report.answers:
            if (span := shift.span(answer.span.start, answer.span.end)) and span[0] <= at <= span[1]:
                answers.append((span[1] - span[0], answer))
                spans.append(span)
        if not spans:
            return None
        findings.sort(key=lambda pair: pair[0])
        answers.sort(key=lambda pair: pair[0])
        smallest = min(spans, key=lambda span: span[1] - span[0])
        return to_lsp.hover(
            server.view(state.path, text),
            [finding for _, finding in findings],
            [answer for _, answer in answers],
            positions.span_range(text, *smallest, session.encoding),
        )
