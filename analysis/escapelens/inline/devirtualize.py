"""Interface calls whose receiver has only one possible type become calls of that type's method.

Counterpart: `devirtualize/devirtualize.go` (without profiles). `State` gathers, once per function that needs it, all
values assigned to interface variables; calls among them are replaced by what they return once they are expanded.

Property: an answer never rests on a variable whose address is taken, nor on a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from escapelens.inline.method_call import method_expr, method_selector
from escapelens.ir.lowering.tyutil import deref, has_shape, identical, is_interface, is_shape, under
from escapelens.ir.nodes import (
    PAUTO,
    AnyNode,
    CallExpr,
    ConvExpr,
    Func,
    InlinedCallExpr,
    Name,
    Node,
    ParenExpr,
    TypeAssertExpr,
    TypeSwitchGuard,
)
from escapelens.ir.static_value import is_blank, is_nil, outer_value, static_value
from escapelens.ir.typefmt import all_methods
from escapelens.ir.visit import copy as copy_node
from escapelens.ir.visit import edit_children, visit_list
from escapelens.model import types as T
from escapelens.model.lookup import lookup_field_or_method, missing_method
from escapelens.remarks import DEVIRTUALIZING, OTHER

if TYPE_CHECKING:
    from escapelens.inline.inliner import Inliner
    from escapelens.inline.sites import CallSites, Container, Key
    from escapelens.ir import nodes as N
    from escapelens.model.objects import AnyObject
    from escapelens.model.types import AnyType

# What concrete_type knows of a value that is surely nil or only assigned to itself.
# A node, the place of one, a concrete type, or None for a value of unknown type. Any: which, is asked of `__class__`.
Assigned = Any
NO_TYPE: AnyType = object()

_Refs = list[tuple[Name, int, int]]  # variable, index of the assignment, index of the result


def static_call(inl: Inliner, call: CallExpr, sites: CallSites | None = None) -> None:
    """Devirtualize the call if its receiver's type is known (StaticCall)."""
    if call.go_defer or call.op != "CALLINTER":
        return
    sel: AnyNode = call.fun
    if inl.release.devirtualizes_variables:
        typ = concrete_type(inl.devirt, sel.x)
        if typ is None:
            return
        if is_interface(sel.x.typ) and not _implements(typ, sel.x.typ):
            return
    else:
        r = static_value(sel.x)
        if r.op != "CONVIFACE" or is_interface(r.x.typ):
            return
        typ = r.x.typ
    if is_shape(typ):
        return
    if has_shape(typ):
        what = f"shaped receiver {inl.printer.type(typ)}"
        _say(inl, call, OTHER, f"cannot devirtualize {_as_marked(inl, call)}: {what}")
        return
    if has_shape(sel.x.typ):
        what = f"shaped interface {inl.printer.type(sel.x.typ)}"
        _say(inl, call, OTHER, f"cannot devirtualize {_as_marked(inl, call)}: {what}")
        return

    pos = call.pos if inl.release.devirtualizes_variables else sel.pos
    dt = TypeAssertExpr(pos, "DOTTYPE", sel.x, typ)
    x = method_selector(inl, sel.pos, dt, sel)
    if x is None:
        return
    how = "devirtualizing" if x.op == "DOTMETH" else "partially devirtualizing"
    text = f"{how} {_as_marked(inl, sel)} to {inl.printer.type(typ)}"
    _say(inl, call, DEVIRTUALIZING, text)
    sig: T.AnyType = x.typ
    results = sig.results.vars
    if len(results) == 1:
        call.typ = results[0].typ
    if x.op == "DOTINTER":
        call.fun = x
        return
    call.op = "CALLFUNC"
    call.fun = method_expr(x)
    if sites is not None:
        sites.moved(call.args, call.args, 1)
    call.args.insert(0, x.x)


def _implements(typ: T.AnyType, iface: T.AnyType) -> bool:
    """typecheck.Implements: a shaped type's own methods never do, their dictionary is a parameter more."""
    if missing_method(typ, under(iface), False, identical)[0] is not None:
        return False
    return not has_shape(typ) or not any(
        _has_dictionary(lookup_field_or_method(typ, False, m.pkg, m.name)[0]) for m in all_methods(under(iface))
    )


