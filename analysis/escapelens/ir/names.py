"""Names of functions: literals, wrappers, methods, and how messages write them.

What: closureName, FuncName, PkgFuncName (ir/func.go), MethodSym (ir/expr.go), TrimInlineHash (obj/objfile.go).

Property: a literal made by inlining is named after the function it was written in, with a hash of the calls that
brought it here; the hash depends on the indices of the inlining tree, hence on the order of inlining.
"""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from escapelens.digest import sha256
from escapelens.ir.inltree import InlTree, inl_index
from escapelens.ir.nodes import Func
from escapelens.ir.typefmt import ID, TypePrinter, mangled_name, path_prefix, pkg_prefix, same_pkg
from escapelens.model import types as T
from escapelens.releases.release import Release

if TYPE_CHECKING:
    from escapelens.model.objects import Package

_INL_HASH_LEN = 12  # 8 bytes in base 64
_SUFFIXES = {"CLOSURE": ".", "RANGE": "-range", "GO": ".gowrap", "DEFER": ".deferwrap"}


def func_name(fn: Func) -> str:
    """The name without package: `(*T).M`, `F[go.shape.int]`, `outer.func1`."""
    return fn.sym


def inline_hash(tree: InlTree, index: int) -> str:
    """The hash of the chain of inlined calls that ends with number index, between the two `#`."""
    parents = []
    parent = tree.nodes[index].parent
    while parent >= 0:
        parents.append(parent)
        parent = tree.nodes[parent].parent
    text = " ".join(map(str, [index, *reversed(parents)]))
    return binascii.b2a_base64(sha256(b"\x01" + text.encode()).digest()[:8], newline=False).decode()


def trim_inline_hash(name: str) -> str:
    before, found, after = name.partition("#")
    if not found or len(after) < _INL_HASH_LEN + 1 or after[_INL_HASH_LEN] != "#":
        return name
    return before + after[_INL_HASH_LEN + 1 :]


def closure_name(outer: Func, pos: int, why: str, tree: InlTree, gen: int = 0) -> tuple[Package | None, str]:
    """(package, name) of a new literal in outer; why: CLOSURE, RANGE, GO or DEFER.

    gen: its number, 0 to count it in outer. pos: of the literal, with its inlining index.
    """
    pkg, name = outer.pkg, outer.sym
    suffix = _SUFFIXES[why]
    if why == "CLOSURE" and outer.oclosure is None:
        suffix = ".func"
    blank = name == "_"
    if blank:
        name = "glob."

    index = inl_index(pos)
    if index >= 0:
        call = tree.nodes[index]
        name = call.name
        if call.pkg is not None:
            # A package whose path is escaped in link symbols is not found again by that: it prints as no package.
            pkg = call.pkg if path_prefix(call.pkg.path) == call.pkg.path else None

    if gen == 0:
        counter = {"CLOSURE": "func_lit_gen", "RANGE": "range_lit_gen"}.get(why, "go_defer_gen")
        gen = getattr(outer, counter) + 1
        setattr(outer, counter, gen)

    name = f"{name}{suffix}{gen}"
    if index >= 0:
        name = f"{trim_inline_hash(name)}#{inline_hash(tree, index)}#"
    return pkg, name


def named_after(outer: Func, release: Release) -> Func:
    """The function that literals in outer are named after: before 1.27 the one around all loops over functions."""
    if not release.numbers_inlined_literals and outer.oclosure is not None and outer.range_parent is not None:
        return outer.range_parent
    return outer


def method_name(recv: T.AnyType, name: str, pkg: Package | None, exported: bool) -> tuple[Package | None, str]:
    """(package, name) of method `name` of package pkg with receiver type recv: `T.M`, `(*T).M` (expr.go: MethodSym).

    package is None for a receiver without a name, such as a struct with embedded fields.
    """
    recv = recv.actual if recv.__class__ is T.Alias else recv
    base = recv.elem if recv.__class__ is T.Pointer else recv
    base = base.actual if base.__class__ is T.Alias else base
    rpkg = base.obj.pkg if base.__class__ is T.Named else None
    text = TypePrinter(None).string(recv, ID, True) if base.__class__ is not T.Named else mangled_name(base)
    if base is not recv:
        text = f"(*{text})" if base.__class__ is T.Named else f"({text})"
    if pkg is not None and not exported and not same_pkg(pkg, rpkg):
        text += "." + pkg_prefix(pkg)
    return rpkg, f"{text}.{name}"
