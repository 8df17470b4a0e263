"""What value an expression has for sure: single assignments looked through.

What: `StaticValue`, `Reassigned`, `StaticCalleeName`, `OuterValue` (ir/expr.go) and the ReassignOracle
(ir/reassignment.go), which answers the same questions for all variables of a function after one walk.

Property: both give the same answers for the same body; the plain functions walk the body at every question and are
right while it still changes, the oracle is right until the body changes.
"""

from __future__ import annotations

from functools import partial

from escapelens.ir.constness import under
from escapelens.ir.nodes import PAUTO, PFUNC, PPARAM, AnyNode, AssignStmt, Func, Name, Node
from escapelens.ir.visit import PUSH, any_
from escapelens.model import types as T

_AS_LISTS = frozenset({"AS2", "AS2FUNC", "AS2MAPR", "AS2DOTTYPE", "AS2RECV", "SELRECV2"})
_ASSIGNS = _AS_LISTS | {"AS", "ASOP", "RANGE", "CLOSURE"}


def is_blank(n: Node | None) -> bool:
    return n is not None and n.op == "NAME" and n.sym == "_"  # type: ignore[attr-defined]


def is_nil(n: Node | None) -> bool:
    return n is not None and n.op == "NIL"


def outer_value(n: AnyNode) -> AnyNode:
    """The variable part of an addressable value: x of x.f, x[i] of an array, (x) (expr.go: OuterValue)."""
    while True:
        op = n.op
        if op == "DOT" or op == "PAREN" or op == "CONVNOP" or (op == "INDEX" and under(n.x.typ).__class__ is T.Array):
            n = n.x
        else:
            return n


def definition(n: AnyNode) -> AnyNode:
    """The one expression that name n is defined with, if its definition is an assignment with such an expression."""
    if n.op != "NAME":
        return None
    n = n.canonical
    if n.class_ != PAUTO or n.defn is None:
        return None
    defn = n.defn
    if defn.op == "AS":
        return defn.y
    if defn.op == "AS2":
        for lhs, rhs in zip(defn.lhs, defn.rhs, strict=False):
            if lhs is n:
                return rhs
    return None


def _strip(n: AnyNode) -> AnyNode:
    while True:
        op = n.op
        if op == "CONVNOP" or op == "PAREN":
            n = n.x
        elif op == "INLCALL" and len(n.return_vars) == 1:
            n = n.return_vars[0]
        else:
            return n


def static_value(n: AnyNode, known: dict[Name, bool] | None = None) -> AnyNode:
    """The earliest expression that has always the same value as n (expr.go: StaticValue).

    known: which variables are reassigned, as far as asked before. Inlining neither adds nor takes an assignment, so the
    inliner asks once.
    """
    while True:
        n = _strip(n)
        rhs = definition(n)
        if rhs is None:
            return n
        name = n.canonical
        again = known.get(name) if known is not None else None
        if again is None:
            again = reassigned(name)
            if known is not None:
                known[name] = again
        if again:
            return n
        n = rhs


def reassigned(name: Name) -> bool:
    """Whether name is assigned anywhere but in its definition; always for package variables (expr.go: Reassigned)."""
    if name.curfn is None or name.addrtaken:
        return True
    return any_(name.curfn, partial(_assigns, name))


def _assigns(name: Name, n: AnyNode) -> bool:
    op = n.op
    if op not in _ASSIGNS:
        return False
    if op == "AS":
        return n is not name.defn and _is(name, n.x)
    if op == "CLOSURE":
        return any_(n.func, partial(_assigns, name))
    if op == "ASOP":
        return _is(name, n.x)
    if op == "RANGE":
        return _is(name, n.key) or _is(name, n.value)
    return n is not name.defn and any(_is(name, p) for p in n.lhs)


def _is(name: Name, x: AnyNode) -> bool:
    if x is None:
        return False
    x = outer_value(x)
    return x.op == "NAME" and x.canonical is name


def static_callee_name(n: AnyNode) -> Name | None:
    """The function that n names: a function, method expression or literal (expr.go: StaticCalleeName)."""
    op = n.op
    if op == "NAME":
        return n if n.class_ == PFUNC else None
    if op == "METHEXPR":
        return n.func_name  # type: ignore[no-any-return]
    if op == "CLOSURE":
        return n.func.nname  # type: ignore[no-any-return]
    return None


