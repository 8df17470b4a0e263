"""Samples to the places that allocated them.

What: of a stack, the frames of the run time at the leaf are set aside; the next is where the program allocated. If it
was inlined, it stands in the body of each of the functions around it, down to the one that was compiled, and any of
these may be where a finding speaks of it: in the inlined function on its own line, in the others on the line of the
call. The innermost one in the user's own packages counts, then the innermost of all; where no finding speaks, the
ledger's site there, or what the run time's own frames say, gives the allocation its name.

Code that has moved since is found by text or by its function (`moved.py`); what has changed is without a place.

Property: each sample counts once; every place is on the line that the sample names, as it stands now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import lru_cache

from escapelens.findings.model import Finding
from escapelens.ledger.heap import TINY, object_size
from escapelens.profiles.folders import Folder, folder_of, is_runtime
from escapelens.profiles.model import Frame, Profile, Sample
from escapelens.profiles.moved import Moved
from escapelens.profiles.names import split, without_arguments
from escapelens.profiles.places import Atlas, Place
from escapelens.profiles.runtime import OF_SITE, named
from escapelens.record import dataclass

MAP_GROUPS = 8  # doublings until a map has a second table (internal/runtime/maps: maxTableCapacity)
CHANGED = "the line has changed since the profile was made"

Where = Callable[[str], Folder | None]
"""The package that lies in a folder of the profile."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a sample belongs. path: of a file here, or as the profile names it; line: as it is here now. name: of the
    run-time allocation, "" if a finding speaks of it, or nothing is known. unknown: why nothing is. stale: the function
    has moved or changed since the profile was made. calls: findings of the calls that brought its body elsewhere."""

    path: str
    line: int
    function: str
    finding: Finding | None = None
    name: str = ""
    unknown: str = ""
    stale: str = ""
    calls: tuple[Finding, ...] = ()

    @property
    def joined(self) -> bool:
        return self.finding is not None or self.name != ""


@dataclass(frozen=True, slots=True)
class Level:
    """One function around an allocation: in whose body, on which line; linker: its name as the profile has it; callees:
    the inlined calls from there on."""

    folder: Folder
    file: str
    path: str
    line: int
    linker: str
    function: str
    callees: tuple[str, ...]
    own: bool
    stale: str = ""


class Joiner:
    """where: of a folder as the profile names it; own: the packages that the user asks about; moved: files that have
    changed since the profile was made."""

    def __init__(self, atlas: Atlas, where: Where, own: Callable[[Folder], bool], moved: Moved) -> None:
        self.atlas = atlas
        self.moved = moved
        self.own = own
        self._where = lru_cache(maxsize=None)(where)

    def join(self, profile: Profile) -> Iterable[tuple[Sample, Spot]]:
        spots: dict[tuple[tuple[Frame, ...], int], Spot] = {}
        for sample in profile.samples:
            stack = frames_of(sample)
            key = (stack.above + stack.chain, sample.size)
            spot = spots.get(key)
            if spot is None:
                spot = spots[key] = self._spot(stack, sample.size)
            yield sample, spot

    def caller(self, sample: Sample) -> tuple[str, int] | None:
        """The innermost line of the user's own packages that led to an allocation in another package."""
        stack = frames_of(sample)
        for frame in stack.chain + stack.below:
            directory, name = folder_of(frame.file)
            folder = self._where(directory)
            if folder is not None and self.own(folder):
                path = os.path.join(folder.dir, name) if folder.dir else frame.file
                return path, self._now(folder, path, split(frame.function)[1], frame)[0]
        return None

    def _spot(self, stack: Stack, size: int) -> Spot:
        above, chain = stack.above, stack.chain
        if not chain:
            name = named(above)
            leaf = above[0] if above else Frame("", "", 0)
            return Spot(leaf.file, leaf.line, leaf.function, name=name, unknown="" if name else "the run time")
        leaf = chain[0]
        if any(not frame.function.startswith(("runtime.", "internal/runtime/")) for frame in above):
            name = named(above)
            if name:  # the program called the run time by a name of another package
                return Spot(leaf.file, leaf.line, leaf.function, name=name)
        levels = self._levels(stack)
        if not levels:
            return Spot(leaf.file, leaf.line, leaf.function, unknown="its package is not known here")
        found = [(level, place) for level in levels if (place := self._place(level, size)) is not None]
        spoken = [
            (level, place.finding)
            for level, place in found
            if place.finding is not None and place.site.kind == found[0][1].site.kind
        ]
        if spoken:
            level, finding = min(spoken, key=lambda x: not x[0].own)
            calls = tuple(f for _, f in spoken if f is not finding)
            return Spot(level.path, level.line, level.linker, finding, stale=level.stale, calls=calls)
        if found:
            level, place = min(found, key=lambda x: not x[0].own)
            return Spot(place.path, level.line, level.linker, name=OF_SITE[place.site.kind], stale=level.stale)
        for level in levels:
            for called in self.atlas.runtime_calls(level.folder, level.file, level.line):
                name = named([Frame(called, "", 0)]) or called
                return Spot(level.path, level.line, level.linker, name=name, stale=level.stale)
        level = levels[0]
        why = CHANGED if level.stale else "nothing here is known to allocate"
        return Spot(level.path, level.line or leaf.line, level.linker, unknown=why, stale=level.stale)

    def _levels(self, stack: Stack) -> list[Level]:
        """The functions around an allocation, innermost first, in packages that are known."""
        levels = []
        callees: tuple[str, ...] = ()
        for frame in stack.inlined:
            callees = (".".join(split(frame.function)), *callees)
        for frame in stack.chain:
            directory, name = folder_of(frame.file)
            folder = self._where(directory)
            package, function = split(frame.function)
            if folder is not None and self.atlas.has(folder):
                path = os.path.join(folder.dir, name) if folder.dir else frame.file
                line, stale = self._now(folder, path, function, frame)
                levels.append(
                    Level(folder, name, path, line, frame.function, function, callees, self.own(folder), stale)
                )
            callees = (f"{package}.{function}", *callees)
        return levels

    def _now(self, folder: Folder, path: str, function: str, frame: Frame) -> tuple[int, str]:
        """The frame's line as things stand (0: nowhere), and what has happened to it since the profile was made."""
        if self.moved.knows(path):
            line = self.moved.line(path, frame.line) or 0
            return line, "" if line == frame.line else "moved" if line else CHANGED
        starts = self.atlas.starts(folder, folder_of(path)[1], function)
        if not frame.start or frame.start in starts or len(starts) > 1:
            return frame.line, ""
        return (frame.line + starts[0] - frame.start, "moved") if starts else (frame.line, "")

    def _place(self, level: Level, size: int) -> Place | None:
        """What has allocated an object of this size there: a site that can have, those of one size before others."""
        found = self.atlas.at(level.folder, level.file, level.line, level.callees)
        if self.atlas.starts(level.folder, level.file, level.function):
            found = [place for place in found if place.function == level.function]
        fitting = [(rank, place) for place in found if (rank := fits(place, size)) is not None]
        return min(fitting, key=lambda x: (x[0], x[1].finding is None, x[1].offset))[1] if fitting else None


