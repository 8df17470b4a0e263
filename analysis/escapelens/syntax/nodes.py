"""Syntax tree of Go source, one class per production.

What: the nodes of `cmd/compile/internal/syntax/nodes.go`, field for field (names in snake_case), so that every later
layer can be read side by side with its counterpart in the compiler.

Positions: every node has three virtual positions (see `source.py`; plain ints, 0 = unknown):
- `pos`   what the compiler takes as the node's position (`(` of a call, the operator of a binary expression, ...);
          messages are printed there;
- `start`, `end`   the bytes the node covers, half open; squiggles cover them. Of names, by far the most nodes, they are
          not kept, since they follow.

Annotations: the type checker writes its result into the slots `mode`, `typ`, `val` of expressions and `obj`, `targs` of
names (as types2 does with `StoreTypesInSyntax`). A tree is checked once; new text means a new tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from escapelens.record import dataclass, field

if TYPE_CHECKING:
    from escapelens.model.constants import Value
    from escapelens.model.objects import Object, PkgName, Var
    from escapelens.model.selection import Selection
    from escapelens.model.types import Type


@dataclass(slots=True, eq=False)
class Node:
    pos: int

    if TYPE_CHECKING:  # how they are known is for each class to say

        @property
        def start(self) -> int: ...
        @property
        def end(self) -> int: ...


def _start(node: AnySyntax) -> int:
    return node.pos - node.before  # type: ignore[no-any-return]


def _set_start(node: AnySyntax, start: int) -> None:
    node.before = node.pos - start


def _end(node: AnySyntax) -> int:
    return node.pos + node.after  # type: ignore[no-any-return]


def _set_end(node: AnySyntax, end: int) -> None:
    node.after = end - node.pos


def move(node: AnySyntax, pos: int) -> None:
    """Give it another `pos`; it covers what it did."""
    start, end = node.start, node.end
    node.pos = pos
    node.start, node.end = start, end


# Positions are big numbers, each an object; how far they are from `pos` is nearly always one that Python has anyway.
_START = property(_start, _set_start)
_END = property(_end, _set_end)


@dataclass(slots=True, eq=False)
class _Spanned(Node):
    """One that keeps what it covers: how many bytes before and after `pos`, with which both ends move."""

    before: int = field(init=False, repr=False)
    after: int = field(init=False, repr=False)
    start: int = field(by=_START)
    end: int = field(by=_END)


# A node of whichever class. Any: which it is, is asked of `__class__`, by which type checkers narrow nothing.
AnySyntax = Any


# ---------------------------------------------------------------------------------------------------------------------
# Expressions


@dataclass(slots=True, eq=False)
class Expr(Node):
    # Result of type checking. `mode` is one of check.operand's mode constants (0 = invalid / not checked);
    # `val` is a constant's value: bool | bytes (string) | int | Fraction | constants.Complex, None if not constant.
    mode: int = field(init=False, default=0)
    typ: Type | None = field(init=False, default=None)
    val: Value = field(init=False, default=None)


@dataclass(slots=True, eq=False)
class SpannedExpr(Expr):
    """One that keeps what it covers; by itself, the checker's stand-in where nothing is written."""

    before: int = field(init=False, repr=False)
    after: int = field(init=False, repr=False)
    start: int = field(by=_START)
    end: int = field(by=_END)


@dataclass(slots=True, eq=False)
class BadExpr(SpannedExpr):
    """Text that does not parse."""


class _NoName(str):  # of a class of its own, since all "_" are one object
    __slots__ = ()


NO_NAME = _NoName("_")  # of a name that is missing: it covers no text


class _TypeArgs(list["Type"]):
    """Those of a name, in place of a constant's value: what is generic is no constant."""


_VAL: Any = vars(Expr)["val"]  # Any: the descriptor of a slot


@dataclass(slots=True, eq=False)
class Name(Expr):
    value: str
    obj: Object | None = field(init=False, default=None)  # what it defines or uses

    if TYPE_CHECKING:

        @property
        def targs(self) -> list[Type] | None:
            """Type arguments if it denotes an instantiated generic function or type (info.Instances)."""

        @targs.setter
        def targs(self, targs: list[Type] | None) -> None: ...

    else:  # names are by far the most nodes: one slot for what none has both of

        def __init__(self, pos: int, value: str) -> None:
            self.pos = pos
            self.mode = 0
            self.typ = None
            self.value = value
            self.obj = None
            _VAL.__set__(self, None)

        @property
        def val(self) -> Value:
            val = _VAL.__get__(self)
            return None if val.__class__ is _TypeArgs else val

        @val.setter
        def val(self, val: Value) -> None:
            if val is not None or _VAL.__get__(self).__class__ is not _TypeArgs:
                _VAL.__set__(self, val)

        @property
        def targs(self) -> list[Type] | None:
            val = _VAL.__get__(self)
            return val if val.__class__ is _TypeArgs else None

        @targs.setter
        def targs(self, targs: list[Type] | None) -> None:
            _VAL.__set__(self, None if targs is None else _TypeArgs(targs))

    @property
    def start(self) -> int:
        return self.pos

    @property
    def end(self) -> int:
        value = self.value
        if value is NO_NAME:
            return self.pos
        return self.pos + (len(value) if value.isascii() else len(value.encode("utf-8", "surrogateescape")))