class ReassignOracle:
    """The answers of `static_value` and `reassigned` for one function and the closures in it (reassignment.go)."""

    __slots__ = ("fn", "func_assigns", "single_def")

    def __init__(self, fn: Func) -> None:
        self.fn = fn
        # Defining node of each parameter and local that is assigned nowhere else.
        self.single_def: dict[Name, Node] = {}
        # Assignments to each function-typed local, other than nil, while all are plain ones.
        self.func_assigns: dict[Name, list[AssignStmt]] = {}
        self._init(fn)

    def _init(self, fn: Func) -> None:
        single_def = self.single_def
        func_assigns = self.func_assigns
        for param in fn.dcl:
            if param.class_ != PPARAM:
                break
            if param.sym != "_":
                single_def[param] = fn

        assigns: list[AnyNode] = []
        push = PUSH
        stack: list[AnyNode] = [fn]
        seen: set[Name] = set()
        while stack:
            n = stack.pop()
            cls = n.__class__
            if cls is Name:
                if n.class_ == PAUTO and n not in seen and not n.addrtaken:
                    seen.add(n)
                    defn = n.defn
                    if defn is not None:
                        single_def[n] = defn
                    if (defn is None or defn.op == "AS") and under(n.typ).__class__ is T.Signature:
                        func_assigns[n] = []
                continue
            op = n.op
            if op in _ASSIGNS:
                if op == "CLOSURE":
                    stack.append(n.func)
                else:
                    assigns.append(n)
            push[cls](n, stack)

        for asn in assigns:
            op = asn.op
            if op == "AS" or op == "ASOP":
                self._prune(asn.x, asn)
            elif op == "RANGE":
                self._prune(asn.key, asn)
                self._prune(asn.value, asn)
            else:
                for p in asn.lhs:
                    self._prune(p, asn)

    def _prune(self, x: Node | None, asn: AnyNode) -> None:
        if x is None:
            return
        name = outer_value(x)
        if name.__class__ is not Name:
            return
        name = name.canonical
        defn = self.single_def.get(name)
        if defn is not None and (name.class_ == PPARAM or (name.class_ == PAUTO and asn is not defn)):
            del self.single_def[name]
        if name in self.func_assigns:
            if asn.op != "AS":
                del self.func_assigns[name]
            elif not _is_nil_assign(asn):
                self.func_assigns[name].append(asn)

    def static_value(self, n: AnyNode) -> AnyNode:
        while True:
            n = _strip(n)
            rhs = definition(n)
            if rhs is None or n.canonical not in self.single_def:
                return n
            n = rhs

    def reassigned(self, name: Name) -> bool:
        return name not in self.single_def

    def func_assignments(self, name: Name) -> list[AnyNode]:
        """The assignments to a function-typed local, [] if not all are known (reassignment.go: FuncAssignments)."""
        return self.func_assigns.get(name.canonical, [])


class Oracles:
    """One ReassignOracle per outermost function, made on demand (escape.go: reassignOracle); right until a body
    changes."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[Func, ReassignOracle] = {}

    def of(self, fn: Func) -> ReassignOracle:
        """The oracle of fn, for a literal that of the function around it all (of a package variable: its own)."""
        oracle = self._made.get(fn)
        if oracle is None:
            f = fn
            while f.closure_parent is not None and not f.closure_parent.is_package_init:
                f = f.closure_parent
            oracle = self._made.get(f)
            if oracle is None:
                oracle = self._made[f] = ReassignOracle(f)
            self._made[fn] = oracle
        return oracle

    def static_value(self, n: AnyNode) -> AnyNode:
        n = _strip(n)
        fn = n.canonical.curfn if n.op == "NAME" else None
        return self.of(fn).static_value(n) if fn is not None else n


def _is_nil_assign(asn: AnyNode) -> bool:
    y = asn.y
    while y is not None and y.op == "CONVNOP":
        y = y.x
    return y is None or y.op == "NIL"
