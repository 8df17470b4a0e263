"""Inlay hints and code lenses, both off until a setting asks for them. They answer from the last report, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from escapelens.common import words
from escapelens.findings.model import Answer, Measured
from escapelens.lsp import from_lsp, positions
from escapelens.record import replace

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
        labels: dict[tuple[int, str], str] = {}
        for finding in state.report.findings:
            span = shift.span(finding.span.start, finding.span.end)
            if span is not None and start <= span[1] <= end:
                facts = " · ".join(words.facts(finding))
                label = "leaks" if finding.code == "leaking-param" else f"→ heap{f' ({facts})' if facts else ''}"
                labels.setdefault((span[1], label), words.sentence(finding))
        for answer in state.report.answers:
            span = shift.span(answer.span.start, answer.span.end)
            if span is not None and start <= span[1] <= end and answer.kind == "leaking param":
                labels.setdefault((span[1], "leaks"), answer.text)
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
            title = _title(escapes.get(answer.function, 0), answer)
            if measured is not None:
                share = session.language(words.share(measured))
                title = f"{share} · {title}" if session.settings.code_lens else share
            lenses.append(
                lsp.CodeLens(
                    positions.span_range(text, *span, session.encoding), command=lsp.Command(title=title, command="")
                )
            )
        return lenses


def _sum(known: Measured | None, more: Measured) -> Measured:
    return more if known is None else replace(more, share=known.share + more.share)


def _title(escapes: int, answer: Answer) -> str:
    """ "3 escapes · can inline (cost 12)"."""
    count = f"{escapes or 'no'} escape{'s' if escapes != 1 else ''}"
    cost = words.cost_of(answer)
    return f"{count} · {answer.kind}" + (f" (cost {cost})" if cost else "")
