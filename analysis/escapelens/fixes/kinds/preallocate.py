"""Preallocate capacity: a slice or map that grows in loops whose number of rounds is known before them.

    out := []T{}                        out := make([]T, 0, len(xs))
    for _, x := range xs {        ->    for _, x := range xs {
        out = append(out, f(x))             out = append(out, f(x))

    var out []T                         var out []T
    for _, x := range xs {        ->    if len(xs) > 0 {
        out = append(out, f(x))             out = make([]T, 0, len(xs))
                                        }
                                        for _, x := range xs {

The first form where the slice is not nil to begin with, or nobody could tell; the second where nil must stay nil, where
the number may be negative, or where what stands between declaration and loop forbids to count earlier. Conditions:

- everything that grows the slice is counted: loops that append a fixed number of elements in every round and can't be
  left (`flow.every_round`), several in a row in the first form;
- the loop does nothing else with the slice, nobody asks for its capacity or appends to it without assigning to it; nor
  does whoever is handed it in this package (`room.py`);
- the number means the same where it is evaluated: between there and the loop nothing runs that could change it, leave,
  panic or wait; a number that is no length is only used where nothing in the loop could end it early, a panic included,
  and multiplied or added to only in 64 bits;
- what is made is made only where the loop is reached: no branch, early return or other loop lies in between;
- a map gets the keys of another map or the indexes of a loop, each once, and escapes (small ones live on the stack).
  Where other keys are put in, some may be the same: the title says so, and the fix is not preferred.

A third form makes room where the nil slice is declared although nil becomes empty. It says so and is never preferred;
not where the slice is put into an interface on the heap, which holds a nil one for free, nor where a test compares what
the function gives with nil or as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, uses_of
from escapelens.fixes.effects.body import Body, How, Use, builtin_name, statements
from escapelens.fixes.effects.buffers import pieces
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.flow import between, every_round, jumps, leaves
from escapelens.fixes.effects.names import declared_names, predeclared
from escapelens.fixes.effects.nilness import capacity_seen, grows, nil_seen
from escapelens.fixes.effects.reach import compared_in_tests
from escapelens.fixes.effects.room import room_seen
from escapelens.fixes.effects.rounds import Rounds, rounds
from escapelens.fixes.kinds.empty import Empty, empty
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import RESULT_VAR, Var
from escapelens.model.types import Basic, Map, Slice
from escapelens.model.under import under
from escapelens.record import dataclass, replace
from escapelens.say import say, template
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "preallocate"
BULK = True


@dataclass(frozen=True, slots=True)
class _Growth:
    """A loop that grows a variable, the statements that do, how many elements each round adds, and how many more
    statements behind the loop do. distinct: no element takes the place of another, as a key of a map may."""

    loop: nodes.ForStmt
    places: tuple[nodes.Stmt, ...]
    elements: int
    rounds: Rounds
    more: int = 0
    distinct: bool = True


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        for var in _grown(body):
            nodes_of = [u.name for u in body.uses(var)]
            loops = [loop for n in nodes_of for loop in body.loops(n)]
            if any(ctx.touching(n, path, start, end) for n in nodes_of) or any(
                ctx.touching(loop, path, start, end) for loop in loops
            ):
                yield from _fixes(ctx, body, var)


def _grown(body: Body) -> list[Var]:
    """Variables that a statement appends to, or stores into by key."""
    found: dict[Var, None] = {}
    for n in body.everything:
        if isinstance(n, nodes.AssignStmt) and n.op == "":
            left = unparen(n.lhs)
            if isinstance(left, nodes.IndexExpr):
                left = unparen(left.x)
            if (
                isinstance(left, nodes.Name)
                and isinstance(left.obj, Var)
                and isinstance(under(left.obj.typ), Map | Slice)
            ):
                found[left.obj] = None
    return list(found)


def _fixes(ctx: FixContext, body: Body, var: Var) -> Iterator[Fix]:
    if not body.private(var) or not predeclared(ctx, body, "make", "len", "append"):
        return
    is_map = isinstance(under(var.typ), Map)
    growths = _map_growths(body, var) if is_map else _slice_growths(body, var)
    made = empty(ctx, body, var)
    if growths is None or made is None or (not is_map and (capacity_seen(body, var) or room_seen(ctx, body, var))):
        return
    uses = [u for u in body.uses(var) if u.how is not How.DECLARE]
    if any(u.how in (How.PART, How.UPDATE) for u in uses) or made.writes != _writes(body, var, growths):
        return
    removes = tuple(
        f.key
        for f in ctx.findings
        if f.code in ("append-growth", "runtime-alloc")
        and any(ctx.touching(p, f.span.file, f.span.start, f.span.end) for g in growths for p in g.places)
    )
    if is_map and not _escapes(ctx, made):
        return
    if (not made.is_nil or not nil_seen(body, var)) and (where := _ahead(ctx, body, made, growths)) is not None:
        changes = "" if all(g.distinct for g in growths) else say("room for another key in every round")
        yield from _at_declaration(ctx, made, var, where, removes, changes)
        return
    if is_map or len(growths) != 1:
        return
    yield from _before_loop(ctx, body, made, var, growths[0], removes)
    if (
        made.is_nil
        and made.node is not None
        and not _boxed(ctx, uses, var)
        and not compared_in_tests(ctx, body.decl)
        and (where := _ahead(ctx, body, made, growths)) is not None
    ):
        yield from _at_declaration(ctx, made, var, where, removes, say("nil becomes empty"))


def _boxed(ctx: FixContext, uses: list[Use], var: Var) -> bool:
    """Whether the slice is put into an interface on the heap: that costs nothing for a nil one alone."""
    found = (f for u in uses for f in ctx.findings_at(*ctx.span(u.name)))
    return any(f.compiler.split("\n")[0] == f"{var.name} escapes to heap" for f in found)


def _slice_growths(body: Body, var: Var) -> list[_Growth] | None:
    """The loops that grow the slice, in source order; None if anything about its growth can't be counted."""
    by_loop: dict[nodes.ForStmt, list[tuple[nodes.Stmt, int]]] = {}
    alone: list[tuple[nodes.Stmt, int]] = []
    for use in body.uses(var):
        stmt = body.statement(use.name)
        if use.how is not How.WRITE or not isinstance(stmt, nodes.AssignStmt) or stmt.rhs is None:
            continue
        call, loops = unparen(stmt.rhs), body.loops(stmt)
        if not isinstance(call, nodes.CallExpr) or not grows(body, call, var):
            continue
        if call.has_dots:
            return None
        (by_loop.setdefault(loops[0], []) if loops else alone).append((stmt, len(call.arg_list) - 1))
    found = []
    for loop, adds in by_loop.items():
        number = rounds(body, loop)
        if number is None or not all(every_round(loop, stmt) for stmt, _ in adds):
            return None
        if len(uses_of(loop, var)) != 2 * len(adds) or any(len(uses_of(s, var)) != 2 for s, _ in adds):
            return None
        appends = [n for n in walk(loop.body) if isinstance(n, nodes.CallExpr) and builtin_name(n) == "append"]
        done = effects(body, *pieces(loop.body, appends))
        if (number.huge or _deferred(body, var)) and (done.calls or done.panics):
            return None  # a panic may end the loop after few rounds, or before the first is over
        found.append(_Growth(loop, tuple(s for s, _ in adds), sum(n for _, n in adds), number))
    more = 0
    for stmt, n in alone:
        if not found or not _follows(body, found[-1].loop, stmt):
            return None
        more += n
    if not found:
        return None
    last = found[-1]
    if not all(_wide(g) or (g.elements == 1 and not (more and g is last)) for g in found):
        return None
    return [*found[:-1], replace(last, places=(*last.places, *(stmt for stmt, _ in alone)), more=more)]


