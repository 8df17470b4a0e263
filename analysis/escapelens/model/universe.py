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
from escapelens.model.types import (
    BOOL,
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    IS_BOOLEAN,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    IS_STRING,
    IS_UNSIGNED,
    IS_UNTYPED,
    STRING,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UINTPTR,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_NIL,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Alias,
    Basic,
    Interface,
    Named,
    Signature,
    Tuple,
)

# By kind.
TYP: list[Basic] = [
    types.INVALID_TYPE,
    Basic(BOOL, IS_BOOLEAN, "bool"),
    Basic(INT, IS_INTEGER, "int"),
    Basic(INT8, IS_INTEGER, "int8"),
    Basic(INT16, IS_INTEGER, "int16"),
    Basic(INT32, IS_INTEGER, "int32"),
    Basic(INT64, IS_INTEGER, "int64"),
    Basic(UINT, IS_INTEGER | IS_UNSIGNED, "uint"),
    Basic(UINT8, IS_INTEGER | IS_UNSIGNED, "uint8"),
    Basic(UINT16, IS_INTEGER | IS_UNSIGNED, "uint16"),
    Basic(UINT32, IS_INTEGER | IS_UNSIGNED, "uint32"),
    Basic(UINT64, IS_INTEGER | IS_UNSIGNED, "uint64"),
    Basic(UINTPTR, IS_INTEGER | IS_UNSIGNED, "uintptr"),
    Basic(FLOAT32, IS_FLOAT, "float32"),
    Basic(FLOAT64, IS_FLOAT, "float64"),
    Basic(COMPLEX64, IS_COMPLEX, "complex64"),
    Basic(COMPLEX128, IS_COMPLEX, "complex128"),
    Basic(STRING, IS_STRING, "string"),
    Basic(UNSAFE_POINTER, 0, "Pointer"),
    Basic(UNTYPED_BOOL, IS_BOOLEAN | IS_UNTYPED, "untyped bool"),
    Basic(UNTYPED_INT, IS_INTEGER | IS_UNTYPED, "untyped int"),
    Basic(UNTYPED_RUNE, IS_INTEGER | IS_UNTYPED, "untyped rune"),
    Basic(UNTYPED_FLOAT, IS_FLOAT | IS_UNTYPED, "untyped float"),
    Basic(UNTYPED_COMPLEX, IS_COMPLEX | IS_UNTYPED, "untyped complex"),
    Basic(UNTYPED_STRING, IS_STRING | IS_UNTYPED, "untyped string"),
    Basic(UNTYPED_NIL, IS_UNTYPED, "untyped nil"),
]
INVALID_TYPE = types.INVALID_TYPE
UNIVERSE_BYTE = Basic(UINT8, IS_INTEGER | IS_UNSIGNED, "byte")
UNIVERSE_RUNE = Basic(INT32, IS_INTEGER, "rune")
EMPTY_TUPLE = Tuple([])
EMPTY_INTERFACE = Interface([], [])

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


def _error() -> Named:
    obj = TypeName(0, None, "error")
    named = Named(obj)
    obj.typ = named
    recv = Var(0, None, "", named, RECV_VAR)
    res = Var(0, None, "", TYP[STRING], RESULT_VAR)
    method = Func(0, None, "Error", Signature(recv, EMPTY_TUPLE, Tuple([res]), False))
    named.underlying = Interface([method], [])
    _define(obj)
    return named


def _any() -> Alias:
    obj = TypeName(0, None, "any")
    obj.is_alias = True
    alias = Alias(obj, EMPTY_INTERFACE)
    obj.typ = alias
    _define(obj)
    return alias


def _comparable() -> Named:
    obj = TypeName(0, None, "comparable")
    named = Named(obj, Interface([], []))
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

_define(Const(0, None, "true", TYP[UNTYPED_BOOL], True))
_define(Const(0, None, "false", TYP[UNTYPED_BOOL], False))
UNIVERSE_IOTA = Const(0, None, "iota", TYP[UNTYPED_INT], 0)
_define(UNIVERSE_IOTA)
_define(Nil(0, None, "nil", TYP[UNTYPED_NIL]))
for _name in (*BUILTINS, *UNSAFE_BUILTINS):
    _define(Builtin(0, None, _name, INVALID_TYPE))
