"""A document played through a real language server session: what is asked, and how answers are written.

A document is a txtar archive. Its sections are taken in order:

    -- go.mod --  or  -- p/a.go --      a file; those before the first other section are there from the start, and the
                                        Go files among them are open in the editor
    -- settings --                      JSON, as an editor sends it; before the start only
    -- edit a.go --                     the open file's new text, which is saved
    -- replace a.go --                  lines `old` and `new` in turn: old, which stands there once, becomes new
    -- disk a.go --                     the file as it is on disk from now on; empty: it is removed
    -- want diagnostics --              of all open files, with their steps
    -- want hover a.go:3:4 --           as Markdown
    -- want hints a.go --  -- want lenses a.go --
    -- want fixes a.go:3:4 --           titles of the menu there, or a.go:3:4-5:6 of a range
    -- want fixed a.go: TITLE --        the file after the fix of that title from the last menu
    -- want compiler --                 the lines of `go build -gcflags=-m ./...`, which are ours, too

Lines and columns count from 1, columns in characters.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from pathlib import Path
from typing import Any

import attrs
from lsprotocol import types as lsp

from agree.oracle import go, goroot
from documents.archive import Archive, Section
from escapelens.engine import Engine, Options
from lsp.client import FULL, REAL, ROOT, Client, uri_of

_PLACE = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+)(?:-(?P<last>\d+):(?P<end>\d+))?$")
_SEVERITY = {1: "error", 2: "warning", 3: "info", 4: "hint"}
MISSING, EXTRA = "missing: ", "extra: "
_PATIENCE = 60.0  # seconds for one answer, on a machine that is busy


class Player:
    """One session over a folder."""

    def __init__(self, folder: Path, archive: Archive) -> None:
        self.folder = folder
        self.archive = archive
        self.client = Client()
        self.texts: dict[str, str] = {}  # of open files
        self.menu: dict[str, lsp.CodeAction] = {}

    async def play(self) -> Archive:
        """The archive with the answers that were given in place of those that were wanted."""
        sections = list(self.archive.sections)
        settings: dict[str, Any] = {"goroot": str(goroot())}
        first: list[Section] = []
        while sections and " " not in sections[0].name:
            first.append(sections.pop(0))
            if first[-1].name == "settings":
                settings |= json.loads(first[-1].text)
            else:
                self.write(first[-1].name, first[-1].text)
        await self.client.launch(REAL)
        try:
            general = attrs.evolve(FULL.general, position_encodings=[lsp.PositionEncodingKind.Utf32])  # type: ignore[type-var]
            await self.client.begin(self.folder, attrs.evolve(FULL, general=general), settings)
            for section in first:
                if section.name.endswith(".go"):
                    self.texts[section.name] = section.text
                    self.client.open(self.folder / section.name, section.text)
            played = [*first]
            for section in sections:
                answer = await asyncio.wait_for(self.step(section), _PATIENCE)
                played.append(section if answer is None else Section(section.name, answer))
            await self.client.shutdown_session()
        finally:
            await self.client.stop()
        return Archive(self.archive.comment, played)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    async def step(self, section: Section) -> str | None:
        """The answer to what is wanted, None if nothing is."""
        verb, _, rest = section.name.partition(" ")
        if verb == "edit":
            self.edit(rest, section.text)
        elif verb == "replace":
            text = self.texts[rest]
            lines = section.text.splitlines()
            for old, new in zip(lines[::2], lines[1::2], strict=True):
                assert text.count(old) == 1, f"{rest}: {old!r} stands there {text.count(old)} times"
                text = text.replace(old, new)
            self.edit(rest, text)
        elif verb == "disk":
            await self.disk(rest, section.text)
        elif verb == "want":
            what, _, place = rest.partition(" ")
            return str(await getattr(self, f"want_{what}")(place))
        else:
            raise ValueError(f"{section.name}: no such section")
        return None

    def edit(self, name: str, text: str) -> None:
        self.texts[name] = text
        uri = uri_of(self.folder / name)
        self.client.change(uri, text)
        self.write(name, text)
        self.client.save(uri)

    async def disk(self, name: str, text: str) -> None:
        path = self.folder / name
        kind = lsp.FileChangeType.Changed if path.exists() else lsp.FileChangeType.Created
        if text:
            self.write(name, text)
        else:
            path.unlink()
            kind = lsp.FileChangeType.Deleted
        change = lsp.FileEvent(uri_of(path), kind)
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([change]))
        await asyncio.sleep(0.6)  # bursts of such changes are waited for

    # -- what can be wanted

    async def want_diagnostics(self, _: str) -> str:
        said = []
        for name in self.texts:
            for d in await self.diagnostics(name):
                code = d.code
                said.append(f"{name}:{_range(d.range)} {_SEVERITY[int(d.severity or 0)]} {code}: {d.message}\n")
                for step in d.related_information or ():
                    said.append(f"\t{self.name(step.location.uri)}:{_range(step.location.range)} {step.message}\n")
        return "".join(said)

    async def diagnostics(self, name: str) -> list[lsp.Diagnostic]:
        await self.complete()
        identifier = lsp.TextDocumentIdentifier(uri_of(self.folder / name))
        report = await self.client.text_document_diagnostic_async(lsp.DocumentDiagnosticParams(identifier))
        assert isinstance(report, lsp.RelatedFullDocumentDiagnosticReport)
        return sorted(report.items, key=lambda d: (d.range.start.line, d.range.start.character, str(d.code)))

    async def complete(self) -> None:
        """Wait for what the server still builds to make its answer whole; what stays partial is taken as it is."""
        with contextlib.suppress(TimeoutError):
            await self.client.until(lambda: self.client.statuses and self.client.statuses[-1].state == "idle", 8)

    async def want_hover(self, place: str) -> str:
        name, range_ = _place(place)
        await self.diagnostics(name)
        identifier = lsp.TextDocumentIdentifier(uri_of(self.folder / name))
        hover = await self.client.text_document_hover_async(lsp.HoverParams(identifier, range_.start))
        if hover is None:
            return ""
        assert isinstance(hover.contents, lsp.MarkupContent)
        said = hover.contents.value
        for folder in (self.folder, ROOT / "docs"):
            said = said.replace(uri_of(folder) + "/", "")
        return said.rstrip("\n") + "\n"

    async def want_hints(self, name: str) -> str:
        identifier = lsp.TextDocumentIdentifier(uri_of(self.folder / name))
        whole = lsp.Range(lsp.Position(0, 0), lsp.Position(1_000_000, 0))
        hints = await self.client.text_document_inlay_hint_async(lsp.InlayHintParams(identifier, whole))
        return "".join(f"{_position(h.position)} {h.label}\n" for h in hints or ())

    async def want_lenses(self, name: str) -> str:
        identifier = lsp.TextDocumentIdentifier(uri_of(self.folder / name))
        lenses = await self.client.text_document_code_lens_async(lsp.CodeLensParams(identifier))
        return "".join(f"{_range(x.range)} {x.command.title if x.command else ''}\n" for x in lenses or ())

    async def want_fixes(self, place: str) -> str:
        name, range_ = _place(place)
        identifier = lsp.TextDocumentIdentifier(uri_of(self.folder / name))
        params = lsp.CodeActionParams(identifier, range_, lsp.CodeActionContext([]))
        self.menu = {}
        for action in await self.client.text_document_code_action_async(params) or ():
            assert isinstance(action, lsp.CodeAction)
            self.menu[action.title] = action
        return "".join(f"{title}{' (preferred)' if a.is_preferred else ''}\n" for title, a in self.menu.items())

    async def want_fixed(self, what: str) -> str:
        name, _, title = what.partition(": ")
        action = await self.client.code_action_resolve_async(self.menu[title])
        assert action.edit is not None and action.edit.document_changes is not None
        for change in action.edit.document_changes:
            assert isinstance(change, lsp.TextDocumentEdit)
            if self.name(change.text_document.uri) == name:
                return _applied(self.texts[name], [e for e in change.edits if isinstance(e, lsp.TextEdit)])
        return self.texts[name]

    async def want_compiler(self, _: str) -> str:
        """The compiler's lines; ours, where they differ, are set beside them."""
        done = go(["build", "-gcflags=-m", "./..."], self.folder)
        theirs = {line.removeprefix("./") for line in done.stderr.splitlines() if _LINE.match(line)}
        engine = Engine(Options(goroot=str(goroot()), cgo=False))
        ours = set()
        for key in engine.resolve(["./..."], str(self.folder))[0]:
            for g in engine.analyze(key).gc_lines:
                if g.level == 1 and g.file.startswith(str(self.folder)):
                    ours.add(f"{Path(g.file).relative_to(self.folder).as_posix()}:{g.line}:{g.column}: {g.text}")
        said = [
            *theirs,
            *(f"missing here: {line}" for line in theirs - ours),
            *(f"extra: {line}" for line in ours - theirs),
        ]
        return "".join(f"{line}\n" for line in sorted(said, key=_in_order))

    def name(self, uri: str) -> str:
        return next((n for n in self.texts if uri_of(self.folder / n) == uri), uri.rpartition("/")[2])


_LINE = re.compile(r"^(?:\./)?[^\s:<][^:]*\.go:\d+:\d+: ")


def _in_order(line: str) -> tuple[str, int, int, str]:
    file, number, column, text = line.removeprefix(MISSING).removeprefix(EXTRA).split(":", 3)
    return file, int(number), int(column), text


def _position(p: lsp.Position) -> str:
    return f"{p.line + 1}:{p.character + 1}"


def _range(r: lsp.Range) -> str:
    if r.start.line == r.end.line:
        return f"{_position(r.start)}-{r.end.character + 1}"
    return f"{_position(r.start)}-{_position(r.end)}"


def _place(text: str) -> tuple[str, lsp.Range]:
    found = _PLACE.match(text)
    assert found is not None, f"{text}: not FILE:LINE:COLUMN"
    start = lsp.Position(int(found["line"]) - 1, int(found["column"]) - 1)
    end = lsp.Position(int(found["last"]) - 1, int(found["end"]) - 1) if found["last"] else start
    return found["file"], lsp.Range(start, end)


def _applied(text: str, edits: list[lsp.TextEdit]) -> str:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        a, b = (starts[p.line] + p.character for p in (edit.range.start, edit.range.end))
        text = text[:a] + edit.new_text + text[b:]
    return text
