"""Nodes of the intermediate representation.

What: the node classes of `cmd/compile/internal/ir` (expr.go, stmt.go, name.go, func.go) with the fields that the
inliner and escape analysis read, names in snake_case (`x`, `y`, `args`, `fun`, `is_ddd`); Go's `Type()` is `typ`,
`Init()` is `init`, a Go keyword or Python clash gets a trailing underscore (`else_`, `def_`, `list_`).

Types are those of `model/types.py`; positions are virtual (source.py), and an inlined node's `pos` carries the call
that brought it here, too (inltree.py). `FIELDS` of each class lists its children in the order of node_gen.go's
doChildren (after `init`): cost, visit and copy follow it.

Unlike the compiler, pointer identity of types means nothing: compare with model.identity.identical.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from escapelens.ir.ops import OCLOSURE, ODCL, ODCLFUNC, OINLCALL, OLITERAL, ONAME, ONIL, OTYPE, Op

if TYPE_CHECKING:
    from escapelens.model.constants import Value
    from escapelens.model.objects import Func as FuncObject
    from escapelens.model.objects import Package as TypesPackage
    from escapelens.model.objects import Var
    from escapelens.model.types import Type

# Results of escape analysis (Node.esc).
ESC_UNKNOWN, ESC_NONE, ESC_HEAP, ESC_NEVER = range(4)

# Name classes (ir.Class).
PEXTERN, PAUTO, PAUTOHEAP, PPARAM, PPARAMOUT, PTYPEPARAM, PFUNC = range(1, 8)


NOTHING: Sequence[Node] = ()
"""The `init` of nearly all nodes: a list of its own for each would be a fifth of what they take."""


class Node:
    """op, pos, typ (None for statements), init (statements to run before), esc (ESC_*), implicit, typecheck flags."""

    __slots__ = ("esc", "implicit", "init", "op", "opt", "pos", "typ")
    FIELDS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, pos: int, op: Op, typ: Type | None = None) -> None:
        self.pos = pos
        self.op = op
        self.typ = typ
        self.init: Sequence[Node] = NOTHING
        self.esc = ESC_UNKNOWN
        self.implicit = False  # made by the compiler, not printed
        self.opt: Any = None  # Any: scratch of the running pass (escape: the location, or a mark)

    def run_before(self, *stmts: Node) -> None:
        """Add to init, which stays the same list if it is one."""
        if self.init:
            self.init.extend(stmts)  # type: ignore[attr-defined]
        else:
            self.init = list(stmts)

    def __repr__(self) -> str:
        from escapelens.ir.fmt import node_string

        return node_string(self)


# A node of whichever op. Any: its fields follow from its op, by which the passes branch as they do over the compiler's
# interface ir.Node.
AnyNode = Any


# ---------------------------------------------------------------------------------------------------------------------
# Names and functions


class Name(Node):
    """ONAME (variable, function), OTYPE of a name, or builtin. `sym` is the name as printed without package.

    pkg: declaring package, None for builtins, dot-temps and locals of no package. `obj`: the checker's object, if any.
    """

    __slots__ = (
        "addrtaken", "by_val", "class_", "closure_var", "curfn", "defn",
        "func", "inl_formal", "obj", "outer",
        "pkg", "reassigned", "rtti", "sym", "used",
    )  # fmt: skip

    def __init__(self, pos: int, sym: str, typ: Type | None, class_: int, pkg: TypesPackage | None = None) -> None:
        super().__init__(pos, ONAME, typ)
        self.sym = sym
        self.pkg = pkg
        self.class_ = class_
        self.func: Func | None = None  # of a PFUNC (None for imported functions not yet read)
        self.curfn: Func | None = None  # function in which it is declared
        self.defn: Node | None = None  # defining statement (ONAME.Defn)
        self.outer: Name | None = None  # closure variable: the variable it captures, one level out
        self.obj: Var | FuncObject | None = None
        self.addrtaken = False
        self.reassigned = False
        self.rtti = False  # a dictionary from which run-time types are read where no node shows it
        self.by_val = False  # closure variable captured by value
        self.closure_var = False
        self.inl_formal = False
        self.used = False

    @property
    def canonical(self) -> Name:
        """The variable itself, for a closure variable the outermost one (Name.Canonical)."""
        n = self
        while n.closure_var and n.outer is not None:
            n = n.outer
        return n


class Inline:
    """fn.Inl: cost, and whether result variables may be declared late; dcl and body are a pristine copy."""

    __slots__ = ("body", "can_delay_results", "cost", "dcl")

    def __init__(self, cost: int, can_delay_results: bool = False) -> None:
        self.cost = cost
        self.can_delay_results = can_delay_results
        self.dcl: list[Name] | None = None  # as in the compiler, made on demand
        self.body: list[Node] | None = None


_NO_PRAGMA: frozenset[str] = frozenset()  # each call makes one


class Func(Node):
    """A function with a body to analyse: declared, literal, wrapper, instance.

    dcl: parameters and results first (PPARAM, PPARAMOUT), then locals in order of declaration. `sym` is the link name's
    last part as printed by ir.FuncName ("(*T).M", "F[go.shape.int]", "outer.func1"); `pkg` its package.
    """

    __slots__ = (
        "body", "closure_parent", "closure_vars", "closures", "dcl",
        "devirtualized", "dupok", "func_lit_gen", "go_defer_gen", "inl", "inlinability_checked",
        "is_package_init", "label", "leak_tags", "nname",
        "obj", "oclosure", "pkg", "pragma", "range_lit_gen", "range_parent", "replaced", "rewritten", "sym",
        "unsettled", "wrapper",
    )  # fmt: skip
    FIELDS: ClassVar[tuple[str, ...]] = ("body",)

    def __init__(self, pos: int, pkg: TypesPackage | None, sym: str, typ: Type | None) -> None:
        super().__init__(pos, ODCLFUNC, typ)
        self.pkg = pkg
        self.sym = sym
        self.obj: FuncObject | None = None
        self.nname: Name = Name(pos, sym, typ, PFUNC, pkg)
        self.nname.func = self
        self.nname.defn = self
        self.body: list[Node] = []
        self.dcl: list[Name] = []
        self.oclosure: ClosureExpr | None = None  # literal that made it
        self.closure_vars: list[Name] = []
        self.closures: list[Func] = []
        self.devirtualized: tuple[Name, ...] = ()  # methods that interface calls were found to lead to
        self.closure_parent: Func | None = None
        self.range_parent: Func | None = None
        self.inl: Inline | None = None
        self.pragma = _NO_PRAGMA
        self.dupok = False  # generic instance, wrapper: emitted wherever needed
        self.wrapper = False
        self.unsettled = False  # code in error, its own or what it calls, decides whether it can be inlined
        self.is_package_init = False
        self.inlinability_checked = False
        self.rewritten = False  # escape analysis has changed the body for good: it can't be analysed twice
        # Operands that escape analysis made literals of, until it looks at them again (escape/rewrite.py).
        self.replaced: list[tuple[Node, str, Node]] | None = None
        self.func_lit_gen = 0
        self.range_lit_gen = 0
        self.go_defer_gen = 0
        self.label = 0
        self.leak_tags: list[bytes] | None = None  # escape.leaks.Leaks for receiver+params, once analysed

    @property
    def is_method(self) -> bool:
        return self.typ is not None and getattr(self.typ, "recv", None) is not None

    def forget_body(self) -> None:
        """Nobody looks at it any more, but for what callers inline (`inl`)."""
        self.body = []
        self.replaced = None
        for n in self.dcl:
            n.defn = None  # what leads in a circle would stay until somebody looks for garbage
        self.dcl = [n for n in self.dcl if n.class_ == PPARAM or n.class_ == PPARAMOUT]

    def dissolve(self) -> None:
        """Another is in its place: nobody looks at it any more, nor inlines it. What leads in a circle is cut, for it
        would stay until somebody looks for garbage."""
        self.forget_body()
        copies = self.inl.dcl if self.inl is not None else None
        for n in (*self.dcl, *self.closure_vars, *(copies or ())):
            n.defn = n.curfn = n.outer = None
        self.inl = self.oclosure = None
        self.dcl, self.closure_vars, self.closures = [], [], []
        if self.closure_parent is not None:
            self.nname.func = self.nname.defn = None


# ---------------------------------------------------------------------------------------------------------------------
# Expressions


class AddStringExpr(Node):
    __slots__ = ("list_",)
    FIELDS = ("list_",)

    def __init__(self, pos: int, list_: list[Node], typ: Type | None = None) -> None:
        super().__init__(pos, "ADDSTR", typ)
        self.list_ = list_


class AddrExpr(Node):
    """OADDR, OPTRLIT."""

    __slots__ = ("x",)
    FIELDS = ("x",)

    def __init__(self, pos: int, op: Op, x: Node, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x


class BasicLit(Node):
    """OLITERAL; val: bool | bytes | int | Fraction | Complex. Its type may be untyped only while lowering."""

    __slots__ = ("val",)

    def __init__(self, pos: int, val: Value, typ: Type | None) -> None:
        super().__init__(pos, OLITERAL, typ)
        self.val = val


class BinaryExpr(Node):
    __slots__ = ("x", "y")
    FIELDS = ("x", "y")

    def __init__(self, pos: int, op: Op, x: Node, y: Node, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.y = y


class CallExpr(Node):
    """OCALL*, OAPPEND and the other builtins with argument lists (ODELETE, OPRINT, OMIN, OMAX, ...)."""

    __slots__ = ("args", "fun", "go_defer", "is_compiler_var_live", "is_ddd", "keep_alive", "no_inline", "reshape")
    FIELDS = ("fun", "args")

    def __init__(self, pos: int, op: Op, fun: Node | None, args: list[Node], typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.fun = fun
        self.args = args
        self.keep_alive: Sequence[Name] = ()
        self.is_ddd = False
        self.go_defer = False
        self.no_inline = False
        self.reshape = False
        self.is_compiler_var_live = False  # KeepAlive call made by ir.bloop


class ClosureExpr(Node):
    """OCLOSURE. Its function's body is not a child: visit it through `func` when the pass wants it."""

    __slots__ = ("func", "launched")

    def __init__(self, pos: int, func: Func, typ: Type | None = None) -> None:
        super().__init__(pos, OCLOSURE, typ)
        self.func = func
        self.launched = ""  # GO or DEFER: what calls it; ours, for explanations