def _wide(g: _Growth) -> bool:
    """Whether a multiple of the number of rounds is one of the same type: more would not fit into memory."""
    t = under(g.rounds.expr.typ) if g.rounds.expr.typ is not None else None
    constant = isinstance(g.rounds.expr.val, int)
    return g.rounds.of_len or constant or (isinstance(t, Basic) and t.name in ("int", "uint", "int64", "uint64"))


def _deferred(body: Body, var: Var) -> bool:
    """Whether a caller may get the named result though the function panics: something deferred may recover."""
    return var.kind == RESULT_VAR and any(isinstance(n, nodes.CallStmt) and n.tok == "defer" for n in body.everything)


def _follows(body: Body, loop: nodes.ForStmt, stmt: nodes.Stmt) -> bool:
    """Whether stmt runs once whenever the loop has ended, after it."""
    if stmt.start < loop.start:
        return False
    listed = statements(body.parents.get(loop), loop) or []
    at = [s is stmt for s in listed]
    return True in at and not any(leaves(s) for s in listed[: at.index(True)] if s.start > loop.start)


def _map_growths(body: Body, var: Var) -> list[_Growth] | None:
    """The one loop that fills the map in every round."""
    stores = [u for u in body.uses(var) if _stored(body, u) is not None]
    if len(stores) != 1:
        return None
    stmt = body.statement(stores[0].name)
    index = _stored(body, stores[0])
    loops = body.loops(stores[0].name)
    if (
        stmt is None
        or index is None
        or not loops
        or not every_round(loops[0], stmt)
        or len(uses_of(loops[0], var)) != 1
    ):
        return None
    loop = loops[0]
    number = rounds(body, loop)
    if number is None or number.huge:
        return None
    return [_Growth(loop, (stmt,), 1, number, distinct=_counts(body, loop, unparen(index.index)))]


