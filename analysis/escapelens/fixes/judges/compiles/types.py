"""Types as written: keys of maps, type arguments, lengths.

Counterpart: `types2/typexpr.go`, `instantiate.go: verify`.
"""

from __future__ import annotations

from escapelens.check.operand import TYPEXPR
from escapelens.fixes.judges.compiles.verdict import Verdict
from escapelens.generics.instantiate import implements
from escapelens.generics.subst import subst
from escapelens.model.predicates import is_generic, is_valid
from escapelens.model.types import Alias, Interface, Named, Signature, Type, TypeParam
from escapelens.model.typeset import comparable_type, type_set
from escapelens.model.under import under
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list, unparen


def is_type(e: nodes.Expr) -> bool:
    return e.mode == TYPEXPR or isinstance(
        unparen(e),
        nodes.ArrayType
        | nodes.SliceType
        | nodes.MapType
        | nodes.ChanType
        | nodes.FuncType
        | nodes.InterfaceType
        | nodes.StructType
        | nodes.DotsType,
    )


def check_type(v: Verdict, e: nodes.Expr | None, *, constraint: bool = False) -> None:
    """e stands where a type must."""
    if e is None:
        return
    match e:
        case nodes.ParenExpr():
            check_type(v, e.x)
            return
        case nodes.DotsType() | nodes.SliceType():
            check_type(v, e.elem)
            return
        case nodes.ArrayType():
            check_type(v, e.elem)
        case nodes.ChanType():
            check_type(v, e.elem)
        case nodes.MapType():
            check_type(v, e.key)
            check_type(v, e.value)
            key = e.key.typ
            if key is not None and not comparable_type(key) and not isinstance(key, TypeParam):
                v.bad(e, "map keys must be comparable")
            elif isinstance(key, TypeParam) and not comparable_type(key, False):
                v.bad(e, "map keys must be comparable")
        case nodes.FuncType():
            names = [
                f.name.value for f in (*e.param_list, *e.result_list) if f.name is not None and f.name.value != "_"
            ]
            if len(names) != len(set(names)):
                v.bad(e, "a parameter twice")
            for f in (*e.param_list, *e.result_list):
                check_type(v, f.type)
        case nodes.StructType():
            for f in e.field_list:
                check_type(v, f.type)
        case nodes.InterfaceType():
            return  # the checker has a word on these
        case nodes.IndexExpr():
            for arg in unpack_list(e.index):
                check_type(v, arg)
            _arguments(v, e, e.typ)
        case nodes.Operation(op="*", y=None):
            check_type(v, e.x)
        case nodes.Name() | nodes.SelectorExpr():
            pass
        case _:
            v.bad(e, "not a type")
    if e.mode != TYPEXPR or e.typ is None or not is_valid(e.typ):
        v.bad(e, "not a type")
    elif is_generic(e.typ):
        v.bad(e, "generic type without instantiation")
    elif not constraint and _constraint(e.typ):
        v.bad(e, "interface with type constraints outside of a constraint")


def _constraint(t: Type) -> bool:
    u = under(t)
    if not isinstance(u, Interface) or isinstance(t, TypeParam):
        return False
    tset = type_set(u)
    return tset.is_comparable() or tset.has_terms()


def _arguments(v: Verdict, e: nodes.Expr, t: Type | None) -> None:
    if isinstance(t, Alias):
        return
    if isinstance(t, Named) and t.targs:
        if not _satisfied(t.orig.tparams, list(t.targs)):
            v.bad(e, "type argument does not satisfy its constraint")


def check_instance(v: Verdict, name: nodes.Name, generic: Type) -> None:
    """The type arguments noted at a name of generic type `generic`."""
    if name.targs is None or not isinstance(generic, Signature) or not generic.tparams:
        return
    if not _satisfied(generic.tparams, name.targs):
        v.bad(name, "type argument does not satisfy its constraint")


def _satisfied(tparams: list[TypeParam], targs: list[Type]) -> bool:
    """Whether each type argument satisfies the constraint of its parameter."""
    if len(tparams) != len(targs):
        return False
    given = dict(zip(tparams, targs, strict=True))
    return all(implements(None, a, subst(p.bound, given), True) for p, a in given.items())


def may_hold(interface: Type, t: Type) -> bool:
    """Whether a value of the interface type may be a t (lookup.go: newAssertableTo)."""
    return isinstance(under(t), Interface) or implements(None, t, interface)
