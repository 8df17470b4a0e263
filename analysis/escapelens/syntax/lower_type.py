"""tree-sitter types, parameter lists and signatures to `nodes.py`.

What: one function per grammar kind in `TYPE`, for types where the compiler's type parser stands.
Counterpart: cmd/compile/internal/syntax/parser.go (typeOrNil, structType, interfaceType, funcType, paramList).
Property: fields declared together share the type node, as they do in the compiler.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sys import intern
from typing import TYPE_CHECKING

from escapelens.syntax import kinds as k
from escapelens.syntax.clean import TreeNode
from escapelens.syntax.nodes import (
    NO_NAME,
    RECV_ONLY,
    SEND_ONLY,
    STRING_LIT,
    AnySyntax,
    ArrayType,
    BadExpr,
    BasicLit,
    ChanType,
    DotsType,
    Expr,
    Field,
    FuncType,
    IndexExpr,
    InterfaceType,
    ListExpr,
    MapType,
    Name,
    Operation,
    SelectorExpr,
    SliceType,
    StructType,
)

if TYPE_CHECKING:
    from escapelens.syntax.lower import Lowerer

Lower = Callable[["Lowerer", TreeNode], AnySyntax]

_COMMA, _SEMI, _STAR = k.COMMA, k.SEMI, k.STAR
_TAGS = (k.INTERPRETED_STRING, k.RAW_STRING)


def _text(s: Lowerer, start: int, end: int) -> str:
    value = s.source[start:end]
    if s.encoded and not value.isascii():
        value = value.encode("latin-1").decode("utf-8", "surrogateescape")
    return value


def _name(s: Lowerer, n: TreeNode) -> Name:
    start, end = n.byte_range
    return Name(start + s.d, intern(_text(s, start, end)) or NO_NAME)


def _qualified(s: Lowerer, n: TreeNode) -> SelectorExpr:
    x, dot, sel = n.children
    package, selected = _name(s, x), _name(s, sel)
    return SelectorExpr(dot.start_byte + s.d, package.start, selected.end, package, selected)


def _generic(s: Lowerer, n: TreeNode) -> IndexExpr:
    x, targs = n.children
    start, end = n.byte_range
    d = s.d
    elems = [TYPE[c.kind_id](s, c) for c in targs.children[1:-1] if c.kind_id != _COMMA]
    index = elems[0] if len(elems) == 1 else ListExpr(elems[0].pos, elems[0].start, elems[-1].end, elems)
    return IndexExpr(targs.start_byte + d, start + d, end + d, TYPE[x.kind_id](s, x), index)


def _parenthesized(s: Lowerer, n: TreeNode) -> Expr:
    x = n.children[1]
    return TYPE[x.kind_id](s, x)  # type: ignore[no-any-return]


def prefixed(op: str, table: dict[int, Lower]) -> Lower:
    """`*T` or `~T`, with the operand's meaning from the table."""

    def lower(s: Lowerer, n: TreeNode) -> Operation:
        start, end = n.byte_range
        x = n.children[1]
        start += s.d
        return Operation(start, start, end + s.d, op, table[x.kind_id](s, x), None)

    return lower


def type_elem(s: Lowerer, n: TreeNode, table: dict[int, Lower]) -> Expr:
    """`A | B | C`, grouped from the left."""
    children = n.children
    d = s.d
    x: Expr = table[children[0].kind_id](s, children[0])
    for i in range(1, len(children) - 1, 2):
        y = TYPE[children[i + 1].kind_id](s, children[i + 1])
        x = Operation(children[i].start_byte + d, x.start, y.end, "|", x, y)
    return x


def _type_elem(s: Lowerer, n: TreeNode) -> Expr:
    return type_elem(s, n, TYPE)


def _array(s: Lowerer, n: TreeNode) -> ArrayType:
    children = n.children
    start, end = n.byte_range
    start += s.d
    length, elem = children[1], children[-1]
    ln = None if length.kind_id == k.DOTS else s.expr(length)
    return ArrayType(start, start, end + s.d, ln, TYPE[elem.kind_id](s, elem))


def _slice(s: Lowerer, n: TreeNode) -> SliceType:
    start, end = n.byte_range
    elem = n.children[2]
    start += s.d
    return SliceType(start, start, end + s.d, TYPE[elem.kind_id](s, elem))


def _map(s: Lowerer, n: TreeNode) -> MapType:
    children = n.children
    start, end = n.byte_range
    key, value = children[2], children[4]
    start += s.d
    return MapType(start, start, end + s.d, TYPE[key.kind_id](s, key), TYPE[value.kind_id](s, value))


def _channel(s: Lowerer, n: TreeNode) -> ChanType:
    children = n.children
    start, end = n.byte_range
    if children[0].kind_id == k.ARROW:
        return _chan(s, start, end, RECV_ONLY, children[1:])
    return _chan(s, start, end, 0, children)


def _chan(s: Lowerer, start: int, end: int, direction: int, parts: Sequence[TreeNode]) -> ChanType:
    value = parts[-1]
    elem: Expr | None = None
    if direction == 0:
        if len(parts) == 3:
            direction = SEND_ONLY
        elif value.kind_id == k.CHANNEL_TYPE and value.children[0].kind_id == k.ARROW:
            # `chan <-chan T` sends `chan T`: an arrow belongs to the channel on its left
            direction = SEND_ONLY
            rest = value.children[1:]
            elem = _chan(s, rest[0].start_byte, end, 0, rest)
    start += s.d
    return ChanType(start, start, end + s.d, direction, elem or TYPE[value.kind_id](s, value))


def _function(s: Lowerer, n: TreeNode) -> FuncType:
    typ = signature(s, n.children[1:])
    typ.start = n.start_byte + s.d
    return typ


