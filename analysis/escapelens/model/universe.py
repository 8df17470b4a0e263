"""The predeclared identifiers and package unsafe.

Counterpart: `types2/universe.go`. The objects are shared by all packages and are never written to.
"""

from __future__ import annotations

from escapelens.model import types
from escapelens.model.objects import (
    RECV_VAR,
    RESULT_VAR,
    Builtin,
    Const,
    Func,
    Nil,
    Object,
    Package,
    Scope,
    TypeName,
    Var,
)

# By kind.
TYP: list[types.Basic] = [
    types.INVALID_TYPE,
    types.Basic(types.BOOL, types.IS_BOOLEAN, "bool"),
    types.Basic(types.INT, types.IS_INTEGER, "int"),
    types.Basic(types.INT8, types.IS_INTEGER, "int8"),
    types.Basic(types.INT16, types.IS_INTEGER, "int16"),
    types.Basic(types.INT32, types.IS_INTEGER, "int32"),
    types.Basic(types.INT64, types.IS_INTEGER, "int64"),
    types.Basic(types.UINT, types.IS_INTEGER | types.IS_UNSIGNED, "uint"),
    types.Basic(types.UINT8, types.IS_INTEGER | types.IS_UNSIGNED, "uint8"),
    types.Basic(types.UINT16, types.IS_INTEGER | types.IS_UNSIGNED, "uint16"),
    types.Basic(types.UINT32, types.IS_INTEGER | types.IS_UNSIGNED, "uint32"),
    types.Basic(types.UINT64, types.IS_INTEGER | types.IS_UNSIGNED, "uint64"),
    types.Basic(types.UINTPTR, types.IS_INTEGER | types.IS_UNSIGNED, "uintptr"),
    types.Basic(types.FLOAT32, types.IS_FLOAT, "float32"),
    types.Basic(types.FLOAT64, types.IS_FLOAT, "float64"),
    types.Basic(types.COMPLEX64, types.IS_COMPLEX, "complex64"),
    types.Basic(types.COMPLEX128, types.IS_COMPLEX, "complex128"),
    types.Basic(types.STRING, types.IS_STRING, "string"),
    types.Basic(types.UNSAFE_POINTER, 0, "Pointer"),
    types.Basic(types.UNTYPED_BOOL, types.IS_BOOLEAN | types.IS_UNTYPED, "untyped bool"),
    types.Basic(types.UNTYPED_INT, types.IS_INTEGER | types.IS_UNTYPED, "untyped int"),
    types.Basic(types.UNTYPED_RUNE, types.IS_INTEGER | types.IS_UNTYPED, "untyped rune"),
    types.Basic(types.UNTYPED_FLOAT, types.IS_FLOAT | types.IS_UNTYPED, "untyped float"),
    types.Basic(types.UNTYPED_COMPLEX, types.IS_COMPLEX | types.IS_UNTYPED, "untyped complex"),
    types.Basic(types.UNTYPED_STRING, types.IS_STRING | types.IS_UNTYPED, "untyped string"),
    types.Basic(types.UNTYPED_NIL, types.IS_UNTYPED, "untyped nil"),
]
INVALID_TYPE = types.INVALID_TYPE
UNIVERSE_BYTE = types.Basic(types.UINT8, types.IS_INTEGER | types.IS_UNSIGNED, "byte")
UNIVERSE_RUNE = types.Basic(types.INT32, types.IS_INTEGER, "rune")
EMPTY_TUPLE = types.Tuple([])
EMPTY_INTERFACE = types.Interface([], [])

UNIVERSE = Scope(None)
UNSAFE = Package("unsafe", "unsafe")

BUILTINS = [
    "append",
    "cap",
    "clear",
    "close",
    "complex",
    "copy",
    "delete",
    "imag",
    "len",
    "make",
    "max",
    "min",
    "new",
    "panic",
    "print",
    "println",
    "real",
    "recover",
]
UNSAFE_BUILTINS = ["Add", "Alignof", "Offsetof", "Sizeof", "Slice", "SliceData", "String", "StringData"]


def _define(obj: Object) -> None:
    if obj.exported:
        obj.pkg = UNSAFE
        UNSAFE.scope.insert(obj)
    else:
        UNIVERSE.insert(obj)


def _error() -> types.Named:
    obj = TypeName(0, None, "error")
    named = types.Named(obj)
    obj.typ = named
    recv = Var(0, None, "", named, RECV_VAR)
    res = Var(0, None, "", TYP[types.STRING], RESULT_VAR)
    method = Func(0, None, "Error", types.Signature(recv, EMPTY_TUPLE, types.Tuple([res]), False))
    named.underlying = types.Interface([method], [])
    _define(obj)
    return named


def _any() -> types.Alias:
    obj = TypeName(0, None, "any")
    obj.is_alias = True
    alias = types.Alias(obj, EMPTY_INTERFACE)
    obj.typ = alias
    _define(obj)
    return alias


def _comparable() -> types.Named:
    obj = TypeName(0, None, "comparable")
    named = types.Named(obj, types.Interface([], []))
    obj.typ = named
    _define(obj)
    return named


for _t in (*TYP, UNIVERSE_BYTE, UNIVERSE_RUNE):
    if " " not in _t.name:
        _obj = TypeName(0, None, _t.name, _t)
        _obj.is_alias = _t is UNIVERSE_BYTE or _t is UNIVERSE_RUNE
        _define(_obj)

UNIVERSE_ERROR = _error()
_any()
UNIVERSE_COMPARABLE_TYPE = _comparable()
COMPARABLE_INTERFACE = UNIVERSE_COMPARABLE_TYPE.underlying  # its type set is special: see typeset.py

_define(Const(0, None, "true", TYP[types.UNTYPED_BOOL], True))
_define(Const(0, None, "false", TYP[types.UNTYPED_BOOL], False))
UNIVERSE_IOTA = Const(0, None, "iota", TYP[types.UNTYPED_INT], 0)
_define(UNIVERSE_IOTA)
_define(Nil(0, None, "nil", TYP[types.UNTYPED_NIL]))
for _name in (*BUILTINS, *UNSAFE_BUILTINS):
    _define(Builtin(0, None, _name, INVALID_TYPE))
