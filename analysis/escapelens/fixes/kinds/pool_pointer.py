"""Pool pointers: a sync.Pool of slices becomes one of pointers to slices.

    b := bufs.Get().([]byte)[:0]                    bp := bufs.Get().(*[]byte)
    ...                                             b := (*bp)[:0]
    bufs.Put(b)                                ->   ...
                                                    *bp = b
                                                    bufs.Put(bp)

Putting a slice into an interface allocates its header, on every Put; a pointer fits as it is. The header that Put kept
is written through the pointer, so that Get finds what was put. The same goes for structs and arrays. Conditions:

- the pool is a package variable that only the files at hand know; all it is used for is Get and Put;
- it is declared with a New that returns the value in its last statement: of a variable nobody there takes the address;
- every Get is asserted to be of the one type and begins a variable; every Put puts that variable (or a part of the
  slice), in the same function;
- no way leads from one Put of a variable to another; none is in a loop that its Get is not in, nor is there a goto;
- the values may be copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext, mentions, users, uses_of
from escapelens.fixes.effects.body import Body, statements
from escapelens.fixes.effects.copies import no_copy
from escapelens.fixes.effects.flow import jumps
from escapelens.fixes.effects.lives import named_later
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.effects.reach import only_here
from escapelens.fixes.kinds.copy_late import reaches
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.identity import identical
from escapelens.model.objects import Func, Var
from escapelens.model.predicates import is_declared_as
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Array, Slice, Struct
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "pool_pointer"
BULK = True


@dataclass(frozen=True, slots=True)
class _Get:
    """Where a value is taken: the statement that declares var, the assertion in it, whether it is sliced at once."""

    body: Body
    stmt: nodes.Stmt
    var: Var
    taken: nodes.AssertExpr
    sliced: bool


@dataclass(frozen=True, slots=True)
class _Put:
    body: Body
    stmt: nodes.Stmt
    var: Var
    value: nodes.Expr


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for decl in ctx.others:
        if not isinstance(decl, nodes.VarDecl) or len(decl.name_list) != 1 or decl.values is None:
            continue
        pool = decl.name_list[0].obj
        if not isinstance(pool, Var) or not is_declared_as(pool.typ, "sync", "Pool"):
            continue
        near = ctx.touching(decl, path, start, end) or any(
            mentions(ctx, func, pool) for func in ctx.funcs_at(path, start, end)
        )
        if near and only_here(ctx, pool):
            for fix in _fix(ctx, decl, pool):
                if any(e.file == path and e.start <= end and start <= e.end for e in fix.edits):
                    yield fix


def _fix(ctx: FixContext, decl: nodes.VarDecl, pool: Var) -> Iterator[Fix]:
    new = _new(decl)
    if new is None or any(mentions(ctx, d, pool) for d in ctx.others if d is not decl):
        return
    gets: list[_Get] = []
    puts: list[_Put] = []
    for func in users(ctx, pool):
        for use in uses_of(func, pool):
            found = _use(ctx.body(func), use)
            if found is None:
                return
            (gets if isinstance(found, _Get) else puts).append(found)  # type: ignore[arg-type]
    if not gets or not puts or not _paired(ctx, gets, puts):
        return
    typ = gets[0].taken.typ
    if typ is None or not isinstance(under(typ), Slice | Struct | Array) or no_copy(typ):
        return
    result = new.body.stmts[-1].results if isinstance(new.body.stmts[-1], nodes.ReturnStmt) else None
    types = [*(g.taken.typ for g in gets), result.typ if result is not None else None]
    if result is None or any(t is None or not identical(t, typ) for t in types):
        return
    rewrite = Rewrite(ctx)
    made = _new_returns_pointer(ctx, rewrite, new, result)
    if not made:
        return
    for get in gets:
        name = fresh(ctx, get.body, f"{get.var.name}p", f"{get.var.name}Ptr", "pooled")
        if name is None or sum(g.body is get.body and g.var.name == get.var.name for g in gets) > 1:
            return
        text = ctx.text(get.taken)
        own = ctx.text(get.taken.type)
        rewrite.insert_before(get.stmt, f"{name} := {text[: -len(own) - 1]}*{own})")
        rewrite.replace(get.taken, f"(*{name})" if get.sliced else f"*{name}")
        for put in puts:
            if put.var is get.var:
                _give_back(ctx, rewrite, put, name)
    keys = ctx.keys_in(*(put.value for put in puts))
    title = say("Pool pointers in {name}: *{type}", name=pool.name, type=ctx.text(gets[0].taken.type))
    yield from rewrite.offer(Fix(KIND, title, removes=keys, preferred=True, makes=(made,)))


def _give_back(ctx: FixContext, rewrite: Rewrite, put: _Put, name: str) -> None:
    """Write the value through the pointer before the Put, which gives back the pointer; literals get more lines."""
    block = put.body.parents.get(put.stmt)
    around = put.body.statement(block) if isinstance(block, nodes.BlockStmt) and len(block.stmts) == 1 else None
    indent = rewrite.indent(around) if around is not None and rewrite.indent(put.stmt) is None else None
    if indent is None or not isinstance(block, nodes.BlockStmt) or "\n" in ctx.text(block):
        rewrite.insert_before(put.stmt, f"*{name} = {ctx.text(put.value)}")
        rewrite.replace(put.value, name)
        return
    value, stmt = ctx.span(put.value), ctx.span(put.stmt)
    given = ctx.text(put.stmt).encode()
    call = (given[: value[1] - stmt[1]] + name.encode() + given[value[2] - stmt[1] :]).decode()
    rewrite.replace(block, f"{{\n{indent}\t*{name} = {ctx.text(put.value)}\n{indent}\t{call}\n{indent}}}")


def _new(decl: nodes.VarDecl) -> nodes.FuncLit | None:
    """The function of `sync.Pool{New: func() any { … }}`, also behind &."""
    lit = unparen(decl.values)
    if isinstance(lit, nodes.Operation) and lit.op == "&" and lit.y is None:
        lit = unparen(lit.x)
    if not isinstance(lit, nodes.CompositeLit) or len(lit.elem_list) != 1:
        return None
    field = lit.elem_list[0]
    if not isinstance(field, nodes.KeyValueExpr) or not isinstance(field.key, nodes.Name) or field.key.value != "New":
        return None
    new = unparen(field.value)
    if not isinstance(new, nodes.FuncLit) or not new.body.stmts:
        return None
    returns = [n for n in walk(new.body) if isinstance(n, nodes.ReturnStmt | nodes.FuncLit)]
    return new if returns == [new.body.stmts[-1]] else None


def _new_returns_pointer(ctx: FixContext, rewrite: Rewrite, new: nodes.FuncLit, result: nodes.Expr) -> str:
    """The variable that New gives the address of from now on, "" if it can't be made to."""
    e = unparen(result)
    if isinstance(e, nodes.Name):
        local = isinstance(e.obj, Var) and new.body.start < e.obj.pos < new.body.end and not _addressed(new, e.obj)
        rewrite.replace(e, f"&{e.value}")
        return e.value if local else ""
    names = {n.value for n in walk(new) if isinstance(n, nodes.Name)}
    name = next((n for n in ("b", "v", "value") if n not in names), "")
    file, start, _ = ctx.span(new)
    text = ctx.text(result)
    if len(new.body.stmts) != 1 or not name or "\n" in text:
        return ""
    source = ctx.texts[file]
    line = source[source.rfind(b"\n", 0, start) + 1 : start].decode()
    indent = line[: len(line) - len(line.lstrip("\t"))]
    head = source[start : start + (new.body.start - new.start)].decode()
    inner = f"{indent}\t{name} := {text}\n{indent}\treturn &{name}"
    rewrite.replace(new, f"{head}{{\n{inner}\n{indent}}}")
    return name


