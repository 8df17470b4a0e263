"""What one state of the code allocates that another does not.

What: `allocations` reads a report as what is counted, one for each line of the compiler's, since a finding may speak
for several; `versus` pairs those of an older state with those of a newer one, the surest pairs first, each once. What
is left over is new or gone; a pair that pays more, or more often, than before has `grown`.
An older state is either a report, and then lines that a textual comparison finds again are the same line (`Lines`), or
what a baseline kept of one: no line numbers, so that code can move, and no file, so that files can be renamed.

Property: every allocation is in one pair at most, so where one of two equal ones goes, or a third comes, it is seen.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from escapelens.findings.model import PROMISE, Finding, PackageReport, Severity
from escapelens.record import dataclass, field, replace
from escapelens.regexp import regexp

Texts = Callable[[str], Sequence[bytes]]
"""Lines of a file by its path."""

_NUMBERED = regexp(r"(?<=\.autotmp_)\d+")  # by all that the compiler made before
_CLOSURE = regexp(r"(?:\.func\d+|-range\d+|\.gowrap\d+|\.deferwrap\d+|·\d+).*|\[.*\]")


@dataclass(frozen=True, slots=True)
class Allocation:
    """package: its import path; function: the declared one around it; what: the compiler's words; text: the line of
    source. size: bytes, None if not known. loop: it is in one. place, block: where it stands in terms of the newer
    text, None if nowhere or not known."""

    package: str
    function: str
    code: str
    what: str
    text: str
    size: int | None = None
    loop: bool = False
    place: tuple[str, int] | None = None
    block: tuple[str, int] | None = None
    finding: Finding | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """new, grown: the newer ones; gone: the older ones; kept: how many are as before."""

    new: tuple[Allocation, ...]
    gone: tuple[Allocation, ...]
    grown: tuple[tuple[Allocation, Allocation], ...]
    kept: int

    @property
    def more(self) -> bool:
        return bool(self.new or self.grown)


def allocations(
    reports: Iterable[PackageReport], texts: Texts, severity: Mapping[str, Severity]
) -> Iterator[Allocation]:
    """What reports say is allocated at run time, cold or hot, in their order. severity: as chosen by code; what is
    switched off there does not count, nor do leaking parameters unless they are switched on."""
    for report in reports:
        for path in sorted(report.files):
            lines = texts(path)
            for f in report.files[path].findings:
                chosen = severity.get(f.code, "off" if f.code == "leaking-param" else "hint")
                if f.ignored or f.often == "never" or chosen == "off" or f.code == PROMISE:
                    continue
                text = lines[f.span.line - 1].strip().decode("utf-8", "replace") if f.span.line <= len(lines) else ""
                function = _CLOSURE.sub("", f.function)
                place = path, f.span.line
                for what in _NUMBERED.sub("N", f.compiler).splitlines() or [str(f.message)]:
                    yield Allocation(
                        report.import_path, function, f.code, what, text, f.size, f.often == "loop", place, None, f
                    )


def versus(old: Sequence[Allocation], new: Sequence[Allocation]) -> Difference:
    """What is new, gone and grown."""
    pairs: list[tuple[Allocation, Allocation]] = []
    for name in _SAME:
        if not old or not new:
            break
        waiting: dict[object, deque[int]] = defaultdict(deque)
        for i, a in enumerate(old):
            if key := name(a):
                waiting[key].append(i)
        found: dict[int, int] = {}  # new -> old
        for j, b in enumerate(new):
            if waiting.get(key := name(b)):
                found[j] = waiting[key].popleft()
        pairs += [(old[i], new[j]) for j, i in found.items()]
        taken = set(found.values())
        old = [a for i, a in enumerate(old) if i not in taken]
        new = [b for j, b in enumerate(new) if j not in found]
    grown = tuple((a, b) for a, b in pairs if _pays_more(a, b))
    return Difference(tuple(new), tuple(old), grown, len(pairs) - len(grown))


# What is the same in two allocations that are the same one, the surest first.
_SAME: tuple[Callable[[Allocation], object], ...] = (
    lambda a: a.place and (a.place, a.code, a.what),
    lambda a: a.place and (a.place, a.what),
    lambda a: (a.package, a.function, a.code, a.what, a.text, a.size, a.loop),
    lambda a: (a.package, a.function, a.code, a.what, a.text),
    lambda a: (a.package, a.function, a.what, a.text),
    lambda a: a.block and (a.block, a.what),
    lambda a: None if a.block or a.place else (a.package, a.function, a.code, a.what),
    lambda a: a.text and (a.package, a.code, a.what, a.text),
    lambda a: a.text and (a.code, a.what, a.text),
)


def _pays_more(old: Allocation, new: Allocation) -> bool:
    if new.loop and not old.loop:
        return True
    return old.size is not None and new.size is not None and new.size > old.size


class Lines:
    """Lines of older texts found again in newer ones."""

    def __init__(self, old: Texts, new: Texts) -> None:
        self._old, self._new = old, new
        self._known: dict[str, tuple[dict[int, int], dict[int, int], dict[int, int]]] = {}

    def older(self, a: Allocation) -> Allocation:
        """An allocation of the older state, placed in terms of the newer."""
        if a.place is None:
            return a
        path, line = a.place
        same, blocks, _ = self._compare(path)
        return replace(
            a,
            place=(path, same[line]) if line in same else None,
            block=(path, blocks[line]) if line in blocks else (path, -line),
        )

    def newer(self, a: Allocation) -> Allocation:
        if a.place is None:
            return a
        path, line = a.place
        blocks = self._compare(path)[2]
        return replace(a, block=(path, blocks[line])) if line in blocks else a

    def now(self, path: str, line: int) -> int | None:
        """The line of the newer text that is this line of the older, None if it was changed or taken away."""
        return self._compare(path)[0].get(line)

    def _compare(self, path: str) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
        """Old line -> new line where they are the same; old and new line -> number of the edit that replaced one by
        the other. Lines count from 1."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = _compared(self._old(path), self._new(path))
        return known


def _compared(old: Sequence[bytes], new: Sequence[bytes]) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    same = {i + 1: i + 1 for i in range(head)}
    same.update({len(old) - i: len(new) - i for i in range(tail)})
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    from difflib import SequenceMatcher  # of use to comparisons of edited texts only

    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for number, (tag, i1, i2, j1, j2) in enumerate(matcher.get_opcodes(), 1):
        if tag == "equal":
            same.update({head + i1 + k + 1: head + j1 + k + 1 for k in range(i2 - i1)})
        elif tag == "replace":
            before.update({head + i + 1: number for i in range(i1, i2)})
            after.update({head + j + 1: number for j in range(j1, j2)})
    return same, before, after
