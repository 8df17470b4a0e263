"""Group variables: several that are moved to the heap together become the fields of one.

    var count int                    var shared struct {
    var last string             ->       count int
    …                                    last  string
    count++                          }
                                     …
                                     shared.count++

Each variable on the heap is an object of its own, however small. Conditions:

- they are declared one after the other in one list of statements, by `var` without a value: they are new at the same
  time, every time;
- each is on the heap, and small (`MAX_SIZE`): whoever keeps one alive, keeps them all;
- at most one is tiny: the run time puts several of those into one object by itself;
- no `:=` assigns to one of them, for there a field may not stand;
- none of which the address is taken has 64-bit numbers in it: who counts with one atomically needs it aligned, as the
  first field of a struct is where words have 32 bits, but not the others;
- nobody may have asked the run time to do something when one is gone, which it takes whole objects for: the address of
  one goes to functions of std or this package only, and those name neither `runtime` nor `weak` nor `unsafe`;
- no comment stands with the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, statements
from escapelens.fixes.effects.names import fresh
from escapelens.fixes.effects.whole import kept_whole
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Var
from escapelens.model.types import Array, Basic, Struct, Type, TypeParam
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes

KIND = "group_captured"
BULK = True
MAX_SIZE = 128  # bytes of each variable
_DEPTH = 8
TINY = 16  # bytes: fewer, without pointers, share an object (runtime/malloc.go: maxTinySize)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for decl in ctx.funcs_at(path, start, end):
        moved = {f.compiler.split("\n")[0] for f in ctx.findings_at(*ctx.span(decl))}
        if decl.body is None or sum(text.startswith("moved to heap: ") for text in moved) < 2:
            continue
        body = ctx.body(decl)
        for group in _groups(ctx, body, moved):
            if any(ctx.touching(stmt, path, start, end) for stmt, _ in group) and _tiny(ctx, group) <= 1:
                yield from _fix(ctx, body, group)


_Declared = tuple[nodes.DeclStmt, nodes.VarDecl]


def _groups(ctx: FixContext, body: Body, moved: set[str]) -> Iterator[list[_Declared]]:
    """Runs of declarations, one after the other, all of whose variables are on the heap."""
    run: list[_Declared] = []
    for stmt in body.everything:
        if not isinstance(stmt, nodes.DeclStmt):
            continue
        follows = run and _next(body, run[-1][0]) is stmt
        if not follows:
            yield from [run] if len(_names(run)) > 1 else []
            run = []
        decl = stmt.decl_list[0]
        if len(stmt.decl_list) == 1 and isinstance(decl, nodes.VarDecl) and _may_join(ctx, body, decl, moved):
            run.append((stmt, decl))
        else:
            yield from [run] if len(_names(run)) > 1 else []
            run = []
    yield from [run] if len(_names(run)) > 1 else []


def _next(body: Body, stmt: nodes.Stmt) -> nodes.Stmt | None:
    listed = statements(body.parents.get(stmt), stmt) or []
    return next((s for s in listed if s.start >= stmt.end), None)


def _names(run: list[_Declared]) -> list[nodes.Name]:
    return [name for _, decl in run for name in decl.name_list]


def _tiny(ctx: FixContext, group: list[_Declared]) -> int:
    sizes = checker_of(ctx.pkg).config.sizes
    types = [name.obj.typ for name in _names(group) if isinstance(name.obj, Var)]
    return sum(sizes.sizeof(t) < TINY and not sizes.has_pointers(t) for t in types)


def _may_join(ctx: FixContext, body: Body, decl: nodes.VarDecl, moved: set[str]) -> bool:
    if decl.values is not None or decl.type is None or decl.group is not None:
        return False
    sizes = checker_of(ctx.pkg).config.sizes
    for name in decl.name_list:
        var = name.obj
        if not isinstance(var, Var) or f"moved to heap: {var.name}" not in moved:
            return False
        if any(u.how is How.ADDRESS and (_wide(var.typ) or not kept_whole(ctx, body, u.name)) for u in body.uses(var)):
            return False
        if not 0 < sizes.sizeof(var.typ) <= MAX_SIZE or any(_defined(body, u.name) for u in body.uses(var)):
            return False
    return True


def _wide(t: Type, depth: int = 0) -> bool:
    """Whether a value of the type has a 64-bit number in it, pointers not followed."""
    u = under(t)
    match u:
        case Struct():
            return depth > _DEPTH or any(_wide(f.typ, depth + 1) for f in u.fields)
        case Array():
            return depth > _DEPTH or _wide(u.elem, depth + 1)
        case Basic():
            return u.name in ("int64", "uint64")
        case _:
            return isinstance(t, TypeParam)


def _defined(body: Body, name: nodes.Name) -> bool:
    """Whether the name stands left of a `:=`, but for its own declaration."""
    up = body.parents.get(name)
    up = body.parents.get(up) if isinstance(up, nodes.ListExpr) else up
    return isinstance(up, nodes.AssignStmt) and up.op == ":=" and up.lhs.start <= name.start < up.lhs.end


def _fix(ctx: FixContext, body: Body, group: list[_Declared]) -> Iterator[Fix]:
    shared = fresh(ctx, body, "shared", "together", "grouped")
    stmts = [stmt for stmt, _ in group]
    rewrite = Rewrite(ctx)
    if shared is None or any(rewrite.commented(stmt) for stmt in stmts):
        return
    width = max(len(name.value) for name in _names(group))
    fields = []
    for _, decl in group:
        assert decl.type is not None
        typ = rewrite.text(decl.type, stmts[0])
        if typ is None or "\n" in typ:
            return
        fields += [f"\t{name.value:<{width}} {typ}" for name in decl.name_list]
    rewrite.insert_above(stmts[0], "\n".join([f"var {shared} struct {{", *fields, "}"]))
    for stmt in stmts:
        rewrite.drop_statement(stmt)
    for name in _names(group):
        for use in body.uses(name.obj):
            if use.how is not How.DECLARE:
                rewrite.replace(use.name, f"{shared}.{name.value}")
    names = [name.value for name in _names(group)]
    title = say("Group {names} into one variable", names=", ".join(names))
    yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(*stmts), makes=(shared,)))
