"""Is the number of rounds of a loop, and so of what is appended there, only known when the loop ends?

What: loops that go on until something says that there is no more: `for s.Scan()`, `for p.peek() != end`,
`for { x, err := next(); if err != nil { break }; … }`, `for len(b) > 0 { x, n := next(b); b = b[n:] }`, a range over a
channel.
Property: a comparison of sizes is taken for a bound of the number, and so is a counter.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.findings.names import source_text
from escapelens.findings.rounds import operands, root_of
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.model.objects import AnyObject, Var
from escapelens.model.types import IS_INTEGER, Basic, Chan, Signature
from escapelens.model.under import under
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, walk

_BUILT_IN = frozenset({"append", "cap", "copy", "len", "make", "max", "min", "new", "string"})
_COUNTS = ("Len", "Num", "Count", "Size")


def is_streamed(places: SyntaxIndex, node: S.Node, declared: int = 0) -> bool:
    """Is one of the loops around node such a loop? Those alone count that a variable is declared outside of."""
    for child, parent in places.ancestors(node):
        if isinstance(parent, S.FuncLit):
            break
        if not isinstance(parent, S.ForStmt) or child is parent.init:
            continue
        if parent.body.start <= declared < parent.body.end:
            break
        if _is_open(places, parent):
            return True
    return False


def is_used_in_streamed(places: SyntaxIndex, var: Var) -> bool:
    """Is a variable of a function named in such a loop?"""
    return any(is_streamed(places, use, var.pos) for use in places.all(var.pos, S.Name) if use.obj is var)


def _is_open(places: SyntaxIndex, loop: S.ForStmt) -> bool:
    """Does nothing that it is left by bound its rounds?"""
    if isinstance(loop.init, S.RangeClause):
        over = under(loop.init.x.typ) if loop.init.x.typ is not None else None
        return isinstance(over, Chan)
    if isinstance(loop.post, S.AssignStmt) and loop.post.op in ("+", "-"):
        return False
    if isinstance(loop.post, S.ExprStmt):
        return True  # a call that goes on to what comes next
    given = _given_by_calls(loop.body)
    if loop.cond is not None:
        parts = list(operands(loop.cond, "&&"))
        if any(_is_eaten(part, loop, given) for part in parts):
            return True
        return not any(_is_bound(part, given) or _asks_for_rest(part) for part in parts)
    exits = list(_exits(places, loop))
    return not any(_is_bound(part, given) and not _is_of_zero(part) for conds in exits for part in conds)


def _given_by_calls(body: S.Node) -> set[AnyObject]:
    """Variables that are given what a call returns, or a channel sends."""
    found = set[AnyObject]()
    for n in walk(body):
        if isinstance(n, S.AssignStmt) and n.rhs is not None and any(map(_is_call, unpack_list(n.rhs))):
            found |= {to.obj for to in unpack_list(n.lhs) if isinstance(to, S.Name) and to.obj is not None}
    return found


def _is_call(n: S.Node) -> bool:
    if isinstance(n, S.Operation) and n.y is None and n.op == "<-":
        return True
    if not isinstance(n, S.CallExpr) or not isinstance(n.fun.typ, Signature):
        return False
    name = source_text(n.fun).rpartition(".")[2]
    return name not in _BUILT_IN and not name.startswith(_COUNTS)


def _is_of_zero(cond: S.Node) -> bool:
    """Is it a comparison with nothing, as of what is left, or of where something was not found?"""
    sides = (cond.x, cond.y) if isinstance(cond, S.Operation) else ()
    return any(side is not None and source_text(side) in ("0", "-1") for side in sides)


def _is_bound(cond: S.Node, given: set[AnyObject]) -> bool:
    """Is it a comparison of sizes, `i < n`, or of numbers one of which may count, `i != n`?"""
    if not isinstance(cond, S.Operation) or cond.y is None:
        return False
    if cond.op not in ("==", "!="):
        return cond.op in ("<", "<=", ">", ">=")
    sides = cond.x, cond.y
    texts = [source_text(side.fun if isinstance(side, S.CallExpr) else side) for side in sides]
    if any(text == "len" or text.rpartition(".")[2].startswith(_COUNTS) for text in texts):
        return True
    if _is_mark(cond.y) or any(_is_call(n) or (isinstance(n, S.Name) and n.obj in given) for n in walk(cond)):
        return False
    kinds = [under(side.typ) if side.typ is not None else None for side in sides]
    return all(isinstance(kind, Basic) and bool(kind.info & IS_INTEGER) for kind in kinds)


def _is_mark(n: S.Expr) -> bool:
    """Is it a constant that has a name, or a character?"""
    if isinstance(n, S.BasicLit):
        return n.kind == S.RUNE_LIT
    return isinstance(n, S.Name | S.SelectorExpr) and n.val is not None


def _asks_for_rest(cond: S.Node) -> bool:
    """Does it ask whether there is something left of a text or slice, `rest != ""`, whose parts may be counted?"""
    sides = (cond.x, cond.y) if isinstance(cond, S.Operation) and cond.op in ("==", "!=") else ()
    return any(side is not None and source_text(side).startswith(('""', "len(")) for side in sides)


def _is_eaten(cond: S.Node, loop: S.ForStmt, given: set[AnyObject]) -> bool:
    """Does it ask whether something is left, `len(x) > 0`, of what calls say how much to take away of: of a variable
    that they give, or that is cut by what they give, or a field of what the loop calls methods of?"""
    if not isinstance(cond, S.Operation) or cond.y is None or not isinstance(cond.x, S.CallExpr):
        return False
    asked = cond.x.arg_list[0] if source_text(cond.x.fun) == "len" and len(cond.x.arg_list) == 1 else None
    whole = root_of(asked)
    if whole is None or whole.obj is None or cond.op not in (">", "!=") or source_text(cond.y) != "0":
        return False
    if asked is not whole:
        calls = (n.fun for n in walk(loop.body) if isinstance(n, S.CallExpr) and isinstance(n.fun.typ, Signature))
        return any(isinstance(f, S.SelectorExpr) and isinstance(f.x, S.Name) and f.x.obj is whole.obj for f in calls)
    for stmt in (n for n in walk(loop.body) if isinstance(n, S.AssignStmt) and n.rhs is not None):
        for to, value in zip(unpack_list(stmt.lhs), unpack_list(stmt.rhs), strict=False):
            is_it = isinstance(to, S.Name) and to.obj is whole.obj
            if is_it and any(isinstance(n, S.Name) and n.obj in given and n.obj is not whole.obj for n in walk(value)):
                return True
    return whole.obj in given


def _exits(places: SyntaxIndex, loop: S.ForStmt) -> Iterator[list[S.Node]]:
    """The conditions on which a loop is left, for each statement that leaves it."""
    for n in walk(loop.body):
        if not _leaves(places, n, loop):
            continue
        conds = list[S.Node]()
        for child, parent in places.ancestors(n):
            if parent is loop:
                break
            if isinstance(parent, S.IfStmt) and child is not parent.cond and child is not parent.init:
                conds += operands(parent.cond, "||")
            elif isinstance(parent, S.CaseClause) and parent.cases is not None:
                conds += unpack_list(parent.cases)
            elif isinstance(parent, S.SwitchStmt) and parent.tag is not None:
                conds.append(parent.tag)
            elif isinstance(parent, S.CommClause) and parent.comm is not None:
                conds.append(parent.comm)
        yield conds


def _leaves(places: SyntaxIndex, n: S.Node, loop: S.ForStmt) -> bool:
    """Does a statement in a loop leave it, but by a panic?"""
    if isinstance(n, S.BranchStmt):
        around = (p for _, p in places.ancestors(loop))
        return n.tok == "goto" or (n.tok == "break" and (n.target is loop or any(p is n.target for p in around)))
    return isinstance(n, S.ReturnStmt) and places.literal(n) is places.literal(loop)
