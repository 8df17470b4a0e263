"""What running a piece of syntax does, and whether two pieces may change places.

Private variables (`body.py`) are told apart by name; everything else is one memory. A call whose code is not known is
taken to read and write all memory, to synchronise and to panic.

Property: an effect is never missing; more may be in the answer.
"""

from __future__ import annotations

from escapelens.fixes.effects.body import Body, How, builtin_name, underlying
from escapelens.fixes.effects.flow import leaves, run_here
from escapelens.model.objects import TypeName, Var
from escapelens.model.predicates import is_integer, is_interface, is_string, is_unsigned
from escapelens.model.types import Array, Basic, Chan, Map, Pointer, Slice, Type, TypeParam
from escapelens.record import dataclass
from escapelens.syntax import nodes
from escapelens.syntax.walk import unpack_list, unparen

_READING = frozenset(
    {"len", "cap", "min", "max", "real", "imag", "complex", "new", "make", "Sizeof", "Offsetof", "Alignof"}
)
_PANICKING = frozenset({"/", "%", "<<", ">>"})  # of integers, by zero or a negative number


@dataclass(frozen=True, slots=True)
class Effects:
    """reads, writes: private variables. loads, stores: memory. calls: unknown code. waits: channels, goroutines, or
    unknown code, which may lock. panics: may end in a run-time panic. leaves: return, goto, a break to the outside."""

    reads: frozenset[Var] = frozenset()
    writes: frozenset[Var] = frozenset()
    loads: bool = False
    stores: bool = False
    calls: bool = False
    waits: bool = False
    panics: bool = False
    leaves: bool = False

    @property
    def pure(self) -> bool:
        """Running it changes nothing but the time; it may panic."""
        return not (self.writes or self.stores or self.calls or self.waits or self.leaves)

    @property
    def total(self) -> bool:
        """Pure, and always comes to its end."""
        return self.pure and not self.panics

    def changes_what(self, other: Effects) -> bool:
        """Whether running this first could change what `other` reads."""
        return bool(self.writes & other.reads) or ((self.stores or self.waits) and other.loads)

    def swaps_with(self, other: Effects) -> bool:
        """Whether the two may run in either order, as far as the program can tell."""
        if self.changes_what(other) or other.changes_what(self) or self.writes & other.writes:
            return False
        if (self.stores and other.stores) or (self.waits and other.waits) or self.leaves or other.leaves:
            return False
        seen = self.writes or self.stores or self.calls or self.waits
        others = other.writes or other.stores or other.calls or other.waits
        return not (self.panics and (others or other.panics)) and not (other.panics and seen)


def effects(body: Body, *roots: nodes.Node) -> Effects:
    """All that running the roots may do, in any order and any number of times."""
    reads: set[Var] = set()
    writes: set[Var] = set()
    loads = stores = calls = waits = panics = False
    for root in roots:
        for n in run_here(root):
            match n:
                case nodes.Name(obj=Var() as var) if not var.is_field:
                    how = _how(body, n)
                    if body.private(var):
                        if how in (How.READ, How.PART, How.UPDATE):
                            reads.add(var)
                        if how not in (How.READ, How.ADDRESS):
                            writes.add(var)
                    else:
                        loads = True
                        stores = stores or how not in (How.READ, How.DECLARE, How.ADDRESS)
                case nodes.AssignStmt():
                    stores = stores or any(_through(e) for e in unpack_list(n.lhs))
                    panics = panics or (n.op in _PANICKING and not _harmless(n.op, n.rhs))
                case nodes.RangeClause():
                    stores = stores or any(_through(e) for e in unpack_list(n.lhs))
                    t = underlying(n.x.typ)
                    panics = panics or isinstance(t, Pointer)
                    if not isinstance(t, Slice | Map | Array | Pointer) and not _plain(t):
                        calls = waits = stores = loads = panics = True
                    loads = True
                case nodes.CallExpr():
                    loads, stores, calls, waits, panics = _call(n, (loads, stores, calls, waits, panics))
                case nodes.CallStmt() | nodes.SendStmt() | nodes.SelectStmt() | nodes.Operation(op="<-", y=None):
                    calls = waits = stores = loads = panics = True
                case nodes.Operation(op="*", y=None):
                    loads = panics = True
                case nodes.Operation(op=op) if op in _PANICKING and n.val is None:
                    panics = panics or not _harmless(op, n.y)
                case nodes.SwitchStmt(tag=tag) if tag is not None:
                    panics = panics or _may_hold_interface(tag.typ)
                    loads = True
                case nodes.Operation(op="==" | "!=") if n.y is not None:
                    panics = panics or _may_hold_interface(n.x.typ)
                    loads = True
                case nodes.SelectorExpr(selection=s) if s is not None:
                    if s.indirect or isinstance(underlying(s.recv), Pointer) or _is_interface(s.recv):
                        loads = panics = True
                case nodes.IndexExpr() | nodes.SliceExpr() if n.x.typ is not None and not _is_type(n):
                    loads = panics = True
                case nodes.AssertExpr() | nodes.TypeSwitchGuard():
                    panics = True
                case _:
                    pass
    return Effects(
        frozenset(reads), frozenset(writes), loads, stores, calls, waits, panics, any(leaves(r) for r in roots)
    )


