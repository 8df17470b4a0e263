"""The compiler's own way to write expectations: `// ERROR "regexp" "regexp"` on the line that is spoken of.

Marks match the lines of a run one to one: a mark takes one line that its regular expression finds, and a line that no
mark takes is extra.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_MARK = re.compile(r"// ERROR (.*)$")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LINE = re.compile(r"^(?:\./)?(.+?\.go):(\d+)(?::\d+)?: (.*)$")

Said = tuple[str, int, str]
"""File (relative), line, text."""


def marks(root: Path) -> list[Said]:
    """All marks in the Go files below root."""
    found = []
    for path in sorted(root.rglob("*.go")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if mark := _MARK.search(line):
                found += [
                    (path.relative_to(root).as_posix(), number, m[1].replace('\\"', '"'))
                    for m in _QUOTED.finditer(mark[1])
                ]
    return found


def said(output: str) -> list[Said]:
    """The lines with a place in the compiler's output (or ours)."""
    found = (_LINE.match(line) for line in output.splitlines())
    return [(m[1], int(m[2]), m[3]) for m in found if m]


def compare(expected: Iterable[Said], actual: Iterable[Said]) -> tuple[list[str], list[str]]:
    """(missing, extra), each in words; both empty if marks and lines agree."""
    left = list(actual)
    missing = []
    for file, line, pattern in expected:
        hit = next((a for a in left if a[:2] == (file, line) and re.search(pattern, a[2])), None)
        if hit is None:
            missing.append(f"{file}:{line}: no line matches {pattern}")
        else:
            left.remove(hit)
    return missing, [f"{file}:{line}: no mark for {text}" for file, line, text in left]