def _counts(body: Body, loop: nodes.ForStmt, key: nodes.Expr) -> bool:
    """Whether key is what the loop counts by, another one in every round."""
    first = loop.init.lhs if isinstance(loop.init, nodes.RangeClause | nodes.AssignStmt) else None
    first = first.elem_list[0] if isinstance(first, nodes.ListExpr) else first
    if not isinstance(first, nodes.Name) or not isinstance(key, nodes.Name) or not isinstance(key.obj, Var):
        return False
    if key.obj is not first.obj or not body.private(key.obj):
        return False
    return not (isinstance(loop.init, nodes.RangeClause) and body.assigned(key.obj))


def _stored(body: Body, use: Use) -> nodes.IndexExpr | None:
    """x of the assignment x[i] = y that stores into the map used."""
    index = body.parents.get(use.name)
    up = body.parents.get(index) if index is not None else None
    if isinstance(index, nodes.IndexExpr) and index.x is use.name and isinstance(up, nodes.AssignStmt):
        return index if up.lhs is index else None
    return None


def _writes(body: Body, var: Var, growths: list[_Growth]) -> int:
    """Assignments to the variable but those that grow it in the loops."""
    grown = sum(len(g.places) for g in growths) if isinstance(under(var.typ), Slice) else 0
    return sum(u.how is How.WRITE for u in body.uses(var)) - grown


def _escapes(ctx: FixContext, made: Empty) -> bool:
    """Whether the value at the declaration is on the heap already."""
    if made.node is None:
        return False
    file, start, end = ctx.span(made.node)
    return any(
        f.span.file == file and f.span.start <= end and start <= f.span.end and "escapes to heap" in f.compiler
        for f in ctx.findings
    )


