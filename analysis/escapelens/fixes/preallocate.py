"""Preallocate capacity: a slice or map grown in a loop whose number of rounds is known before it.

    var out []T                         out := make([]T, 0, len(xs))
    for _, x := range xs {        ->    for _, x := range xs {
        out = append(out, f(x))             out = append(out, f(x))

Offered when the variable is declared empty in the block of the loop, before it, the length expression means the same
there as at the loop, and the loop appends at most a fixed number of elements a round. The proof is the engine's: the
growth finding must be gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escapelens.fixes.context import FixContext, unparen, uses_of
from escapelens.fixes.model import Fix
from escapelens.model.objects import Builtin, Var
from escapelens.model.predicates import is_integer, is_string
from escapelens.model.types import INT, UNTYPED_INT, Array, Basic, Chan, Map, Pointer, Slice
from escapelens.model.under import under
from escapelens.syntax import nodes
from escapelens.syntax.walk import children, path_to, walk

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
    for stmt in _own(loop.body):
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
                and len(call.arg_list) >= 2
                and not call.has_dots
                and isinstance(call.arg_list[0], nodes.Name)
                and call.arg_list[0].obj is lhs.obj
                and id(lhs.obj) not in seen
            ):
                seen.add(id(lhs.obj))
                yield lhs.obj, stmt


def _own(body: nodes.BlockStmt) -> Iterator[nodes.Node]:
    stack: list[nodes.Node] = [body]
    while stack:
        n = stack.pop()
        yield n
        if isinstance(n, nodes.FuncLit):
            continue
        stack.extend(c for c in children(n) if not isinstance(c, nodes.ForStmt))


def _declared_at(ctx: FixContext, decl: nodes.FuncDecl, var: Var, path: str, start: int, end: int) -> bool:
    return any(n.pos == var.pos and ctx.touching(n, path, start, end) for n in uses_of(decl, var))


def _fix(
    ctx: FixContext, decl: nodes.FuncDecl, loop: nodes.ForStmt, var: Var, place: nodes.Node, path: str
) -> Fix | None:
    length = _length(ctx, loop)
    if length is None:
        return None
    text, read = length
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
            if any(uses_of(stmt, var)) or any(_assigns(stmt, r) for r in read):
                return None
            continue
        if any(r.pos > stmt.start for r in read if r.pos >= decl.start):
            return None  # the length is not known yet where the variable is declared
        new = made.made(text)
        edit = ctx.replace(made.node, made.prefix + new)
        kind = "map" if isinstance(under(var.typ), Map) else "slice"
        removes = tuple(
            f.key
            for f in ctx.findings
            if f.code in ("append-growth", "runtime-alloc")
            and ctx.touching(place, f.span.file, f.span.start, f.span.end)
        )
        return Fix(KIND, f"Preallocate the {kind} {var.name}: {new}", (edit,), removes, preferred=True)
    return None


def _length(ctx: FixContext, loop: nodes.ForStmt) -> tuple[str, list[Var]] | None:
    """Go text of the number of rounds, and the variables it reads; None if not known before the loop."""
    init = loop.init
    if isinstance(init, nodes.RangeClause):
        x = unparen(init.x)
        read = _pure(x)
        if read is None or x.typ is None:
            return None
        t = under(x.typ)
        if isinstance(t, Pointer):
            t = under(t.elem)
        if isinstance(t, Slice | Map | Array) or (is_string(t) and x.val is None):
            return f"len({ctx.text(x)})", read
        if isinstance(t, Chan) or not _is_integer(x):
            return None
        return ctx.text(x), read
    cond = loop.cond
    if not (
        isinstance(init, nodes.AssignStmt) and init.op == ":=" and isinstance(cond, nodes.Operation) and cond.op == "<"
    ):
        return None
    post = loop.post
    if not (
        isinstance(post, nodes.AssignStmt)
        and post.rhs is None
        and post.op == "+"
        and init.rhs is not None
        and cond.y is not None
    ):
        return None
    i = unparen(init.lhs)
    if not (
        isinstance(i, nodes.Name)
        and unparen(init.rhs).val == 0
        and isinstance(cond.x, nodes.Name)
        and cond.x.obj is i.obj
    ):
        return None
    bound = unparen(cond.y)
    read = _pure(bound)
    if read is None or not _is_int(bound):
        return None
    if any(_assigns(loop.body, v) for v in [*read, i.obj] if isinstance(v, Var)):
        return None
    return ctx.text(bound), read


def _is_integer(e: nodes.Expr) -> bool:
    return e.typ is not None and is_integer(e.typ)


def _is_int(e: nodes.Expr) -> bool:
    return isinstance(e.typ, Basic) and e.typ.kind in (INT, UNTYPED_INT)


def _pure(e: nodes.Expr) -> list[Var] | None:
    """Variables read by an expression without side effects whose value is cheap to ask for; None for any other."""
    read: list[Var] = []
    for n in walk(e):
        if isinstance(n, nodes.Name):
            if isinstance(n.obj, Var) and not n.obj.is_field:
                read.append(n.obj)
        elif isinstance(n, nodes.CallExpr):
            if not (
                isinstance(n.fun, nodes.Name) and isinstance(n.fun.obj, Builtin) and n.fun.obj.name in ("len", "cap")
            ):
                return None
        elif not isinstance(n, nodes.SelectorExpr | nodes.BasicLit | nodes.ParenExpr):
            return None
    return read


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
    """An empty declaration: replace `node` by prefix + `make(typ, 0, LENGTH)` (a map: `make(typ, LENGTH)`)."""

    node: nodes.Node
    prefix: str
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
        if decl.values is not None:
            return _empty_value(ctx, decl.values)
        if decl.type is not None and isinstance(under(var.typ), Slice):
            return _Empty(stmt, f"{var.name} := ", ctx.text(decl.type), is_map=False)
        return None
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
        return _Empty(e, "", ctx.text(e.type), is_map)
    if not (isinstance(e, nodes.CallExpr) and isinstance(e.fun, nodes.Name) and isinstance(e.fun.obj, Builtin)):
        return None
    if e.fun.obj.name != "make" or (is_map and len(e.arg_list) != 1):
        return None
    if not is_map and not (len(e.arg_list) == 2 and e.arg_list[1].val == 0):
        return None
    return _Empty(e, "", ctx.text(e.arg_list[0]), is_map)
