"""Package variables that need no code to be initialised.

What: the statements of the package's `init` function that give variables their first value are taken apart into what
the linker can write down and what must run; only the latter stays and is seen by escape analysis.

Counterpart: `pkginit/init.go: MakeTask`, `staticinit/sched.go` (Schedule).
Property: the statements that stay keep their order; a value is taken apart only as far as the compiler does it, so
`X = &T{f()}` leaves the assignment of `f()` to a part of a static temporary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir.constness import is_zero, under
from escapelens.ir.lowering.tyutil import has_shape
from escapelens.ir.nodes import PEXTERN, PFUNC, AnyNode, AssignStmt, BlockStmt, Func, LinksymOffsetExpr, Name, Node
from escapelens.ir.scc import captures
from escapelens.ir.sideeffects import (
    any_side_effects,
    can_repeat,
    field_offset,
    is_string,
    may_modify_pkg_var,
    static_loc,
    substitute,
)
from escapelens.ir.target import Target
from escapelens.ir.typefmt import pkg_prefix, same_pkg
from escapelens.ir.visit import visit
from escapelens.model.identity import identical
from escapelens.model.sizes import Sizes
from escapelens.model.types import AnyType, Array, Interface, Pointer, Slice, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from escapelens.ir import nodes as N
    from escapelens.model.objects import Package

_VALUE_LITERALS = frozenset({"ARRAYLIT", "STRUCTLIT"})
_LITERALS = _VALUE_LITERALS | {"SLICELIT", "MAPLIT"}


def make_task(target: Target) -> None:
    """Drop from the package's init function what is static; after inlining (pkginit/init.go: MakeTask)."""
    sizes = target.scratch.get("sizes") or Sizes(target.flags.goarch, target.flags.release)
    for fn in target.inits:
        if isinstance(fn, Func) and fn.sym == "init":
            s = Schedule(target.pkg, sizes)
            for n in fn.body:
                s.static_init(n)
            fn.body = s.out or [BlockStmt(0, [])]


def _is_fips(path: str) -> bool:
    """Whether the package may have no addresses in its data (obj/fips140.go: IsFIPS)."""
    return not path.endswith("_test") and (path + "/").startswith("crypto/internal/fips140/")