def _ahead(ctx: FixContext, body: Body, made: Empty, growths: list[_Growth]) -> str | None:
    """The number of elements as text that may stand at the declaration; None if it may not be counted there."""
    if made.node is None or made.stmt is None:
        return None
    listed = statements(body.parents.get(made.stmt), made.stmt)
    terms: list[str] = []
    for g in growths:
        if g.rounds.signed or listed is None or not any(s is g.loop for s in _unconditional(body, made.stmt)):
            return None
        found = between(body, made.stmt, g.loop)
        number = effects(body, g.rounds.expr)
        if found is None or any(leaves(n) for n in found) or not effects(body, *found).swaps_with(number):
            return None
        if any(isinstance(n.obj, Var) and body.has(n.obj) and n.obj.pos >= made.stmt.start for n in _read(g)):
            return None
        terms.append(_count(ctx, g))
    return "+".join(terms) if len(terms) > 1 else terms[0]


def _unconditional(body: Body, stmt: nodes.Stmt) -> Iterator[nodes.Stmt]:
    """Statements that run whenever stmt does, if nothing before them leaves: those after it, and in blocks there."""
    listed = statements(body.parents.get(stmt), stmt) or []
    stack = [s for s in listed if s.start > stmt.start]
    while stack:
        s = stack.pop()
        yield s
        if isinstance(s, nodes.BlockStmt):
            stack += s.stmts
        elif isinstance(s, nodes.LabeledStmt):
            stack.append(s.stmt)


def _read(g: _Growth) -> list[nodes.Name]:
    return [n for n in walk(g.rounds.expr) if isinstance(n, nodes.Name)]


def _count(ctx: FixContext, g: _Growth) -> str:
    source = ctx.text(g.rounds.expr)
    more = f"+{g.more}" if g.more else ""
    if g.elements == 1 and not more:
        return g.rounds.text(source)
    if isinstance(g.rounds.expr, nodes.Operation) and not g.rounds.of_len:
        source = f"({source})"
    times = f"{g.elements}*" if g.elements > 1 else ""
    return f"{times}{g.rounds.text(source)}{more}"


def _at_declaration(
    ctx: FixContext, made: Empty, var: Var, count: str, removes: tuple[str, ...], changes: str
) -> Iterator[Fix]:
    assert made.node is not None
    new = f"make({made.typ}, {count})" if made.is_map else f"make({made.typ}, 0, {count})"
    rewrite = Rewrite(ctx)
    rewrite.replace(made.node, made.prefix + new)
    of = template("Preallocate the map {name}: {new}" if made.is_map else "Preallocate the slice {name}: {new}")
    title = say(of, name=var.name, new=new)
    fix = Fix(KIND, title, removes=removes, preferred=not changes, changes=changes, covers=removes, makes=(new,))
    yield from rewrite.offer(fix)


def _before_loop(
    ctx: FixContext, body: Body, made: Empty, var: Var, g: _Growth, removes: tuple[str, ...]
) -> Iterator[Fix]:
    """Room made right before the loop, if it makes a round: the slice is still as it was declared there."""
    if (
        jumps(body, g.loop)
        or made.type is None
        or any(isinstance(n, nodes.Name) and n.value in declared_names(body.decl) for n in walk(made.type))
    ):
        return
    if any(u.name.start < g.loop.start and u.how is not How.DECLARE for u in body.uses(var) if not made.owns(u.name)):
        return
    if body.loops(g.loop) != ([] if made.stmt is None else body.loops(made.stmt)):
        return  # a later round of the outer loop finds it filled
    if isinstance(body.parents.get(g.loop), nodes.LabeledStmt) or statements(body.parents.get(g.loop), g.loop) is None:
        return
    count = _count(ctx, g)
    bound = g.rounds.text(ctx.text(g.rounds.expr))
    new = f"make({made.typ}, 0, {count})"
    rewrite = Rewrite(ctx)
    if isinstance(g.rounds.expr.val, int):
        rewrite.insert_before(g.loop, f"{var.name} = {new}")
    else:
        rewrite.insert_before(g.loop, f"if {bound} > 0 {{\n\t{var.name} = {new}\n}}")
    title = say("Preallocate the slice {name} before the loop: {new}", name=var.name, new=new)
    yield from rewrite.offer(Fix(KIND, title, removes=removes, preferred=True, covers=removes, makes=(new,)))
