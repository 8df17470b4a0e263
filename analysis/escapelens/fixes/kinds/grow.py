"""Grow: a Builder or Buffer gets room before it is written to, where the bytes that it will be given can be counted.

    var b strings.Builder                       var b strings.Builder
    for i := 0; i < len(s); i++ {        ->     b.Grow(len(s))
        b.WriteByte(lower(s[i]))                for i := 0; i < len(s); i++ {

Grow allocates once; without, it is allocated at the first write, and again whenever the room is used up. Conditions:

- a local variable, `var b strings.Builder` or `bytes.Buffer`, that only its own methods touch (and fmt's Fprint, which
  write to it), nobody asks for its room, nor for that behind what Bytes gives (`room.py`), and no literal captures it;
- in the list of statements where it is declared the first that name it only write: each writes a string or slice whose
  length means the same where Grow stands, a byte, a rune, a constant, or is a loop of such writes of up to `SMALL`
  bytes that can't be left and whose number of rounds is known (`rounds.py`);
- the first that writes anything is one of these. Behind them a Buffer may be given anything; a Builder grows by
  steps that depend on where it stood (runtime/slice.go: nextslicecap), so only what is small;
- Grow is never asked for a negative number, and a Buffer, which makes room at once, not for none.

Where not all is counted (a branch writes more, a rune may be of several bytes, other writes follow) there may be more
bytes, in no more objects: the title says so, and the fix is not preferred.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, mentions, uses_of
from escapelens.fixes.effects.body import Body, statements
from escapelens.fixes.effects.buffers import Write, buffer, only_writes, pieces
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.flow import leaves
from escapelens.fixes.effects.names import predeclared
from escapelens.fixes.effects.room import bytes_seen
from escapelens.fixes.effects.rounds import Rounds, rounds, simple
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Var
from escapelens.model.predicates import is_string
from escapelens.record import dataclass, field
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "grow"
BULK = True
SMALL = 8  # bytes: the least room that is made (runtime/sizeclasses.go)

_NEVER = 1 << 30  # bytes: no path leads there


@dataclass(slots=True)
class _Room:
    """What is counted: constant bytes, lengths, and numbers of rounds with the bytes that each writes at least.

    exact: no more is written by what was counted. grows: a Builder or Buffer could have grown more than once.
    """

    constant: int = 0
    lengths: list[nodes.Expr] = field(default_factory=list)
    loops: list[tuple[Rounds, int]] = field(default_factory=list)
    exact: bool = True

    @property
    def exprs(self) -> list[nodes.Expr]:
        return [*self.lengths, *(number.expr for number, _ in self.loops)]

    @property
    def grows(self) -> bool:
        return bool(self.loops) or len(self.lengths) > 1 or bool(self.lengths and self.constant)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        for stmt in body.everything:
            var = _declared(stmt)
            if var is None or not isinstance(stmt, nodes.DeclStmt):
                continue
            if any(ctx.touching(u.name, path, start, end) for u in body.uses(var)):
                yield from _fix(ctx, body, stmt, var)


def _declared(stmt: nodes.Node) -> Var | None:
    match stmt:
        case nodes.DeclStmt(
            decl_list=[nodes.VarDecl(values=None, group=None, name_list=[nodes.Name(obj=Var() as var)])]
        ) if buffer(var) is not None:
            return var
        case _:
            return None


def _fix(ctx: FixContext, body: Body, stmt: nodes.Stmt, var: Var) -> Iterator[Fix]:
    kind = buffer(var)
    listed = statements(body.parents.get(stmt), stmt)
    later = only_writes(body, var)
    if kind is None or listed is None or later is None or not predeclared(ctx, body, "len"):
        return
    if bytes_seen(ctx, body, var):
        return
    rest = listed[listed.index(stmt) + 1 :]
    first = next((s for s in rest if mentions(ctx, s, var)), None)
    if first is None or isinstance(first, nodes.LabeledStmt):
        return
    room, counted = _Room(), set[nodes.CallExpr]()
    passed: list[nodes.Node] = []
    for s in rest[rest.index(first) :]:
        if leaves(s) or not _count(ctx, body, s, var, later, room, counted, passed):
            break
        passed += pieces(s, later)
    others = [write for call, write in later.items() if call not in counted]
    if not room.grows or (kind.steps and not all(write.small for write in others)):
        return
    new = _bytes(ctx, room)
    if any(number.signed for number, _ in room.loops) and (room.constant or len(room.exprs) > 1):
        return
    guard = any(number.signed for number, _ in room.loops) or (not kind.steps and not room.constant)
    if new is None or (guard and len(room.exprs) > 1):
        return
    rewrite = Rewrite(ctx)
    grow = f"{var.name}.Grow({new})"
    bound = _bytes(ctx, _Room(0, room.lengths, [(number, 1) for number, _ in room.loops])) if guard else None
    rewrite.insert_before(first, f"if {bound} > 0 {{\n\t{grow}\n}}" if bound is not None else grow)
    changes = "" if room.exact and not others else say("with bytes to spare where more or less is written")
    title = say("Make room in {name}: {new}", name=var.name, new=grow)
    calls = tuple((name, Bounds(0, 0, spares=var.name)) for name in kind.grow)
    yield from rewrite.offer(Fix(KIND, title, preferred=not changes, changes=changes, calls=calls))


def _count(
    ctx: FixContext,
    body: Body,
    stmt: nodes.Stmt,
    var: Var,
    writes: dict[nodes.CallExpr, Write],
    room: _Room,
    counted: set[nodes.CallExpr],
    passed: list[nodes.Node],
) -> bool:
    """Add what the statement writes; False if it can't be counted."""
    if not mentions(ctx, stmt, var):
        return True
    if isinstance(stmt, nodes.ForStmt):
        number, inner = rounds(body, stmt), [n for n in walk(stmt) if isinstance(n, nodes.CallExpr) and n in writes]
        over = False
        if number is None and (text := _text_ranged(stmt)) is not None:
            number, over = Rounds(text, True), True
        if number is None or len(inner) != len(uses_of(stmt, var)) or not all(writes[call].small for call in inner):
            return False
        through, again = _least(stmt.body.stmts, writes)
        least = min(through, again)
        done = effects(body, *pieces(stmt, writes))
        if not 0 < least < _NEVER or (number.huge and (done.calls or done.panics)):
            return False
        if not _same_here(body, number.expr, passed):
            return False
        room.loops.append((number, least))
        room.exact = room.exact and not over and _straight(stmt, inner) and all(writes[c].exact for c in inner)
        counted.update(inner)
        return True
    call = unparen(stmt.x) if isinstance(stmt, nodes.ExprStmt) else None
    write = writes.get(call) if isinstance(call, nodes.CallExpr) else None
    if write is None or call is None or len(uses_of(stmt, var)) != 1:
        return False
    if write.of is not None:
        if not simple(write.of) or not _same_here(body, write.of, passed):
            return False
        room.lengths.append(write.of)
    elif not write.small and not write.exact:
        return False
    room.constant += write.least
    room.exact = room.exact and write.exact
    counted.add(call)
    return True


