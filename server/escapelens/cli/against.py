"""`check --baseline`, `--write-baseline` and `--diff`: what is compared with what.

A baseline is a file of what was accepted once: JSON, an allocation a line, sorted, without line numbers and file names.
A revision is analysed beside the working tree, its files as overlays, those packages that hang on a file that differs.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec

from escapelens.cli import git
from escapelens.cli.options import Trouble
from escapelens.cli.source import source_lines
from escapelens.engine import Engine
from escapelens.findings.model import PROMISE, Finding, PackageReport, Severity
from escapelens.findings.versus import Allocation, Difference, Lines, allocations, versus
from escapelens.packages.files import is_relevant, read_file
from escapelens.record import replace

VERSION = 1
Choose = Callable[[PackageReport], PackageReport]
_OTHERS = ("vendor/modules.txt",)  # what counts beside `is_relevant`


class Entry(msgspec.Struct, omit_defaults=True, frozen=True):
    """One line of a baseline; count: how many there are that look the same."""

    package: str
    function: str
    code: str
    what: str
    text: str = ""
    size: int | None = None
    loop: bool = False
    count: int = 1


class Baseline(msgspec.Struct):
    version: int
    findings: list[Entry]


def write_baseline(path: str, found: Sequence[Allocation]) -> int:
    """Write what was found; how many. Raises Trouble."""
    counts = Counter(Entry(a.package, a.function, a.code, a.what, a.text, a.size, a.loop) for a in found)
    entries = [msgspec.structs.replace(entry, count=n) for entry, n in counts.items()]
    entries.sort(key=lambda e: (*msgspec.structs.astuple(e)[:5], e.size or 0, e.loop))
    lines = ",\n".join(msgspec.json.encode(entry).decode() for entry in entries)
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n')
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from error
    return len(found)


def against_baseline(path: str, found: Sequence[Allocation]) -> Difference:
    """What was found beside what the file holds of the same packages. Raises Trouble."""
    try:
        with open(path, "rb") as file:
            kept = msgspec.json.decode(file.read(), type=Baseline)
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise Trouble(f"{path}: no baseline: {error}") from error
    if kept.version != VERSION:
        raise Trouble(f"{path}: a baseline of version {kept.version}; write it anew with --write-baseline")
    old = [
        Allocation(e.package, e.function, e.code, e.what, e.text, e.size, e.loop)
        for e in kept.findings
        for _ in range(e.count)
    ]
    return versus(old, [replace(a, place=None) for a in found])


class Past:
    """A revision beside the working tree. texts: of the files that differ, by path; absent: those it does not have."""

    def __init__(self, folder: str, name: str) -> None:
        """Raises Trouble."""
        self._revision = revision = git.revision(folder, name)
        self.name = name
        self.texts: dict[str, bytes] = {}
        names: dict[str, str] = {}
        for path, blob in revision.files.items():
            if _counts(path):
                try:
                    same = git.blob_name(read_file(path), blob) == blob
                except OSError:
                    same = False
                if not same:
                    names[path] = blob
        contents = dict(git.blobs(revision.root, names.values()))
        self.texts = {path: contents[blob] for path, blob in names.items()}
        self.absent = {path for path in git.tracked(revision.root) if _counts(path) and path not in revision.files}

    def difference(
        self,
        present: Engine,
        make: Callable[[], Engine],
        patterns: list[str],
        cwd: str,
        reports: Mapping[str, PackageReport],
        choose: Choose,
        severity: Mapping[str, Severity],
    ) -> Difference:
        """What the working tree, on which there are reports by key, adds and takes away."""
        changed = {*self.texts, *self.absent}
        if not changed:
            return Difference((), (), (), sum(1 for _ in allocations(reports.values(), source_lines, severity)))
        before = make()
        before.look_back(self.texts, self.absent)
        keys, _ = before.resolve(patterns, cwd)
        old_keys = [key for key in keys if key not in reports or present.hangs_on(key, changed)]
        new_keys = [key for key in reports if key not in keys or key in old_keys]
        old = [choose(before.analyze(key)) for key in old_keys]
        lines = Lines(self._lines, source_lines)
        return versus(
            [lines.older(a) for a in allocations(old, self._lines, severity)],
            [lines.newer(a) for a in allocations([reports[key] for key in new_keys], source_lines, severity)],
        )

    def _lines(self, path: str) -> Sequence[bytes]:
        if path in self.absent:
            return ()
        text = self.texts.get(path)
        return source_lines(path) if text is None else tuple(line.rstrip(b"\r") for line in text.split(b"\n"))


def _counts(path: str) -> bool:
    name = os.path.basename(path)
    return is_relevant(name) or path.replace(os.sep, "/").endswith(_OTHERS)


def only_new(reports: Sequence[PackageReport], difference: Difference) -> list[PackageReport]:
    """The reports with what is new or has grown; it is shown, whatever its severity."""
    more = (*difference.new, *(b for _, b in difference.grown))
    lines = {(a.finding.span.file, a.finding.span.line, a.what) for a in more if a.finding is not None}

    new = {id(a.finding) for a in more}

    def wanted(finding: Finding) -> bool:
        return id(finding) in new or finding.code == PROMISE

    def shown(finding: Finding) -> Finding:
        return replace(finding, severity="hint") if finding.severity == "off" else finding

    return [
        replace(
            report,
            files={
                path: replace(file, findings=tuple(shown(f) for f in file.findings if wanted(f)))
                for path, file in report.files.items()
            },
            say_lines=lambda report=report: tuple(
                line for line in report.gc_lines if (line.file, line.line, line.text) in lines
            ),
        )
        for report in reports
    ]