class Schedule:
    """`out`: the statements that must run."""

    def __init__(self, pkg: Package, sizes: Sizes) -> None:
        self.pkg = pkg
        self.sizes = sizes
        self.out: list[Node] = []
        self.plans: dict[AnyNode, list[tuple[int, AnyNode]]] = {}
        self.temps: dict[AnyNode, Name] = {}
        self.seen_mutation = False
        self.no_addresses = _is_fips(pkg.path)
        self.pos = 0  # base.Pos
        self.temp_count = 0

    def static_init(self, n: Node) -> None:
        if not self.try_static_init(n):
            self.out.append(n)

    def try_static_init(self, n: AnyNode) -> bool:
        op = n.op
        if op == "AS":
            lhs, rhs = [n.x], n.y
        elif op == "AS2" or op == "CALLFUNC":
            return False
        elif op.startswith("AS2"):
            lhs, rhs = n.lhs, n.rhs[0]
        else:
            return False
        if not self.seen_mutation:
            self.seen_mutation = may_modify_pkg_var(rhs, self.pkg)
        if all(x.op == "NAME" and x.sym == "_" for x in lhs) and not any_side_effects(rhs):
            return True
        if len(lhs) > 1:
            return False
        self.pos = n.pos
        return self.static_assign(lhs[0], 0, rhs, lhs[0].typ if lhs[0].typ is not None else rhs.typ)

    def set_pos(self, n: Node) -> None:
        if n.op != "NAME" and n.pos:
            self.pos = n.pos

    def static_name(self, typ: AnyType) -> Name:
        n = Name(self.pos, f".stmp_{self.temp_count}", typ, PEXTERN, self.pkg)
        self.temp_count += 1
        return n

    def part(self, name: Name, offset: int, typ: AnyType) -> LinksymOffsetExpr:
        """ir.NewNameOffsetExpr."""
        prefix = pkg_prefix(name.pkg) + "." if name.pkg is not None else ""
        return LinksymOffsetExpr(self.pos, prefix + name.sym, offset, typ)

    def assign(self, a: Name, offset: int, v: AnyNode) -> None:
        pos = self.pos
        if self.static_assign(a, offset, v, v.typ):
            return
        lhs: Node = a if a.sym == "_" else self.part(a, offset, v.typ)
        self.out.append(AssignStmt(pos, lhs, v))

    def static_assign(self, left: Name, offset: int, r: AnyNode, typ: AnyType) -> bool:
        """Whether giving the part of `left` at offset the value r is done, bar what was put to out (StaticAssign)."""
        if r is None:
            return True
        while r.op == "CONVNOP":
            r = r.x
        op = r.op
        if op == "NIL":
            return True
        if op == "LITERAL":
            return is_zero(r) or not (self.no_addresses and is_string(r.typ))
        if self.no_addresses and op not in _VALUE_LITERALS:
            return False
        handler = _STATIC.get(op)
        return handler is not None and handler(self, left, offset, r, typ)

    def _name(self, left: Name, offset: int, r: AnyNode, typ: AnyType) -> bool:
        return self.static_copy(left, offset, r, typ)

    def _method_expr(self, left: Name, offset: int, r: AnyNode, typ: AnyType) -> bool:
        return r.func_name is not None

    def _addr(self, left: Name, offset: int, r: N.AddrExpr, typ: Pointer) -> bool:
        if r.op == "ADDR":
            at = static_loc(r.x, self.sizes)
            if at is not None and at[0].class_ == PEXTERN:
                return True
        if r.x.op not in _LITERALS:
            return False
        a = self.static_name(r.x.typ)
        self.temps[r] = a
        self.assign(a, 0, r.x)
        return True

    def _str_to_bytes(self, left: Name, offset: int, r: N.ConvExpr, typ: Slice) -> bool:
        return left.class_ == PEXTERN and r.x.op == "LITERAL"

    def _value_literal(self, left: Name, offset: int, r: N.CompLitExpr, typ: Type) -> bool:
        self.init_plan(r)
        if r.op == "SLICELIT":
            left = self.temps[r] = self.static_name(Array(under(r.typ).elem, r.len))
            offset = 0
        for at, x in self.plans[r]:
            if (x.op == "LITERAL" and not self.no_addresses) or x.op == "NIL":
                continue
            self.set_pos(x)
            self.assign(left, offset + at, x)
        return True

    def _closure(self, left: Name, offset: int, r: AnyNode, typ: AnyType) -> bool:
        return not captures(r.func)

    def _conv_iface(self, left: Name, offset: int, r: AnyNode, typ: AnyType) -> bool:
        val = r
        while val.op == "CONVIFACE":
            val = val.x
        if under(val.typ).__class__ is Interface:
            return bool(val.op == "NIL")
        if has_shape(val.typ):
            return False
        if self.sizes.is_direct_iface(val.typ):
            if val.op != "NIL":
                self.set_pos(val)
                self.assign(left, offset + self.sizes.word_size, val)
        else:
            a = self.static_name(val.typ)
            self.temps[val] = a
            self.assign(a, 0, val)
        return True

    def _inl_call(self, left: Name, offset: int, call: N.InlinedCallExpr, typ: Type) -> bool:
        """An inlined call whose body is one return (sched.go: staticAssignInlinedCall)."""
        value = inlined_value(call, self.sizes)
        return value is not None and self.static_assign(left, offset, value, typ)

    def static_copy(self, left: Name, offset: int, rn: Name, typ: AnyType) -> bool:
        """Give the part of `left` the initial value of another variable (sched.go: staticcopy)."""
        if rn.class_ == PFUNC:
            return True
        if rn.class_ != PEXTERN or not same_pkg(rn.pkg, self.pkg) or rn.defn is None or rn.defn.op != "AS":
            return False
        r: AnyNode = rn.defn.y  # type: ignore[attr-defined]
        if r is None or is_string(rn.typ) or self.seen_mutation:
            return False
        while r.op == "CONVNOP" and not identical(r.typ, typ):
            r = r.x
        op = r.op
        if op == "METHEXPR":
            return r.func_name is not None
        if op == "NAME":
            if not self.static_copy(left, offset, r, typ):
                whole_var = offset == 0 and left.typ is not None and identical(typ, left.typ)
                dst: Node = left if whole_var else self.part(left, offset, typ)
                self.out.append(AssignStmt(self.pos, dst, r))
            return True
        if op == "NIL" or op == "LITERAL":
            return True
        if op == "ADDR" and r.x.op == "NAME":
            return bool(r.x.class_ == PEXTERN)
        if op == "PTRLIT":
            return r.x.op in _LITERALS
        if op == "SLICELIT":
            return True
        if op in _VALUE_LITERALS:
            if r not in self.plans:
                return False
            for at, x in self.plans[r]:
                if x.op == "LITERAL" or x.op == "NIL":
                    continue
                x = x.func_name if x.op == "METHEXPR" else x
                if x is None or (x.op == "NAME" and self.static_copy(left, offset + at, x, x.typ)):
                    continue
                whole = self.part(rn, at, x.typ)
                self.out.append(AssignStmt(self.pos, self.part(left, offset + at, x.typ), whole))
            return True
        return False

    def init_plan(self, n: AnyNode) -> None:
        """The values of a literal that are not zero, with their offsets (sched.go: initplan)."""
        if n in self.plans:
            return
        plan: list[tuple[int, AnyNode]] = []
        self.plans[n] = plan
        if n.op == "STRUCTLIT":
            for elem in n.list_:
                if elem.field.name != "_":
                    self.add_value(plan, field_offset(n.typ, elem.field.name, self.sizes), elem.value)
            return
        size = self.sizes.sizeof(under(n.typ).elem)
        k = 0
        for elem in n.list_:
            if elem.op == "KEY":
                k = elem.key.val
                elem = elem.value
            self.add_value(plan, k * size, elem)
            k += 1

    def add_value(self, plan: list[tuple[int, AnyNode]], offset: int, n: AnyNode) -> None:
        if is_zero(n):
            return
        if n.op in _VALUE_LITERALS:
            self.init_plan(n)
            plan += [(offset + at, x) for at, x in self.plans[n]]
            return
        plan.append((offset, n))