def _harmless(op: str, y: nodes.Expr | None) -> bool:
    """Whether dividing or shifting by y never panics: a constant, but for zero, or a shift by what is not negative."""
    if y is None:
        return True
    if y.val is not None:
        return bool(y.val) or op in ("<<", ">>")
    return op in ("<<", ">>") and y.typ is not None and is_unsigned(y.typ)


def _how(body: Body, name: nodes.Name) -> How:
    return next((u.how for u in body.uses(name.obj) if u.name is name), How.ADDRESS)


def _call(n: nodes.CallExpr, so_far: tuple[bool, bool, bool, bool, bool]) -> tuple[bool, bool, bool, bool, bool]:
    loads, stores, calls, waits, panics = so_far
    name = builtin_name(n)
    if name in ("len", "cap") and isinstance(underlying(n.arg_list[0].typ), Slice | Array | Basic):
        return loads, stores, calls, waits, panics
    if name in _READING:
        return True, stores, calls, waits, panics or name == "make"
    if name in ("append", "copy", "delete", "clear"):
        return True, True, calls, waits, True
    if not name and len(n.arg_list) == 1 and converts(n.fun):
        to, x = underlying(n.fun.typ), underlying(n.arg_list[0].typ)
        return True, stores, calls, waits, panics or (isinstance(x, Slice) and isinstance(to, Array | Pointer))
    return True, True, True, True, True


def converts(fun: nodes.Expr) -> bool:
    """Whether a call of fun is a conversion."""
    fun = unparen(fun)
    if isinstance(fun, nodes.Operation) and fun.op == "*" and fun.y is None:
        return converts(fun.x)
    if isinstance(fun, nodes.IndexExpr):
        return converts(fun.x)
    if isinstance(fun, nodes.SelectorExpr):
        fun = fun.sel
    if isinstance(fun, nodes.Name):
        return isinstance(fun.obj, TypeName)
    return isinstance(
        fun,
        nodes.ArrayType
        | nodes.SliceType
        | nodes.MapType
        | nodes.ChanType
        | nodes.FuncType
        | nodes.InterfaceType
        | nodes.StructType,
    )


def _is_type(n: nodes.IndexExpr | nodes.SliceExpr) -> bool:
    return isinstance(n, nodes.IndexExpr) and (
        converts(n)
        or (not isinstance(underlying(n.x.typ), Array | Slice | Map | Pointer) and not _plain(underlying(n.x.typ)))
    )


def _through(target: nodes.Expr) -> bool:
    """Whether assigning to target stores into memory rather than into the variable it begins with."""
    while True:
        match target:
            case nodes.ParenExpr():
                target = target.x
            case nodes.SelectorExpr(selection=s):
                if s is None or s.indirect or isinstance(underlying(s.recv), Pointer):
                    return True
                target = target.x
            case nodes.IndexExpr():
                if not isinstance(underlying(target.x.typ), Array):
                    return True
                target = target.x
            case nodes.Name():
                return False
            case _:
                return True


def _plain(t: Type | None) -> bool:
    """Numbers and strings: ranging over them runs no other code."""
    return t is not None and (is_string(t) or is_integer(t))


def _is_interface(t: Type) -> bool:
    return is_interface(t) or isinstance(t, TypeParam)


def _may_hold_interface(t: Type | None) -> bool:
    """Whether comparing values of the type may panic."""
    return not isinstance(underlying(t), Basic | Pointer | Chan)
