"""A heap profile as plain values.

Counterpart: `github.com/google/pprof/proto/profile.proto`, as `runtime/pprof/protomem.go` fills it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from escapelens.record import dataclass, replace

KINDS = ("alloc_space", "alloc_objects", "inuse_space", "inuse_objects")


class Malformed(Exception):
    """No profile, or not one of the heap; the message is one line."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A function that was running. function: by its linker name, `example.com/m/p.(*T).M`; file as the compiler
    recorded it; line, and the line on which the function starts, 0 if not known."""

    function: str
    file: str
    line: int
    start: int = 0


Location = tuple[Frame, ...]
"""One place of the machine code: what was inlined there, innermost first, and the function compiled last."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was allocated by one stack, leaf first. values: one for each kind of the profile; size: bytes of each
    object, 0 if not known."""

    stack: tuple[Location, ...]
    values: tuple[int, ...]
    size: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """kinds: names of the samples' values; time: of its end, in nanoseconds since 1970, 0 if not known."""

    kinds: tuple[str, ...]
    samples: tuple[Sample, ...]
    time: int = 0

    def index(self, kind: str) -> int:
        """Which of a sample's values is asked for. Raises Malformed."""
        if kind not in self.kinds:
            raise Malformed(f"no {kind} in it: it has {', '.join(self.kinds) or 'no samples'}")
        return self.kinds.index(kind)

    def minus(self, base: Profile) -> Profile:
        """What was allocated since an earlier profile of the same program. What was given back counts as nothing.
        Raises Malformed if the two do not have the same kinds."""
        if base.kinds != self.kinds:
            raise Malformed(f"the base has {', '.join(base.kinds)}, the profile {', '.join(self.kinds)}")
        before: dict[tuple[tuple[Location, ...], int], Counter[int]] = {}
        for sample in base.samples:
            before.setdefault((sample.stack, sample.size), Counter()).update(dict(enumerate(sample.values)))
        return replace(self, samples=tuple(self._without(before)))

    def _without(self, before: dict[tuple[tuple[Location, ...], int], Counter[int]]) -> Iterator[Sample]:
        for sample in self.samples:
            known = before.get((sample.stack, sample.size))
            if known is None:
                yield sample
                continue
            values = tuple(max(value - known[i], 0) for i, value in enumerate(sample.values))
            known.subtract({i: min(value, known[i]) for i, value in enumerate(sample.values)})
            if any(values):
                yield replace(sample, values=values)