INT_LIT, FLOAT_LIT, IMAG_LIT, RUNE_LIT, STRING_LIT = range(5)


@dataclass(slots=True, eq=False)
class BasicLit(SpannedExpr):
    value: str  # as written
    kind: int  # INT_LIT ...
    bad: bool = False


@dataclass(slots=True, eq=False)
class CompositeLit(SpannedExpr):
    """pos: the `{`."""

    type: Expr | None
    elem_list: list[Expr]
    n_keys: int
    rbrace: int


@dataclass(slots=True, eq=False)
class KeyValueExpr(SpannedExpr):
    key: Expr
    value: Expr


@dataclass(slots=True, eq=False)
class FuncLit(SpannedExpr):
    type: FuncType
    body: BlockStmt
    range_body: bool = field(init=False, default=False)  # made by ir.rangefunc from a loop's body


@dataclass(slots=True, eq=False)
class ParenExpr(SpannedExpr):
    x: Expr


@dataclass(slots=True, eq=False)
class SelectorExpr(SpannedExpr):
    """pos: the `.`."""

    x: Expr
    sel: Name
    selection: Selection | None = field(init=False, default=None)  # None for a qualified identifier


@dataclass(slots=True, eq=False)
class IndexExpr(SpannedExpr):
    """x[index], also an instantiation; several type arguments come as a ListExpr. pos: the `[`."""

    x: Expr
    index: Expr


@dataclass(slots=True, eq=False)
class SliceExpr(SpannedExpr):
    x: Expr
    index: list[Expr | None]  # always three
    full: bool


@dataclass(slots=True, eq=False)
class AssertExpr(SpannedExpr):
    """x.(type_). pos: the `.`."""

    x: Expr
    type: Expr


@dataclass(slots=True, eq=False)
class TypeSwitchGuard(SpannedExpr):
    lhs: Name | None
    x: Expr


@dataclass(slots=True, eq=False)
class Operation(SpannedExpr):
    """Binary or unary (y is None) expression; op as written ("+", "&&", "<-", "&", "~"; "*" unary is a dereference).

    pos: the operator.
    """

    op: str
    x: Expr
    y: Expr | None


@dataclass(slots=True, eq=False)
class CallExpr(SpannedExpr):
    """pos: the `(`."""

    fun: Expr
    arg_list: list[Expr]
    has_dots: bool


@dataclass(slots=True, eq=False)
class ListExpr(SpannedExpr):
    elem_list: list[Expr]


@dataclass(slots=True, eq=False)
class ArrayType(SpannedExpr):
    len: Expr | None  # None means [...]
    elem: Expr


@dataclass(slots=True, eq=False)
class SliceType(SpannedExpr):
    elem: Expr


@dataclass(slots=True, eq=False)
class DotsType(SpannedExpr):
    elem: Expr


@dataclass(slots=True, eq=False)
class Field(_Spanned):
    """Parameter, struct field, method of an interface, type parameter; fields declared together share `type`."""

    name: Name | None
    type: Expr | None


@dataclass(slots=True, eq=False)
class StructType(SpannedExpr):
    field_list: list[Field]
    tag_list: list[BasicLit | None]  # as long as field_list


@dataclass(slots=True, eq=False)
class InterfaceType(SpannedExpr):
    method_list: list[Field]  # name None: embedded element


@dataclass(slots=True, eq=False)
class FuncType(SpannedExpr):
    param_list: list[Field]
    result_list: list[Field]


@dataclass(slots=True, eq=False)
class MapType(SpannedExpr):
    key: Expr
    value: Expr


SEND_ONLY, RECV_ONLY = 1, 2


@dataclass(slots=True, eq=False)
class ChanType(SpannedExpr):
    dir: int  # 0, SEND_ONLY, RECV_ONLY
    elem: Expr


# ---------------------------------------------------------------------------------------------------------------------
# Declarations