def fits(place: Place, size: int) -> int | None:
    """How well an object of `size` bytes (0: not known) goes with a site: 0 exactly, 1 as any; None: not at all."""
    site, fixed = place.site, place.site.size.fixed
    if site.kind == "entry":
        return 0 if size in _groups(site.size.each, site.size.pointers) else 1
    if size == 0 or site.size.each or site.objects > 1 or site.growth is not None or not fixed or site.kind == "map":
        return 1
    taken = object_size(fixed, site.size.pointers)
    return 0 if size in (fixed, taken) or (taken < TINY and size == TINY) else None


@lru_cache(maxsize=1024)
def _groups(group: int, pointers: bool) -> frozenset[int]:
    """Sizes of the arrays of groups that a map has as it grows."""
    return frozenset(object_size(group << n, pointers) for n in range(MAP_GROUPS))


@dataclass(frozen=True, slots=True)
class Stack:
    """A sample's frames. above: those of the run time at the leaf; inlined: of these, those that were inlined into the
    program; chain: those that share the machine code of the function that allocated, innermost first; below: its
    callers."""

    above: tuple[Frame, ...]
    inlined: tuple[Frame, ...] = ()
    chain: tuple[Frame, ...] = ()
    below: tuple[Frame, ...] = ()


def frames_of(sample: Sample) -> Stack:
    above: tuple[Frame, ...] = ()
    for i, location in enumerate(sample.stack):
        for k, frame in enumerate(location):
            if not is_runtime(frame):
                below = tuple(f for later in sample.stack[i + 1 :] for f in later)
                return Stack(above + location[:k], location[:k], location[k:], below)
        above += location
    return Stack(above)


def plain(function: str) -> str:
    """A function as a profile names it, for people."""
    package, name = split(function)
    return f"{package.rpartition('/')[2]}.{without_arguments(name)}"
