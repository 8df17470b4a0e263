"""`--format=gc`: the compiler's lines as `go build -gcflags=-m` prints them.

Counterpart: cmd/go/internal/work/shell.go: reportCmd; base/path.go: ShortPath. The package's folder and those above it
are written relative to the current directory where that is shorter, by replacing text, as cmd/go does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Container

from escapelens.findings.model import GcLine, PackageReport


def show(report: PackageReport, level: int, cwd: str, folders: Container[str] | None = ()) -> None:
    sys.stdout.write(render(report, level, cwd, folders))


def render(report: PackageReport, level: int, cwd: str, folders: Container[str] | None = ()) -> str:
    """The package's output, header included; "" if there is nothing to say.

    folders: of the lines in other packages' files, those in these folders are printed, too; None: in all.
    """
    lines = [
        line_text(line)
        for line in report.gc_lines
        if line.level <= level and (folders is None or not line.foreign or os.path.dirname(line.file) in folders)
    ]
    if not lines:
        return ""
    return f"# {report.import_path}\n" + shorten("\n".join(lines) + "\n", report.dir, cwd)


def line_text(line: GcLine) -> str:
    """One line with its full path; column 0 is left out, a line without a file is its text alone."""
    if not line.file:
        return line.text
    place = f"{line.file}:{line.line}:{line.column}" if line.column else f"{line.file}:{line.line}"
    return f"{place}: {line.text}"


def shorten(text: str, folder: str, cwd: str) -> str:
    """Rewrite folder, and then every folder above it, where the relative path is shorter."""
    while True:
        short = short_path(folder, cwd)
        if short != folder:
            text = _replace_prefix(text, folder, short)
        above = os.path.dirname(folder)
        if above == folder:
            return text
        folder = above


def short_path(path: str, cwd: str) -> str:
    try:
        relative = os.path.relpath(path, cwd)
    except ValueError:  # another drive
        return path
    return relative if len(os.fsencode(relative)) < len(os.fsencode(path)) else path


def _replace_prefix(text: str, old: str, new: str) -> str:
    """Replace old where it begins a line or a word."""
    if old not in text:
        return text
    for before in (" ", "\n", "\n\t"):
        text = text.replace(before + old, before + new)
    return new + text[len(old) :] if text.startswith(old) else text
