"""What loading needs of a Go file: package clause, imports, build constraint. Read with regular expressions, no parse.

Counterpart: go/build/read.go (readGoInfo).
Property: works on the beginning of the file; stops at the first declaration that is not an import.
"""

from __future__ import annotations

import re

from escapelens.packages.constraint import find_constraint
from escapelens.record import dataclass
from escapelens.regexp import regexp
from escapelens.syntax.constraint import ConstraintError

_SPACE = regexp(rb"(?:[ \t\r\n;]|//[^\n]*|/\*.*?\*/)*", re.S)
_BLANKS = regexp(rb"(?:[ \t\r]|/\*[^\n]*?\*/)*")
_PACKAGE = regexp(rb"package\b")
_IDENT = regexp(rb"[^\W\d]\w*", re.A)
_WORD = regexp(r"[^\W\d]\w*")
_IMPORT = regexp(rb"import\b")
_STRING = regexp(rb'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`')
# an import on a line of its own, as gofmt writes it
_PLAIN_SPEC = regexp(rb'[ \t\r\n;]*(?:[A-Za-z_.]\w*[ \t]+)?"([^"\\\n]*)"', re.A)
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class FileHeader:
    package: str  # "" if there is no package clause
    imports: tuple[str, ...]  # in order, duplicates kept
    go_build: str
    plus_build: tuple[str, ...]
    error: str = ""  # of the clause or the imports
    constraint_error: str = ""


def read_header(data: bytes) -> FileHeader:
    start = 3 if data.startswith(_BOM) else 0
    imports: list[str] = []
    package = error = ""
    at = _space(data, start)
    clause = at
    m = _PACKAGE.match(data, at)
    if m is None:
        error = "expected 'package'" if at < len(data) else "expected 'package', found 'EOF'"
    else:
        at = _space(data, m.end())
        package, at = _name(data, at)
        if not package:
            error = "expected package name"
        else:
            error = _imports(data, at, imports)
    go_build, constraint_error = "", ""
    plus_build: list[str] = []
    try:
        go_build, plus_build = find_constraint(data[start : clause + 7])
    except ConstraintError as e:
        constraint_error = str(e)
    return FileHeader(package, tuple(imports), go_build, tuple(plus_build), error, constraint_error)


def _space(data: bytes, at: int) -> int:
    m = _SPACE.match(data, at)
    return m.end() if m else at


def _name(data: bytes, at: int) -> tuple[str, int]:
    m = _IDENT.match(data, at)
    if m is not None and (m.end() == len(data) or data[m.end()] < 0x80):
        return m.group().decode(), m.end()
    text = data[at : at + 400].decode("utf-8", "ignore")
    w = _WORD.match(text)
    if w is None:
        return "", at
    return w.group(), at + len(w.group().encode())


def _imports(data: bytes, at: int, out: list[str]) -> str:
    while True:
        at = _space(data, at)
        m = _IMPORT.match(data, at)
        if m is None:
            return ""
        at = _space(data, m.end())
        if data[at : at + 1] != b"(":
            at = _spec(data, at, out)
            if at < 0:
                return "missing import path; require quoted string"
            continue
        at += 1
        while True:
            m = _PLAIN_SPEC.match(data, at)
            if m is not None:
                out.append(m.group(1).decode("utf-8", "replace"))
                at = m.end()
                continue
            at = _space(data, at)
            if data[at : at + 1] == b")":
                at += 1
                break
            if at >= len(data):
                return "unterminated import declaration"
            at = _spec(data, at, out)
            if at < 0:
                return "missing import path; require quoted string"


def _spec(data: bytes, at: int, out: list[str]) -> int:
    if data[at : at + 1] == b".":
        at += 1
    else:
        _, at = _name(data, at)
    m = _BLANKS.match(data, at)
    if m is not None:
        at = m.end()
    m = _STRING.match(data, at)
    if m is None:
        return -1
    text = m.group(1) if m.group(1) is not None else m.group(2)
    out.append(text.decode("utf-8", "replace"))
    return m.end()
