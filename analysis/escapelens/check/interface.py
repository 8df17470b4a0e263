"""Interface types.

Counterpart: `types2/interface.go`. The type set is computed when asked for (typeset.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check.typexpr import typ as check_type
from escapelens.check.union import parse_union
from escapelens.model.objects import RECV_VAR, Func, TypeName, Var
from escapelens.model.types import Interface, Named, Signature, Type
from escapelens.model.typeset import TOP, method_key
from escapelens.syntax import nodes

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


def interface_type(check: Checker, e: nodes.InterfaceType, def_: TypeName | None) -> Interface:
    ityp = Interface([], [])
    recv_typ: Type = ityp
    if def_ is not None and def_._typ.__class__ is Named:
        recv_typ = def_._typ
    for f in e.method_list:
        if f.type is None:
            continue
        if f.name is None:
            ityp.embeddeds.append(parse_union(check, f.type))
            continue
        if f.name.value == "_":
            check.error(f.name.pos, "methods must have a unique non-blank name")
            continue
        sig = check_type(check, f.type)
        if sig.__class__ is not Signature:
            continue
        sig.recv = Var(f.name.pos, check.pkg, "", recv_typ, RECV_VAR)
        m = Func(f.name.pos, check.pkg, f.name.value, sig)
        f.name.obj = m
        ityp.methods.append(m)
    if not ityp.methods and not ityp.embeddeds:
        ityp.tset = TOP
    else:
        ityp.methods.sort(key=method_key)
    return ityp
