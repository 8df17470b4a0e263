"""Findings: what a person is told. Plain data in editor terms, no LSP type.

Spans are byte offsets in a file of the snapshot, half open, never empty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from escapelens.record import dataclass, field

# The stable codes of product.md, in its order.
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

Severity = Literal["off", "hint", "info", "warning"]


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes start..end of the file at path `file`; line and column (1-based, in bytes) of the start come along."""

    file: str
    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reason chain: where, and what happens there, in words."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One escape, or an allocation the compiler hides.

    code: of CODES. message: one sentence, why included. compiler: the compiler's own line(s) without position.
    size: bytes allocated, None if unknown. in_loop / in_goroutine: how often. partial: why the verdict may be
    incomplete ("" if it is not). key: stable identity within the function, for baselines.
    """

    code: str
    span: Span
    message: str
    compiler: str
    severity: Severity
    function: str
    steps: tuple[Step, ...] = ()
    advice: str = ""
    size: int | None = None
    in_loop: bool = False
    in_goroutine: bool = False
    partial: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What hover, inlay hints and lenses show where nothing escapes: kind is "does not escape", "can inline",
    "inlining call", "leaking param", "cannot inline"."""

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
class FileReport:
    path: str
    findings: tuple[Finding, ...] = ()
    answers: tuple[Answer, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """Of the last run: functions in the package, those analysed anew and those reused from the cache."""

    functions: int = 0
    analysed: int = 0
    reused: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class GcLine:
    """One line as the compiler prints it: file path, line, column (0: omitted), text; file "" for lines without one."""

    file: str
    line: int
    column: int
    text: str
    level: int


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
