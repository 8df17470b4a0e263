"""Build constraint expressions (`//go:build linux && go1.22`).

What: parses the line to a small tree, evaluates it for a set of tags and tells which Go version it implies.
Why here: a file's language version comes from its constraint, so the syntax layer needs it as much as packages do.
Counterpart: go/build/constraint (expr.go, vers.go).
Property: anything malformed is a `ConstraintError`, never another exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from escapelens.record import dataclass
from escapelens.regexp import regexp


class ConstraintError(ValueError):
    """The line is not a well-formed constraint."""


@dataclass(frozen=True, slots=True)
class Tag:
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    x: Constraint


@dataclass(frozen=True, slots=True)
class And:
    x: Constraint
    y: Constraint


@dataclass(frozen=True, slots=True)
class Or:
    x: Constraint
    y: Constraint


Constraint = Tag | Not | And | Or

_MAX_SIZE = 1000
_PREFIX = "//go:build"
_TOKEN = regexp(r"[ \t]*(\(|\)|!|&&|\|\||[\w.]+|.)", re.S)


def is_go_build(line: str) -> bool:
    """constraint/expr.go: IsGoBuild."""
    line = line.rstrip("\n").strip()
    return line.startswith(_PREFIX) and (len(line) == len(_PREFIX) or line[len(_PREFIX)] in " \t")


def parse_line(line: str) -> Constraint:
    """Parse a whole `//go:build ...` line. constraint/expr.go: Parse."""
    if not is_go_build(line):
        raise ConstraintError("not a build constraint")
    return parse_expr(line.strip()[len(_PREFIX) :])


def parse_expr(text: str) -> Constraint:
    tokens = _TOKEN.findall(text.strip())
    if len(tokens) > _MAX_SIZE:
        raise ConstraintError("build expression too large")
    at = 0

    def peek() -> str:
        return tokens[at] if at < len(tokens) else ""

    def or_expr() -> Constraint:
        nonlocal at
        x = and_expr()
        while peek() == "||":
            at += 1
            x = Or(x, and_expr())
        return x

    def and_expr() -> Constraint:
        nonlocal at
        x = not_expr()
        while peek() == "&&":
            at += 1
            x = And(x, not_expr())
        return x

    def not_expr() -> Constraint:
        nonlocal at
        if peek() == "!":
            at += 1
            if peek() == "!":
                raise ConstraintError("double negation not allowed")
            return Not(not_expr())
        return atom()

    def atom() -> Constraint:
        nonlocal at
        token = peek()
        if token == "(":
            at += 1
            x = or_expr()
            if peek() != ")":
                raise ConstraintError("missing close paren")
            at += 1
            return x
        if not token or not (token[0].isalnum() or token[0] in "_."):
            raise ConstraintError(f"unexpected token {token}" if token else "unexpected end of expression")
        at += 1
        return Tag(token)

    x = or_expr()
    if at != len(tokens):
        raise ConstraintError(f"unexpected token {peek()}")
    return x


def evaluate(x: Constraint, ok: Callable[[str], bool]) -> bool:
    """Every tag is asked for, even where the result is known, so that the caller learns all tags used."""
    if isinstance(x, Tag):
        return ok(x.name)
    if isinstance(x, Not):
        return not evaluate(x.x, ok)
    left, right = evaluate(x.x, ok), evaluate(x.y, ok)
    return (left and right) if isinstance(x, And) else (left or right)


def go_version(x: Constraint) -> str:
    """The least Go version the expression implies, "" if none. constraint/vers.go: GoVersion."""
    v = _min_version(x, 1)
    if v < 0:
        return ""
    return "go1" if v == 0 else f"go1.{v}"


def _min_version(z: Constraint, sign: int) -> int:
    if isinstance(z, Tag):
        if sign < 0:
            return -1
        if z.name == "go1":
            return 0
        number = z.name[4:]
        return int(number) if z.name.startswith("go1.") and number.isascii() and number.isdigit() else -1
    if isinstance(z, Not):
        return _min_version(z.x, -sign)
    x, y = _min_version(z.x, sign), _min_version(z.y, sign)
    return max(x, y) if isinstance(z, And) == (sign > 0) else min(x, y)