@dataclass(slots=True, eq=False)
class Group:
    """Declarations of one parenthesised group share one Group (identity matters)."""


@dataclass(slots=True, eq=False)
class Decl(_Spanned):
    pass


@dataclass(slots=True, eq=False)
class ImportDecl(Decl):
    local_pkg_name: Name | None  # including "." and "_"
    path: BasicLit
    obj: PkgName | None = field(init=False, default=None)

    @property
    def import_path(self) -> str:
        return self.path.value[1:-1]


@dataclass(slots=True, eq=False)
class ConstDecl(Decl):
    """One ConstSpec. `iota` is its index in the group; a spec without values repeats the last one that has some."""

    group: Group | None
    iota: int
    name_list: list[Name]
    type: Expr | None
    values: Expr | None


@dataclass(slots=True, eq=False)
class TypeDecl(Decl):
    group: Group | None
    name: Name
    tparam_list: list[Field]
    alias: bool
    type: Expr
    pragma: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class VarDecl(Decl):
    group: Group | None
    name_list: list[Name]
    type: Expr | None
    values: Expr | None
    pragma: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class FuncDecl(Decl):
    """pos: the token after `func` (the name, or the receiver's `(`)."""

    recv: Field | None
    name: Name
    tparam_list: list[Field]
    type: FuncType
    body: BlockStmt | None
    pragma: frozenset[str] = frozenset()  # "go:noinline", "go:nosplit" ... without the slashes


# ---------------------------------------------------------------------------------------------------------------------
# Statements


@dataclass(slots=True, eq=False)
class Stmt(_Spanned):
    pass


@dataclass(slots=True, eq=False)
class EmptyStmt(Stmt):
    pass


@dataclass(slots=True, eq=False)
class BadStmt(Stmt):
    """Text that does not parse."""


@dataclass(slots=True, eq=False)
class LabeledStmt(Stmt):
    label: Name
    stmt: Stmt


@dataclass(slots=True, eq=False)
class BlockStmt(Stmt):
    stmts: list[Stmt]
    rbrace: int


@dataclass(slots=True, eq=False)
class ExprStmt(Stmt):
    x: Expr


@dataclass(slots=True, eq=False)
class SendStmt(Stmt):
    chan: Expr
    value: Expr


@dataclass(slots=True, eq=False)
class DeclStmt(Stmt):
    decl_list: list[Decl]


@dataclass(slots=True, eq=False)
class AssignStmt(Stmt):
    """op: "" for `=`, ":=" for a definition, else the operator of `op=` ("+", "&^"); rhs None means `++` / `--`.

    lhs and rhs are ListExprs when there are several.
    """

    op: str
    lhs: Expr
    rhs: Expr | None


@dataclass(slots=True, eq=False)
class BranchStmt(Stmt):
    tok: str  # break, continue, fallthrough, goto
    label: Name | None
    # continuation of the control flow (nodes.go: BranchStmt.Target); set by the syntax layer
    target: Stmt | None = field(init=False, default=None)


@dataclass(slots=True, eq=False)
class CallStmt(Stmt):
    tok: str  # go, defer
    call: Expr
    # token of the function that a defer in a range-over-func loop belongs to; set by ir.rangefunc
    defer_at: Expr | None = field(init=False, default=None)


@dataclass(slots=True, eq=False)
class ReturnStmt(Stmt):
    results: Expr | None


@dataclass(slots=True, eq=False)
class IfStmt(Stmt):
    init: Stmt | None
    cond: Expr
    then: BlockStmt
    else_: Stmt | None


@dataclass(slots=True, eq=False)
class RangeClause(Stmt):
    lhs: Expr | None
    def_: bool
    x: Expr


@dataclass(slots=True, eq=False)
class ForStmt(Stmt):
    init: Stmt | None  # also a RangeClause
    cond: Expr | None
    post: Stmt | None
    body: BlockStmt


@dataclass(slots=True, eq=False)
class CaseClause(_Spanned):
    cases: Expr | None  # None: default
    body: list[Stmt]
    colon: int
    obj: Var | None = field(init=False, default=None)  # implicit variable of a type switch clause


@dataclass(slots=True, eq=False)
class SwitchStmt(Stmt):
    init: Stmt | None
    tag: Expr | None  # also a TypeSwitchGuard
    body: list[CaseClause]
    rbrace: int


@dataclass(slots=True, eq=False)
class CommClause(_Spanned):
    comm: Stmt | None  # None: default
    body: list[Stmt]
    colon: int


@dataclass(slots=True, eq=False)
class SelectStmt(Stmt):
    body: list[CommClause]
    rbrace: int
