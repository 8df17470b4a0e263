"""What is done once at most, though it stands in a loop: what the syntax says of that.

What: `is_done_once` asks each loop around a node for a reason why the node runs in no second round of it:
- it is made where it is missing, `if x == nil { x = … }`, and nothing in the loop makes x nil again;
- it is done in a round of its own, `if i == 0 { … }`, `if i == len(x)-1 { … }`, of a loop whose i is never the same;
- it is done where a flag is not set, which is set first: `if !done { done = true; … }`;
- it is an error, or another value, with which the loop is left: `if err != nil { return err }`;
- the loop goes round again only where somebody else was faster: `if p.CompareAndSwap(old, new) { return }`.

Property: doubt means again and again.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.findings.names import source_text
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.model.objects import LOCAL_VAR, PACKAGE_VAR, AnyObject, Var
from escapelens.model.types import IS_INTEGER, IS_STRING, Array, Basic, Chan, Map, Pointer, Signature, Slice
from escapelens.model.under import under
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, unparen, walk


def is_done_once(places: SyntaxIndex, node: S.Node) -> bool:
    """Is node in loops, within its function literal, but done once at most?"""
    conds, flags, loops, place = list[S.Expr](), list[S.Name](), 0, filled(places, node)
    if place is not None and any(isinstance(part, S.IndexExpr) for part in walk(place)):
        place = None  # which element it is may change
    for child, parent in places.ancestors(node):
        if isinstance(parent, S.FuncLit):
            break
        if isinstance(parent, S.IfStmt) and child is parent.then:
            conds += operands(parent.cond, "&&")
            flags += _flags(parent)
        elif isinstance(parent, S.ForStmt) and child is not parent.init:
            loops += 1
            stays = place is not None and not _is_reset(places, place, parent, grown=True)
            last = any(_is_of_one_round(places, cond, parent) for cond in conds)
            last = last or any(_stays_set(places, flag, parent) for flag in flags)
            if not (stays or last or _retries(parent) or _is_left_with(places, node, parent)):
                return False
    return loops > 0


def _flags(stmt: S.IfStmt) -> Iterator[S.Name]:
    """What is asked for not to be set, and set first: done of `if !done { done = true; … }`."""
    first = stmt.then.stmts[0] if stmt.then.stmts else None
    if not isinstance(first, S.AssignStmt) or first.op or not isinstance(first.lhs, S.Name) or not _is_true(first.rhs):
        return
    for cond in operands(stmt.cond, "&&"):
        if isinstance(cond, S.Operation) and cond.op == "!" and _same(first.lhs, unparen(cond.x)):
            yield first.lhs


def _stays_set(places: SyntaxIndex, flag: S.Name, loop: S.ForStmt) -> bool:
    """Is a flag of outside of a loop given nothing but true in it?"""
    table = places.table(flag.start)
    if table is None or flag.obj is None or loop.start <= flag.obj.pos < loop.end:
        return False
    for use in (n for n in table.all(S.Name) if n.obj is flag.obj):
        up = table.parents.get(id(use))
        if isinstance(up, S.Operation) and up.op == "&" and up.y is None:
            return False
        if not loop.start <= use.start < loop.end:
            continue
        if isinstance(up, S.ListExpr):
            up = table.parents.get(id(up))
        is_set = isinstance(up, S.AssignStmt) and up.lhs is use and _is_true(up.rhs) and not up.op
        if isinstance(up, S.AssignStmt | S.RangeClause) and not is_set and up.lhs is not None:
            if any(to is use for to in unpack_list(up.lhs)):
                return False
    return True


def _is_true(n: S.Node | None) -> bool:
    return isinstance(n, S.Name) and n.value == "true"


def filled(places: SyntaxIndex, value: S.Node) -> S.Expr | None:
    """What is nil where a value is made, and is set there: `if x == nil { x = value }`, `if x == nil { y := value; x =
    f(y) }`, or the other way round, `if x != nil { … } else { x = value }`, `if x != nil { return }; x = value`; what x
    was taken from, if that is set there, too; the element that a map lacks, `if _, ok := m[k]; !ok { m[k] = value }`.
    None if there is nothing like that."""
    own = _assigned_to(places, value)
    for child, parent in places.ancestors(value):
        if isinstance(parent, S.FuncLit | S.ForStmt):
            return None
        if isinstance(parent, S.IfStmt) and child is not parent.cond and child is not parent.init:
            op, joined = ("==", "&&") if child is parent.then else ("!=", "||")
            parts = operands(parent.cond, joined)
            stmts = child.stmts if isinstance(child, S.BlockStmt) else []
        elif isinstance(parent, S.BlockStmt):
            at = next(i for i, s in enumerate(parent.stmts) if s is child)
            op, stmts = "!=", parent.stmts[at:]
            before = (s for s in reversed(parent.stmts[:at]) if isinstance(s, S.IfStmt) and s.else_ is None)
            parts = (c for s in before if _leaves(s.then) for c in operands(s.cond, "||"))
            parts = (c for c in parts if stays(_compared(c)) or isinstance(c, S.Name))
        else:
            continue
        for cond in parts:
            place = _asked_for(places, cond, op)
            source = defined(places, place) if isinstance(place, S.Name) else None
            if isinstance(source, S.SelectorExpr) and any(_sets(s, source) for s in stmts):
                return source
            if place is not None and (_same(own, place) or any(_sets(s, place) for s in stmts)):
                return place
    return None


def _asked_for(places: SyntaxIndex, cond: S.Expr, op: str) -> S.Expr | None:
    """What is nil, or missing in a map, where a condition holds (op "=="), or does not ("!="); None if it asks for
    something else."""
    if isinstance(cond, S.Operation) and cond.op == op and _is_nil(cond.y):
        asked: S.Expr = unparen(cond.x)
        return asked
    flag = unparen(cond.x) if op == "==" and isinstance(cond, S.Operation) and cond.op == "!" else cond
    element = defined(places, flag) if isinstance(flag, S.Name) and (op == "!=" or flag is not cond) else None
    if not isinstance(element, S.IndexExpr) or element.x.typ is None or not isinstance(under(element.x.typ), Map):
        return None
    return element


def defined(places: SyntaxIndex, name: S.Name) -> S.Expr | None:
    """What a variable is declared with, as x in `y := x`, or in `_, y := x`."""
    declared = (
        places.node(name.obj.pos, (S.Name,)) if isinstance(name.obj, Var) and name.obj.kind == LOCAL_VAR else None
    )
    up = places.parent(declared) if declared is not None else None
    stmt = places.parent(up) if isinstance(up, S.ListExpr) else up
    return stmt.rhs if isinstance(stmt, S.AssignStmt) and stmt.op == ":=" else None


def stays(place: S.Node | None) -> bool:
    """Is it a variable of the package, or what is reached by a pointer?"""
    while isinstance(place, S.SelectorExpr):
        if place.x.typ is not None and isinstance(under(place.x.typ), Pointer):
            return True
        place = place.x
    return isinstance(place, S.Name) and isinstance(place.obj, Var) and place.obj.kind == PACKAGE_VAR


def _compared(cond: S.Expr) -> S.Node | None:
    return unparen(cond.x) if isinstance(cond, S.Operation) else None


def _assigned_to(places: SyntaxIndex, value: S.Node) -> S.Expr | None:
    stmt = places.parent(value)
    assigned = isinstance(stmt, S.AssignStmt) and stmt.rhs is value and not stmt.op
    return unpack_list(stmt.lhs)[0] if isinstance(stmt, S.AssignStmt) and assigned else None


def _sets(stmt: S.Node, place: S.Expr) -> bool:
    """Is it an assignment to the place of anything but nil?"""
    if not isinstance(stmt, S.AssignStmt) or stmt.op or stmt.rhs is None or _is_nil(stmt.rhs):
        return False
    return any(_same(to, place) for to in unpack_list(stmt.lhs))


def is_same_place(places: SyntaxIndex, place: S.Expr, loop: S.ForStmt) -> bool:
    """Is a variable, or a field of one, the same in all rounds of a loop, whatever its value?"""
    root = root_of(place)
    if root is None or root.obj is None or any(isinstance(n, S.IndexExpr | S.CallExpr) for n in walk(place)):
        return False
    declared_here = loop.start <= root.obj.pos < loop.end
    return not declared_here and (place is root or not _is_assigned(places, root, root, loop))


def has_length(over: S.Expr) -> bool:
    """Does a range over it have `len(over)` rounds at most?"""
    typ = under(over.typ) if over.typ is not None else None
    if isinstance(typ, Basic):
        return bool(typ.info & IS_STRING)
    return isinstance(typ, Slice | Array | Map) and not any(isinstance(n, S.CallExpr) for n in walk(over))


def is_count(over: S.Expr) -> bool:
    """Does a range over it have as many rounds as it says, `range n`?"""
    typ = under(over.typ) if over.typ is not None else None
    return isinstance(typ, Basic) and bool(typ.info & IS_INTEGER)


def adds_once(place: S.Expr, loop: S.ForStmt) -> bool:
    """Is there one append to the place in a loop, and nothing else that changes it, as what its variable is handed to
    may do?"""
    calls, changes, root = 0, 0, root_of(place)
    for n in walk(loop):
        if isinstance(n, S.CallExpr) and n.arg_list and source_text(n.fun) == "append":
            calls += _same(n.arg_list[0], place)
        elif isinstance(n, S.CallExpr) and place is not root:
            handed = [*n.arg_list, n.fun.x] if isinstance(n.fun, S.SelectorExpr) else n.arg_list
            changes += 2 * any(_same(x, root) for x in handed)
        elif isinstance(n, S.AssignStmt):
            changes += any(_same(to, place) for to in unpack_list(n.lhs))
        elif isinstance(n, S.Operation) and n.op == "&" and n.y is None:
            changes += _same(n.x, place)
    return calls == 1 and changes <= 1


def fills_in_place(places: SyntaxIndex, call: S.Node) -> bool:
    """Is it the append of a filter in place, `out := x[:0]` and then a loop that reads x? There is room for what is
    left of x, and no more can be put there without it being overwritten before it was read."""
    out = call.arg_list[0] if isinstance(call, S.CallExpr) and call.arg_list else None
    loop, table = places.loop(call), places.table(call.start)
    if loop is None or table is None or not isinstance(out, S.Name) or out.obj is None:
        return False
    names = list(table.all(S.Name))
    set_ = (table.parents.get(id(n)) for n in names if n.value == out.value and n.start < loop.start)
    stmts = [s for s in set_ if isinstance(s, S.AssignStmt) and _same(s.lhs, out)]
    cut = max(stmts, key=lambda s: s.start).rhs if stmts else None
    if not isinstance(cut, S.SliceExpr) or cut.index[0] is not None or cut.index[1] is None:
        return False
    root = root_of(cut.x)
    read = root is not None and any(n.obj is root.obj and loop.start <= n.start < loop.end for n in names)
    return read and source_text(cut.index[1]) == "0" and not _same(cut.x, out)


def operands(cond: S.Expr, op: str) -> Iterator[S.Expr]:
    """What && joins, which holds where all of it does, or what || joins, which does not where nothing of it does."""
    cond = unparen(cond)
    if isinstance(cond, S.Operation) and cond.op == op and cond.y is not None:
        yield from operands(cond.x, op)
        yield from operands(cond.y, op)
    else:
        yield cond


def _is_nil(n: S.Node | None) -> bool:
    return isinstance(n, S.Name) and n.value == "nil"


def _is_of_one_round(places: SyntaxIndex, cond: S.Expr, loop: S.ForStmt) -> bool:
    """Does a condition hold in one round of a loop at most: `i == n` of a counter and of what stays the same?"""
    counter = _counter(loop)
    if counter is None or not isinstance(cond, S.Operation) or cond.op != "==" or cond.y is None:
        return False
    for i, n in ((cond.x, cond.y), (cond.y, cond.x)):
        if isinstance(i, S.Name) and i.obj is counter and not _is_assigned(places, i, i, loop.body):
            return _is_last(places, n, loop) or _is_fixed(places, n, loop)
    return False


def _counter(loop: S.ForStmt) -> AnyObject | None:
    """The variable that is another in each round: the key of a range, or i of `for i := 0; …; i++`."""
    init, post = loop.init, loop.post
    if isinstance(init, S.RangeClause):
        over = under(init.x.typ) if init.x.typ is not None else None
        key = unpack_list(init.lhs)[0] if init.lhs is not None else None
        differs = over is not None and not isinstance(over, Chan | Signature)
        return key.obj if differs and isinstance(key, S.Name) else None
    if isinstance(post, S.AssignStmt) and post.op in ("+", "-") and isinstance(post.lhs, S.Name):
        return post.lhs.obj
    return None


def _is_last(places: SyntaxIndex, n: S.Expr, loop: S.ForStmt) -> bool:
    """Is it `len(x)-1` in a range over x?"""
    x = loop.init.x if isinstance(loop.init, S.RangeClause) else None
    root = root_of(x)
    return (
        x is not None
        and root is not None
        and "".join(source_text(n).split()) == f"len({source_text(x)})-1"
        and not _is_assigned(places, x, root, loop.body)
    )


def _is_fixed(places: SyntaxIndex, n: S.Expr, loop: S.ForStmt) -> bool:
    """Is it made of constants and of variables of this function that do not change in the loop?"""
    for part in walk(n):
        if isinstance(part, S.CallExpr) and source_text(part.fun) != "len":
            return False
        if isinstance(part, S.SelectorExpr | S.IndexExpr) and part.val is None:
            return False
        is_variable = isinstance(part, S.Name) and part.val is None and part.value != "len"
        if is_variable and isinstance(part, S.Name) and _is_reset(places, part, loop):
            return False
    return True


def is_as_large_each_time(places: SyntaxIndex, made: S.Node | None) -> bool:
    """Does a `make` in a loop ask for the same room in each of its rounds?"""
    loop = places.loop(made) if made is not None else None
    sizes = made.arg_list[1:] if isinstance(made, S.CallExpr) else []
    return loop is not None and all(_is_fixed(places, n, loop) for n in sizes)


def asks_for_more(places: SyntaxIndex, made: S.Node | None) -> bool:
    """Does a `make` in a loop hang on a variable of outside of it, that the loop changes, as by `n *= 2`?"""
    loop = places.loop(made) if made is not None else None
    sizes = made.arg_list[1:] if isinstance(made, S.CallExpr) else []
    names = (n for size in sizes for n in walk(size) if isinstance(n, S.Name) and isinstance(n.obj, Var))
    return loop is not None and any(
        n.obj is not None and not loop.start <= n.obj.pos < loop.end and _is_reset(places, n, loop) for n in names
    )


def _retries(loop: S.ForStmt) -> bool:
    """Is it a loop that goes round again only where another goroutine was faster?"""
    if loop.post is not None or isinstance(loop.init, S.RangeClause):
        return False
    if loop.cond is not None:
        cond = unparen(loop.cond)
        return isinstance(cond, S.Operation) and cond.op == "!" and _swaps(cond.x)
    return any(
        isinstance(stmt, S.IfStmt) and any(map(_swaps, operands(stmt.cond, "&&"))) and _leaves(stmt.then)
        for stmt in loop.body.stmts
    )


def _is_left_with(places: SyntaxIndex, value: S.Node, loop: S.ForStmt) -> bool:
    """Is a value, as an error, assigned to a variable for which `if err != nil { return err }` asks later on?"""
    stmt = places.parent(value)
    to = unpack_list(stmt.lhs)[-1] if isinstance(stmt, S.AssignStmt) and stmt.rhs is value else None
    if not isinstance(to, S.Name) or to.obj is None:
        return False
    for child, parent in places.ancestors(value):
        if isinstance(parent, S.FuncLit | S.ForStmt):
            break
        stmts: list[S.Node] = getattr(parent, "stmts" if isinstance(parent, S.BlockStmt) else "body", [])
        after = stmts[stmts.index(child) + 1 :] if child in stmts else []
        for stmt in after:
            if isinstance(stmt, S.IfStmt) and _is_set(stmt.cond, to):
                returns = bool(stmt.then.stmts) and isinstance(stmt.then.stmts[-1], S.ReturnStmt)
                return returns or (parent is loop.body and _leaves(stmt.then))
            if isinstance(stmt, S.BranchStmt):
                return False
    return False


def _is_set(cond: S.Expr, var: S.Name) -> bool:
    """Is it `var != nil`?"""
    cond = unparen(cond)
    return isinstance(cond, S.Operation) and cond.op == "!=" and _is_nil(cond.y) and _same(cond.x, var)


def _swaps(n: S.Node) -> bool:
    n = unparen(n) if isinstance(n, S.Expr) else n
    fun = n.fun if isinstance(n, S.CallExpr) else None
    return isinstance(fun, S.SelectorExpr) and fun.sel.value.startswith("CompareAndSwap")


def _leaves(block: S.BlockStmt) -> bool:
    last = block.stmts[-1] if block.stmts else None
    return isinstance(last, S.ReturnStmt) or (isinstance(last, S.BranchStmt) and last.tok == "break")


def _is_reset(places: SyntaxIndex, place: S.Expr, loop: S.ForStmt, *, grown: bool = False) -> bool:
    """Is the variable declared in the loop, or the place assigned to elsewhere in it, or handed to others? grown: but
    for what adds to it."""
    root = root_of(place)
    if root is None or root.obj is None or loop.start <= root.obj.pos < loop.end:
        return True
    return _is_assigned(places, place, root, loop, handed=place is not root, grown=grown)


def _is_assigned(
    places: SyntaxIndex, place: S.Expr, root: S.Name, around: S.Node, *, handed: bool = False, grown: bool = False
) -> bool:
    """Is a place of the variable `root` assigned to in a piece of code, other than where it is nil? handed: what it is
    part of may be changed by a call, too; grown: an append to it does not count."""
    table = places.table(root.start)
    if table is None:
        return True
    for use in (n for n in table.all(S.Name) if n.obj is root.obj):
        if not around.start <= use.start < around.end:
            continue
        whole: S.Node = use
        up = table.parents.get(id(use))
        while isinstance(up, S.SelectorExpr | S.IndexExpr) and up.x is whole:
            whole, up = up, table.parents.get(id(up))
        if isinstance(up, S.ListExpr):
            whole, up = up, table.parents.get(id(up))
        if grown and _adds_to(table.parents.get(id(up)) if isinstance(up, S.CallExpr) else up, place):
            continue
        if isinstance(up, S.AssignStmt | S.RangeClause) and up.lhs is whole:
            if any(_leads_to(to, place) and not _fills(places, up, place) for to in unpack_list(up.lhs)):
                return True
        elif handed and use is not root and (isinstance(up, S.CallExpr) or getattr(up, "op", "") == "&"):
            return True
        elif not handed and getattr(up, "op", "") == "&" and getattr(up, "y", None) is None:
            return True
    return False


def _fills(places: SyntaxIndex, stmt: S.AssignStmt | S.RangeClause, place: S.Expr) -> bool:
    """Is it an assignment to the very place, made only where that is nil?"""
    to = filled(places, stmt.rhs) if isinstance(stmt, S.AssignStmt) and stmt.rhs is not None else None
    return to is not None and _same(to, place)


def _adds_to(stmt: S.Node | None, place: S.Expr) -> bool:
    """Is it `place = append(place, x)`, after which the place is not nil if it was not before?"""
    value = stmt.rhs if isinstance(stmt, S.AssignStmt) else None
    if not isinstance(stmt, S.AssignStmt) or not isinstance(value, S.CallExpr) or len(value.arg_list) < 2:
        return False
    grows = source_text(value.fun) == "append" and _same(value.arg_list[0], place)
    return grows and _same(stmt.lhs, place)


def root_of(place: S.Node | None) -> S.Name | None:
    """The variable of x.f[i]."""
    while isinstance(place, S.SelectorExpr | S.IndexExpr):
        place = place.x
    return place if isinstance(place, S.Name) else None


def _same(a: S.Node | None, b: S.Node | None) -> bool:
    """Are two places, variables or parts of variables, the same?"""
    if isinstance(a, S.SelectorExpr) and isinstance(b, S.SelectorExpr):
        return a.sel.value == b.sel.value and _same(a.x, b.x)
    if isinstance(a, S.IndexExpr) and isinstance(b, S.IndexExpr):
        return source_text(a.index) == source_text(b.index) and _same(a.x, b.x)
    if isinstance(a, S.Operation) and isinstance(b, S.Operation) and a.y is b.y is None:
        return a.op == b.op == "*" and _same(a.x, b.x)
    return isinstance(a, S.Name) and isinstance(b, S.Name) and a.obj is not None and a.obj is b.obj


def _leads_to(whole: S.Node, place: S.Node) -> bool:
    """Is it the place, or what that is part of?"""
    return _same(whole, place) or (isinstance(place, S.SelectorExpr | S.IndexExpr) and _leads_to(whole, place.x))