class CompLitExpr(Node):
    """OSTRUCTLIT, OARRAYLIT, OSLICELIT (len: its length), OMAPLIT."""

    __slots__ = ("len", "list_")
    FIELDS = ("list_",)

    def __init__(self, pos: int, op: Op, typ: Type | None, list_: list[Node], len: int = 0) -> None:
        super().__init__(pos, op, typ)
        self.list_ = list_
        self.len = len


class ConvExpr(Node):
    """OCONV, OCONVNOP, OCONVIFACE, OBYTES2STR, ... type_word, src_rtype etc. are hidden (not children)."""

    __slots__ = ("elem_rtype", "src_rtype", "type_word", "x")
    FIELDS = ("x",)

    def __init__(self, pos: int, op: Op, typ: Type | None, x: Node) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.type_word: Node | None = None
        self.src_rtype: Node | None = None
        self.elem_rtype: Node | None = None


class IndexExpr(Node):
    """OINDEX, OINDEXMAP."""

    __slots__ = ("assigned", "bounded", "index", "x")
    FIELDS = ("x", "index")

    def __init__(self, pos: int, op: Op, x: Node, index: Node, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.index = index
        self.assigned = False
        self.bounded = False


class KeyExpr(Node):
    __slots__ = ("key", "value")
    FIELDS = ("key", "value")

    def __init__(self, pos: int, key: Node, value: Node) -> None:
        super().__init__(pos, "KEY")
        self.key = key
        self.value = value


class StructKeyExpr(Node):
    __slots__ = ("field", "value")
    FIELDS = ("value",)

    def __init__(self, pos: int, field: Var, value: Node) -> None:
        super().__init__(pos, "STRUCTKEY")
        self.field = field
        self.value = value


class InlinedCallExpr(Node):
    __slots__ = ("body", "callee", "reshape", "return_vars")
    FIELDS = ("body", "return_vars")

    def __init__(self, pos: int, body: list[Node], return_vars: list[Node], typ: Type | None = None) -> None:
        super().__init__(pos, OINLCALL, typ)
        self.body = body
        self.return_vars = return_vars
        self.reshape = False
        self.callee: Func | None = None  # ours: for explanations


class LogicalExpr(Node):
    """OANDAND, OOROR."""

    __slots__ = ("x", "y")
    FIELDS = ("x", "y")

    def __init__(self, pos: int, op: Op, x: Node, y: Node, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.y = y


class MakeExpr(Node):
    """OMAKESLICE, OMAKEMAP, OMAKECHAN."""

    __slots__ = ("cap", "len")
    FIELDS = ("len", "cap")

    def __init__(self, pos: int, op: Op, len: Node | None, cap: Node | None, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.len = len
        self.cap = cap


class NilExpr(Node):
    __slots__ = ()

    def __init__(self, pos: int, typ: Type | None) -> None:
        super().__init__(pos, ONIL, typ)


class TypeNode(Node):
    """OTYPE: a type in expression position."""

    __slots__ = ()

    def __init__(self, pos: int, typ: Type) -> None:
        super().__init__(pos, OTYPE, typ)


class DynamicType(Node):
    """ODYNAMICTYPE: a run-time type in a type switch of a generic body."""

    __slots__ = ("itab", "rtype")
    FIELDS = ("rtype", "itab")

    def __init__(self, pos: int, rtype: Node, typ: Type | None = None) -> None:
        super().__init__(pos, "DYNAMICTYPE", typ)
        self.rtype = rtype
        self.itab: Node | None = None


class ParenExpr(Node):
    """OPAREN: kept only where the inliner marks call sites."""

    __slots__ = ("x",)
    FIELDS = ("x",)

    def __init__(self, pos: int, x: Node) -> None:
        super().__init__(pos, "PAREN", x.typ)
        self.x = x


class LinksymOffsetExpr(Node):
    """OLINKSYMOFFSET: the address of a link symbol; `sym` is its printed name (".dict.F[int]")."""

    __slots__ = ("offset", "sym")

    def __init__(self, pos: int, sym: str, offset: int = 0, typ: Type | None = None) -> None:
        super().__init__(pos, "LINKSYMOFFSET", typ)
        self.sym = sym
        self.offset = offset


class SelectorExpr(Node):
    """ODOT, ODOTPTR, ODOTMETH, ODOTINTER, OMETHVALUE, OMETHEXPR (x is then a TypeNode).

    sel: the selected name; field: the field's Var; method: the method's Func object.
    func_name: the PFUNC Name of the concrete method (ODOTMETH, OMETHEXPR, OMETHVALUE of a concrete type).
    """

    __slots__ = ("field", "func_name", "method", "sel", "x")
    FIELDS = ("x",)

    def __init__(self, pos: int, op: Op, x: Node, sel: str, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.sel = sel
        self.field: Var | None = None
        self.method: FuncObject | None = None
        self.func_name: Name | None = None


class SliceExpr(Node):
    """OSLICE, OSLICEARR, OSLICESTR, OSLICE3, OSLICE3ARR."""

    __slots__ = ("high", "low", "max", "x")
    FIELDS = ("x", "low", "high", "max")

    def __init__(
        self, pos: int, op: Op, x: Node, low: Node | None, high: Node | None, max: Node | None, typ: Type | None = None
    ) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.low = low
        self.high = high
        self.max = max


class StarExpr(Node):
    """ODEREF."""

    __slots__ = ("x",)
    FIELDS = ("x",)

    def __init__(self, pos: int, x: Node, typ: Type | None = None) -> None:
        super().__init__(pos, "DEREF", typ)
        self.x = x


class TypeAssertExpr(Node):
    """ODOTTYPE, ODOTTYPE2: x.(typ)."""

    __slots__ = ("itab", "x")
    FIELDS = ("x",)

    def __init__(self, pos: int, op: Op, x: Node, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.itab: Node | None = None


class DynamicTypeAssertExpr(Node):
    """ODYNAMICDOTTYPE, ODYNAMICDOTTYPE2."""

    __slots__ = ("itab", "rtype", "src_rtype", "x")
    FIELDS = ("x", "src_rtype", "rtype", "itab")

    def __init__(self, pos: int, op: Op, x: Node, rtype: Node | None, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.rtype = rtype
        self.src_rtype: Node | None = None
        self.itab: Node | None = None


class UnaryExpr(Node):
    """ONEG, ONOT, ORECV, OLEN, OCAP, ONEW (x is a TypeNode), OPANIC, OCLOSE, OREAL, OUNSAFE*DATA, OITAB, OIDATA, ..."""

    __slots__ = ("bounded", "x")
    FIELDS = ("x",)

    def __init__(self, pos: int, op: Op, x: Node, typ: Type | None = None) -> None:
        super().__init__(pos, op, typ)
        self.x = x
        self.bounded = False


# ---------------------------------------------------------------------------------------------------------------------
# Statements


class Decl(Node):
    """ODCL."""

    __slots__ = ("x",)
    FIELDS = ("x",)

    def __init__(self, pos: int, x: Name) -> None:
        super().__init__(pos, ODCL)
        self.x = x


class AssignListStmt(Node):
    """OAS2, OAS2DOTTYPE, OAS2FUNC, OAS2MAPR, OAS2RECV, OSELRECV2."""

    __slots__ = ("def_", "lhs", "rhs")
    FIELDS = ("lhs", "rhs")

    def __init__(self, pos: int, op: Op, lhs: list[Node], rhs: list[Node], def_: bool = False) -> None:
        super().__init__(pos, op)
        self.lhs = lhs
        self.rhs = rhs
        self.def_ = def_


class AssignStmt(Node):
    """OAS."""

    __slots__ = ("def_", "x", "y")
    FIELDS = ("x", "y")

    def __init__(self, pos: int, x: Node, y: Node | None, def_: bool = False) -> None:
        super().__init__(pos, "AS")
        self.x = x
        self.y = y
        self.def_ = def_


class AssignOpStmt(Node):
    """OASOP: x as_op= y."""

    __slots__ = ("as_op", "inc_dec", "x", "y")
    FIELDS = ("x", "y")

    def __init__(self, pos: int, as_op: Op, x: Node, y: Node, inc_dec: bool = False) -> None:
        super().__init__(pos, "ASOP")
        self.as_op = as_op
        self.x = x
        self.y = y
        self.inc_dec = inc_dec


class BlockStmt(Node):
    __slots__ = ("list_",)
    FIELDS = ("list_",)

    def __init__(self, pos: int, list_: list[Node]) -> None:
        super().__init__(pos, "BLOCK")
        self.list_ = list_


class BranchStmt(Node):
    """OBREAK, OCONTINUE, OFALL, OGOTO. label: "" if none."""

    __slots__ = ("label",)

    def __init__(self, pos: int, op: Op, label: str = "") -> None:
        super().__init__(pos, op)
        self.label = label


class CaseClause(Node):
    __slots__ = ("body", "list_", "rtypes", "var")
    FIELDS = ("var", "list_", "rtypes", "body")

    def __init__(self, pos: int, list_: list[Node], body: list[Node]) -> None:
        super().__init__(pos, "CASE")
        self.var: Name | None = None
        self.list_ = list_
        self.rtypes: list[Node] = []
        self.body = body


class CommClause(Node):
    __slots__ = ("body", "comm")
    FIELDS = ("comm", "body")

    def __init__(self, pos: int, comm: Node | None, body: list[Node]) -> None:
        super().__init__(pos, "CASE")
        self.comm = comm
        self.body = body


class ForStmt(Node):
    __slots__ = ("body", "cond", "distinct_vars", "label", "post")
    FIELDS = ("cond", "post", "body")

    def __init__(self, pos: int, cond: Node | None, post: Node | None, body: list[Node], distinct_vars: bool) -> None:
        super().__init__(pos, "FOR")
        self.label = ""
        self.cond = cond
        self.post = post
        self.body = body
        self.distinct_vars = distinct_vars


class GoDeferStmt(Node):
    """OGO, ODEFER."""

    __slots__ = ("call", "defer_at")
    FIELDS = ("call", "defer_at")

    def __init__(self, pos: int, op: Op, call: Node) -> None:
        super().__init__(pos, op)
        self.call = call
        self.defer_at: Node | None = None


class IfStmt(Node):
    __slots__ = ("body", "cond", "else_")
    FIELDS = ("cond", "body", "else_")

    def __init__(self, pos: int, cond: Node, body: list[Node], else_: list[Node]) -> None:
        super().__init__(pos, "IF")
        self.cond = cond
        self.body = body
        self.else_ = else_


class InlineMarkStmt(Node):
    __slots__ = ("index",)

    def __init__(self, pos: int, index: int) -> None:
        super().__init__(pos, "INLMARK")
        self.index = index


class LabelStmt(Node):
    __slots__ = ("label",)

    def __init__(self, pos: int, label: str) -> None:
        super().__init__(pos, "LABEL")
        self.label = label


class RangeStmt(Node):
    __slots__ = ("body", "def_", "distinct_vars", "key", "key_type_word", "label", "value", "value_type_word", "x")
    FIELDS = ("x", "key", "value", "body")

    def __init__(
        self, pos: int, key: Node | None, value: Node | None, x: Node, body: list[Node], distinct_vars: bool
    ) -> None:
        super().__init__(pos, "RANGE")
        self.label = ""
        self.def_ = False
        self.x = x
        self.key = key
        self.value = value
        self.body = body
        self.distinct_vars = distinct_vars
        self.key_type_word: Node | None = None
        self.value_type_word: Node | None = None


class ReturnStmt(Node):
    __slots__ = ("results",)
    FIELDS = ("results",)

    def __init__(self, pos: int, results: list[Node]) -> None:
        super().__init__(pos, "RETURN")
        self.results = results


class SelectStmt(Node):
    __slots__ = ("cases", "label")
    FIELDS = ("cases",)

    def __init__(self, pos: int, cases: list[CommClause]) -> None:
        super().__init__(pos, "SELECT")
        self.label = ""
        self.cases = cases


class SendStmt(Node):
    __slots__ = ("chan", "value")
    FIELDS = ("chan", "value")

    def __init__(self, pos: int, chan: Node, value: Node) -> None:
        super().__init__(pos, "SEND")
        self.chan = chan
        self.value = value


class SwitchStmt(Node):
    """tag: expression, None, or a TypeSwitchGuard."""

    __slots__ = ("cases", "label", "tag")
    FIELDS = ("tag", "cases")

    def __init__(self, pos: int, tag: Node | None, cases: list[CaseClause]) -> None:
        super().__init__(pos, "SWITCH")
        self.tag = tag
        self.cases = cases
        self.label = ""


class TailCallStmt(Node):
    __slots__ = ("call",)
    FIELDS = ("call",)

    def __init__(self, pos: int, call: CallExpr) -> None:
        super().__init__(pos, "TAILCALL")
        self.call = call


class Ident(Node):
    """The name of a type switch guard: never resolved, only printed."""

    __slots__ = ("sym",)

    def __init__(self, pos: int, sym: str) -> None:
        super().__init__(pos, "NONAME")
        self.sym = sym


class TypeSwitchGuard(Node):
    """OTYPESW."""

    __slots__ = ("tag", "used", "x")
    FIELDS = ("tag", "x")

    def __init__(self, pos: int, tag: Ident | None, x: Node) -> None:
        super().__init__(pos, "TYPESW")
        self.tag = tag
        self.x = x
        self.used = False