def _same_here(body: Body, e: nodes.Expr, passed: list[nodes.Node]) -> bool:
    """Whether e means the same before all that was passed, and nothing that it names is declared there."""
    inside = any(
        isinstance(n, nodes.Name) and n.obj is not None and any(p.start <= n.obj.pos < p.end for p in passed)
        for n in walk(e)
    )
    return not inside and effects(body, *passed).swaps_with(effects(body, e))


def _text_ranged(loop: nodes.ForStmt) -> nodes.Expr | None:
    """The string that the loop ranges over: it makes as many rounds as that has bytes, or fewer, but one."""
    init = loop.init
    if not isinstance(init, nodes.RangeClause) or init.x.typ is None or not is_string(init.x.typ):
        return None
    return init.x if simple(init.x) else None


def _straight(loop: nodes.ForStmt, calls: list[nodes.CallExpr]) -> bool:
    """Whether every round makes all the calls."""
    direct = {unparen(s.x) for s in loop.body.stmts if isinstance(s, nodes.ExprStmt)}
    return all(call in direct for call in calls) and not leaves(loop.body)


def _least(stmts: list[nodes.Stmt], writes: dict[nodes.CallExpr, Write]) -> tuple[int, int]:
    """Bytes written at least by the statements when they come to their end, and when they go on to the next round."""
    sure, again = 0, _NEVER
    for s in stmts:
        match s:
            case nodes.ExprStmt() if isinstance(call := unparen(s.x), nodes.CallExpr) and call in writes:
                ways = (writes[call].least, _NEVER)
            case nodes.BlockStmt():
                ways = _least(s.stmts, writes)
            case nodes.IfStmt():
                other = _least([s.else_], writes) if s.else_ is not None else (0, _NEVER)
                ways = _either(_least(s.then.stmts, writes), other)
            case nodes.SwitchStmt():
                ways = _switch(s, writes)
            case nodes.BranchStmt(tok="continue", label=None):
                ways = (_NEVER, 0)
            case _ if any(isinstance(n, nodes.BranchStmt) for n in walk(s)):
                return 0, 0
            case _:
                ways = (0, _NEVER)
        again = min(again, sure + ways[1])
        sure = min(sure + ways[0], _NEVER)
    return sure, again


def _switch(s: nodes.SwitchStmt, writes: dict[nodes.CallExpr, Write]) -> tuple[int, int]:
    if any(isinstance(n, nodes.BranchStmt) and n.tok != "continue" for clause in s.body for n in walk(clause)):
        return 0, 0
    ways = (_NEVER, _NEVER) if any(clause.cases is None for clause in s.body) else (0, _NEVER)
    for clause in s.body:
        ways = _either(ways, _least(clause.body, writes))
    return ways


def _either(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return min(a[0], b[0]), min(a[1], b[1])


def _bytes(ctx: FixContext, room: _Room) -> str | None:
    """The number of bytes, as gofmt writes it as the only argument of a call; None if it is no sum of simple terms."""
    terms = [f"len({ctx.text(e)})" for e in room.lengths]
    for number, each in room.loops:
        operands = [number.expr] if number.of_len else _operands(number.expr)
        if any(isinstance(e, nodes.Operation) for e in operands) or (each > 1 and len(operands) > 1):
            return None
        texts = [number.text(ctx.text(e)) for e in operands]
        terms += texts if each == 1 else [f"{each}*{texts[0]}"]
    if room.constant:
        terms.append(str(room.constant))
    return " + ".join(terms) if len(terms) > 1 else terms[0].replace("*", " * ", 1)


def _operands(e: nodes.Expr) -> list[nodes.Expr]:
    e = unparen(e)
    if isinstance(e, nodes.Operation) and e.op == "+" and e.y is not None:
        return [*_operands(e.x), *_operands(e.y)]
    return [e]
