"""The heap profile that the user has named, laid over what is said of each package.

What: on the worker thread. The profile is read when it is first needed, and again when its file has changed. Of each
package those samples count that went through its code; lines are those of the texts on disk when the profile was read,
if these are not newer than the profile, and are found again in the newest texts.
Property: a report that did not change, with shares that did not, stays the identical object.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from escapelens.common import heap
from escapelens.common.settings import Settings
from escapelens.engine import Engine
from escapelens.findings.model import FileReport, Finding, Measured, PackageReport, Shown
from escapelens.lsp.documents import read
from escapelens.lsp.positions import Text
from escapelens.profiles.folders import Folder, folder_of, import_paths
from escapelens.profiles.joined import laid_over, measured
from escapelens.profiles.joining import Joiner, frames_of
from escapelens.profiles.model import Frame, Malformed, Sample
from escapelens.profiles.moved import Moved
from escapelens.profiles.places import Atlas
from escapelens.record import replace

Stamp = tuple[str, int, int]


@dataclass(slots=True, eq=False)
class Loaded:
    """A profile: its samples by the folders that its allocating functions lie in, and these folders' import paths."""

    heap: heap.Heap
    total: int
    samples: dict[str, list[Sample]]
    paths: dict[str, str]
    earlier: dict[str, Sequence[bytes] | None] = field(default_factory=dict)

    def text(self, path: str) -> Sequence[bytes] | None:
        """Lines of a file as they were when the profile was made; None if that is not known."""
        if path not in self.earlier:
            self.earlier[path] = _unchanged_since(path, self.heap.made)
        return self.earlier[path]


class Profiles:
    """One per session."""

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._loaded: Loaded | None = None
        self._wrong = ""  # with what is in the file
        self._reports: dict[str, tuple[FileReport, list[tuple[Measured | None, Shown]], FileReport]] = {}

    def over(
        self,
        settings: Settings,
        folders: Sequence[str],
        engine: Engine,
        key: str,
        report: PackageReport,
        seen: Mapping[str, tuple[int, Text]],
    ) -> tuple[PackageReport, tuple[str, ...]]:
        """The report with shares by the profile of the settings, and what is wrong with that. folders: of the
        workspace, which its name is relative to; seen: the open documents as they were analysed."""
        if not settings.profile:
            self._stamp, self._loaded = None, None
            return report, ()
        try:
            loaded = self._load(settings.profile, folders)
        except Malformed as error:
            return report, (f"escapelens.profile: {error}",)

        def now(path: str) -> Sequence[bytes]:
            return _lines(seen[path][1].data if path in seen else read(path))

        here = [
            folder
            for folder, path in loaded.paths.items()
            if os.path.normpath(folder) == report.dir or (path and path == report.import_path)
        ]
        samples = tuple({id(sample): sample for folder in here for sample in loaded.samples[folder]}.values())
        places = engine.places(key)
        known = dict.fromkeys(here, Folder(report.dir, report.import_path))
        earlier = {path: lines for path in report.files if (lines := loaded.text(path)) is not None}
        joiner = Joiner(Atlas([places]), known.get, lambda _: True, Moved(earlier, now))
        part = replace(loaded.heap.profile, samples=samples)
        joined = laid_over(part, loaded.heap.kind, joiner, loaded.total)
        return self._kept(report, measured(report, joined, settings.severity)), ()

    def _load(self, name: str, folders: Iterable[str]) -> Loaded:
        """Raises Malformed."""
        found = [os.path.join(folder, name) for folder in folders]
        path = next((path for path in found if os.path.isfile(path)), found[0] if found else name)
        try:
            status = os.stat(path)
        except OSError as error:
            raise Malformed(f"{path}: {error.strerror}") from error
        stamp = path, status.st_mtime_ns, status.st_size
        if self._stamp != stamp:
            self._loaded, self._stamp, self._wrong = None, stamp, ""
            try:
                self._loaded = _loaded(heap.read(path))
            except Malformed as error:
                self._wrong = str(error)
        if self._loaded is None:
            raise Malformed(self._wrong)
        return self._loaded

    def _kept(self, before: PackageReport, after: PackageReport) -> PackageReport:
        files = {}
        for path, file in after.files.items():
            said = [(f.measured, f.severity) for f in file.findings]
            known = self._reports.get(path)
            if known is None or known[0] is not before.files[path] or known[1] != said:
                known = self._reports[path] = before.files[path], said, file
            files[path] = known[2]
        return replace(after, files=files)


def _loaded(read: heap.Heap) -> Loaded:
    samples: dict[str, list[Sample]] = {}
    frames: list[Frame] = []
    for sample in read.profile.samples:
        chain = frames_of(sample).chain
        frames += chain
        for folder in {folder_of(frame.file)[0] for frame in chain}:
            samples.setdefault(folder, []).append(sample)
    return Loaded(read, read.total, samples, import_paths(frames))


def _unchanged_since(path: str, made: int) -> Sequence[bytes] | None:
    try:
        return _lines(read(path)) if os.stat(path).st_mtime_ns <= made else None
    except OSError:
        return None


def _lines(text: bytes) -> tuple[bytes, ...]:
    return tuple(line.rstrip(b"\r") for line in text.split(b"\n"))


def hottest(findings: Iterable[Finding]) -> list[Finding]:
    """Those that the profile has samples of, the largest share first."""
    sampled = [f for f in findings if f.measured is not None and f.measured.share and not f.ignored]
    return sorted(sampled, key=lambda f: (-f.measured.share if f.measured else 0.0, f.span.file, f.span.start))