_STATIC: dict[str, Callable[[Schedule, AnyNode, int, AnyNode, AnyType], bool]] = {
    "NAME": Schedule._name,
    "METHEXPR": Schedule._method_expr,
    "ADDR": Schedule._addr,
    "PTRLIT": Schedule._addr,
    "STR2BYTES": Schedule._str_to_bytes,
    "SLICELIT": Schedule._value_literal,
    "ARRAYLIT": Schedule._value_literal,
    "STRUCTLIT": Schedule._value_literal,
    "CLOSURE": Schedule._closure,
    "CONVIFACE": Schedule._conv_iface,
    "INLCALL": Schedule._inl_call,
}


def inlined_value(call: AnyNode, sizes: Sizes) -> AnyNode:
    """The value of an inlined call as one expression, None if it is not that simple."""
    init, body = call.init, call.body
    # A call without arguments has no assignment of them.
    if not init or init[-1].op != "INLMARK" or len(init) > 2 or (len(init) == 2 and init[0].op != "AS2"):
        return None
    if len(body) != 2 or body[0].op != "BLOCK" or body[1].op != "LABEL":
        return None
    stmts = body[0].list_
    if [s.op for s in stmts] != ["DCL", "AS2", "GOTO"] or stmts[2].label != body[1].label:
        return None
    params, args = (init[0].lhs, init[0].rhs) if len(init) == 2 else ([], [])
    if len(stmts[1].lhs) != 1 or stmts[1].lhs[0] is not stmts[0].x:
        return None
    if any(v.addrtaken for v in params) or any(any_side_effects(r) for r in args):
        return None

    result = stmts[1].rhs[0]
    count: dict[Name, int] = dict.fromkeys(params, 0)
    capturing = False

    def look(n: AnyNode) -> None:
        nonlocal capturing
        if n.op == "NAME":
            if n in count:
                count[n] += 1
        elif n.op == "CLOSURE":
            capturing = capturing or captures(n.func)

    visit(result, look)
    if capturing or any(count[v] > 1 and not can_repeat(r) for v, r in zip(params, args, strict=False)):
        return None
    named = {v: r for v, r in zip(params, args, strict=False) if v.sym != "_"}
    return substitute(result, named, sizes)
