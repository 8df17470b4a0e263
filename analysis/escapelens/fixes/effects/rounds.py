"""How many rounds a loop makes, as Go text that means that number right before it.

    for _, x := range xs            len(xs)
    for i := 0; i < n; i++          n       (may be negative)
    for i := 1; i <= n; i++         n
    for i := len(xs) - 1; i >= 0; i--   len(xs)
    for i := range n                n       (may be negative)

Loops that can be left are for the caller to refuse (`flow.every_round`).

Property: where there is an answer, a loop that is not left makes that many rounds, or none if the number is negative;
ranging over a map or to a length that code not seen here changes, it is the number expected.
"""

from __future__ import annotations

from escapelens.fixes.effects.body import Body, How, builtin_name
from escapelens.fixes.effects.effect import effects
from escapelens.model.objects import Var
from escapelens.model.predicates import is_integer, is_string, is_unsigned
from escapelens.model.types import Array, Map, Pointer, Slice, Struct, Type
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

_MOST = 1 << 16  # rounds of a constant number that room is made for at once


@dataclass(frozen=True, slots=True)
class Rounds:
    """expr: what is counted; of_len: the number is its length, else its value. signed: it may be negative.

    huge: the value may be any number, not the length of something that exists.
    """

    expr: nodes.Expr
    of_len: bool
    signed: bool = False
    huge: bool = False

    def text(self, source: str) -> str:
        return f"len({source})" if self.of_len else source


def rounds(body: Body, loop: nodes.ForStmt) -> Rounds | None:
    """The number of rounds of a loop, None if it can't be said before it."""
    init = loop.init
    if isinstance(init, nodes.RangeClause):
        x = unparen(init.x)
        t = _ranged(x.typ)
        if isinstance(t, Slice | Map | Array):
            if isinstance(t, Map) and _grows_map(body, loop, x):
                return None
            return Rounds(x, True) if simple(x) and _sized(t) else None
        return _bound(body, loop, x, fixed=True) if x.typ is not None and is_integer(x.typ) else None
    i = _counter(body, loop)
    cond = loop.cond
    if i is None or not isinstance(cond, nodes.Operation) or cond.y is None or not isinstance(init, nodes.AssignStmt):
        return None
    if not (isinstance(left := unparen(cond.x), nodes.Name) and left.obj is i) or init.rhs is None:
        return None
    start, down = unparen(init.rhs), isinstance(loop.post, nodes.AssignStmt) and loop.post.op == "-"
    if down:
        if cond.op != ">=" or unparen(cond.y).val != 0:
            return None
        if isinstance(start, nodes.Operation) and start.op == "-" and start.y is not None and start.y.val == 1:
            number = _bound(body, loop, unparen(start.x), fixed=True)
            return number if number is not None and not number.huge else None  # 0 - 1 may be the largest number
        return None
    if (cond.op, start.val) not in (("<", 0), ("<=", 1)) or isinstance(start.val, bool):
        return None
    if any(isinstance(n, nodes.Name) and n.obj is i for n in walk(cond.y)):
        return None
    return _bound(body, loop, unparen(cond.y), fixed=False)


def _counter(body: Body, loop: nodes.ForStmt) -> Var | None:
    """The variable that a loop of three clauses counts by one, if nothing else changes it."""
    init, post = loop.init, loop.post
    if not (isinstance(init, nodes.AssignStmt) and init.op == ":=" and isinstance(post, nodes.AssignStmt)):
        return None
    name, counted = unparen(init.lhs), unparen(post.lhs)
    if post.rhs is not None or not isinstance(name, nodes.Name) or not isinstance(name.obj, Var):
        return None
    if not (isinstance(counted, nodes.Name) and counted.obj is name.obj) or not body.private(name.obj):
        return None
    changes = [u for u in body.uses(name.obj) if u.how is not How.READ]
    return name.obj if [u.how for u in changes] == [How.DECLARE, How.UPDATE] else None


def _bound(body: Body, loop: nodes.ForStmt, e: nodes.Expr, *, fixed: bool) -> Rounds | None:
    """e as a number of rounds; fixed: it is evaluated once, not before every round."""
    if isinstance(e.val, int):
        return Rounds(e, False) if 0 <= e.val <= _MOST else None
    if e.typ is None or not is_integer(e.typ) or not simple(e):
        return None
    if not fixed and effects(body, loop.body).changes_what(effects(body, e)):
        return None
    if natural(body, e):
        return Rounds(e, False)
    return Rounds(e, False, signed=not is_unsigned(e.typ), huge=True)


def natural(body: Body, e: nodes.Expr) -> bool:
    """Whether e is a length, or made of lengths so that it is neither negative nor out of any measure."""
    e = unparen(e)
    if isinstance(e.val, int):
        return 0 <= e.val <= _MOST
    if isinstance(e, nodes.CallExpr) and builtin_name(e) == "len":
        t = _ranged(e.arg_list[0].typ)
        return t is not None and _sized(t)
    if isinstance(e, nodes.Operation) and e.y is not None:
        if e.op in ("+", "/"):
            return natural(body, e.x) and natural(body, e.y)
        scaled = isinstance(e.x.val, int) or isinstance(e.y.val, int)
        return e.op == "*" and scaled and natural(body, e.x) and natural(body, e.y)
    if isinstance(e, nodes.Name) and isinstance(e.obj, Var) and body.private(e.obj) and not body.assigned(e.obj):
        made = next((body.parents.get(u.name) for u in body.uses(e.obj) if u.how is How.DECLARE), None)
        return (
            isinstance(made, nodes.AssignStmt) and made.op == ":=" and made.rhs is not None and natural(body, made.rhs)
        )
    return False


def simple(e: nodes.Expr) -> bool:
    """Variables, fields, constants, lengths and sums of them: cheap, and the same text means the same."""
    e = unparen(e)
    match e:
        case nodes.Name() | nodes.BasicLit():
            return True
        case nodes.SelectorExpr():
            return simple(e.x)
        case nodes.Operation() if e.y is not None:
            return e.op in ("+", "-", "*", "/") and simple(e.x) and simple(e.y)
        case nodes.CallExpr():
            return builtin_name(e) == "len" and simple(e.arg_list[0])
        case _:
            return False


def _ranged(t: Type | None) -> Type | None:
    if t is None:
        return None
    u = under(t)
    return under(u.elem) if isinstance(u, Pointer) and isinstance(under(u.elem), Array) else u


def _sized(t: Type) -> bool:
    """Whether a length says something of memory in use: elements without bytes may be without number."""
    if isinstance(t, Slice | Array):
        elem = under(t.elem)
        return not (isinstance(elem, Struct) and not elem.fields) and not (isinstance(elem, Array) and elem.len == 0)
    return isinstance(t, Map) or is_string(t)


def _grows_map(body: Body, loop: nodes.ForStmt, x: nodes.Expr) -> bool:
    """Whether the loop stores into a map of the type of x, or deletes from one."""
    for n in walk(loop.body):
        if builtin_name(n) in ("delete", "clear"):
            return True
        if isinstance(n, nodes.IndexExpr) and isinstance(up := body.parents.get(n), nodes.AssignStmt) and up.lhs is n:
            if n.x.typ is not None and x.typ is not None and under(n.x.typ) is under(x.typ):
                return True
    return False
