"""Generic code: shapes, dictionaries, instances, and the expressions that reach them.

What: a generic function is built once for each shape of its type arguments (`F[go.shape.int]`), with a dictionary as
extra parameter; `F[int]` is a wrapper that passes the dictionary. What a body needs to know of its type arguments at
run time are words of the dictionary, numbered per declaration in the order in which the body asks for them.

Counterpart: `noder/reader.go` (Shapify, objDictIdx, funcInst, methodExpr, callShaped, curry, methodExprWrap, dictWord),
`noder/writer.go` (writerDict).
Property: word numbers and the dictionary's length depend on the generic declaration only; they are filled in when all
bodies of the declaration have been built once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.ir import nodes as N
from escapelens.ir import ops as O
from escapelens.ir.lowering.body import FuncBuilder, addr
from escapelens.ir.lowering.consts import INT, UINTPTR
from escapelens.ir.lowering.shapes import BYTE_PTR, is_derived
from escapelens.ir.lowering.synthetic import curry
from escapelens.ir.lowering.typecheck import method_expr_node, signature_with_recv
from escapelens.ir.lowering.tyutil import (
    core,
    is_empty_interface,
    is_interface,
    unalias,
)
from escapelens.ir.typefmt import link_string
from escapelens.model import types as T
from escapelens.model.objects import AnyObject, Object, Package, Var
from escapelens.model.objects import Func as FuncObject
from escapelens.model.predicates import default_type
from escapelens.model.universe import TYP

if TYPE_CHECKING:
    from collections.abc import Hashable

    from escapelens.ir.lowering.shapes import Shapes
    from escapelens.syntax.nodes import AnySyntax

METHOD_EXPRS, SUBDICTS, RTYPES, ITABS = range(4)


def range_key_val(t: T.AnyType) -> list[T.AnyType]:
    """types2.RangeKeyVal, for what can be ranged over once loops over functions are rewritten."""
    u = core(t)
    c = u.__class__
    if c is T.Pointer:
        u = core(u.elem)
        c = u.__class__
    if c is T.Basic:
        return [INT, TYP[5]] if u.info & 32 else [t]
    if c is T.Slice or c is T.Array:
        return [INT, u.elem]
    if c is T.Map:
        return [u.key, u.elem]
    if c is T.Chan:
        return [u.elem]
    return []


# ---------------------------------------------------------------------------------------------------------------------
# Dictionaries


class DictDecl:
    """The dictionary of a generic declaration (writer.go: writerDict); word_type is uintptr array, its length grows."""

    __slots__ = (
        "fresh", "itabs", "keep", "lits", "numbered", "rewritten", "rtypes", "sections", "subdicts", "word_type",
    )  # fmt: skip

    def __init__(self) -> None:
        self.sections: list[dict[Hashable, int]] = [{}, {}, {}, {}]
        self.word_type = T.Array(UINTPTR, 0)
        self.lits: list[tuple[N.AnyNode, int, int]] = []  # (literal, section, index in it)
        self.keep: list[T.AnyType] = []  # types whose id is a key
        self.fresh: dict[int, tuple[AnySyntax, T.Slice]] = {}
        self.rewritten: dict[int, tuple[AnySyntax, AnySyntax]] = {}  # bodies with their loops over functions rewritten
        self.numbered = False  # all words are known
        self.rtypes: list[T.AnyType] = []  # types whose descriptors are words
        self.itabs: list[tuple[T.AnyType, T.AnyType]] = []  # pairs of types whose itabs are words
        self.subdicts: list[tuple[AnyObject, list[T.AnyType]]] = []  # dictionaries it points to

    def word(self, section: int, key: object) -> int:
        words = self.sections[section]
        i = words.get(key)
        if i is None:
            i = words[key] = len(words)
            self.word_type.len += 1
            if section != ITABS:
                self._renumber()
        return i

    def fresh_slice(self, e: AnySyntax, elem: T.Type) -> T.Slice:
        """The slice type that the checker makes anew for each append of the source."""
        known = self.fresh.get(id(e))
        if known is None:
            known = self.fresh[id(e)] = (e, T.Slice(elem))
        return known[1]

    def literal(self, lit: N.BasicLit, section: int, index: int) -> None:
        self.lits.append((lit, section, index))
        lit.val = index + sum(len(s) for s in self.sections[:section])

    def _renumber(self) -> None:
        starts = [0, 0, 0, 0]
        for i in range(1, 4):
            starts[i] = starts[i - 1] + len(self.sections[i - 1])
        for lit, section, index in self.lits:
            lit.val = index + starts[section]


class InstDict:
    """Type arguments of the body being built (reader.go: readerDict)."""

    __slots__ = ("cache", "decl", "shapes", "smap", "targs", "tparams")

    def __init__(self, decl: DictDecl, shapes: Shapes, tparams: list[T.TypeParam], targs: list[T.AnyType]) -> None:
        self.decl = decl
        self.shapes = shapes
        self.tparams = tparams
        self.targs = targs
        self.smap = dict(zip(tparams, targs, strict=False))
        self.cache: dict[int, tuple[T.AnyType, T.AnyType]] = {}

    def subst(self, t: T.AnyType) -> T.AnyType:
        hit = self.cache.get(id(t))
        if hit is not None:
            return hit[1]
        u = self.shapes.subst(t, self.smap)
        if u.__class__ is T.Alias:
            u = unalias(u)
        self.cache[id(t)] = (t, u)
        return u

    # Words. Types are as written, told apart by identity of the type object, as the compiler does.

    def type_key(self, t: T.AnyType) -> int:
        while t.__class__ is T.Alias and t.obj.parent is not None and t.obj.pkg is not None:
            if t.obj.parent is t.obj.pkg.scope:
                break
            t = t.actual
        self.decl.keep.append(t)
        return id(t)

    def rtype(self, t: T.Type) -> int | None:
        """A word for the run-time type of t, if t is derived."""
        t = default_type(t)
        if not is_derived(t):
            return None
        d = self.decl
        i = d.word(RTYPES, self.type_key(t))
        if i == len(d.rtypes):
            d.rtypes.append(t)
        return i

    def subdict(self, obj: Object, targs: list[T.AnyType]) -> int:
        """A word for the dictionary of obj instantiated with targs."""
        d = self.decl
        i = d.word(SUBDICTS, (id(obj), tuple([self.type_key(t) for t in targs])))
        if i == len(d.subdicts):
            d.subdicts.append((obj, targs))
        return i

    def itab(self, t: T.Type, iface: T.Type) -> tuple[int | None, int | None]:
        """(word of t's run-time type, word of the itab)."""
        t, iface = default_type(t), default_type(iface)
        r = self.rtype(t)
        self.rtype(iface)
        if is_derived(t) or is_derived(iface):
            d = self.decl
            i = d.word(ITABS, (self.type_key(t), self.type_key(iface)))
            if i == len(d.itabs):
                d.itabs.append((t, iface))
            return r, i
        return r, None

    def conv_rtti(self, src: T.AnyType, dst: T.AnyType) -> None:
        self.itab(src, dst)


class ByIndex:
    """Type arguments by the position of their parameter: methods of one type have type parameters of their own."""

    __slots__ = ("own", "shift", "targs")

    def __init__(self, key: object, targs: list[T.Type]) -> None:
        self.targs = targs
        sig: T.AnyType | None = key.typ if key.__class__ is FuncObject else None
        self.own = sig.tparams if sig is not None else []
        self.shift = len(sig.rparams) if sig is not None else 0

    def get(self, tp: T.TypeParam) -> T.AnyType:
        i = tp.index + (self.shift if tp in self.own else 0)
        return self.targs[i] if i < len(self.targs) else None


def dict_word(fb: FuncBuilder, pos: int, section: int, index: int) -> N.Node:
    """reader.go: dictWord."""
    param = fb.dict_param
    lit = N.BasicLit(pos, 0, INT)
    assert fb.dict is not None
    fb.dict.decl.literal(lit, section, index)
    star = N.StarExpr(pos, param, fb.dict.decl.word_type)  # type: ignore[arg-type]
    star.implicit = True
    return N.IndexExpr(pos, O.OINDEX, star, lit, UINTPTR)


def rtti_word(fb: FuncBuilder, pos: int, section: int, index: int) -> N.Node:
    """reader.go: rttiWord."""
    return N.ConvExpr(pos, O.OCONVNOP, BYTE_PTR, dict_word(fb, pos, section, index))


def type_ptr(pos: int, t: T.Type) -> N.Node:
    """reflectdata.TypePtrAt: the address of a type's descriptor."""
    return addr(pos, N.LinksymOffsetExpr(pos, "type:" + link_string(t), 0, TYP[T.UINT8]))


def rtype_node(fb: FuncBuilder, pos: int, t: T.AnyType) -> N.Node:
    """reader.go: rtype."""
    assert fb.dict is not None
    i = fb.dict.rtype(t)
    return type_ptr(pos, t) if i is None else rtti_word(fb, pos, RTYPES, i)


def expr_type_words(fb: FuncBuilder, t: T.AnyType, iface: T.Type | None) -> tuple[int | None, int | None]:
    """noder/writer.go: exprType, as far as it takes words of the dictionary."""
    assert fb.dict is not None
    if iface is not None and not is_empty_interface(iface):
        fb.itab(t, iface)
        return fb.dict.itab(t, iface)
    return fb.dict.rtype(t), None


def dynamic_type(fb: FuncBuilder, pos: int, t: T.AnyType, iface: T.Type | None) -> N.DynamicType | None:
    """reader.go: exprType; None for a type known at compile time."""
    r, tab = expr_type_words(fb, t, iface)
    typ = fb.typ(t)
    by_itab = iface is not None and not is_empty_interface(iface)
    if not is_derived(t):
        if not by_itab or tab is None:
            return None
        if is_interface(typ):
            return None
    if not by_itab:
        return N.DynamicType(pos, rtti_word(fb, pos, RTYPES, r or 0), typ)
    dt = N.DynamicType(pos, None, typ)  # type: ignore[arg-type]
    if is_interface(typ):
        dt.rtype = rtti_word(fb, pos, RTYPES, r or 0)
    elif tab is not None:
        dt.itab = rtti_word(fb, pos, ITABS, tab)
    return dt


# ---------------------------------------------------------------------------------------------------------------------
# References to instances


def any_derived(targs: list[T.Type]) -> bool:
    return any(is_derived(t) for t in targs)


def _signature(name: N.Name) -> T.AnyType:
    return name.typ


def func_inst(
    fb: FuncBuilder, pos: int, obj: AnyObject, targs: list[T.AnyType]
) -> tuple[N.AnyNode, N.AnyNode, N.AnyNode]:
    """reader.go: funcInst. (wrapper or None, shaped function, dictionary)."""
    b = fb.b
    origin = obj.origin
    if fb.dict is not None and any_derived(targs):
        index = fb.dict.subdict(origin, targs)
        base = b.instance(origin, [fb.typ(t) for t in targs], True)
        dict_typ = _signature(base).params.vars[0].typ
        ptr = N.ConvExpr(pos, O.OCONVNOP, dict_typ, dict_word(fb, pos, SUBDICTS, index))
        return None, base, ptr
    wrapper = b.instance(origin, targs, False)
    base = b.instance(origin, targs, True)
    return wrapper, base, addr(pos, b.dict_name(origin, wrapper.sym, wrapper.pkg, targs))


def func_inst_value(fb: FuncBuilder, pos: int, obj: AnyObject, targs: list[T.AnyType]) -> N.AnyNode:
    """reader.go: exprFuncInst."""
    wrapper, base, ptr = func_inst(fb, pos, obj, targs)
    if wrapper is not None:
        return wrapper
    return curry(fb, pos, False, base, ptr, None)


def instance_method(
    fb: FuncBuilder, e: AnySyntax, recv: T.AnyType, named: T.AnyType, method: AnyObject
) -> tuple[T.AnyType, AnyObject, T.AnyType]:
    """reader.go: methodExpr for a method of an instance of a generic type, or a generic method."""
    b = fb.b
    pos = e.pos
    origin = method.origin
    own = list(e.sel.targs or [])
    targs = list(named.targs) + own
    key_obj = origin if own else named.orig
    if fb.dict is not None and any_derived(targs):
        index = fb.dict.subdict(key_obj, targs)
        base = b.instance(origin, [fb.typ(t) for t in targs], True)
        sig = _signature(base)
        shaped = method_expr_node(fb, pos, sig.recv.typ, method, base)
        ptr = N.ConvExpr(pos, O.OCONVNOP, sig.params.vars[0].typ, dict_word(fb, pos, SUBDICTS, index))
        return None, shaped, ptr
    base = b.instance(origin, targs, True)
    shaped = method_expr_node(fb, pos, _signature(base).recv.typ, method, base)
    if own:  # generic methods have no wrappers
        return None, shaped, addr(pos, b.dict_name(origin, b.instances.symbol(origin, targs)[1], named.obj.pkg, targs))
    wrapper = b.instance(origin, targs, False)
    ptr2 = addr(pos, b.dict_name(key_obj, b.type_sym(named), named.obj.pkg, targs))
    return method_expr_node(fb, pos, recv, method, wrapper), shaped, ptr2


def type_param_method(fb: FuncBuilder, pos: int, recv: T.TypeParam, method: AnyObject) -> N.Node:
    """reader.go: methodExpr for a method of a type parameter: a function pointer in the dictionary."""
    assert fb.dict is not None
    index = fb.dict.tparams.index(recv) if recv in fb.dict.tparams else -1
    word = fb.dict.decl.word(METHOD_EXPRS, (index, method.name))
    sig = signature_with_recv(fb.typ(method.typ), fb.typ(recv))
    return N.ConvExpr(pos, O.OCONVNOP, sig, addr(pos, dict_word(fb, pos, METHOD_EXPRS, word)))


def shape_signature(sig: T.Signature, dict_typ: T.Pointer, pos: int, pkg: Package | None) -> T.Signature:
    """reader.go: shapeSig."""
    params = T.Tuple([Var(pos, pkg, ".dict", dict_typ), *sig.params.vars])
    return T.Signature(sig.recv, params, sig.results, sig.variadic)
