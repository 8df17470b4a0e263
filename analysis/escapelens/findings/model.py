"""Findings: what a person is told. Plain data in editor terms, no LSP type.

Spans are byte offsets in a file of the snapshot, half open, never empty. What there are many of, and is made anew
whenever text moves, are msgspec's structs: they are made in half the time of records.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from escapelens.record import dataclass, field

# The stable codes, in the order of docs/codes.md.
CODES = (
    "returned",
    "outlives-scope",
    "captured",
    "boxed",
    "dynamic-call",
    "sent",
    "stored",
    "too-large",
    "unknown-size",
    "append-growth",
    "goroutine",
    "deferred",
    "leaking-param",
    "runtime-alloc",
)

MARK = "mark"  # what notices are called where findings have their code
PROMISE = "promise"  # the code of findings that are no scenario, but a promise broken (promises.py)

Severity = Literal["off", "hint", "info", "warning"]
Shown = Literal["off", "hint", "info", "warning", "error"]

# How often it is paid: not at all, on rare paths, once per call (or by some calls only), by every call of a function
# that is called from a loop or run by a goroutine, in a loop.
Often = Literal["never", "cold", "once", "hot", "loop"]


class Span(Struct, frozen=True, gc=False):
    """Bytes start..end of the file at path `file`; line and column (1-based, in bytes) of the start come along.

    In a file of an imported package, of which facts are all that is known, line and column alone are those of the file:
    facts hold a part of its text."""

    file: str
    start: int
    end: int
    line: int
    column: int


class Step(Struct, frozen=True, gc=False):
    """One step of a reason chain: where, and what happens there, in words."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a heap profile says of a finding. kind: of samples, as `alloc_space`; share: of all that was sampled, 0 to
    1; bytes, objects: its own; calls: the share of bodies that were inlined from here, counted where they are written.
    stale: the function has moved or changed since."""

    kind: str
    share: float
    bytes: int
    objects: int
    calls: float = 0.0
    stale: bool = False


class Finding(Struct, frozen=True, gc=False):
    """One escape, or an allocation the compiler hides.

    code: of CODES, or PROMISE. message: one sentence, why included. compiler: the compiler's line(s) without position.
    size: bytes allocated, None if unknown. in_loop / in_goroutine: how often. partial: why the verdict may be
    incomplete ("" if it is not). key: stable identity within the function, for baselines. ignored: why a mark in the
    source accepts it; asserted: the mark that it is against (marks.py). often: how often it is paid; cold: why that is
    rarely ("error", "log", …). part_of: key of the finding that speaks for this one too, since both have one cause; it
    is off then. measured: by a heap profile, None if there is none.
    """

    code: str
    span: Span
    message: str
    compiler: str
    severity: Shown
    function: str
    steps: tuple[Step, ...] = ()
    advice: str = ""
    size: int | None = None
    in_loop: bool = False
    in_goroutine: bool = False
    partial: str = ""
    key: str = ""
    ignored: str = ""
    asserted: str = ""
    often: Often = "once"
    cold: str = ""
    part_of: str = ""
    measured: Measured | None = None


class Findings(Sequence[Finding]):
    """Findings that are made when somebody looks at them, and equal to any that are the same."""

    __slots__ = ()

    @abstractmethod
    def numbers_shown(self) -> Sequence[int]:
        """Of those that are not switched off."""

    @abstractmethod
    def but(self, said: Mapping[int, Finding]) -> Findings:
        """The same with something else said by some of them, by number, at their places."""

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Findings | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True, slots=True)
class Answer:
    """What hover, inlay hints and lenses show where nothing escapes: kind is "does not escape", "can inline",
    "inlining call", "leaking param", "cannot inline", or "may escape" where code in error decides."""

    kind: str
    span: Span
    text: str
    function: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why (part of) a file could not be analysed: syntax error, missing import, cgo, unreadable file."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be said of a mark in the source. unused: it can go."""

    span: Span
    message: str
    unused: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """say_answers makes `answers` when somebody wants them: they are many, and few look at them."""

    path: str
    findings: Sequence[Finding] = ()
    say_answers: Callable[[], tuple[Answer, ...]] = tuple
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The compiler's other verdicts, in the order of the text."""
        return self.say_answers()

    @property
    def shown(self) -> Sequence[Finding]:
        """The findings that are not switched off."""
        return [self.findings[i] for i in self.numbers_shown]

    @property
    def numbers_shown(self) -> Sequence[int]:
        """Of the findings that are not switched off."""
        said = self.findings
        return (
            said.numbers_shown()
            if isinstance(said, Findings)
            else [i for i, f in enumerate(said) if f.severity != "off"]
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FileReport):
            return NotImplemented
        mine, theirs = ((f.path, f.findings, f.problems, f.notices) for f in (self, other))
        if mine != theirs:
            return False
        # Who can tell without making them does (`placing.Later`): they would stay.
        told = type(self.say_answers).__eq__(self.say_answers, other.say_answers)  # type: ignore[call-arg]
        return self.answers == other.answers if told is NotImplemented else bool(told)

    def __hash__(self) -> int:
        return hash((self.path, tuple(self.findings)))


@dataclass(frozen=True, slots=True)
class Stats:
    """Of the last run: functions in the package, those analysed anew and those reused from the cache."""

    functions: int = 0
    analysed: int = 0
    reused: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class GcLine:
    """One line as the compiler prints it: file path, line, column (0: omitted), text; file "" for lines without one.

    foreign: it stands in a file of another package, or `<autogenerated>`.
    """

    file: str
    line: int
    column: int
    text: str
    level: int
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class PackageReport:
    """Everything known of one package at one snapshot. say_lines makes `gc_lines` when somebody wants them."""

    import_path: str
    dir: str
    files: dict[str, FileReport] = field(default_factory=dict)
    say_lines: Callable[[], tuple[GcLine, ...]] = tuple
    stats: Stats = Stats()
    partial: tuple[str, ...] = ()

    @property
    def gc_lines(self) -> tuple[GcLine, ...]:
        """The compiler's lines, in its order."""
        return self.say_lines()
