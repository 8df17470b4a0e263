"""The files at one moment after another: texts of open editors over the disk.

What: a Host owns the overlays and knows when what was read from disk is out of date. `present` is the view of this
moment; a view is a Loader, which answers every question in the same way for good. `fork` is a view with other texts in
it, of which nobody else learns: a fix is proven in one.
Counterpart: rust-analyzer's AnalysisHost and Analysis, gopls' session and snapshots.
Property: no question to a view, and no fork of it, changes what another answers.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping

from escapelens.packages.config import BuildConfig
from escapelens.packages.files import Disk, Entry, FileSystem, Identity, Question
from escapelens.packages.load import Loader


class _Past(Disk):
    """The disk without some files, which there once were not."""

    __slots__ = ("_absent",)

    def __init__(self, absent: frozenset[str], before: Disk | None = None) -> None:
        super().__init__(before)
        self._absent = absent

    def stat(self, path: str) -> Identity | None:
        return None if path in self._absent else super().stat(path)

    def entries(self, directory: str) -> list[Entry]:
        return [e for e in super().entries(directory) if os.path.join(directory, e[0]) not in self._absent]

    def digest(self, path: str) -> bytes:
        return super().digest(self._present(path))

    def read(self, path: str) -> bytes:
        return super().read(self._present(path))

    def _present(self, path: str) -> str:
        if path in self._absent:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return path


class Host:
    def __init__(self, config: BuildConfig) -> None:
        self._absent: frozenset[str] = frozenset()
        self._overlays: dict[str, bytes] = {}
        self._edited: set[str] = set()  # paths whose overlay is another than in _view
        self._view = Loader(config, FileSystem())

    def set_overlay(self, path: str, text: bytes | None) -> None:
        """Text of an unsaved buffer; None: the disk counts again."""
        path = os.path.normpath(path)
        if self._overlays.get(path) == text:
            return
        self._edited.add(path)
        if text is None:
            del self._overlays[path]
        else:
            self._overlays[path] = text

    def present(self) -> Loader:
        """The overlays as they are now, over the disk as it was when it was last looked at."""
        if self._edited:
            fs = self._view.fs.with_overlays(self._overlays)
            view = self._view.edited(fs, self._edited)
            if view is None:
                return self.renew()
            self._view = view
            self._edited.clear()
        return self._view

    def renew(self) -> Loader:
        """The overlays and the disk as they are now."""
        fs = self._view.fs.later(self._overlays)
        if self._absent:
            fs = FileSystem(self._overlays, _Past(self._absent, fs.disk))
        self._view = self._view.next(fs)
        self._edited.clear()
        return self._view

    def look_back(self, texts: Mapping[str, bytes], absent: Iterable[str]) -> None:
        """Another state of the files from now on: these texts, and without the files that are absent."""
        self._overlays = {os.path.normpath(path): text for path, text in texts.items()}
        self._absent = frozenset(map(os.path.normpath, absent))
        self.renew()

    def stale(self, watched: Iterable[Question]) -> bool:
        """Whether the disk says something else by now, where no overlay speaks. Asks for metadata only."""
        return self._view.fs.disk.changed(q for q in watched if q[1] not in self._overlays)

    def fork(self, texts: Mapping[str, bytes]) -> Loader:
        """The present with other texts of some files."""
        view = self.present()
        fs = view.fs.with_overlays({**view.fs.overlays, **texts})
        return view.edited(fs, texts) or view.next(fs)