def _addressed(new: nodes.FuncLit, var: Var) -> bool:
    """Whether New, which has no literals in it, may take the address of the variable or of a part of it."""
    for n in walk(new.body):
        match n:
            case nodes.Operation(op="&", y=None, x=x) | nodes.SliceExpr(x=x):
                typ = None if n.__class__ is nodes.Operation else x.typ
            case nodes.SelectorExpr(selection=s, x=x) if s is not None and s.kind == METHOD_VAL:
                typ = None
            case _:
                continue
        if uses_of(x, var) and not (typ is not None and isinstance(under(typ), Slice)):
            return True
    return False


def _use(body: Body, use: nodes.Name) -> _Get | _Put | None:
    """What one use of the pool does; None if it is neither Get nor Put as they must stand."""
    sel = body.parents.get(use)
    call = body.parents.get(sel) if sel is not None else None
    if not isinstance(sel, nodes.SelectorExpr) or not isinstance(call, nodes.CallExpr) or call.fun is not sel:
        return None
    up = body.parents.get(call)
    if not isinstance(sel.sel.obj, Func):
        return None
    if sel.sel.value == "Put" and isinstance(up, nodes.ExprStmt | nodes.CallStmt):
        value = unparen(call.arg_list[0])
        root = unparen(value.x) if isinstance(value, nodes.SliceExpr) else value
        if isinstance(up, nodes.CallStmt) and up.tok != "defer":
            return None
        if isinstance(root, nodes.Name) and isinstance(root.obj, Var) and statements(body.parents.get(up), up):
            return _Put(body, up, root.obj, call.arg_list[0])
        return None
    if sel.sel.value != "Get" or not isinstance(up, nodes.AssertExpr):
        return None
    e: nodes.Node = up
    above = body.parents.get(up)
    sliced = isinstance(above, nodes.SliceExpr) and above.x is up
    if sliced and above is not None:
        e, above = above, body.parents.get(above)
    if not isinstance(above, nodes.AssignStmt) or above.op != ":=" or above.rhs is not e:
        return None
    var = above.lhs.obj if isinstance(above.lhs, nodes.Name) else None
    if not isinstance(var, Var) or statements(body.parents.get(above), above) is None:
        return None
    return _Get(body, above, var, up, sliced)


