"""Preallocate capacity: a slice or map grown in a loop whose number of rounds is known before it.

    var out []T                         out := make([]T, 0, len(xs))
    for _, x := range xs {        ->    for _, x := range xs {
        out = append(out, f(x))             out = append(out, f(x))

Offered when the variable is declared empty, but not nil, in the block of the loop, before it; the number of rounds is
the length of a local variable that nothing changes in between, or a small constant; every round, from the first to the
last, appends exactly one element, and the loop does nothing else with the variable; no path leaves between declaration
and loop. A map is filled from a map by its own keys. The proof is the engine's: the growth finding must be gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escapelens.fixes.context import FixContext, unparen, uses_of
from escapelens.fixes.model import Fix
from escapelens.model.objects import Builtin, Var
from escapelens.model.types import Array, Map, Slice
from escapelens.model.under import under
from escapelens.syntax import nodes
from escapelens.syntax.walk import path_to, walk

KIND = "preallocate"


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for decl in ctx.funcs_at(path, start, end):
        if decl.body is None:
            continue
        for loop in walk(decl.body):
            if not isinstance(loop, nodes.ForStmt) or not ctx.touching(loop, path, start, end):
                continue
            for var, place in _grown(loop):
                if not (ctx.touching(place, path, start, end) or _declared_at(ctx, decl, var, path, start, end)):
                    continue
                fix = _fix(ctx, decl, loop, var, place, path)
                if fix is not None:
                    yield fix


def _grown(loop: nodes.ForStmt) -> Iterator[tuple[Var, nodes.Node]]:
    """Local slices appended to and maps stored into directly in this loop (not in a loop or literal inside it)."""
    seen: set[int] = set()
    for stmt in loop.body.stmts:
        if not isinstance(stmt, nodes.AssignStmt) or stmt.rhs is None or stmt.op != "":
            continue
        lhs = unparen(stmt.lhs)
        if isinstance(lhs, nodes.IndexExpr) and isinstance(lhs.x, nodes.Name):
            var = lhs.x.obj
            if (
                isinstance(var, Var)
                and lhs.x.typ is not None
                and isinstance(under(lhs.x.typ), Map)
                and id(var) not in seen
            ):
                seen.add(id(var))
                yield var, stmt
        elif isinstance(lhs, nodes.Name) and isinstance(lhs.obj, Var):
            call = unparen(stmt.rhs)
            if (
                isinstance(call, nodes.CallExpr)
                and isinstance(call.fun, nodes.Name)
                and isinstance(call.fun.obj, Builtin)
                and call.fun.obj.name == "append"
                and len(call.arg_list) == 2
                and not call.has_dots
                and isinstance(call.arg_list[0], nodes.Name)
                and call.arg_list[0].obj is lhs.obj
                and id(lhs.obj) not in seen
            ):
                seen.add(id(lhs.obj))
                yield lhs.obj, stmt


def _leaves(root: nodes.Node) -> bool:
    """Whether a statement below root may go elsewhere than to the next one."""
    return any(isinstance(n, nodes.ReturnStmt | nodes.BranchStmt | nodes.LabeledStmt) for n in walk(root))


def _only_grows(loop: nodes.ForStmt, var: Var, place: nodes.Node) -> bool:
    """Whether each round grows var once, at `place`, and the loop does nothing else with it."""
    assert isinstance(place, nodes.AssignStmt)
    if _leaves(loop.body):
        return False
    if not isinstance(under(var.typ), Map):
        return len(uses_of(loop, var)) == 2 == len(uses_of(place, var))
    key = loop.init.lhs if isinstance(loop.init, nodes.RangeClause) else None
    key = key.elem_list[0] if isinstance(key, nodes.ListExpr) else key
    lhs = unparen(place.lhs)
    return (
        isinstance(loop.init, nodes.RangeClause)
        and isinstance(key, nodes.Name)
        and isinstance(key.obj, Var)
        and isinstance(lhs, nodes.IndexExpr)
        and isinstance(lhs.index, nodes.Name)
        and lhs.index.obj is key.obj
        and isinstance(under(loop.init.x.typ), Map)  # type: ignore[arg-type]
        and not _assigns(loop.body, key.obj)
        and len(uses_of(loop, var)) == 1
    )


def _declared_at(ctx: FixContext, decl: nodes.FuncDecl, var: Var, path: str, start: int, end: int) -> bool:
    return any(n.pos == var.pos and ctx.touching(n, path, start, end) for n in uses_of(decl, var))


def _fix(
    ctx: FixContext, decl: nodes.FuncDecl, loop: nodes.ForStmt, var: Var, place: nodes.Node, path: str
) -> Fix | None:
    length = _length(ctx, loop)
    if length is None or not _only_grows(loop, var, place) or _shadowed(ctx, decl):
        return None
    text, read = length
    if any(_escapes_notice(decl, r) for r in read) or _capacity_seen(decl, var):
        return None
    block = next(
        (n for n in reversed(path_to(decl, loop.start, loop.end)[:-1]) if isinstance(n, nodes.BlockStmt)), None
    )
    if block is None or loop not in block.stmts:
        return None
    at = block.stmts.index(loop)
    for i in range(at - 1, -1, -1):
        stmt = block.stmts[i]
        made = _empty_declaration(ctx, stmt, var)
        if made is None:
            if _leaves(stmt) or any(uses_of(stmt, var)) or any(_assigns(stmt, r) for r in read):
                return None
            continue
        if any(r.pos > stmt.start for r in read if r.pos >= decl.start):
            return None  # the length is not known yet where the variable is declared
        if _comment_on_line(ctx, stmt):
            return None  # columns of comments on the lines around it would have to move
        new = made.made(text)
        edit = ctx.replace(made.node, new)
        kind = "map" if isinstance(under(var.typ), Map) else "slice"
        removes = tuple(
            f.key
            for f in ctx.findings
            if f.code in ("append-growth", "runtime-alloc")
            and ctx.touching(place, f.span.file, f.span.start, f.span.end)
        )
        return Fix(KIND, f"Preallocate the {kind} {var.name}: {new}", (edit,), removes, preferred=True)
    return None


MAX_CONSTANT = 1024  # rounds of a loop with a constant bound that are allocated for at once


def _length(ctx: FixContext, loop: nodes.ForStmt) -> tuple[str, list[Var]] | None:
    """Go text of the number of rounds, and the variables it reads; None if not known before the loop."""
    init = loop.init
    if isinstance(init, nodes.RangeClause):
        x = unparen(init.x)
        if x.typ is not None and isinstance(x, nodes.Name) and isinstance(under(x.typ), Slice | Map | Array):
            return (f"len({ctx.text(x)})", [x.obj]) if isinstance(x.obj, Var) else None
        return _bound(ctx, x)
    cond = loop.cond
    if not (
        isinstance(init, nodes.AssignStmt) and init.op == ":=" and isinstance(cond, nodes.Operation) and cond.op == "<"
    ):
        return None
    post = loop.post
    i = unparen(init.lhs)
    if not (
        isinstance(post, nodes.AssignStmt)
        and post.rhs is None
        and post.op == "+"
        and init.rhs is not None
        and cond.y is not None
        and isinstance(i, nodes.Name)
        and isinstance(i.obj, Var)
        and unparen(init.rhs).val == 0
        and all(isinstance(e := unparen(x), nodes.Name) and e.obj is i.obj for x in (cond.x, post.lhs))
    ):
        return None
    bound = _bound(ctx, unparen(cond.y))
    if bound is None or any(_assigns(loop.body, v) for v in [*bound[1], i.obj]):
        return None
    return bound


def _bound(ctx: FixContext, e: nodes.Expr) -> tuple[str, list[Var]] | None:
    """A number of rounds that can be no less than zero: a small constant, or the length of a variable."""
    if isinstance(e.val, int):
        return (ctx.text(e), []) if 0 <= e.val <= MAX_CONSTANT and isinstance(e, nodes.BasicLit) else None
    if not (isinstance(e, nodes.CallExpr) and isinstance(e.fun, nodes.Name) and isinstance(e.fun.obj, Builtin)):
        return None
    arg = unparen(e.arg_list[0]) if e.fun.obj.name == "len" and len(e.arg_list) == 1 else None
    if isinstance(arg, nodes.Name) and isinstance(arg.obj, Var) and isinstance(under(arg.obj.typ), Slice | Map | Array):
        return ctx.text(e), [arg.obj]
    return None


def _shadowed(ctx: FixContext, decl: nodes.FuncDecl) -> bool:
    """Whether make or len may mean something else here."""
    if any(ctx.pkg.scope.lookup(name) is not None for name in ("make", "len")):
        return True
    return any(
        isinstance(n, nodes.Name)
        and n.value in ("make", "len")
        and n.obj is not None
        and not isinstance(n.obj, Builtin)
        for n in walk(decl)
    )


def _escapes_notice(decl: nodes.FuncDecl, var: Var) -> bool:
    """Whether var may change without a statement here that names it: no local, its address taken, or captured."""
    if not decl.start <= var.pos < decl.end:
        return True
    for n in walk(decl):
        if isinstance(n, nodes.Operation) and n.op == "&" and n.y is None and uses_of(n, var):
            return True
        if isinstance(n, nodes.FuncLit) and uses_of(n, var):
            return True
    return False


def _capacity_seen(decl: nodes.FuncDecl, var: Var) -> bool:
    """Whether the function asks for var's capacity, or slices it: what lies behind its length would be another."""
    for n in walk(decl):
        if isinstance(n, nodes.SliceExpr) and uses_of(n.x, var):
            return True
        if isinstance(n, nodes.CallExpr) and isinstance(n.fun, nodes.Name) and n.fun.value == "cap" and uses_of(n, var):
            return True
    return False


