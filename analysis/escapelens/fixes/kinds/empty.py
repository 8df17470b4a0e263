"""How a local slice or map comes to be empty: the declaration that a capacity is added to."""

from __future__ import annotations

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, builtin_name
from escapelens.model.objects import RESULT_VAR, Var
from escapelens.model.types import Map, Slice
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen


@dataclass(frozen=True, slots=True)
class Empty:
    """stmt: the declaring statement, None for a named result; node: what to replace by prefix + `make(typ, ...)`, None
    if nothing can be; type: the syntax of typ; writes: how many writes of the variable the declaration counts as."""

    stmt: nodes.Stmt | None
    node: nodes.Node | None
    prefix: str
    typ: str
    type: nodes.Expr | None
    is_map: bool
    is_nil: bool
    writes: int = 0

    def owns(self, name: nodes.Name) -> bool:
        return self.stmt is not None and self.stmt.start <= name.start < self.stmt.end


def empty(ctx: FixContext, body: Body, var: Var) -> Empty | None:
    """How var is declared empty, None if it is not."""
    if var.kind == RESULT_VAR and isinstance(under(var.typ), Slice):
        field = next((f for f in body.decl.type.result_list if f.name is not None and f.name.obj is var), None)
        if field is None or field.type is None:
            return None
        return Empty(None, None, "", ctx.text(field.type), field.type, is_map=False, is_nil=True)
    name = next((u.name for u in body.uses(var) if u.name.pos == var.pos), None)
    stmt = body.statement(name) if name is not None else None
    if isinstance(stmt, nodes.DeclStmt):
        decl = stmt.decl_list[0] if len(stmt.decl_list) == 1 else None
        if not (isinstance(decl, nodes.VarDecl) and len(decl.name_list) == 1 and decl.name_list[0].obj is var):
            return None
        if decl.values is not None:
            return _value(ctx, stmt, decl.values)
        if decl.type is not None and decl.group is None and isinstance(under(var.typ), Slice):
            prefix = f"{var.name} := "
            return Empty(stmt, stmt, prefix, ctx.text(decl.type), decl.type, is_map=False, is_nil=True)
        return None
    if isinstance(stmt, nodes.AssignStmt) and stmt.op == ":=" and stmt.rhs is not None:
        if isinstance(stmt.lhs, nodes.Name) and stmt.lhs.obj is var:
            return _value(ctx, stmt, stmt.rhs)
    return None


def _value(ctx: FixContext, stmt: nodes.Stmt, value: nodes.Expr) -> Empty | None:
    e = unparen(value)
    if e.typ is None:
        return None
    is_map = isinstance(under(e.typ), Map)
    if isinstance(e, nodes.CompositeLit) and e.type is not None and not e.elem_list:
        return Empty(stmt, e, "", ctx.text(e.type), e.type, is_map, is_nil=False)
    if not isinstance(e, nodes.CallExpr) or builtin_name(e) != "make" or (is_map and len(e.arg_list) != 1):
        return None
    if not is_map and not (len(e.arg_list) == 2 and e.arg_list[1].val == 0):
        return None
    return Empty(stmt, e, "", ctx.text(e.arg_list[0]), e.arg_list[0], is_map, is_nil=False)
