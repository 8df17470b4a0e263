"""Temporaries made while the graph is built.

Counterpart: `typecheck/dcl.go: TempAt`, `escape/call.go: copyExpr`.
"""

from __future__ import annotations

from escapelens.ir import ops as O
from escapelens.ir.nodes import PAUTO, AssignStmt, Decl, Func, Name, Node


def temp_at(pos: int, curfn: Func, typ: object) -> Name:
    """A new `.autotmp_N` of curfn; N counts everything declared there."""
    name = Name(pos, f".autotmp_{len(curfn.dcl)}", typ, PAUTO, curfn.pkg)  # type: ignore[arg-type]
    name.curfn = curfn
    name.used = True
    curfn.dcl.append(name)
    return name


def has_unique_pos(n: Node) -> bool:
    return n.op != O.ONAME and not (n.op in (O.OLITERAL, O.ONIL, O.OTYPE) and getattr(n, "sym", None)) and n.pos != 0


def copy_expr_decl(curfn: Func, pos: int, x: Node) -> tuple[Name, list[Node]]:
    """A temporary and the statements that declare it as x."""
    if has_unique_pos(x):
        pos = x.pos
    tmp = temp_at(pos, curfn, x.typ)
    return tmp, [Decl(pos, tmp), AssignStmt(pos, tmp, x)]
