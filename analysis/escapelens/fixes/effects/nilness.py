"""Whether anyone could tell a nil slice or map from an empty one, or see what capacity a slice has.

Property: only uses that are listed here are harmless; every other counts as a look.
"""

from __future__ import annotations

from escapelens.fixes.effects.body import Body, How, builtin_name
from escapelens.model.objects import RESULT_VAR, Func, Var
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

# Functions of std for which an empty slice is as good as a nil one, and spare capacity means nothing.
_BLIND = frozenset(
    {"strings.Join", "bytes.Join", "sort.Strings", "sort.Ints", "sort.Float64s", "sort.Slice", "sort.SliceStable"}
    | {f"slices.{f}" for f in ("Sort", "SortFunc", "SortStableFunc", "Contains", "Index", "Reverse", "Max", "Min")}
    | {"errors.Join"}
)


def nil_seen(body: Body, var: Var) -> bool:
    """Whether a use of the slice or map `var` could tell nil from empty."""
    return var.kind == RESULT_VAR or any(
        u.how not in (How.DECLARE, How.WRITE) and not _blind(body, u.name) for u in body.uses(var)
    )


def capacity_seen(body: Body, var: Var) -> bool:
    """Whether the function itself could see the capacity of the slice `var`, or share the room behind its end.

    Appending to `var` without assigning to it shares that room; a function that var is passed to or a caller that it is
    returned to may do the same, where spare capacity was never promised: they are not asked.
    """
    for use in body.uses(var):
        up = _around(body, use.name)
        if builtin_name(up) == "cap" or isinstance(up, nodes.SliceExpr):
            return True
        if isinstance(up, nodes.CallExpr) and builtin_name(up) == "append" and unparen(up.arg_list[0]) is use.name:
            if not grows(body, up, var):
                return True
    return False


def grows(body: Body, call: nodes.CallExpr, var: Var) -> bool:
    """Whether call is the right side of `var = append(var, ...)`."""
    up = _around(body, call)
    return (
        isinstance(up, nodes.AssignStmt)
        and up.op == ""
        and isinstance(left := unparen(up.lhs), nodes.Name)
        and left.obj is var
        and builtin_name(call) == "append"
        and isinstance(first := unparen(call.arg_list[0]), nodes.Name)
        and first.obj is var
    )


def _around(body: Body, e: nodes.Node) -> nodes.Node | None:
    up = body.parents.get(e)
    while isinstance(up, nodes.ParenExpr):
        up = body.parents.get(up)
    return up


def _blind(body: Body, name: nodes.Name) -> bool:
    up = _around(body, name)
    match up:
        case nodes.RangeClause():
            return unparen(up.x) is name
        case nodes.IndexExpr():
            return unparen(up.x) is name
        case nodes.CallExpr():
            built_in = builtin_name(up)
            if built_in == "append":
                if unparen(up.arg_list[0]) is not name:
                    return up.has_dots and unparen(up.arg_list[-1]) is name
                return isinstance(name.obj, Var) and grows(body, up, name.obj)
            if built_in:
                return built_in in ("len", "cap", "copy", "delete", "clear")
            fun = unparen(up.fun)
            f = fun.sel.obj if isinstance(fun, nodes.SelectorExpr) else None
            return isinstance(f, Func) and f.pkg is not None and f"{f.pkg.path}.{f.origin.name}" in _BLIND
        case _:
            return False
