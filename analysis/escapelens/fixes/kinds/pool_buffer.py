"""Pool a large variable: what is too large for the stack is allocated on every call, unless it is taken from a pool.

    var f Frame                    f := framePool.Get().(*Frame)
    f.Len = n                 ->   defer framePool.Put(f)
    ...                            *f = Frame{}
                                   f.Len = n

with `var framePool = sync.Pool{New: func() any { return new(Frame) }}` before the function. Conditions:

- the variable is a struct or array that is on the heap for its size alone: no literal captures it, and nothing takes
  its address but `copy`; so nobody has it when the function has ended, by a panic too;
- it is declared empty, directly in the function's body: once a call, and not in a loop, nor where
  there is a goto, where `defer` would wait;
- its type means the same outside of the function; the values may be copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, Use, builtin_name
from escapelens.fixes.effects.copies import no_copy
from escapelens.fixes.effects.flow import jumps
from escapelens.fixes.effects.language import language
from escapelens.fixes.effects.names import fresh, predeclared
from escapelens.fixes.effects.written import written
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Var
from escapelens.model.types import Array, Named, Struct
from escapelens.model.under import under
from escapelens.releases.known import has_any
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "pool_buffer"
BULK = True
_FREE = Bounds(0, 0)  # what the pool makes is used again: it is not paid for by a call


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for decl in ctx.funcs_at(path, start, end):
        for stmt in decl.body.stmts if decl.body is not None and not decl.tparam_list else ():
            name = _declared(stmt)
            if name is None or not isinstance(name.obj, Var) or not _too_large(ctx, name):
                continue
            body = ctx.body(decl)
            if any(ctx.touching(u.name, path, start, end) for u in body.uses(name.obj)):
                yield from _fix(ctx, body, stmt, name.obj)


def _declared(stmt: nodes.Stmt) -> nodes.Name | None:
    """The one variable that the statement declares empty."""
    if isinstance(stmt, nodes.DeclStmt) and len(stmt.decl_list) == 1:
        decl = stmt.decl_list[0]
        if isinstance(decl, nodes.VarDecl) and decl.group is None and len(decl.name_list) == 1 and decl.values is None:
            return decl.name_list[0]
    if isinstance(stmt, nodes.AssignStmt) and stmt.op == ":=" and isinstance(stmt.lhs, nodes.Name):
        value = unparen(stmt.rhs)
        if isinstance(value, nodes.CompositeLit) and not value.elem_list:
            return stmt.lhs
    return None


def _too_large(ctx: FixContext, name: nodes.Name) -> bool:
    return any(
        f.code == "too-large" and ctx.touching(name, f.span.file, f.span.start, f.span.start) for f in ctx.findings
    )


def _fix(ctx: FixContext, body: Body, stmt: nodes.Stmt, var: Var) -> Iterator[Fix]:
    typ = written(ctx, body, var.typ)
    if typ is None or not isinstance(under(var.typ), Struct | Array) or no_copy(var.typ) or body.captured(var):
        return
    if jumps(body, stmt):
        return
    if any(u.how is How.ADDRESS and not _copied(body, u) for u in body.uses(var)) or not predeclared(
        ctx, body, "new", "any"
    ):
        return
    base = var.typ.obj.name if isinstance(var.typ, Named) else var.name
    pool = fresh(
        ctx, body, f"{base[:1].lower()}{base[1:]}Pool", f"{var.name}Pool", f"{base[:1].lower()}{base[1:]}Buffers"
    )
    if not has_any(language(ctx)):
        return
    rewrite = Rewrite(ctx)
    sync = rewrite.package(body, "sync")
    if pool is None or sync is None:
        return
    rewrite.declare_before(body.decl, f"var {pool} = {sync}.Pool{{New: func() any {{ return new({typ}) }}}}")
    rewrite.insert_before(stmt, f"{var.name} := {pool}.Get().(*{typ})\ndefer {pool}.Put({var.name})")
    rewrite.replace(stmt, f"*{var.name} = {typ}{{}}")
    for use in body.uses(var):
        if use.how is not How.DECLARE and not _followed(body, use):
            rewrite.replace(use.name, f"*{var.name}")
    calls = (("sync.(*Pool).Get", _FREE), ("sync.(*Pool).Put", _FREE))
    made = (f"new({typ})",)
    title = say("Take {name} from a pool", name=var.name)
    makes = (*made, "func literal")
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_of_moved(var), calls=calls, makes=makes, reused=made))


def _followed(body: Body, use: Use) -> bool:
    """Whether a pointer may stand there as the variable does: below a selector, an index, a slice; in len and cap."""
    up = body.parents.get(use.name)
    match up:
        case nodes.SelectorExpr() | nodes.IndexExpr() | nodes.SliceExpr():
            return up.x is use.name
        case nodes.CallExpr():
            return builtin_name(up) in ("len", "cap")
        case _:
            return False


def _copied(body: Body, use: Use) -> bool:
    """Whether `v[:]` or a part of the variable is an argument of copy, which keeps nothing."""
    e: nodes.Node = use.name
    up = body.parents.get(e)
    while isinstance(up, nodes.SelectorExpr | nodes.SliceExpr | nodes.ParenExpr | nodes.IndexExpr) and up.x is e:
        e, up = up, body.parents.get(up)
    return isinstance(e, nodes.SliceExpr) and builtin_name(up) == "copy"