def signature(s: Lowerer, parts: Sequence[TreeNode]) -> FuncType:
    """Parameter list and optional result; pos and start are the parameter list's."""
    params = parts[0]
    start, end = params.byte_range
    d = s.d
    result_list: list[Field] = []
    if len(parts) > 1:
        result = parts[1]
        end = result.end_byte
        if result.kind_id == k.PARAMETER_LIST:
            result_list = parameters(s, result)
        else:
            typ = TYPE[result.kind_id](s, result)
            at = result.start_byte + d
            result_list = [Field(at, at, end + d, None, typ)]
    start += d
    return FuncType(start, start, end + d, parameters(s, params), result_list)


def parameters(s: Lowerer, n: TreeNode) -> list[Field]:
    """parser.go: paramList."""
    out: list[Field] = []
    named = unnamed = False
    d = s.d
    for p in n.children[1:-1]:
        kind = p.kind_id
        if kind == _COMMA:
            continue
        children = p.children
        start, end = p.byte_range
        start += d
        end += d
        typ_node = children[-1]
        typ = TYPE[typ_node.kind_id](s, typ_node)
        if kind == k.VARIADIC_PARAMETER_DECLARATION:
            dots = children[-2].start_byte + d
            name = _name(s, children[0]) if len(children) == 3 else None
            if name is None:
                unnamed = True
            else:
                named = True
            out.append(Field(start, start, end, name, DotsType(dots, dots, end, typ)))
        elif len(children) == 1:
            unnamed = True
            out.append(Field(start, start, end, None, typ))
        else:
            named = True
            for c in children[:-1]:
                if c.kind_id != _COMMA:
                    name = _name(s, c)
                    out.append(Field(name.pos, name.pos, end, name, typ))
    if named and unnamed:
        _distribute(s, out)
    return out


def _distribute(s: Lowerer, fields: list[Field]) -> None:
    """parser.go: paramList, second half, for a list the grammar took for types at first (it gives up early
    on long ones)."""
    typ: Expr | None = None
    for f in reversed(fields):
        if f.name is not None:
            typ = f.type
        elif isinstance(f.type, Name) and typ is not None:
            f.name = f.type
            f.type = typ
            f.end = typ.end
        else:
            s.problem(f.start, f.end, "syntax error: missing parameter name")
            f.name = Name(f.start, NO_NAME)


def type_parameters(s: Lowerer, n: TreeNode) -> list[Field]:
    out: list[Field] = []
    d = s.d
    for p in n.children[1:-1]:
        if p.kind_id == _COMMA:
            continue
        children = p.children
        constraint = type_elem(s, children[-1], TYPE)
        end = p.end_byte + d
        for c in children[:-1]:
            if c.kind_id != _COMMA:
                name = _name(s, c)
                out.append(Field(name.pos, name.pos, end, name, constraint))
    return out


def _struct(s: Lowerer, n: TreeNode) -> StructType:
    start, end = n.byte_range
    d = s.d
    fields: list[Field] = []
    tags: list[BasicLit | None] = []
    for f in n.children[1].children[1:-1]:
        if f.kind_id != k.FIELD_DECLARATION:
            continue
        children = f.children
        at = f.start_byte + d
        tag = None
        last = children[-1]
        if last.kind_id in _TAGS:
            a, b = last.byte_range
            tag = BasicLit(a + d, a + d, b + d, _text(s, a, b), STRING_LIT)
            children = children[:-1]
            last = children[-1]
        to = last.end_byte + d
        typ: Expr = TYPE[last.kind_id](s, last)
        if children[0].kind_id == k.FIELD_IDENTIFIER and len(children) > 1:
            for c in children[:-1]:
                if c.kind_id != _COMMA:
                    name = _name(s, c)
                    fields.append(Field(name.pos, name.pos, to, name, typ))
                    tags.append(tag)
            continue
        if children[0].kind_id == _STAR:
            typ = Operation(at, at, to, "*", typ, None)
        fields.append(Field(at, at, to, None, typ))
        tags.append(tag)
    start += d
    return StructType(start, start, end + d, fields, tags)


def _interface(s: Lowerer, n: TreeNode) -> InterfaceType:
    start, end = n.byte_range
    d = s.d
    methods: list[Field] = []
    for m in n.children[2:-1]:
        kind = m.kind_id
        if kind == k.METHOD_ELEM:
            children = m.children
            name = _name(s, children[0])
            methods.append(Field(name.pos, name.pos, m.end_byte + d, name, signature(s, children[1:])))
        elif kind == k.TYPE_ELEM:
            a, b = m.byte_range
            methods.append(Field(a + d, a + d, b + d, None, _type_elem(s, m)))
    start += d
    return InterfaceType(start, start, end + d, methods)


def bad_expr(s: Lowerer, n: TreeNode) -> BadExpr:
    start, end = n.byte_range
    return BadExpr(start + s.d, start + s.d, end + s.d)


TYPE: dict[int, Lower] = {}


def _register(lower: Lower, *names: str) -> None:
    for i in k.ids(*names):
        TYPE[i] = lower


_register(_name, "identifier", "blank_identifier", "type_identifier", "field_identifier", "package_identifier")
_register(_qualified, "qualified_type")
_register(_generic, "generic_type")
_register(_parenthesized, "parenthesized_type")
_register(prefixed("*", TYPE), "pointer_type")
_register(prefixed("~", TYPE), "negated_type")
_register(_type_elem, "type_elem", "type_constraint")
_register(_array, "array_type", "implicit_length_array_type")
_register(_slice, "slice_type")
_register(_map, "map_type")
_register(_channel, "channel_type")
_register(_function, "function_type")
_register(_struct, "struct_type")
_register(_interface, "interface_type")
TYPE[k.ERROR] = bad_expr