def _comment_on_line(ctx: FixContext, node: nodes.Node) -> bool:
    file, start, end = ctx.span(node)
    text = ctx.texts[file]
    line = text[text.rfind(b"\n", 0, start) + 1 : (text + b"\n").find(b"\n", end)]
    return b"//" in line or b"/*" in line


def _assigns(root: nodes.Node, var: Var) -> bool:
    """Whether something below root may change var: an assignment to it or through it, or its address taken."""
    for n in walk(root):
        targets: list[nodes.Expr] = []
        if isinstance(n, nodes.AssignStmt):
            targets = n.lhs.elem_list if isinstance(n.lhs, nodes.ListExpr) else [n.lhs]
        elif isinstance(n, nodes.RangeClause) and n.lhs is not None:
            targets = n.lhs.elem_list if isinstance(n.lhs, nodes.ListExpr) else [n.lhs]
        elif isinstance(n, nodes.Operation) and n.op == "&" and n.y is None:
            targets = [n.x]
        for target in targets:
            root_name = unparen(target)
            while isinstance(root_name, nodes.SelectorExpr | nodes.IndexExpr):
                root_name = unparen(root_name.x)
            if isinstance(root_name, nodes.Name) and root_name.obj is var:
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Empty:
    """An empty value: replace `node` by `make(typ, 0, LENGTH)` (a map: `make(typ, LENGTH)`)."""

    node: nodes.Node
    typ: str
    is_map: bool

    def made(self, length: str) -> str:
        return f"make({self.typ}, {length})" if self.is_map else f"make({self.typ}, 0, {length})"


