"""The state of building one function: its variables, temporaries, captures and type substitution.

What: a `FuncBuilder` for each function, literal or wrapper being built. The compiler serialises a body (writer.go) and
reads it back (reader.go), type-checking what it reads (typecheck); here the three happen in one walk over the checked
syntax, done by the functions of stmts.py, exprs.py and their neighbours.

Counterpart: `noder/reader.go` (reader), `noder/writer.go` (writer: localsIdx, closureVars), `typecheck/dcl.go`
(TempAt), `ir/name.go` (NewClosureVar), `ir/func.go` (DeclareParams, NewClosureFunc).
Property: names are captured in the order of their first mention in a literal, nested literals included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir import nodes as N
from escapelens.ir.lowering.shapes import is_derived
from escapelens.ir.lowering.tyutil import is_empty_interface, is_interface, new_pointer, unalias
from escapelens.ir.names import named_after
from escapelens.ir.ops import OADDR, OCONVNOP, OPTRLIT
from escapelens.ir.static_value import outer_value
from escapelens.model.predicates import default_type
from escapelens.model.types import Alias, AnyType, Basic, Type

if TYPE_CHECKING:
    from escapelens.ir.lowering.generic import InstDict
    from escapelens.ir.lowering.package import Builder
    from escapelens.model.objects import AnyObject, Object, Package, Var
    from escapelens.model.types import Signature

BLANK = N.Name(0, "_", None, 0)  # ir.BlankNode
DICT_PARAM = ".dict"


class FuncBuilder:
    """`dict`: the type arguments a generic body is built for, None for ordinary code."""

    __slots__ = (
        "b", "capture_map", "dict", "dict_param", "fn", "locals", "outer", "result_types", "seen", "track", "version",
    )  # fmt: skip

    def __init__(self, b: Builder, fn: N.Func, outer: FuncBuilder | None, inst: InstDict | None) -> None:
        self.b = b
        self.fn = fn
        self.outer = outer
        self.dict = inst
        self.dict_param: N.Name | None = None
        instances = b.instances
        self.track = not instances.dry and (not b.quiet or b.target.flags.wrappers)  # types mentioned matter
        self.seen = (instances.inlined if b.quiet else instances).reach.seen
        self.locals: dict[Var, N.Name] = {}
        self.capture_map: dict[Var, N.Name] = {}
        self.result_types: list[Type] = []  # as declared, not substituted
        self.version: str = outer.version if outer is not None else ""

    # -- types

    def typ(self, t: AnyType) -> AnyType:
        """The type t of the syntax as it is in this body."""
        if self.dict is not None:
            return self.dict.subst(t)
        return unalias(t) if t.__class__ is Alias else t

    # -- variables

    def declare_params(self, sig: Signature, recv: Var | None, dict_typ: Type | None = None) -> None:
        """ir/func.go: DeclareParams. A shaped function's dictionary (reader.go: shapeSig) comes after the receiver."""
        fn = self.fn
        i = 0
        if recv is not None:
            self._declare(recv, 0, "~p", N.PPARAM)
            i = 1
        if dict_typ is not None:
            self.dict_param = N.Name(fn.pos, DICT_PARAM, dict_typ, N.PPARAM, fn.pkg)
            fn.dcl.append(self.dict_param)
            i += 1
        for v in sig.params.vars:
            self._declare(v, i, "~p", N.PPARAM)
            i += 1
        for i, v in enumerate(sig.results.vars):
            self._declare(v, i, "~r", N.PPARAMOUT)
            self.result_types.append(v.typ)
        for n in fn.dcl:
            n.curfn = fn

    def _declare(self, v: Var, i: int, prefix: str, class_: int) -> None:
        name = v.name
        pkg = v.pkg
        if not name or name == "_":
            name = f"{prefix}{i}"
            pkg = self.fn.pkg
        n = N.Name(v.pos, name, self.typ(v.typ), class_, pkg)
        n.obj = v
        self.fn.dcl.append(n)
        self.locals[v] = n
        if self.dict is not None:
            self.dict.rtype(v.typ)
        self.need(n.typ)

    def hidden_rtype(self, t: AnyType) -> None:
        """A node holds the run-time type of t, out of sight (r.rtype)."""
        if self.dict is not None and self.dict.rtype(t) is not None:
            self._read_dict()

    def itab(self, src: AnyType, dst: AnyType) -> None:
        """Code here needs the itab of two types as written (r.itab)."""
        if self.b.itabs is not None and not (is_derived(src) or is_derived(dst)):
            self.b.need_itab(self.typ(default_type(src)), self.typ(dst))

    def hidden_conv(self, src: AnyType, dst: AnyType) -> None:
        """A conversion holds what it needs at run time, out of sight (r.convRTTI)."""
        self.itab(src, dst)
        if self.dict is None:
            return
        self.dict.conv_rtti(src, dst)
        to = self.typ(dst)
        if not is_interface(to):
            return
        concrete = not is_interface(self.typ(src))
        used = concrete and is_derived(src)
        if not concrete or not is_empty_interface(to):
            used = used or is_derived(dst)
        if used:
            self._read_dict()

    def _read_dict(self) -> None:
        n = self.dict_param
        while n is not None:
            n.rtti = True
            n = n.outer if n.closure_var else None

    def need(self, t: Type | None) -> None:
        """The body mentions t."""
        if self.track and t.__class__ is not Basic:
            self.b.mention(t, not self.b.quiet or self.dict is not None)

    def define(self, v: Var, pos: int) -> N.Name:
        """A variable of the source comes into being."""
        fn = self.fn
        n = N.Name(pos, v.name, self.typ(v.typ), N.PAUTO, v.pkg)
        n.curfn = fn
        n.obj = v
        fn.dcl.append(n)
        self.locals[v] = n
        if self.dict is not None:
            self.dict.rtype(v.typ)
        self.need(n.typ)
        return n

    def declared(self, v: Object) -> bool:
        fb: FuncBuilder | None = self
        while fb is not None:
            if v in fb.locals:
                return True
            fb = fb.outer
        return False

    def use_local(self, v: AnyObject, pos: int) -> N.Name:
        n = self.locals.get(v)
        if n is not None:
            return n
        n = self.capture_map.get(v)
        if n is not None:
            return n
        outer = self.outer
        if outer is None or not outer.declared(v):  # broken code: a variable that was never declared
            return self.define(v, v.pos)
        n = new_closure_var(pos, self.fn, outer.use_local(v, pos))
        self.capture_map[v] = n
        return n

    # -- temporaries

    def temp(self, pos: int, typ: AnyType) -> N.Name:
        return temp_at(pos, self.fn, typ, self.b.local_pkg)

    def temp_copy(self, pos: int, x: N.Node, init: list[N.Node]) -> N.Name:
        """reader.go: tempCopy."""
        tmp = self.temp(pos, x.typ)
        init.append(N.Decl(pos, tmp))
        assign = N.AssignStmt(pos, tmp, x, True)
        init.append(assign)
        tmp.defn = assign
        return tmp