def _has_dictionary(method: AnyObject) -> bool:
    recv = method.typ.recv
    return recv is not None and has_shape(deref(recv.typ))


def _say(inl: Inliner, call: CallExpr, kind: str, text: str) -> None:
    if inl.verbose:
        inl.report.say(kind, inl.position(call.pos), text, node=call)


def _as_marked(inl: Inliner, n: Node) -> str:
    """n printed with every call below it in parentheses: the compiler has wrapped call sites by now."""

    def wrap(x: Node) -> Node:
        y = copy_node(x)
        edit_children(y, wrap)
        return ParenExpr(x.pos, y) if x.__class__ is CallExpr or x.__class__ is InlinedCallExpr else y

    top = copy_node(n)
    edit_children(top, wrap)
    return inl.printer.node(top)


# ---------------------------------------------------------------------------------------------------------------------
# Concrete types


def concrete_type(state: State, n: Node) -> T.Type | None:
    """The only type that interface value n can hold, or None."""
    typ = _concrete_type(state, n, set())
    return None if typ is NO_TYPE else typ


def _concrete_type(state: State, n: AnyNode, seen: set[Name]) -> T.AnyType | None:
    while True:
        if n.typ is None:
            return None
        if not is_interface(n.typ):
            return n.typ
        cls = n.__class__
        if cls is ConvExpr and (n.op == "CONVNOP" or n.op == "CONVIFACE"):
            n = n.x
        elif cls is InlinedCallExpr and len(n.return_vars) == 1:
            n = n.return_vars[0]
        elif cls is ParenExpr or cls is TypeAssertExpr:
            n = n.x
        else:
            break
    if n.op != "NAME":
        return None
    name = n.canonical
    if name.class_ != PAUTO or name.addrtaken or name.curfn is None:
        return None
    if name in seen:
        return NO_TYPE
    seen.add(name)

    typ: T.AnyType | None = None
    for value in state.assignments(name):
        if value.__class__ is _Place:
            value = value.get()
        t = value
        if isinstance(value, Node):
            t = _concrete_type(state, value, seen)
            if t is NO_TYPE:
                continue
        if t is None:
            return None
        if typ is not None and not (typ is t or identical(typ, t)):
            return None
        typ = t
    return NO_TYPE if typ is None else typ


class _Place:
    """Where a value stands that may still be replaced by an expansion."""

    __slots__ = ("container", "key")

    def __init__(self, container: Container, key: Key) -> None:
        self.container = container
        self.key = key

    def get(self) -> AnyNode:
        key = self.key
        return self.container[key] if key.__class__ is int else getattr(self.container, key)


