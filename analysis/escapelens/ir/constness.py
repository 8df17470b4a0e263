"""Questions about constants and about the shape of expressions.

Counterpart: `ir/const.go`, `ir/val.go`, and IsZero, IsAddressable, SameSafeExpr, IsReflectHeaderDataField of
`ir/expr.go`.

A literal's value is a Python value (see `ir.nodes.BasicLit`); the kind of a number is that of its type, so a float64
literal whose value happens to be the int 1 is still a float.
"""

from __future__ import annotations

from escapelens.ir.nodes import PFUNC, AnyNode, Node
from escapelens.model import types as T
from escapelens.model.constants import Complex
from escapelens.model.identity import identical

INT32_MIN, INT32_MAX = -(1 << 31), (1 << 31) - 1

BOOL, STRING, INT, FLOAT, COMPLEX = range(5)


def under(t: T.AnyType) -> T.AnyType:
    """The underlying type, None for None."""
    cls = t.__class__
    if cls is T.Alias:
        t = t.actual
        cls = t.__class__
    if cls is T.Named:
        return t.underlying
    return t


def basic_info(t: T.AnyType) -> int:
    t = under(t)
    return t.info if t.__class__ is T.Basic else 0


def const_kind(n: Node | None) -> int | None:
    """BOOL, STRING, INT, FLOAT or COMPLEX for a literal, else None (val.go: ConstType)."""
    if n is None or n.op != "LITERAL":
        return None
    val = n.val  # type: ignore[attr-defined]
    if val.__class__ is bool:
        return BOOL
    if val.__class__ is bytes or val.__class__ is str:
        return STRING
    info = basic_info(n.typ)
    if info & T.IS_INTEGER:
        return INT
    if info & T.IS_FLOAT:
        return FLOAT
    if info & T.IS_COMPLEX:
        return COMPLEX
    return INT if val.__class__ is int else FLOAT


def is_const(n: Node | None, kind: int) -> bool:
    return n is not None and n.op == "LITERAL" and const_kind(n) == kind


def is_const_string(n: Node | None) -> bool:
    return is_const(n, STRING)


def is_small_int_const(n: AnyNode) -> bool:
    """const.go: IsSmallIntConst."""
    return n.op == "LITERAL" and n.val.__class__ is int and INT32_MIN <= n.val <= INT32_MAX


def is_zero(n: AnyNode) -> bool:
    """Whether n is a literal of a zero value (expr.go: IsZero)."""
    op = n.op
    if op == "NIL":
        return True
    if op == "LITERAL":
        val = n.val
        return not (val.re or val.im) if val.__class__ is Complex else not val
    if op == "ARRAYLIT":
        return all(is_zero(x.value if x.op == "KEY" else x) for x in n.list_)
    if op == "STRUCTLIT":
        return all(is_zero(x.value) for x in n.list_)
    return False


def is_addressable(n: AnyNode) -> bool:
    """expr.go: IsAddressable."""
    while True:
        op = n.op
        if op == "INDEX":
            t = under(n.x.typ)
            if t.__class__ is T.Array:
                n = n.x
                continue
            return not (t.__class__ is T.Basic and t.info & T.IS_STRING)
        if op == "DOT":
            n = n.x
            continue
        if op == "NAME":
            return bool(n.class_ != PFUNC)
        return bool(op == "DEREF" or op == "DOTPTR" or op == "LINKSYMOFFSET")


_BINARY = frozenset({"ADD", "SUB", "OR", "XOR", "MUL", "LSH", "RSH", "AND", "ANDNOT", "DIV", "MOD"})
_UNARY = frozenset({"DEREF", "NOT", "BITNOT", "PLUS", "NEG"})


def same_safe_expr(a: AnyNode, b: AnyNode) -> bool:
    """Whether computing one of a and b is as good as computing both (expr.go: SameSafeExpr)."""
    while a.op == "CONVNOP":
        a = a.x
    while b.op == "CONVNOP":
        b = b.x
    op = a.op
    if op != b.op or not identical(a.typ, b.typ):
        return False
    if op == "NAME":
        return a is b
    if op == "DOT" or op == "DOTPTR":
        return a.sel == b.sel and same_safe_expr(a.x, b.x)
    if op in _UNARY:
        return same_safe_expr(a.x, b.x)
    if op == "CONV":
        info = basic_info(a.typ)
        return bool(info & (T.IS_NUMERIC | T.IS_BOOLEAN)) and same_safe_expr(a.x, b.x)
    if op == "INDEX" or op == "INDEXMAP":
        return same_safe_expr(a.x, b.x) and same_safe_expr(a.index, b.index)
    if op in _BINARY:
        return same_safe_expr(a.x, b.x) and same_safe_expr(a.y, b.y)
    if op == "LITERAL":
        return bool(a.val == b.val)
    return bool(op == "NIL")


def is_reflect_header_data_field(n: AnyNode) -> bool:
    """Whether n is p.Data of a reflect.SliceHeader or StringHeader (expr.go: IsReflectHeaderDataField)."""
    op = n.op
    if (op != "DOT" and op != "DOTPTR") or n.sel != "Data":
        return False
    if n.typ.__class__ is not T.Basic or n.typ.kind != T.UINTPTR:
        return False
    t = n.x.typ
    if op == "DOTPTR":
        t = under(t)
        t = t.elem if t.__class__ is T.Pointer else None
    if t.__class__ is T.Alias:
        t = t.actual
    if t.__class__ is not T.Named or t.obj.pkg is None or t.obj.pkg.path != "reflect":
        return False
    return t.obj.name == "SliceHeader" or t.obj.name == "StringHeader"
