"""A new version of a file whose edit lies among few declarations: only these are parsed.

What: the edit is what is left when the common beginning and end of both versions are taken away. The text from the
declaration before it to the end of the declaration that holds or follows it is parsed alone; everything else is taken
over from the previous version, moved by the difference of lengths.
Counterpart: none; the compiler starts over.
Property: the result equals that of parsing the whole text; where that is not certain (damage, line directives, imports)
the answer is None.
"""

from __future__ import annotations

from escapelens.record import dataclass
from escapelens.source import changed
from escapelens.syntax.file import Linkname, Place, SyntaxFile

_BLANK = b" \t\r;"


@dataclass(slots=True, eq=False)
class Region:
    """Declarations first..last (exclusive) of the previous version and the text that takes the place of theirs.

    offset, line: where text begins, the line 0-based; delta: how many bytes later what follows begins.
    """

    first: int
    last: int
    offset: int
    line: int
    text: bytes
    delta: int


def region(data: bytes, previous: SyntaxFile) -> Region | None:
    """What has to be parsed anew, if that is less than the file."""
    if previous.problems or previous.line_directives or previous.package is None:
        return None
    old = previous.data
    start, end = changed(old, data)
    decls, places = previous.decls, previous.places
    first = len(decls)
    while first > 0 and not _before(old, _end(previous, first - 1), start):
        first -= 1
    if first == 0 or any(d.header.kind == "import" for d in decls[first:]):
        return None
    last = first
    while last < len(decls) and _end(previous, last) <= end:
        last += 1
    if last < len(decls):
        stop = _end(previous, last)
        last += 1
        if last < len(decls) and b"\n" not in old[stop : places[last].offset]:
            return None
    else:
        stop = len(old)
    before = places[first - 1]
    offset = old.index(b"\n", _end(previous, first - 1))
    line = before.line - 1 + old.count(b"\n", before.offset, offset)
    delta = len(data) - len(old)
    return Region(first, last, offset, line, data[offset : stop + delta], delta)


def _end(file: SyntaxFile, i: int) -> int:
    return file.places[i].offset + len(file.decls[i].chunk.text)


def _before(text: bytes, end: int, start: int) -> bool:
    """Does the line on which a declaration ends hold nothing else but a comment, and end before start?"""
    newline = text.find(b"\n", end, start)
    if newline < 0:
        return False
    rest = text[end:newline].strip(_BLANK)
    return not rest or rest.startswith(b"//")


def splice(file: SyntaxFile, part: SyntaxFile, previous: SyntaxFile, at: Region) -> SyntaxFile:
    """Complete file, which holds only its text: part is what the region's text says, places relative to it."""
    first, last, delta = at.first, at.last, at.delta
    file.package, file.package_name, file.package_place = (
        previous.package,
        previous.package_name,
        previous.package_place,
    )
    file.imports = previous.imports
    file.go_version, file.build_constraint = previous.go_version, previous.build_constraint
    stop = at.offset + len(at.text) - delta
    lines = at.text.count(b"\n") - previous.data.count(b"\n", at.offset, stop)
    file.decls = [*previous.decls[:first], *part.decls, *previous.decls[last:]]
    file.places = previous.places[:first]
    file.places += [Place(p.offset + at.offset, p.line + at.line, p.column) for p in part.places]
    file.places += [Place(p.offset + delta, p.line + lines, p.column) for p in previous.places[last:]]
    file.linknames = [x for x in previous.linknames if x.offset < at.offset]
    file.linknames += [Linkname(x.offset + at.offset, x.local, x.target, x.std) for x in part.linknames]
    file.linknames += [
        Linkname(x.offset + delta, x.local, x.target, x.std) for x in previous.linknames if x.offset >= stop
    ]
    return file


def ends_well(part: SyntaxFile, at: Region, previous: SyntaxFile) -> bool:
    """Is the region's text a sequence of declarations, the last of which ends where the region does?"""
    if part.problems or part.line_directives or part.package is not None or any(d.damaged for d in part.decls):
        return False
    if any(d.header.kind == "import" for d in part.decls):
        return False
    if at.offset + len(at.text) - at.delta == len(previous.data):
        return True
    return bool(part.decls) and _end(part, len(part.decls) - 1) == len(at.text)
