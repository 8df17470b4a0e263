"""tree-sitter expressions to `nodes.py`.

What: one function per grammar kind in `EXPR`. Types that appear where the compiler parses an expression (call
arguments, index lists, `case` lists of type switches, conversions) are lowered as the compiler's expression
parser sees them.
Counterpart: cmd/compile/internal/syntax/parser.go (expr, unaryExpr, pexpr, operand, complitexpr).
Property: `pos` is the compiler's, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sys import intern
from typing import TYPE_CHECKING

from escapelens.syntax import kinds as k
from escapelens.syntax.clean import TreeNode
from escapelens.syntax.lower_type import TYPE, bad_expr, prefixed, type_elem
from escapelens.syntax.mask import mask, selected_literal
from escapelens.syntax.nodes import (
    FLOAT_LIT,
    IMAG_LIT,
    INT_LIT,
    NO_NAME,
    RUNE_LIT,
    STRING_LIT,
    AnySyntax,
    AssertExpr,
    BasicLit,
    CallExpr,
    ChanType,
    CompositeLit,
    Expr,
    FuncLit,
    FuncType,
    IndexExpr,
    KeyValueExpr,
    ListExpr,
    Name,
    Operation,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    move,
)
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.syntax.lower import Lowerer

Lower = Callable[["Lowerer", TreeNode], AnySyntax]

_COMMA, _COLON = k.COMMA, k.COLON
_BINARY, _VARIADIC, _KEYED = k.BINARY_EXPRESSION, k.VARIADIC_ARGUMENT, k.KEYED_ELEMENT


def name(s: Lowerer, n: TreeNode) -> Name:
    start, end = n.byte_range
    value = s.source[start:end]
    if s.encoded and not value.isascii():
        value = value.encode("latin-1").decode("utf-8", "surrogateescape")
    return Name(start + s.d, intern(value) or NO_NAME)  # the same few names are everywhere


def _identifier(s: Lowerer, n: TreeNode) -> Expr:
    made = name(s, n)
    return _selected_literal(s, n, made) if made.value in _LITERALS else made


_LITERALS = frozenset({"interface", "struct"})


def _selected_literal(s: Lowerer, n: TreeNode, made: Name) -> Expr:
    """A type literal before a dot, which the grammar took for a name (mask.py: name_selected_literals)."""
    start = n.start_byte
    prefix = b"var _ "
    text = prefix + selected_literal(mask(s.source[start:].encode("latin-1")).text)
    spec = k.PARSER.parse(text + b"\n").root_node.children[0].children[-1]
    typ = spec.children[-1] if spec.children else spec
    if typ.kind_id not in TYPE:
        return made
    before = s.source, s.d
    s.source, s.d = "......" + s.source[start:], s.d + start - len(prefix)
    lowered: Expr = TYPE[typ.kind_id](s, typ)
    s.source, s.d = before
    return lowered


def _literal(kind: int) -> Lower:
    def lower(s: Lowerer, n: TreeNode) -> BasicLit:
        start, end = n.byte_range
        d = s.d
        value = s.source[start:end]
        if s.encoded and not value.isascii():
            value = value.encode("latin-1").decode("utf-8", "surrogateescape")
        start += d
        return BasicLit(start, start, end + d, value, kind)

    return lower


string_literal = _literal(STRING_LIT)


def _parenthesized(s: Lowerer, n: TreeNode) -> ParenExpr:
    start, end = n.byte_range
    x = n.children[1]
    start += s.d
    return ParenExpr(start, start, end + s.d, EXPR[x.kind_id](s, x))


def _selector(s: Lowerer, n: TreeNode) -> Expr:
    x, *_, dot, sel = n.children  # a disguised type literal may leave a comment between
    d = s.d
    start = n.start_byte + d
    operand = EXPR[x.kind_id](s, x)
    if operand.start == start:
        start = operand.start  # one int for both: there are as many as there are nodes
    selected = name(s, sel)
    out = SelectorExpr(dot.start_byte + d, start, selected.end, operand, selected)
    return out if operand.__class__ is not Operation else primary(operand, out)


def _call(s: Lowerer, n: TreeNode) -> Expr:
    children = n.children
    fun, args = children[0], children[-1]
    d = s.d
    start, end = n.byte_range
    start += d
    f = EXPR[fun.kind_id](s, fun)
    if f.start == start:
        start = f.start
    if len(children) > 2:
        targs = children[1]
        f = IndexExpr(targs.start_byte + d, start, targs.end_byte + d, f, type_args(s, targs))
    arg_list = []
    has_dots = False
    arg_nodes = args.children
    for a in arg_nodes[1:-1]:
        kind = a.kind_id
        if kind == _COMMA:
            continue
        if kind == _VARIADIC:
            has_dots = True
            a = a.children[0]
            kind = a.kind_id
        arg_list.append(EXPR[kind](s, a))
    out = CallExpr(args.start_byte + d, start, end + d, f, arg_list, has_dots)
    return out if f.__class__ is not Operation else primary(f, out, "fun")


def _conversion(s: Lowerer, n: TreeNode) -> Expr:
    children = n.children
    typ, lparen, operand = children[0], children[1], children[2]
    d = s.d
    arg = EXPR[operand.kind_id](s, operand)
    x = EXPR[typ.kind_id](s, typ)
    if x.__class__ is ChanType and typ.children[0].kind_id == k.ARROW:
        # `<-chan T(x)` receives from `chan T(x)`
        x.dir = 0
        x.start = x.pos
        start = typ.start_byte + d
        x = Operation(start, start, x.end, "<-", x, None)
    out: Expr = primary(x, CallExpr(lparen.start_byte + d, x.start, n.end_byte + d, x, [arg], False), "fun")
    return out


def primary(x: Expr, outer: AnySyntax, attr: str = "x") -> AnySyntax:
    """`outer` is a primary expression whose operand is x; where the grammar took a unary operator for part of a type
    (`*[]T(v).f` dereferences `[]T(v).f`) the operator is moved out again."""
    if x.__class__ is not Operation:
        return outer
    op = x
    while op.x.__class__ is Operation:
        op.end = outer.end
        op = op.x
    op.end = outer.end
    setattr(outer, attr, op.x)
    outer.start = op.x.start
    op.x = outer
    return x


def index_list(s: Lowerer, elems: Sequence[TreeNode]) -> Expr:
    """parser.go: typeList(strict=false): the first element is an expression, the others are types."""
    first = elems[0]
    x: Expr = EXPR[first.kind_id](s, first)
    if len(elems) == 1:
        return x
    rest = [TYPE[e.kind_id](s, e) for e in elems[1:]]
    return ListExpr(x.pos, x.start, rest[-1].end, [x, *rest])


def type_args(s: Lowerer, n: TreeNode) -> Expr:
    return index_list(s, [c for c in n.children[1:-1] if c.kind_id != _COMMA])


def _index(s: Lowerer, n: TreeNode) -> Expr:
    children = n.children
    x, bracket, index = children[0], children[1], children[2]
    start, end = n.byte_range
    d = s.d
    operand = EXPR[x.kind_id](s, x)
    out = IndexExpr(bracket.start_byte + d, start + d, end + d, operand, EXPR[index.kind_id](s, index))
    return out if operand.__class__ is not Operation else primary(operand, out)


def _generic(s: Lowerer, n: TreeNode) -> IndexExpr:
    x, targs = n.children
    start, end = n.byte_range
    d = s.d
    return IndexExpr(targs.start_byte + d, start + d, end + d, EXPR[x.kind_id](s, x), type_args(s, targs))


def _instantiation(s: Lowerer, n: TreeNode) -> Expr:
    children = n.children
    x, bracket = children[0], children[1]
    start, end = n.byte_range
    d = s.d
    index = index_list(s, [c for c in children[2:-1] if c.kind_id != _COMMA])
    operand = EXPR[x.kind_id](s, x)
    out = IndexExpr(bracket.start_byte + d, start + d, end + d, operand, index)
    return out if operand.__class__ is not Operation else primary(operand, out)


def _slice(s: Lowerer, n: TreeNode) -> Expr:
    children = n.children
    x = children[0]
    start, end = n.byte_range
    d = s.d
    index: list[Expr | None] = [None, None, None]
    i = 0
    for c in children[2:-1]:
        kind = c.kind_id
        if kind == _COLON:
            i += 1
        else:
            index[i] = EXPR[kind](s, c)
    operand = EXPR[x.kind_id](s, x)
    out = SliceExpr(children[1].start_byte + d, start + d, end + d, operand, index, i == 2)
    return out if operand.__class__ is not Operation else primary(operand, out)


def _assertion(s: Lowerer, n: TreeNode) -> Expr:
    children = n.children
    x, dot, typ = children[0], children[1], children[3]
    start, end = n.byte_range
    d = s.d
    operand = EXPR[x.kind_id](s, x)
    out = AssertExpr(dot.start_byte + d, start + d, end + d, operand, TYPE[typ.kind_id](s, typ))
    return out if operand.__class__ is not Operation else primary(operand, out)


def _composite(s: Lowerer, n: TreeNode) -> CompositeLit:
    typ, body = n.children
    lit = _literal_value(s, body)
    lit.type = EXPR[typ.kind_id](s, typ)
    lit.start = n.start_byte + s.d
    return lit


def _literal_value(s: Lowerer, n: TreeNode) -> CompositeLit:
    d = s.d
    start, end = n.byte_range
    start += d
    end += d
    elems: list[Expr] = []
    n_keys = 0
    for c in n.children[1:-1]:
        kind = c.kind_id
        if kind == _COMMA:
            continue
        if kind == _KEYED:
            key, colon, value = c.children
            n_keys += 1
            x = _element(s, key)
            y = _element(s, value)
            elems.append(KeyValueExpr(colon.start_byte + d, x.start, y.end, x, y))
        else:
            elems.append(_element(s, c))
    return CompositeLit(start, start, end, None, elems, n_keys, end - 1)


def _element(s: Lowerer, n: TreeNode) -> Expr:
    x = n.children[0]
    return EXPR[x.kind_id](s, x)  # type: ignore[no-any-return]


def _func_lit(s: Lowerer, n: TreeNode) -> FuncLit:
    children = n.children
    body = children[-1]
    d = s.d
    start, end = n.byte_range
    start += d
    typ: FuncType = s.signature(children[1:-1])
    typ.start = start
    return FuncLit(start, start, end + d, typ, s.literal_body(body))


def _unary(s: Lowerer, n: TreeNode) -> Expr:
    op, operand = n.children
    start, end = n.byte_range
    d = s.d
    start += d
    o = s.source[op.start_byte : op.end_byte]
    x: Expr = EXPR[operand.kind_id](s, operand)
    if o == "&":
        x = unparen(x)
    return Operation(start, start, end + d, o, x, None)


def _binary(s: Lowerer, n: TreeNode) -> Operation:
    # the left spine is walked in a loop: sums of a thousand terms are written by generators
    d = s.d
    pending = []
    while True:
        left, op, right = n.children
        pending.append((op, right))
        if left.kind_id != _BINARY:
            break
        n = left
    x: Operation = EXPR[left.kind_id](s, left)
    start = x.start if x.start == left.start_byte + d else left.start_byte + d
    source = s.source
    for op, right in reversed(pending):
        a, b = op.byte_range
        x = Operation(a + d, start, right.end_byte + d, intern(source[a:b]), x, EXPR[right.kind_id](s, right))
    return x


# Types as the expression parser sees them


def _channel(s: Lowerer, n: TreeNode) -> ChanType:
    """parser.go: unaryExpr, case _Arrow: the arrow before `chan` is seen first and handed down to the channel types."""
    typ: ChanType = TYPE[n.kind_id](s, n)
    t: AnySyntax = typ
    while n.kind_id == k.CHANNEL_TYPE:
        children = n.children
        if children[0].kind_id != k.ARROW:
            break
        move(t, children[1].start_byte + s.d)
        t = t.elem
        n = children[-1]
    return typ


def _type_elem(s: Lowerer, n: TreeNode) -> Expr:
    children = n.children
    if len(children) == 1:
        x = children[0]
        return EXPR[x.kind_id](s, x)  # type: ignore[no-any-return]
    return type_elem(s, n, EXPR)


EXPR: dict[int, Lower] = dict(TYPE)


def _register(lower: Lower, *names: str) -> None:
    for i in k.ids(*names):
        EXPR[i] = lower


_register(
    name,
    "blank_identifier",
    "type_identifier",
    "field_identifier",
    "package_identifier",
    "label_name",
    "nil",
    "true",
    "false",
    "iota",
)
_register(_identifier, "identifier")
_register(_literal(INT_LIT), "int_literal")
_register(_literal(FLOAT_LIT), "float_literal")
_register(_literal(IMAG_LIT), "imaginary_literal")
_register(_literal(RUNE_LIT), "rune_literal")
_register(string_literal, "interpreted_string_literal", "raw_string_literal")
_register(_parenthesized, "parenthesized_expression")
_register(_selector, "selector_expression", "qualified_type")
_register(_call, "call_expression")
_register(_conversion, "type_conversion_expression")
_register(_index, "index_expression")
_register(_generic, "generic_type")
_register(_instantiation, "type_instantiation_expression")
_register(_slice, "slice_expression")
_register(_assertion, "type_assertion_expression")
_register(_composite, "composite_literal")
_register(_literal_value, "literal_value")
_register(_func_lit, "func_literal")
_register(_unary, "unary_expression")
_register(_binary, "binary_expression")
_register(_parenthesized, "parenthesized_type")
_register(prefixed("*", EXPR), "pointer_type")
_register(prefixed("~", EXPR), "negated_type")
_register(_channel, "channel_type")
_register(_type_elem, "type_elem")
EXPR[k.ERROR] = bad_expr
