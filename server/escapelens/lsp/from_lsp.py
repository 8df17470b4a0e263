"""The client's questions in bytes, and what it said it can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types as lsp

from escapelens.lsp import positions
from escapelens.lsp.positions import Text


@dataclass(frozen=True, slots=True)
class Abilities:
    """The client capabilities that change what we send."""

    markdown: bool = False
    resolve_edit: bool = False
    document_changes: bool = False
    pulls: bool = False
    refresh_diagnostics: bool = False
    refresh_hints: bool = False
    refresh_lenses: bool = False
    progress: bool = False
    watch_files: bool = False
    configuration: bool = False
    register_configuration: bool = False
    show_document: bool = False
    diagnostics_in_hover: bool = False  # shown above ours
    shows_costs: bool = False  # what a lens's command returns


def abilities(caps: lsp.ClientCapabilities, options: object = None) -> Abilities:
    """Read the capabilities, and the initialization options for what the protocol has no capability for; whatever is
    not announced is not there."""

    def get(path: str) -> Any:  # Any: whatever the protocol says that is there
        value: object = caps
        for name in path.split("."):
            value = getattr(value, name, None)
            if value is None:
                return None
        return value

    formats = get("text_document.hover.content_format")
    return Abilities(
        markdown=formats is None or (bool(formats) and formats[0] == lsp.MarkupKind.Markdown),
        resolve_edit="edit" in (get("text_document.code_action.resolve_support.properties") or ())
        and bool(get("text_document.code_action.data_support")),
        document_changes=bool(get("workspace.workspace_edit.document_changes")),
        pulls=get("text_document.diagnostic") is not None,
        refresh_diagnostics=bool(get("workspace.diagnostics.refresh_support")),
        refresh_hints=bool(get("workspace.inlay_hint.refresh_support")),
        refresh_lenses=bool(get("workspace.code_lens.refresh_support")),
        progress=bool(get("window.work_done_progress")),
        watch_files=bool(get("workspace.did_change_watched_files.dynamic_registration")),
        configuration=bool(get("workspace.configuration")),
        register_configuration=bool(get("workspace.did_change_configuration.dynamic_registration")),
        show_document=bool(get("window.show_document.support")),
        diagnostics_in_hover=isinstance(options, dict) and options.get("diagnosticsInHover") is True,
        shows_costs=isinstance(options, dict) and options.get("showsCosts") is True,
    )


def byte_range(text: Text, place: lsp.Range, encoding: str) -> tuple[int, int]:
    """Bytes start..end of a range, in order."""
    start = positions.offset(text, place.start, encoding)
    end = positions.offset(text, place.end, encoding)
    return min(start, end), max(start, end)


def wants(only: Sequence[object] | None, kind: str) -> bool:
    """Whether a code action filter lets a kind through ("" and "quickfix" let "quickfix.x" through)."""
    if not only:
        return True
    names = [str(getattr(k, "value", k)) for k in only]
    return any(n == "" or kind == n or kind.startswith(n + ".") for n in names)
