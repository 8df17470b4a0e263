"""Text made fit for tree-sitter without moving a byte.

What: a copy of the source in which comments are blank (newlines kept), invalid bytes are harmless, lines are set apart
where the grammar would join them and, where a file does not parse, the few forms newer than the grammar are disguised.
Nodes are read from the original text, at the same offsets.
Why: fewer nodes to walk, comments never get between a node's children, and directives are found on the way.
Counterpart: none for the masking; the directives are those of cmd/compile/internal/syntax/scanner.go.
Property: a masked text is exactly as long as the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from escapelens.record import dataclass, field
from escapelens.regexp import regexp

_LITERAL = rb"\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|`[^`]*`|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
COMMENT_OR_STRING = regexp(rb"//[^\n]*|/\*.*?\*/|" + _LITERAL, re.S)
_LINE_OPENS = regexp(rb"\n[ \t\r]++[({]")
_SELECTOR = regexp(rb"\.\w+\Z")
_LONG = 1000
_BODY = regexp(rb"^func [^\n]*\{\n((?:[^}\n][^\n]*\n|\n)*+)\}\n", re.M)
_BLANK = bytes.maketrans(bytes(range(256)), b" " * 10 + b"\n" + b" " * 245)
_NO_BRACES = bytes(c for c in range(256) if c not in b"{}")
_ESCAPED = regexp("[\udc80-\udcff]")

_CONFLICT = regexp(rb"^(<{7}|={7}|>{7}|\|{7})(?:[ \r].*)?$", re.M)

BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Masked:
    text: bytes
    # comments beginning `//go:` that stand alone on their line, by offset; and those that do not
    directives: list[tuple[int, bytes]] = field(default_factory=list)
    misplaced: list[tuple[int, bytes]] = field(default_factory=list)
    # `//line` and `/*line` comments: offset, text, end
    lines: list[tuple[int, bytes, int]] = field(default_factory=list)
    problems: list[tuple[int, int, str]] = field(default_factory=list)
    # of what a merge left undecided, between markers, which are blank
    conflicts: list[tuple[int, int]] = field(default_factory=list)
    # whether a raw string may have lines that look like the first or the last one of a function, and the offsets of
    # literals with braces in them; without comments nobody looks, and any literal may
    has_code_in_strings: bool = False
    braces: list[int] = field(default_factory=list)


def blank(text: bytes) -> bytes:
    """Spaces instead of everything but newlines."""
    return text.translate(_BLANK)


def mask(data: bytes) -> Masked:
    out = Masked(data)
    text = _clean(data, out)
    if b"<<<<<<<" in text or b">>>>>>>" in text:
        text = _both_sides(text, out)
    if b"//" not in text and b"/*" not in text:
        out.text = _set_lines_apart(text)
        out.has_code_in_strings = any(quote in text for quote in (b"`", b'"', b"'"))
        return out
    special = b"//go:" in text or b"line " in text

    def replace(match: re.Match[bytes]) -> bytes:
        found = match.group()
        if found[0] != 0x2F:
            if found[0] == 0x60 and (b"\n}" in found or b"\nfunc " in found):
                out.has_code_in_strings = True
            if b"{" in found or b"}" in found:
                out.braces.append(match.start())
            return _plain(found) if len(found) > _LONG else found
        if special and (found.startswith(b"//go:") or found[2:7] == b"line "):
            _directive(out, text, match.start(), found)
        return b" " * len(found) if found[1] == 0x2F else blank(found)

    out.text = _set_lines_apart(COMMENT_OR_STRING.sub(replace, text))
    return out


def _both_sides(text: bytes, out: Masked) -> bytes:
    """The text without the markers of merge conflicts, so that both sides of each are read."""
    hidden = COMMENT_OR_STRING.sub(lambda m: blank(m.group()), text)
    start: int | None = None
    for marker in _CONFLICT.finditer(hidden):
        at, end = marker.span()
        out.problems.append((at, end, "syntax error: merge conflict"))
        text = text[:at] + b" " * (end - at) + text[end:]
        start = at if start is None else start
        if marker[1][:1] == b">":
            out.conflicts.append((start, end))
            start = None
    if start is not None:
        out.conflicts.append((start, len(text)))
    return text


def _plain(literal: bytes) -> bytes:
    """A long string without its escapes, each of which would become a node."""
    return literal if literal[0] != 0x22 else b'"' + b"x" * (len(literal) - 2) + b'"'


def _set_lines_apart(masked: bytes) -> bytes:
    """A semicolon between `a[i]`, `a.b` or a block and a line that opens with `(` or `{`. The grammar takes the two for
    one conversion or literal, and `if a < b {…}` before a block for a literal of type b and the body. Newlines may come
    later by some bytes: lines keep their numbers, and what opens the line its offset."""
    out: bytearray | None = None
    for opens in _LINE_OPENS.finditer(masked):
        start, end = opens.start(), opens.end() - 1
        while masked[start - 1] in b" \t\r\n" and start > 1:
            start -= 1
        if masked[start - 1] not in b"]}":
            if masked[start - 1] in b",({" or not _SELECTOR.search(masked, masked.rfind(b"\n", 0, start) + 1, start):
                continue
        out = out or bytearray(masked)
        between = masked[start + 1 : end]
        out[start:end] = b";" + (between[:-1] + b"\n" if masked[start] == 0x0A else between)
    return masked if out is None else bytes(out)


def blank_bodies(masked: Masked) -> bytes:
    """The text without what stands in functions, as far as that is seen line by line: what gofmt has set."""
    if masked.has_code_in_strings:
        return masked.text
    braces = masked.braces

    def replace(match: re.Match[bytes]) -> bytes:
        at, end = match.span(1)
        if bisect_left(braces, at) != bisect_left(braces, end) or not _is_balanced(match.group(1)):
            return match.group()
        return match.string[match.start() : at] + blank(match.group(1)) + match.string[end : match.end()]

    return _BODY.sub(replace, masked.text)


def _is_balanced(body: bytes) -> bool:
    """Whether each brace is closed in there, and none that was not opened."""
    braces = body.translate(None, _NO_BRACES)
    while b"{}" in braces:
        braces = braces.replace(b"{}", b"")
    return not braces


def mask_strings(masked: bytes) -> bytes:
    """Additionally blank all literals, newlines included."""
    return COMMENT_OR_STRING.sub(lambda m: b" " * len(m.group()), masked)


def _directive(out: Masked, text: bytes, at: int, found: bytes) -> None:
    line_start = text.rfind(b"\n", 0, at) + 1
    alone = not text[line_start:at].strip(b" \t\r")
    if found[2:5] == b"go:":
        (out.directives if alone else out.misplaced).append((at, found.rstrip(b"\r")))
    elif found[1] == 0x2A or at == line_start:
        out.lines.append((at, found, at + len(found)))


def _clean(data: bytes, out: Masked) -> bytes:
    """Take out what no Go text may hold, with a problem for each kind."""
    text = data
    if text.startswith(BOM):
        text = b"   " + text[3:]
    if b"\x00" in text:
        at = text.index(b"\x00")
        out.problems.append((at, at + 1, "invalid NUL character"))
        text = text.replace(b"\x00", b" ")
    if not text.isascii():
        at = text.find(BOM)
        if at >= 0:
            out.problems.append((at, at + 3, "invalid BOM in the middle of the file"))
            text = text.replace(BOM, b"   ")
        try:
            text.decode()
        except UnicodeDecodeError as e:
            out.problems.append((e.start, e.start + 1, "invalid UTF-8 encoding"))
            text = _replace_invalid(text)
    return text


def _replace_invalid(text: bytes) -> bytes:
    return _ESCAPED.sub("_", text.decode("utf-8", "surrogateescape")).encode()


# ---------------------------------------------------------------------------------------------------------------------
# Forms the grammar does not know

# built-ins whose first argument the grammar wants to be a type: Go 1.26 takes any expression for new, and either name
# may be declared anew
_NEW = regexp(rb"\b(new|make)[ \t]*\(")
_NEW_IN_BRACKETS = regexp(rb"\((new|make)\)(?=[ \t]*\()")
_EMPTY_INIT = regexp(rb"(\b(?:if|switch)[ \t]*);")
_PARAMS = regexp(rb"\s*\(")
_GENERIC_METHOD = regexp(rb"\bfunc\s*\([^()]*\)\s*\w+\s*(?=\[)")
_TYPE_LITERAL = regexp(rb"\b(interface|struct)\s*\{")
_TO_NAME = rb"[ \t\r]*\)*\.[ \t\r\n]*[A-Za-z_\x80-\xff]"
_SELECTED = regexp(_TO_NAME)
_LITERAL_SELECTED = regexp(rb"\}" + _TO_NAME)
_ASSERTION = regexp(rb"\.[ \t\r\n]*\([ \t\r\n]*\Z")


def may_be_unknown(masked: bytes) -> bool:
    forms = (_NEW, _NEW_IN_BRACKETS, _GENERIC_METHOD, _EMPTY_INIT, _LITERAL_SELECTED)
    return any(form.search(masked) is not None for form in forms)


def blank_empty_init(masked: bytes) -> bytes:
    """`if ; cond {` without the semicolon."""
    return _EMPTY_INIT.sub(rb"\1 ", masked)


def blank_brackets_of_new(masked: bytes) -> bytes:
    """`(make)([]int, n)` without the first brackets."""
    return _NEW_IN_BRACKETS.sub(rb" \1 ", masked)


def blank_method_type_params(masked: bytes) -> tuple[bytes, dict[int, int]]:
    """`func (r T) M[P any]()` without its type parameters; start -> end of what was taken out."""
    taken: dict[int, int] = {}
    out = bytearray(masked)
    for m in _GENERIC_METHOD.finditer(masked):
        end = _closing(masked, m.end())
        if end > 0 and _PARAMS.match(masked, end) is not None:  # not the result of a function type
            taken[m.end()] = end
            out[m.end() : end] = blank(masked[m.end() : end])
    return bytes(out), taken


def name_selected_literals(masked: bytes) -> bytes:
    """`interface{ M() }.M` with a name for the type: `Interface        .M`; a comment keeps the lines of a long one."""
    out = bytearray(masked)
    at = 0
    while m := _TYPE_LITERAL.search(masked, at):
        at = m.end()
        end = _closing(masked, at - 1)
        asserted = _ASSERTION.search(masked, max(m.start() - 80, 0), m.start()) is not None
        if end > 0 and not asserted and _SELECTED.match(masked, end) is not None:
            out[m.start() : m.end(1)] = m[1].capitalize()
            rest = bytearray(blank(masked[m.end(1) : end]))
            if b"\n" in rest:
                rest[:2], rest[-2:] = b"/*", b"*/"
            out[m.end(1) : end] = rest
            at = end
    return bytes(out)


def selected_literal(text: bytes) -> bytes:
    """The type literal that text, a masked one, begins with; b"" if it does not end."""
    m = _TYPE_LITERAL.match(text)
    return text[: max(_closing(text, m.end() - 1), 0)] if m is not None else b""


def new_calls(masked: bytes) -> list[tuple[int, int, int]]:
    """Offsets of `new` or `make`, and where its first argument begins and ends."""
    out = []
    for m in _NEW.finditer(masked):
        end = _closing(masked, m.end() - 1)
        if end > 0:
            out.append((m.start(), m.end(), _first_argument(masked, m.end(), end - 1)))
    return out


def _first_argument(masked: bytes, start: int, end: int) -> int:
    comma = masked.find(b",", start, end)
    while comma >= 0:
        # a comma within brackets separates something else
        depth = 0
        for m in _BRACKETS.finditer(masked, start, comma):
            c = m.group()[0]
            depth += (c in b"([{") - (c in b")]}")
        if depth == 0:
            return comma
        comma = masked.find(b",", comma + 1, end)
    return end


_BRACKETS = regexp(rb"[()\[\]{}]|" + _LITERAL, re.S)


def _closing(text: bytes, at: int) -> int:
    """The offset after the bracket that closes the one at `at`, or -1."""
    depth = 0
    for m in _BRACKETS.finditer(text, at):
        c = m.group()[0]
        if c in b"([{":
            depth += 1
        elif c in b")]}":
            depth -= 1
            if depth == 0:
                return m.end()
    return -1