class State:
    """Values assigned to interface variables, for the functions looked at so far.

    A value is a node, the place of one, a concrete type, or None for a value of unknown type.
    """

    __slots__ = ("_analyzed", "_calls", "_values")

    def __init__(self) -> None:
        self._values: dict[Name, list[Assigned]] = {}
        self._calls: dict[CallExpr, _Refs] = {}
        self._analyzed: set[Func] = set()

    def assignments(self, name: Name) -> list[Assigned]:
        fn = name.curfn
        assert fn is not None
        if fn not in self._analyzed:
            self._analyzed.add(fn)
            self._analyze(fn.init)
            self._analyze(fn.body)
        return self._values.get(name, [])

    def inlined_call(self, fn: Func, call: CallExpr, inlined: InlinedCallExpr) -> None:
        """Take an expansion into account (InlinedCall)."""
        if fn not in self._analyzed:
            return
        self._analyze(inlined.init)
        self._analyze(inlined.body)
        for name, i, result in self._calls.pop(call, ()):
            if result < len(inlined.return_vars):
                self._values[name][i] = inlined.return_vars[result]

    def _analyze(self, nodes: Iterable[Node]) -> None:
        visit_list(nodes, self._do)

    def _assign(self, lhs: Node | None, value: Assigned) -> tuple[Name, int] | None:
        if lhs is None or lhs.op != "NAME" or is_blank(lhs):
            return None
        n = outer_value(lhs)
        if n.__class__ is not Name or n.curfn is None or n.typ is None or not is_interface(n.typ):
            return None
        n = n.canonical
        if n.class_ != PAUTO:
            return None
        if isinstance(value, Node):
            if is_nil(value):
                return None
        elif value is not None and value.__class__ is not _Place and is_interface(value):
            value = None
        values = self._values.setdefault(n, [])
        values.append(value)
        return n, len(values) - 1

    def _assign_result(self, lhs: Node, call: CallExpr, i: int) -> None:
        t = call.fun.typ if call.fun is not None else None
        sig: T.AnyType = under(t) if t is not None else None
        if sig.__class__ is not T.Signature or i >= len(sig.results.vars):
            return
        typ = sig.results.vars[i].typ
        at = self._assign(lhs, typ)
        if at is not None and is_interface(typ):
            self._calls.setdefault(call, []).append((*at, i))

    def _do(self, n: Node) -> None:
        handler = _ASSIGNERS.get(n.op)
        if handler is not None:
            handler(self, n)

    def _as(self, n: N.AssignStmt) -> None:
        y = _unparen(n.y)
        if y is None:
            return
        if y.__class__ is CallExpr and y.fun is not None:
            self._assign_result(n.x, y, 0)
        else:
            self._assign(n.x, y)

    def _as2(self, n: N.AssignListStmt) -> None:
        for i, (lhs, rhs) in enumerate(zip(n.lhs, n.rhs, strict=False)):
            if rhs is not None and not is_nil(rhs):
                self._assign(lhs, _Place(n.rhs, i) if rhs.__class__ is CallExpr else rhs)

    def _as2_dottype(self, n: N.AssignListStmt) -> None:
        self._assign(n.lhs[0], n.rhs[0])

    def _as2_typed(self, n: AnyNode) -> None:
        if n.lhs:
            self._assign(n.lhs[0], n.rhs[0].typ)

    def _as2_func(self, n: N.AssignListStmt) -> None:
        rhs = _unparen(n.rhs[0])
        if rhs.__class__ is CallExpr:
            for i, lhs in enumerate(n.lhs):
                self._assign_result(lhs, rhs, i)
        elif rhs.__class__ is InlinedCallExpr:
            for lhs, value in zip(n.lhs, rhs.return_vars, strict=False):
                self._assign(lhs, value)

    def _range(self, n: N.RangeStmt) -> None:
        t = under(n.x.typ)
        if t.__class__ is T.Pointer:
            t = under(t.elem)
        if t.__class__ is T.Array or t.__class__ is T.Slice:
            self._assign(n.value, t.elem)
        elif t.__class__ is T.Chan:
            self._assign(n.key, t.elem)
        elif t.__class__ is T.Map:
            self._assign(n.key, t.key)
            self._assign(n.value, t.elem)

    def _switch(self, n: N.SwitchStmt) -> None:
        if n.tag.__class__ is TypeSwitchGuard:
            for case in n.cases:
                if case.var is not None and not is_nil(n.tag.x):
                    self._assign(case.var, _Place(n.tag, "x"))

    def _closure(self, n: N.ClosureExpr) -> None:
        if n.func not in self._analyzed:
            self._analyzed.add(n.func)
            visit_list(n.func.body, self._do)


def _unparen(n: AnyNode | None) -> Node | None:
    while n.__class__ is ParenExpr:
        n = n.x
    return n


_ASSIGNERS: dict[str, Callable[[State, AnyNode], None]] = {
    "AS": State._as,
    "AS2": State._as2,
    "AS2DOTTYPE": State._as2_dottype,
    "AS2MAPR": State._as2_typed,
    "AS2RECV": State._as2_typed,
    "SELRECV2": State._as2_typed,
    "AS2FUNC": State._as2_func,
    "RANGE": State._range,
    "SWITCH": State._switch,
    "CLOSURE": State._closure,
}
