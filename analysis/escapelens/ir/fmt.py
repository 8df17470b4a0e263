"""Nodes as messages print them.

What: the `%v` of nodes (ir/fmt.go: fmtNode, stmtFmt, exprFmt), by a `Printer` that knows the package being compiled,
for names are qualified as seen from there. A list of nodes prints joined by "; " as statements, by ", " as expressions.

Properties kept: compiler-made (implicit) `&`, `*` and conversions are invisible; precedences are the compiler's table,
ops absent from it have 0, so `(func literal)()` and `(&t).M` get their parentheses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from escapelens.ir.constfmt import const_string, quote_rune
from escapelens.ir.constness import basic_info
from escapelens.ir.typefmt import GO, TypePrinter
from escapelens.model import types as T
from escapelens.model.universe import EMPTY_INTERFACE

if TYPE_CHECKING:
    from escapelens.ir import nodes as N
    from escapelens.ir.nodes import AnyNode, Name, Node
    from escapelens.model.objects import Package

OP_NAMES = {
    "ADDR": "&", "ADD": "+", "ADDSTR": "+", "ANDAND": "&&", "ANDNOT": "&^", "AND": "&", "APPEND": "append", "AS": "=",
    "AS2": "=", "BREAK": "break", "CALL": "function call", "CAP": "cap", "CASE": "case", "CLEAR": "clear",
    "CLOSE": "close", "COMPLEX": "complex", "BITNOT": "^", "CONTINUE": "continue", "COPY": "copy", "DELETE": "delete",
    "DEFER": "defer", "DIV": "/", "EQ": "==", "FALL": "fallthrough", "FOR": "for", "GE": ">=", "GOTO": "goto",
    "GT": ">", "IF": "if", "IMAG": "imag", "INLMARK": "inlmark", "DEREF": "*", "LEN": "len", "LE": "<=", "LSH": "<<",
    "LT": "<", "MAKE": "make", "NEG": "-", "MAX": "max", "MIN": "min", "MOD": "%", "MUL": "*", "NEW": "new",
    "NE": "!=", "NOT": "!", "OROR": "||", "OR": "|", "PANIC": "panic", "PLUS": "+", "PRINTLN": "println",
    "PRINT": "print", "RANGE": "range", "REAL": "real", "RECV": "<-", "RECOVER": "recover", "RETURN": "return",
    "RSH": ">>", "SELECT": "select", "SEND": "<-", "SUB": "-", "SWITCH": "switch", "UNSAFEADD": "unsafe.Add",
    "UNSAFESLICE": "unsafe.Slice", "UNSAFESLICEDATA": "unsafe.SliceData", "UNSAFESTRING": "unsafe.String",
    "UNSAFESTRINGDATA": "unsafe.StringData", "XOR": "^",
}  # fmt: skip

_PRECEDENCE = {
    8: "APPEND BYTES2STR ARRAYLIT SLICELIT RUNES2STR CALLFUNC CALLINTER CALLMETH CALL CAP CLEAR CLOSE COMPLIT CONVIFACE"
    " CONVNOP CONV COPY DELETE GETG LEN LITERAL MAKESLICE MAKESLICECOPY MAKE MAPLIT MAX MIN NAME NEW NIL NONAME PANIC"
    " PAREN PRINTLN PRINT RUNESTR SLICE2ARR SLICE2ARRPTR STR2BYTES STR2RUNES STRUCTLIT TYPE UNSAFEADD UNSAFESLICE"
    " UNSAFESLICEDATA UNSAFESTRING UNSAFESTRINGDATA INDEXMAP INDEX SLICE SLICESTR SLICEARR SLICE3 SLICE3ARR SLICEHEADER"
    " STRINGHEADER DOTINTER DOTMETH DOTPTR DOTTYPE2 DOTTYPE DOT XDOT METHVALUE METHEXPR",
    7: "PLUS NOT BITNOT NEG ADDR DEREF RECV",
    6: "MUL DIV MOD LSH RSH AND ANDNOT",
    5: "ADD SUB OR XOR",
    4: "EQ LT LE GE GT NE",
    3: "SEND",
    2: "ANDAND",
    1: "OROR",
}
OP_PREC = {op: prec for prec, ops in _PRECEDENCE.items() for op in ops.split()}

_IMPLICIT_OPS = frozenset({"ADDR", "DEREF", "CONV", "CONVNOP", "CONVIFACE"})


def op_string(op: str) -> str:
    """%v of an op."""
    return OP_NAMES.get(op, op)


H = TypeVar("H")


class Printer:
    """Prints as seen from package `local` (None: every name of a package is qualified); names: see TypePrinter."""

    __slots__ = ("local", "types")

    def __init__(self, local: Package | None = None, names: Mapping[str, str] | None = None) -> None:
        self.local = local
        self.types = TypePrinter(local, names)

    # Names and types

    def type(self, t: T.AnyType) -> str:
        return self.types.string(t)

    def sym(self, pkg: Package | None, name: str) -> str:
        """%v of a symbol."""
        return self.types.qualifier(pkg, GO) + name

    def name(self, n: AnyNode) -> str:
        """%v of a name or function: its symbol."""
        return self.types.qualifier(n.pkg, GO) + str(n.sym)

    # Nodes

    def node(self, n: AnyNode) -> str:
        """%v"""
        if n is None:
            return "<nil>"
        stmt = _STMTS.get(n.op)
        if stmt is not None:
            return str(stmt(self, n))
        return self.expr(n, 0)

    def stmts(self, nodes: Sequence[Node]) -> str:
        """%v of a list."""
        return "; ".join([self.node(n) for n in nodes])

    def exprs(self, nodes: Sequence[Node]) -> str:
        """%.v of a list."""
        return ", ".join([self.node(n) for n in nodes])

    def expr(self, n: AnyNode, prec: int) -> str:
        """n as an operand in a place of precedence prec."""
        while n is not None and n.implicit and n.op in _IMPLICIT_OPS:
            n = n.x
        if n is None:
            return "<nil>"
        op = n.op
        own = OP_PREC.get(op, 0)
        if op == "TYPE" and n.typ.__class__ is T.Pointer:
            own = 7
        if prec > own:
            return f"({self.node(n)})"
        handler = _EXPRS.get(op)
        return handler(self, n, own) if handler is not None else f"<node {op_string(op)}>"

    # Statements

    def _decl(self, n: AnyNode) -> str:
        return f"var {self.name(n.x)} {self.type(n.x.typ)}"

    def _as(self, n: N.AssignStmt) -> str:
        return f"{self.node(n.x)} {':=' if n.def_ else '='} {self.node(n.y)}"

    def _asop(self, n: AnyNode) -> str:
        if n.inc_dec:
            return self.node(n.x) + ("++" if n.as_op == "ADD" else "--")
        return f"{self.node(n.x)} {op_string(n.as_op)}= {self.node(n.y)}"

    def _as_list(self, n: N.AssignListStmt) -> str:
        return f"{self.exprs(n.lhs)} {':=' if n.def_ else '='} {self.exprs(n.rhs)}"

    def _block(self, n: AnyNode) -> str:
        return self.stmts(n.list_)

    def _return(self, n: N.ReturnStmt) -> str:
        return "return " + self.exprs(n.results)

    def _go_defer(self, n: AnyNode) -> str:
        return f"{op_string(n.op) if n.op == 'DEFER' else 'go'} {self.node(n.call)}"

    def _if(self, n: AnyNode) -> str:
        init = f"{self.node(n.init[0])}; " if len(n.init) == 1 and not n.init[0].init else ""
        text = f"if {init}{self.node(n.cond)} {{ {self.stmts(n.body)} }}"
        return f"{text} else {{ {self.stmts(n.else_)} }}" if n.else_ else text

    def _loop(self, n: N.ForStmt | N.RangeStmt) -> str:
        return "for loop"

    def _switch(self, n: Node) -> str:
        return f"{op_string(n.op)} statement"

    def _case(self, n: N.CaseClause) -> str:
        exprs = getattr(n, "list_", None)
        return f"{'case ' + self.exprs(exprs) if exprs else 'default'}: {self.stmts(n.body)}"

    def _branch(self, n: AnyNode) -> str:
        return f"{op_string(n.op)} {n.label}" if n.label else op_string(n.op)

    def _label(self, n: AnyNode) -> str:
        return f"{n.label}: "

    # Expressions

    def _paren(self, n: AnyNode, prec: int) -> str:
        return f"({self.node(n.x)})"

    def _nil(self, n: N.NilExpr, prec: int) -> str:
        return "nil"

    def _literal(self, n: N.BasicLit, prec: int) -> str:
        t = n.typ
        t = t.actual if t.__class__ is T.Alias else t
        val = n.val
        if t.__class__ is T.Basic:
            if (t.name == "rune" or t.kind == T.UNTYPED_RUNE) and val.__class__ is int and 0 <= val <= 0x10FFFF:
                return quote_rune(val)
            if t.info & T.IS_UNTYPED or (t.kind in _PLAIN_KINDS and t.name != "rune"):
                return const_string(val, bool(t.info & (T.IS_FLOAT | T.IS_COMPLEX)))
        text = const_string(val, bool(basic_info(t) & (T.IS_FLOAT | T.IS_COMPLEX)))
        return f"{self.type(t)}({text})"

    def _func(self, n: AnyNode, prec: int) -> str:
        return self.name(n)

    def _name(self, n: Name, prec: int) -> str:
        if n.sym.startswith("~b"):
            return "_"
        return self.name(n)

    def _ident(self, n: AnyNode, prec: int) -> str:
        return n.sym  # type: ignore[no-any-return]

    def _linksym_offset(self, n: AnyNode, prec: int) -> str:
        return f"({self.type(n.typ)})({n.sym}@{n.offset})"

    def _type_node(self, n: N.TypeNode, prec: int) -> str:
        return self.type(n.typ)

    def _closure(self, n: N.ClosureExpr, prec: int) -> str:
        return "func literal"

    def _ptr_lit(self, n: N.AddrExpr, prec: int) -> str:
        return "&" + self.node(n.x)

    def _comp_lit(self, n: N.CompLitExpr, prec: int) -> str:
        if n.implicit:
            return "... argument"
        return self.type(n.typ) + ("{...}" if n.list_ else "{}")

    def _key(self, n: AnyNode, prec: int) -> str:
        key = self.node(n.key) if n.key is not None else ""
        return f"{key}:{self.node(n.value) if n.value is not None else ''}"

    def _struct_key(self, n: AnyNode, prec: int) -> str:
        return f"{n.field.name}:{self.node(n.value)}"

    def _selector(self, n: N.SelectorExpr, prec: int) -> str:
        return f"{self.expr(n.x, prec)}.{n.sel}"

    def _assert(self, n: AnyNode, prec: int) -> str:
        return f"{self.expr(n.x, prec)}.({self.type(n.typ)})"

    def _index(self, n: N.IndexExpr, prec: int) -> str:
        return f"{self.expr(n.x, prec)}[{self.node(n.index)}]"

    def _slice(self, n: N.SliceExpr, prec: int) -> str:
        low, high, max_ = ("" if x is None else self.node(x) for x in (n.low, n.high, n.max))
        end = ":" + max_ if n.op == "SLICE3" or n.op == "SLICE3ARR" else ""
        return f"{self.expr(n.x, prec)}[{low}:{high}{end}]"

    def _binary_call(self, n: N.BinaryExpr, prec: int) -> str:
        return f"{op_string(n.op)}({self.node(n.x)}, {self.node(n.y)})"

    def _conv(self, n: N.ConvExpr, prec: int) -> str:
        t = self.type(n.typ)
        return f"{t if has_sym(n.typ) else f'({t})'}({self.node(n.x)})"

    def _unary_call(self, n: N.UnaryExpr, prec: int) -> str:
        return f"{op_string(n.op)}({self.node(n.x)})"

    def _builtin_call(self, n: N.CallExpr, prec: int) -> str:
        return f"{op_string(n.op)}({self.exprs(n.args)}{'...' if n.is_ddd else ''})"

    def _call(self, n: N.CallExpr, prec: int) -> str:
        return f"{self.expr(n.fun, prec)}({self.exprs(n.args)}{'...' if n.is_ddd else ''})"

    def _inl_call(self, n: N.InlinedCallExpr, prec: int) -> str:
        if len(n.return_vars) == 1:
            return self.node(n.return_vars[0])
        return f"(.{self.stmts(n.return_vars)})"

    def _make(self, n: N.MakeExpr, prec: int) -> str:
        t = self.type(n.typ)
        if n.cap is not None:
            return f"make({t}, {self.node(n.len)}, {self.node(n.cap)})"
        if n.len is not None and (n.op == "MAKESLICE" or not basic_info(n.len.typ) & T.IS_UNTYPED):
            return f"make({t}, {self.node(n.len)})"
        return f"make({t})"

    def _unary(self, n: AnyNode, prec: int) -> str:
        gap = " " if n.x is not None and n.x.op == n.op and n.op != "DEREF" else ""
        return op_string(n.op) + gap + self.expr(n.x, prec + 1)

    def _binary(self, n: AnyNode, prec: int) -> str:
        op = n.op
        operands = [f" {op_string(op)} {self.expr(n.y, prec + 1)}"]
        x = n.x
        while x is not None and x.op in _BINARY_OPS and OP_PREC[x.op] == prec:  # a chain, left to right, in one frame
            operands.append(f" {op_string(x.op)} {self.expr(x.y, prec + 1)}")
            x = x.x
        operands.append(self.expr(x, prec))
        operands.reverse()
        return "".join(operands)

    def _send(self, n: AnyNode, prec: int) -> str:
        return f"{self.expr(n.chan, prec)} <- {self.expr(n.value, prec + 1)}"

    def _add_string(self, n: N.AddStringExpr, prec: int) -> str:
        return " + ".join([self.expr(x, prec) for x in n.list_])


_PLAIN_KINDS = frozenset({T.BOOL, T.INT, T.FLOAT64, T.COMPLEX128, T.STRING})


def has_sym(t: T.AnyType) -> bool:
    """Whether a type has a name of its own (Type.Sym() != nil)."""
    cls = t.__class__
    if cls is T.Alias:
        return t.obj.pkg is None or has_sym(t.actual)
    return cls is T.Named or cls is T.Basic or cls is T.TypeParam or t is EMPTY_INTERFACE


def _ops(text: str, handler: H) -> dict[str, H]:
    return dict.fromkeys(text.split(), handler)


_STMTS: dict[str, Callable[[Printer, AnyNode], str]] = {
    "DCL": Printer._decl,
    "AS": Printer._as,
    "ASOP": Printer._asop,
    **_ops("AS2 AS2DOTTYPE AS2FUNC AS2MAPR AS2RECV", Printer._as_list),
    "BLOCK": Printer._block,
    "RETURN": Printer._return,
    **_ops("GO DEFER", Printer._go_defer),
    "IF": Printer._if,
    **_ops("FOR RANGE", Printer._loop),
    **_ops("SELECT SWITCH", Printer._switch),
    "CASE": Printer._case,
    **_ops("BREAK CONTINUE GOTO FALL", Printer._branch),
    "LABEL": Printer._label,
}

_BINARY_OPS = frozenset(op for prec in range(1, 7) if prec != 3 for op in _PRECEDENCE[prec].split())

_EXPRS: dict[str, Callable[[Printer, AnyNode, int], str]] = {
    "PAREN": Printer._paren,
    "NIL": Printer._nil,
    "LITERAL": Printer._literal,
    "DCLFUNC": Printer._func,
    "NAME": Printer._name,
    "NONAME": Printer._ident,
    "LINKSYMOFFSET": Printer._linksym_offset,
    "TYPE": Printer._type_node,
    "CLOSURE": Printer._closure,
    "PTRLIT": Printer._ptr_lit,
    **_ops("COMPLIT STRUCTLIT ARRAYLIT SLICELIT MAPLIT", Printer._comp_lit),
    "KEY": Printer._key,
    "STRUCTKEY": Printer._struct_key,
    **_ops("XDOT DOT DOTPTR DOTINTER DOTMETH METHVALUE METHEXPR", Printer._selector),
    **_ops("DOTTYPE DOTTYPE2", Printer._assert),
    **_ops("INDEX INDEXMAP", Printer._index),
    **_ops("SLICE SLICESTR SLICEARR SLICE3 SLICE3ARR", Printer._slice),
    **_ops("COMPLEX COPY UNSAFEADD UNSAFESLICE", Printer._binary_call),
    **_ops(
        "CONV CONVIFACE CONVNOP BYTES2STR RUNES2STR STR2BYTES STR2RUNES RUNESTR SLICE2ARR SLICE2ARRPTR", Printer._conv
    ),
    **_ops("REAL IMAG CAP CLEAR CLOSE LEN NEW PANIC", Printer._unary_call),
    **_ops("APPEND DELETE MAKE MAX MIN RECOVER PRINT PRINTLN", Printer._builtin_call),
    **_ops("CALL CALLFUNC CALLINTER CALLMETH GETG", Printer._call),
    "INLCALL": Printer._inl_call,
    **_ops("MAKEMAP MAKECHAN MAKESLICE", Printer._make),
    **_ops("PLUS NEG BITNOT NOT RECV ADDR DEREF", Printer._unary),
    **dict.fromkeys(_BINARY_OPS, Printer._binary),
    "SEND": Printer._send,
    "ADDSTR": Printer._add_string,
}


def node_string(n: AnyNode, local: Package | None = None) -> str:
    """n as messages in package `local` print it."""
    return Printer(local).node(n)