def temp_at(pos: int, fn: N.Func, typ: AnyType, pkg: Package | None) -> N.Name:
    """typecheck/dcl.go: TempAt."""
    dcl = fn.dcl
    n = N.Name(pos, f".autotmp_{len(dcl)}", typ, N.PAUTO, pkg)
    n.curfn = fn
    n.esc = N.ESC_NEVER
    n.used = True
    dcl.append(n)
    return n


def new_closure_var(pos: int, fn: N.Func, n: N.Name) -> N.Name:
    """ir/name.go: NewClosureVar."""
    c = N.Name(pos, n.sym, n.typ, N.PAUTOHEAP, n.pkg)
    c.curfn = fn
    c.closure_var = True
    c.outer = n
    c.defn = n.canonical
    c.obj = n.obj
    fn.closure_vars.append(c)
    return c


def addr(pos: int, x: N.AnyNode) -> N.AddrExpr:
    """ir/expr.go: NewAddrExpr. Marks the variable behind x as having its address taken."""
    op = x.op
    if op == "STRUCTLIT" or op == "ARRAYLIT" or op == "SLICELIT" or op == "MAPLIT":
        return N.AddrExpr(pos, OPTRLIT, x, new_pointer(x.typ))
    r = outer_value(x)
    if r.__class__ is N.Name:
        r.addrtaken = True
        if r.closure_var and not r.by_val:
            r.canonical.addrtaken = True
    return N.AddrExpr(pos, OADDR, x, new_pointer(x.typ))


def init_expr(init: list[N.Node], x: N.Node, pos: int) -> N.Node:
    """ir/node.go: InitExpr. A node that may be shared is wrapped to hold the statements."""
    if not init:
        return x
    if x.op in ("NAME", "LITERAL", "NIL", "TYPE"):
        x = N.ConvExpr(pos, OCONVNOP, x.typ, x)
    x.init = [*init, *x.init]
    return x


def new_closure_func(fb_fn: N.Func, fpos: int, cpos: int, why: str, typ: Type, builder: Builder) -> N.Func:
    """ir/func.go: NewClosureFunc for code that is not being inlined."""
    fn = N.Func(fpos, fb_fn.pkg, closure_name(named_after(fb_fn, builder.target.flags.release), why), typ)
    fn.dupok = fb_fn.dupok
    clo = N.ClosureExpr(cpos, fn, typ)
    fn.oclosure = clo
    fn.closure_parent = fb_fn
    if why == "RANGE":
        fn.range_parent = fb_fn
        if fb_fn.oclosure is not None and fb_fn.range_parent is not None:
            fn.range_parent = fb_fn.range_parent
    fb_fn.closures.append(fn)
    builder.add_func(fn)
    return fn


def closure_name(outer: N.Func, why: str) -> str:
    """ir/func.go: closureName; the counters stand in the outer function."""
    if why == "CLOSURE":
        outer.func_lit_gen += 1
        return f"{outer.sym}{'.func' if outer.oclosure is None else '.'}{outer.func_lit_gen}"
    if why == "RANGE":
        outer.range_lit_gen += 1
        return f"{outer.sym}-range{outer.range_lit_gen}"
    outer.go_defer_gen += 1
    return f"{outer.sym}.{'gowrap' if why == 'GO' else 'deferwrap'}{outer.go_defer_gen}"
