"""The engine: packages in, reports out; snapshots and the per-function cache.

The front ends talk to this module only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from escapelens.findings.model import PackageReport, Severity, Stats
from escapelens.fixes.model import Fix


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that change answers. go_version: release imitated ("1.27"); goroot: "" = the std facts that ship."""

    goos: str = "linux"
    goarch: str = "amd64"
    build_tags: tuple[str, ...] = ()
    cgo: bool = False
    go_version: str = "1.27"
    goroot: str = ""
    tests: bool = False
    no_inline: bool = False
    severity: dict[str, Severity] = field(default_factory=dict)


class Engine:
    """One per front end. Not thread-safe: calls come from one worker thread at a time."""

    def __init__(self, options: Options | None = None, cache_dir: str | None = None) -> None:
        self.options = options or Options()
        raise NotImplementedError

    def set_overlay(self, path: str, text: bytes | None) -> None:
        """Text of an unsaved buffer; None: the disk counts again."""
        raise NotImplementedError

    def resolve(self, patterns: list[str], cwd: str) -> tuple[list[str], list[str]]:
        """Patterns as for go build -> (package keys for `analyze`, one error line for each that matched nothing)."""
        raise NotImplementedError

    def package_of(self, path: str) -> str | None:
        """The key of the package that the file at `path` belongs to."""
        raise NotImplementedError

    def analyze(self, key: str, *, background: bool = False) -> PackageReport:
        """Report on the package; only what changed since the last call is analysed anew."""
        raise NotImplementedError

    def fixes(self, key: str, path: str, start: int, end: int) -> list[Fix]:
        """Candidate quick fixes that touch bytes start..end of the file, not yet proven."""
        raise NotImplementedError

    def prove(self, key: str, fix: Fix) -> Fix | None:
        """The fix with its edits, if re-analysis shows that it wins; else None."""
        raise NotImplementedError

    def stats(self, key: str) -> Stats:
        raise NotImplementedError
