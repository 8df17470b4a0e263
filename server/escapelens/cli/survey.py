"""Which packages a heap profile needs, analysed.

What: the user's own packages among those that a profile speaks of; and of others, those in which most of the rest was
allocated, the largest first, until what is left is not worth an analysis.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence

from escapelens.cli import git
from escapelens.cli.options import Trouble, root_of
from escapelens.cli.source import source_lines
from escapelens.common.heap import Heap
from escapelens.engine import Engine
from escapelens.profiles.folders import Folder, folder_of, import_paths
from escapelens.profiles.joining import Joiner, frames_of
from escapelens.profiles.model import Frame
from escapelens.profiles.moved import Moved, agrees
from escapelens.profiles.places import Atlas, Places

ENOUGH = 0.99  # of all samples in packages that are analysed
SMALL = 0.002  # a share that is no reason to analyse a package


class Survey:
    """engine, tester: without and with the packages' tests; own: keys of the user's packages."""

    def __init__(self, heap: Heap, engine: Engine, tester: Callable[[], Engine], own: Sequence[str], cwd: str) -> None:
        self.heap = heap
        self.cwd = cwd
        self.own = set(own)
        self._engine = engine
        self._tester = tester
        self._made: Engine | None = None
        self.frames: dict[str, list[Frame]] = {}  # by folder, as the profile names it
        self._weights: Counter[str] = Counter()  # bytes, by folder
        index = heap.profile.index(heap.kind)
        for sample in heap.profile.samples:
            stack = frames_of(sample)
            for frame in stack.chain + stack.below:
                self.frames.setdefault(folder_of(frame.file)[0], []).append(frame)
            if stack.chain and all(frame.function.startswith("runtime.") for frame in stack.above):
                for folder in {folder_of(frame.file)[0] for frame in stack.chain}:
                    self._weights[folder] += sample.values[index]
        self.keys = self._resolved()
        self.doubtful: list[str] = []  # files that are newer than the profile, of which no older text is known

    def engine_of(self, key: str) -> Engine:
        """The engine that knows the package with what the profile has of it: its tests, if any of them ran."""
        tested = any(
            frame.file.endswith("_test.go")
            for folder, known in self.keys.items()
            if known == key
            for frame in self.frames[folder]
        )
        if not tested:
            return self._engine
        if self._made is None:
            self._made = self._tester()
        return self._made

    def _resolved(self) -> dict[str, str]:
        """Package keys of the profile's folders."""
        paths = import_paths(frame for frames in self.frames.values() for frame in frames)
        found = {}
        for folder, path in paths.items():
            here = os.path.normpath(folder)
            if here in self.own:
                found[folder] = here
                continue
            keys = self._engine.resolve([path], self.cwd)[0] if path else []
            key = keys[0] if keys else here if os.path.isabs(here) and os.path.isdir(here) else self._alike(folder)
            if key:
                found[folder] = key
        return found

    def _alike(self, folder: str) -> str:
        """The user's package whose folder and files bear the names that the profile has, if there is just one."""
        names = {folder_of(frame.file)[1] for frame in self.frames[folder]}
        last = folder.rpartition("/")[2]
        found = [
            key
            for key in self.own
            if os.path.basename(key) == last and all(os.path.exists(os.path.join(key, name)) for name in names)
        ]
        return found[0] if len(found) == 1 else ""

    def wanted(self) -> list[str]:
        """Keys of the packages to analyse: the user's own, then others by what was allocated there."""
        own = list(
            dict.fromkeys(key for folder, key in self.keys.items() if key in self.own and folder in self._weights)
        )
        others = Counter[str]()
        for folder, key in self.keys.items():
            if key not in self.own:
                others[key] += self._weights[folder]
        chosen, total = own, max(self.heap.total, 1)
        left = sum(others.values())
        for key, weight in others.most_common():
            if left <= (1 - ENOUGH) * total or weight < SMALL * total:
                break
            chosen.append(key)
            left -= weight
        return chosen

    def joiner(self, packages: dict[str, Places]) -> Joiner:
        """packages: by key."""
        folders = {}
        for folder, key in self.keys.items():
            if key in packages:
                folders[folder] = packages[key].folder
            elif key in self.own:
                folders[folder] = Folder(key, "")  # nothing was allocated there, but what it called has
        own = {folder for name, folder in folders.items() if self.keys[name] in self.own}
        earlier: dict[str, Sequence[bytes]] = {}
        for key in packages:
            if key in self.own:
                earlier.update(self._earlier(key, packages[key]))
        return Joiner(Atlas(packages.values()), folders.get, lambda folder: folder in own, Moved(earlier, source_lines))

    def _earlier(self, key: str, places: Places) -> dict[str, Sequence[bytes]]:
        """Texts of the package's files from when the profile was made, of those that have changed since."""
        found = {}
        for path in places.files:
            name = os.path.basename(path)
            frames = [
                frame
                for folder, known in self.keys.items()
                if known == key
                for frame in self.frames[folder]
                if folder_of(frame.file)[1] == name
            ]
            if not frames or not self._newer(path):
                continue
            text = self._before(path, frames)
            if text is not None:
                found[path] = text
            else:
                self.doubtful.append(path)
        return found

    def _newer(self, path: str) -> bool:
        try:
            return os.stat(path).st_mtime_ns > self.heap.made
        except OSError:
            return False

    def _before(self, path: str, frames: Sequence[Frame]) -> Sequence[bytes] | None:
        """The text that git has of the time of the profile, if the profile's functions begin where it has them."""
        root = root_of(os.path.dirname(path))
        if root is None:
            return None
        try:
            texts = git.texts_before(root, path, self.heap.made // 1_000_000_000)
        except Trouble:
            return None
        for text in texts:
            lines = tuple(line.rstrip(b"\r") for line in text.split(b"\n"))
            if agrees(lines, frames):
                return lines
        return None
