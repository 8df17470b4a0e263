"""Nodes, types and constants print as in the compiler's messages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escapelens.ir.constfmt import const_string, quote_rune
from escapelens.ir.fmt import node_string
from escapelens.ir.inltree import InlTree
from escapelens.ir.names import inline_hash, method_name, trim_inline_hash
from escapelens.ir.nodes import (
    PAUTO,
    AddrExpr,
    AssignListStmt,
    AssignStmt,
    BasicLit,
    BinaryExpr,
    CallExpr,
    CompLitExpr,
    ConvExpr,
    IfStmt,
    Name,
    ReturnStmt,
    SelectorExpr,
    SliceExpr,
    StarExpr,
    TypeNode,
    UnaryExpr,
)
from escapelens.ir.nodes import Func as IRFunc
from escapelens.ir.typefmt import link_string, mangle, type_string
from escapelens.model.constants import Complex
from escapelens.model.objects import FIELD_VAR, Func, Package, TypeName, Var
from escapelens.model.types import (
    BOOL,
    FLOAT64,
    INT,
    STRING,
    UINT8,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
)
from escapelens.model.universe import TYP, UNIVERSE, UNIVERSE_BYTE, UNIVERSE_RUNE

P = Package("example.com/v.2/p", "p")
HTTP = Package("net/http", "http")
CLIENT = Named(TypeName(0, HTTP, "Client"), Struct([], []))
LOCAL = Named(TypeName(0, P, "T"), Struct([], []))
ANY = UNIVERSE.elems["any"].typ
ERROR = UNIVERSE.elems["error"].typ


def var(name: str, typ, pkg=P, kind=FIELD_VAR):
    return Var(0, pkg, name, typ, kind)


def sig(params, results=(), variadic=False, recv=None):
    return Signature(recv, Tuple([var("", t) for t in params]), Tuple([var("", t) for t in results]), variadic)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (12345678901234567890, "12345678901234567890"),
        (Fraction(3), "3"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(1000000), "1e+06"),
        (Fraction(2000001, 2), "1.0000005e+06"),
        (Fraction(493827, 4), "123456.75"),
        (Fraction(1, 100000), "1e-05"),
        (Fraction(10) ** 400, "1e+400"),
        (Fraction(1, 10**400), "1e-400"),
        (Complex(1, Fraction(1, 2)), "(1 + 0.5i)"),
        (b'a"\n\xff\xc3\xa9', '"a\\"\\n\\xffé"'),
        (b"x" * 80, '"' + "x" * 68 + "..."),
        (b"x" * 70, '"' + "x" * 70 + '"'),
    ],
)
def test_constants(value, text):
    assert const_string(value) == text


def test_runes():
    assert [quote_rune(r) for r in (65, 10, 0x27, 0x22, 0xE9, 0x200B)] == [
        "'A'", "'\\n'", "'\\''", "'\"'", "'é'", "'\\u200b'",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typ", "text", "link"),
    [
        (Slice(UNIVERSE_BYTE), "[]byte", "[]uint8"),
        (Slice(ANY), "[]any", "[]interface {}"),
        (Interface([], []), "interface {}", "interface {}"),
        (Map(TYP[STRING], Pointer(CLIENT)), "map[string]*http.Client", "map[string]*net/http.Client"),
        (LOCAL, "T", "example.com/v.2/p.T"),
        (sig([TYP[INT], Slice(ANY)], [ERROR], True), "func(int, ...any) error", "func(int, ...interface {}) error"),
        (
            sig([TYP[INT]], [TYP[BOOL], ERROR], recv=var("t", Pointer(LOCAL))),
            "method(*T) func(int) (bool, error)",
            "method(*example.com/v.2/p.T) func(int) (bool, error)",
        ),
        (
            Struct([var("a", TYP[INT]), var("B", UNIVERSE_BYTE)], ["", 'json:"b"']),
            'struct { a int; B byte "json:\\"b\\"" }',
            'struct { example.com/v.2/p.a int; B uint8 "json:\\"b\\"" }',
        ),
        (
            Interface([Func(0, P, "Less", sig([TYP[INT]], [TYP[BOOL]])), Func(0, P, "Add", sig([]))], []),
            "interface { Add(); Less(int) bool }",
            "interface { Add(); Less(int) bool }",
        ),
    ],
)
def test_types(typ, text, link):
    assert type_string(typ, P) == text
    assert link_string(typ) == link


def test_instances():
    assert mangle("F", [Pointer(CLIENT), ANY]) == "F[*net/http.Client,interface {}]"
    assert mangle("T·2", [TYP[INT]]) == "T[int]·2"
    inst = Named(TypeName(0, HTTP, "Set"), Struct([], []))
    inst.targs = [CLIENT]
    assert type_string(inst, P) == "http.Set[net/http.Client]"
    assert method_name(Pointer(inst), "Add", HTTP, True) == (HTTP, "(*Set[net/http.Client]).Add")
    assert method_name(LOCAL, "m", HTTP, False) == (P, "T.net/http.m")


def test_expressions():
    x = Name(0, "x", TYP[INT], PAUTO, P)
    one = BasicLit(0, 1, TYP[INT])
    foreign = Name(0, "s", TYP[INT], PAUTO, HTTP)
    total = BinaryExpr(0, "ADD", x, foreign)
    hidden = AddrExpr(0, "ADDR", x)
    hidden.implicit = True
    ddd = CallExpr(0, "CALLFUNC", foreign, [x])
    ddd.is_ddd = True
    cases = {
        "(x + http.s) * 'A'": BinaryExpr(0, "MUL", total, BasicLit(0, 65, UNIVERSE_RUNE)),
        "x - (x + http.s) - x": BinaryExpr(0, "SUB", BinaryExpr(0, "SUB", x, total), x),
        "byte(1)": BasicLit(0, 1, UNIVERSE_BYTE),
        "uint8(1)": BasicLit(0, 1, TYP[UINT8]),
        "0.5": BasicLit(0, Fraction(1, 2), TYP[FLOAT64]),
        "http.Client(2)": BasicLit(0, 2, CLIENT),
        "x.M": SelectorExpr(0, "DOTMETH", hidden, "M"),
        "(&x).M": SelectorExpr(0, "DOTMETH", AddrExpr(0, "ADDR", x), "M"),
        "(*T).M": SelectorExpr(0, "METHEXPR", TypeNode(0, Pointer(LOCAL)), "M"),
        "*(&x)": StarExpr(0, AddrExpr(0, "ADDR", x)),
        "- (-x)": UnaryExpr(0, "NEG", UnaryExpr(0, "NEG", x)),
        "&T{...}": AddrExpr(0, "PTRLIT", CompLitExpr(0, "STRUCTLIT", LOCAL, [one])),
        "T{}": CompLitExpr(0, "STRUCTLIT", LOCAL, []),
        "([]byte)(x)": ConvExpr(0, "STR2BYTES", Slice(UNIVERSE_BYTE), x),
        "string(x)": ConvExpr(0, "RUNESTR", TYP[STRING], x),
        "x[1:]": SliceExpr(0, "SLICE", x, one, None, None),
        "x[:1:1]": SliceExpr(0, "SLICE3", x, None, one, one),
        "http.s(x...)": ddd,
        "<node unsafe.String>": BinaryExpr(0, "UNSAFESTRING", x, x),
        "x := <nil>": AssignStmt(0, x, None, True),
        "x, http.s = 1, x": AssignListStmt(0, "AS2", [x, foreign], [one, x]),
        "return ": ReturnStmt(0, []),
        "if x { return x } else { return 1 }": IfStmt(0, x, [ReturnStmt(0, [x])], [ReturnStmt(0, [one])]),
    }
    for text, node in cases.items():
        assert node_string(node, P) == text


def test_long_chain():
    x = n = Name(0, "x", TYP[INT], PAUTO, P)
    for _ in range(5000):
        n = BinaryExpr(0, "ADD", n, x)
    assert node_string(n, P) == " + ".join(["x"] * 5001)


def test_inline_hashes():
    tree = InlTree()
    tree.add(IRFunc(0, P, "caller", sig([])), 0, "f")
    assert inline_hash(tree, 0) == "RMgI/RZtu4k="
    assert trim_inline_hash("f.func1#RMgI/RZtu4k=#") == "f.func1"