def _paired(ctx: FixContext, gets: list[_Get], puts: list[_Put]) -> bool:
    """Whether every Put gives back what a Get of the same function has taken, once."""
    for put in puts:
        get = next((g for g in gets if g.var is put.var), None)
        if get is None or not _once(get, put):
            return False
        for other in puts:
            if other is not put and other.var is put.var and other.stmt.start > put.stmt.start:
                if reaches(put.body, put.stmt, other.stmt) and _follows(ctx, put, other):
                    return False
    return True


def _follows(ctx: FixContext, put: _Put, other: _Put) -> bool:
    """Whether the other Put may run after this one, of the same value: a loop's next round has another."""
    body = put.body
    if body.literal(put.stmt) is not body.literal(other.stmt):
        return True
    later = named_later(ctx, body, put.var, put.stmt, heir=False)
    return later is None or any(other.stmt.start <= n.start < other.stmt.end for n in later)


def _once(get: _Get, put: _Put) -> bool:
    """Whether the Put runs at most once for each Get: in the same round of the same loops, or in a deferred literal."""
    body = get.body
    stmt: nodes.Node = put.stmt
    literal = body.literal(stmt)
    if literal is not body.literal(get.stmt):
        call = body.parents.get(literal) if literal is not None else None
        deferred = body.parents.get(call) if isinstance(call, nodes.CallExpr) and call.fun is literal else None
        if not isinstance(deferred, nodes.CallStmt) or deferred.tok != "defer" or body.loops(stmt):
            return False
        stmt = deferred
        if body.literal(stmt) is not body.literal(get.stmt):
            return False
    if jumps(body, stmt) or jumps(body, put.stmt):
        return False
    return body.loops(stmt) == body.loops(get.stmt)