def _empty_declaration(ctx: FixContext, stmt: nodes.Stmt, var: Var) -> _Empty | None:
    """How stmt declares var empty, None if it does not."""
    if isinstance(stmt, nodes.DeclStmt):
        decl = stmt.decl_list[0] if len(stmt.decl_list) == 1 else None
        if not (isinstance(decl, nodes.VarDecl) and len(decl.name_list) == 1 and decl.name_list[0].obj is var):
            return None
        return _empty_value(ctx, decl.values) if decl.values is not None else None
    if isinstance(stmt, nodes.AssignStmt) and stmt.op == ":=" and stmt.rhs is not None:
        if isinstance(stmt.lhs, nodes.Name) and stmt.lhs.obj is var:
            return _empty_value(ctx, stmt.rhs)
    return None


def _empty_value(ctx: FixContext, value: nodes.Expr) -> _Empty | None:
    e = unparen(value)
    if e.typ is None:
        return None
    is_map = isinstance(under(e.typ), Map)
    if isinstance(e, nodes.CompositeLit) and e.type is not None and not e.elem_list:
        return _Empty(e, ctx.text(e.type), is_map)
    if not (isinstance(e, nodes.CallExpr) and isinstance(e.fun, nodes.Name) and isinstance(e.fun.obj, Builtin)):
        return None
    if e.fun.obj.name != "make" or (is_map and len(e.arg_list) != 1):
        return None
    if not is_map and not (len(e.arg_list) == 2 and e.arg_list[1].val == 0):
        return None
    return _Empty(e, ctx.text(e.arg_list[0]), is_map)
