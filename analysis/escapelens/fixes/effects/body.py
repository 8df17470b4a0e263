"""One function: the parents of its nodes, what each use of a variable does, and which variables are private.

A variable is *private* if only statements that name it can touch it: it is local, no literal captures it and its
address is never taken. Everything else is memory: a call or a store through a pointer may change it.

Property: a use that is not understood counts as ADDRESS.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property

from escapelens.model.objects import PACKAGE_VAR, Builtin, Func, Var
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Array, Pointer, Type
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.syntax import nodes
from escapelens.syntax.walk import children, unparen, walk


class How(Enum):
    """What a use does with the variable itself (what it points to is memory)."""

    DECLARE = "declare"
    READ = "read"
    WRITE = "write"  # all of it: x = y, x of a range clause, x of a := that defines another variable
    PART = "part"  # a field or element of it
    UPDATE = "update"  # x += y, x++
    ADDRESS = "address"  # &x, x[:] of an array, a method with pointer receiver: who holds it may do anything


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """literal: the innermost function literal around it, None in the function itself.

    A return reads and writes named results without naming them: see `flow.leaves`.
    """

    name: nodes.Name
    how: How
    literal: nodes.FuncLit | None


class Body:
    """What fixes ask about one function declaration that has a body. Made once, lazily; the tree must be checked."""

    def __init__(self, decl: nodes.FuncDecl) -> None:
        self.decl = decl

    @cached_property
    def everything(self) -> list[nodes.Node]:
        """The declaration and all that is below it, in the order of `walk`."""
        return list(walk(self.decl))

    @cached_property
    def calls(self) -> list[nodes.CallExpr]:
        return [n for n in self.everything if isinstance(n, nodes.CallExpr)]

    @cached_property
    def parents(self) -> dict[nodes.Node, nodes.Node]:
        return {child: n for n in self.everything for child in children(n)}

    def ancestors(self, node: nodes.Node) -> Iterator[nodes.Node]:
        """Innermost first, the declaration last."""
        up = self.parents.get(node)
        while up is not None:
            yield up
            up = self.parents.get(up)

    def literal(self, node: nodes.Node) -> nodes.FuncLit | None:
        """The innermost function literal around node."""
        return next((n for n in self.ancestors(node) if isinstance(n, nodes.FuncLit)), None)

    def loops(self, node: nodes.Node) -> list[nodes.ForStmt]:
        """Loops of the same function whose body, condition or post statement node is part of, innermost first."""
        found, below = [], node
        for up in self.ancestors(node):
            if isinstance(up, nodes.FuncLit):
                break
            if isinstance(up, nodes.ForStmt) and below is not up.init:
                found.append(up)
            below = up
        return found

    def statement(self, node: nodes.Node) -> nodes.Stmt | None:
        """The innermost statement around node (node itself if it is one) that stands in a list of statements."""
        for n in (node, *self.ancestors(node)):
            if isinstance(n, nodes.Stmt) and statements(self.parents.get(n), n) is not None:
                return n
        return None

    def has(self, var: Var) -> bool:
        """Whether var is declared in this function: a parameter, result or local variable."""
        return var.kind != PACKAGE_VAR and not var.is_field and self.decl.start <= var.pos < self.decl.end

    def uses(self, var: object) -> list[Use]:
        """Where the function names var, in source order, its declaration included."""
        return self._uses.get(var, []) if isinstance(var, Var) else []

    @cached_property
    def _uses(self) -> dict[Var, list[Use]]:
        found: dict[Var, list[Use]] = {}
        for n in self.everything:
            if isinstance(n, nodes.Name) and isinstance(n.obj, Var) and not n.obj.is_field:
                how = How.DECLARE if n.pos == n.obj.pos else self._how(n)
                found.setdefault(n.obj, []).append(Use(n, how, self.literal(n)))
        return found

    def private(self, var: object) -> bool:
        """Whether only statements that name var touch it."""
        if not isinstance(var, Var) or not self.has(var):
            return False
        return not self.captured(var) and all(u.how is not How.ADDRESS for u in self.uses(var))

    def captured(self, var: Var) -> bool:
        """Whether a literal inside of the one that declares var names it."""
        home = self.home(var)
        return any(u.literal is not home for u in self.uses(var))

    def home(self, var: Var) -> nodes.FuncLit | None:
        """The literal that declares var, None if the function itself does."""
        inside = [n for n in self._literals if n.start <= var.pos < n.end]
        return inside[-1] if inside else None  # outer ones come first

    @cached_property
    def _literals(self) -> list[nodes.FuncLit]:
        return [n for n in self.everything if isinstance(n, nodes.FuncLit)]

    def assigned(self, var: Var) -> bool:
        """Whether a statement that names var changes it, or may, after its declaration."""
        return any(u.how not in (How.DECLARE, How.READ) for u in self.uses(var))

    def _how(self, name: nodes.Name) -> How:
        """By what stands around the name: climb while what is built is still a part of the variable."""
        e: nodes.Node = name
        part = False
        while True:
            up = self.parents.get(e)
            match up:
                case nodes.ParenExpr():
                    pass
                case nodes.SelectorExpr() if up.x is e:
                    step = _selected(up)
                    if step is not None:
                        return step
                    part = True
                case nodes.IndexExpr() if up.x is e:
                    if not isinstance(underlying(up.x.typ), Array):
                        return How.READ  # what a slice, map or pointer leads to is memory
                    part = True
                case nodes.SliceExpr() if up.x is e:
                    return How.ADDRESS if isinstance(underlying(up.x.typ), Array) else How.READ
                case nodes.Operation(op="&", y=None):
                    return How.ADDRESS
                case _:
                    return self._done_to(e, up, part)
            e = up

    def _done_to(self, e: nodes.Node, up: nodes.Node | None, part: bool) -> How:
        if isinstance(up, nodes.ListExpr):
            e, up = up, self.parents.get(up)
        if isinstance(up, nodes.AssignStmt) and up.lhs is e:
            if up.rhs is None or up.op not in ("", ":="):
                return How.PART if part else How.UPDATE
            return How.PART if part else How.WRITE
        if isinstance(up, nodes.RangeClause) and up.lhs is e:
            return How.PART if part else How.WRITE
        return How.READ


def statements(parent: nodes.Node | None, stmt: nodes.Node) -> list[nodes.Stmt] | None:
    """The list that stmt stands in directly, None if parent holds none."""
    match parent:
        case nodes.BlockStmt(stmts=found) | nodes.CaseClause(body=found) | nodes.CommClause(body=found):
            return found if any(s is stmt for s in found) else None
        case _:
            return None


def builtin_name(call: nodes.Node | None) -> str:
    """The name of the built-in function that is called, "" for any other call."""
    if isinstance(call, nodes.CallExpr):
        fun = unparen(call.fun)
        name = fun.sel if isinstance(fun, nodes.SelectorExpr) else fun  # unsafe.Slice
        if isinstance(name, nodes.Name) and isinstance(name.obj, Builtin):
            return name.obj.name
    return ""


def _selected(sel: nodes.SelectorExpr) -> How | None:
    """How sel uses its operand, None if it is a part of it."""
    s = sel.selection
    if s is None:
        return How.READ
    if s.kind == METHOD_VAL:
        value = not isinstance(underlying(s.recv), Pointer)
        if value and not s.indirect and isinstance(s.obj, Func) and pointer_receiver(s.obj):
            return How.ADDRESS
        return How.READ
    if s.indirect or isinstance(underlying(s.recv), Pointer):
        return How.READ
    return None


def pointer_receiver(method: Func) -> bool:
    """Whether the method's receiver is a pointer; doubt says yes."""
    recv = getattr(method.typ, "recv", None)
    return recv is None or isinstance(under(recv.typ), Pointer)


def underlying(t: Type | None) -> Type | None:
    return None if t is None else under(t)
