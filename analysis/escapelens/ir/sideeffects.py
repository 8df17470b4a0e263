"""Which initialisers may be moved, repeated or dropped.

What: AnySideEffects, canRepeat, mayModifyPkgVar, StaticLoc and the substitution of arguments for parameters.
Counterpart: the second half of `staticinit/sched.go`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from escapelens.ir.constness import INT as INT_KIND
from escapelens.ir.constness import basic_info, const_kind, is_const_string, is_small_int_const, under
from escapelens.ir.nodes import PEXTERN, AddrExpr, AddStringExpr, AnyNode, BasicLit, ConvExpr, Name, Node
from escapelens.ir.static_value import outer_value
from escapelens.ir.typefmt import same_pkg
from escapelens.ir.visit import any_, copy, deep_copy, edit_children
from escapelens.model import types as T
from escapelens.model.sizes import Sizes

if TYPE_CHECKING:
    from escapelens.model.objects import Package

_NO_SIDE_EFFECT = frozenset(
    "NAME NONAME TYPE LITERAL NIL ADD SUB OR XOR ADDSTR ADDR ANDAND BYTES2STR RUNES2STR STR2BYTES STR2RUNES CAP COMPLIT"  # noqa: SIM905
    " MAPLIT STRUCTLIT ARRAYLIT SLICELIT PTRLIT CONV CONVIFACE CONVNOP DOT EQ NE LT LE GT GE KEY STRUCTKEY LEN MUL LSH"
    " RSH AND ANDNOT NEW NOT BITNOT PLUS NEG OROR PAREN RUNESTR REAL IMAG COMPLEX".split()
)
_FRESH_EACH_TIME = frozenset(
    ("MAKECHAN", "MAKEMAP", "MAKESLICE", "MAKESLICECOPY", "MAPLIT", "NEW", "PTRLIT", "SLICELIT", "STR2BYTES")
)


def is_side_effect(n: AnyNode) -> bool:
    """Whether n itself, operands aside, may do something that can be seen (sched.go: isSideEffect)."""
    op = n.op
    if op in _NO_SIDE_EFFECT:
        return False
    if op == "DIV" or op == "MOD":
        return bool(n.y.op != "LITERAL" or n.y.val == 0)
    if op == "MAKECHAN" or op == "MAKEMAP":
        return const_kind(n.len) != INT_KIND or n.len.val != 0
    return True


def any_side_effects(n: Node | None) -> bool:
    return any_(n, is_side_effect)


def can_repeat(n: Node) -> bool:
    """Whether running n several times is as good as keeping its value (sched.go: canRepeat)."""
    return not any_(n, lambda x: is_side_effect(x) or x.op in _FRESH_EACH_TIME or x.op == "STR2RUNES")


def may_modify_pkg_var(n: Node | None, local_pkg: Package) -> bool:
    """Whether n may change a variable of its own package (sched.go: mayModifyPkgVar)."""

    def safe(lhs: AnyNode) -> bool:
        v = outer_value(lhs)
        while v.op == "DEREF":
            v = v.x
        return v.op == "NAME" and not (v.class_ == PEXTERN and same_pkg(v.pkg, local_pkg))

    def modifies(x: AnyNode) -> bool:
        op = x.op
        if op == "CALLFUNC" or op == "CALLINTER":
            return not is_func_pc_intrinsic(x)
        if op == "APPEND" or op == "CLEAR" or op == "COPY":
            return True
        if op == "AS" or op == "ASOP":
            return not safe(x.x)
        if op.startswith("AS2"):
            return not all(safe(lhs) for lhs in x.lhs)
        return False

    return any_(n, modifies)


def is_func_pc_intrinsic(n: AnyNode) -> bool:
    """func.go: IsFuncPCIntrinsic."""
    if n.op != "CALLFUNC" or n.fun.op != "NAME":
        return False
    fn = n.fun
    return fn.sym in ("FuncPCABI0", "FuncPCABIInternal") and fn.pkg is not None and fn.pkg.path == "internal/abi"


def static_loc(n: AnyNode, sizes: Sizes) -> tuple[Name, int] | None:
    """The variable and the byte offset in it that n is for sure (sched.go: StaticLoc)."""
    op = n.op
    if op == "NAME":
        return n, 0
    if op == "METHEXPR":
        return static_loc(n.func_name, sizes) if n.func_name is not None else None
    if op == "DOT":
        at = static_loc(n.x, sizes)
        return None if at is None else (at[0], at[1] + field_offset(n.x.typ, n.sel, sizes))
    if op == "INDEX" and under(n.x.typ).__class__ is not T.Slice:
        at = static_loc(n.x, sizes)
        if at is None or not is_small_int_const(n.index) or n.index.val < 0:
            return None
        return at[0], at[1] + n.index.val * sizes.sizeof(n.typ)
    return None


def field_offset(t: T.AnyType, name: str, sizes: Sizes) -> int:
    """Offset of the field `name` of struct type t, 0 if there is none."""
    s = under(t)
    if s.__class__ is T.Struct:
        for i, f in enumerate(s.fields):
            if f.name == name:
                return sizes.offsetsof(s)[i]
    return 0


class _NotSubstitutedError(Exception):
    pass


def substitute(n: BasicLit | ConvExpr, args: dict[Name, AddrExpr | BasicLit], sizes: Sizes) -> AnyNode:
    """n with arguments put in the place of parameters, None if that would not be the same (sched.go: subst)."""
    try:
        return _substituted(args, sizes, n)
    except _NotSubstitutedError:
        return None


def _substituted(args: dict[Name, AddrExpr | BasicLit], sizes: Sizes, x: AnyNode) -> AnyNode:
    op = x.op
    if op == "NAME":
        arg = args.get(x)
        return x if arg is None else deep_copy(arg, arg.pos)
    if op == "NONAME" or op == "LITERAL" or op == "NIL" or op == "TYPE":
        return x
    x = copy(x)
    edit_children(x, partial(_substituted, args, sizes))
    if op == "CONV" and x.x.op == "LITERAL":
        return _truncate(x.x, x.typ, sizes)
    if op == "ADDSTR":
        return _add_strings(x)
    return x


def _truncate(c: AnyNode, t: T.AnyType, sizes: Sizes) -> BasicLit:
    """Literal c converted to type t as a variable would be (sched.go: truncate)."""
    u, v = under(c.typ), under(t)
    val = c.val
    if u.__class__ is not T.Basic or v.__class__ is not T.Basic:
        raise _NotSubstitutedError
    if u.kind != v.kind:
        if not (u.info & T.IS_INTEGER and v.info & T.IS_INTEGER):
            raise _NotSubstitutedError
        bits = sizes.sizeof(v) * 8
        val &= (1 << bits) - 1
        if not v.info & T.IS_UNSIGNED and val >> (bits - 1):
            val -= 1 << bits
    return BasicLit(c.pos, val, t)


def _add_strings(n: AddStringExpr) -> Node:
    """Neighbouring constants of a concatenation become one (sched.go: addStr)."""
    merged: list[AnyNode] = []
    changed = False
    for x in n.list_:
        if merged and is_const_string(merged[-1]) and is_const_string(x):
            last = merged[-1]
            merged[-1] = BasicLit(last.pos, last.val + x.val, last.typ)  # type: ignore[attr-defined]
            changed = True
        else:
            merged.append(x)
    if not changed:
        return n
    if len(merged) == 1:
        return BasicLit(n.pos, merged[0].val, n.typ)
    n = copy(n)
    n.list_ = merged
    return n


def is_string(t: T.AnyType) -> bool:
    return bool(basic_info(t) & T.IS_STRING)
