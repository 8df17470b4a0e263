"""Hover: findings at the place, explained; the compiler's answers where nothing escapes; what a call or function costs
with all it calls and the fixes at hand, if the worker is free to say so and the text is the one that was analysed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from escapelens.engine import Engine
from escapelens.findings.model import Answer, Finding
from escapelens.lsp import positions, to_lsp
from escapelens.lsp.front import FileState
from escapelens.lsp.handlers.actions import PROVE_SECONDS, Deadline, proven_in_time
from escapelens.lsp.session import MOMENT

if TYPE_CHECKING:
    from escapelens.incremental.calls import Cost
    from escapelens.lsp.documents import Document
    from escapelens.lsp.server import EscapeLensServer


WAIT = 0.1  # seconds that a hover waits for fixes


def register(server: EscapeLensServer) -> None:
    session = server.session

    async def cost_at(state: FileState, document: Document, at: int) -> Cost | None:
        if state.version != document.version or session.running(document.path) is not None:
            return None
        asked = asyncio.ensure_future(session.ask(lambda engine: engine.cost_at(state.key, state.path, at)))
        done, _ = await asyncio.wait([asked], timeout=MOMENT)
        return asked.result() if done else None

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
        cost = await cost_at(state, document, at)
        if cost is not None:
            spans.append((cost.start, cost.end))
        if not spans:
            return None
        findings.sort(key=lambda pair: pair[0])
        answers.sort(key=lambda pair: pair[0])
        smallest = min(spans, key=lambda span: span[1] - span[0])
        fixes: Mapping[str, list[str]] = {}
        if any(f.severity != "off" for _, f in findings) and state.version == document.version:
            fixes = await at_hand(state, [f for _, f in findings])
        return to_lsp.hover(
            server.view(state.path, text),
            [finding for _, finding in findings],
            [answer for _, answer in answers],
            cost.text if cost is not None else "",
            positions.span_range(text, *smallest, session.encoding),
            fixes,
        )

    async def at_hand(state: FileState, findings: list[Finding]) -> Mapping[str, list[str]]:
        """Titles of fixes that are proven within a moment, by the finding that they do away with."""
        if session.running(state.path) is not None:
            return {}
        found: dict[str, list[str]] = {}
        deadline = Deadline(PROVE_SECONDS)

        def search(engine: Engine) -> None:
            start, end = min(f.span.start for f in findings), max(f.span.end for f in findings)
            for fix in engine.fixes(state.key, state.path, start, end):
                proven, _ = proven_in_time(engine, state.key, fix, deadline, lazy=True)
                for finding in findings:
                    if proven is not None and finding.key in (*proven.removes, *proven.covers):
                        found.setdefault(finding.key, []).append(proven.label)

        search_ended = asyncio.ensure_future(session.ask(search))
        await asyncio.wait([search_ended], timeout=WAIT)
        return dict(found)
