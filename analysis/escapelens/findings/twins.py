"""The function that takes bytes where another takes a string, or the other way round: no conversion is needed for it.

What: `re.Match` for `re.MatchString`, `utf8.RuneCountInString` for `utf8.RuneCount`, `bytes.Cut` for `strings.Cut`.
Property: it is one of the same receiver, or package, and takes the same otherwise. None is looked for in the package at
hand, whose functions may be gone with the next edit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escapelens.findings.names import callee_text, source_text
from escapelens.model.identity import identical
from escapelens.model.lookup import deref, lookup_field_or_method
from escapelens.model.objects import Func
from escapelens.model.predicates import is_string
from escapelens.model.types import UINT8, Basic, Signature, Slice, TypeParam
from escapelens.model.under import under
from escapelens.regexp import regexp
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, unparen

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.model.types import AnyType

_WORDS = regexp(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")

# Functions that packages strings and bytes have both.
_IN_BOTH = (
    "Compare", "Contains", "Count", "Cut", "EqualFold", "Fields", "Has", "Index", "Last", "Map", "Replace", "Split",
    "To", "Trim",
)  # fmt: skip

# Whose second argument, a set of characters, is a string in both.
_WITH_SET = ("ContainsAny", "IndexAny", "LastIndexAny", "Trim", "TrimLeft", "TrimRight")


def twin(c: Case) -> str:
    """Advice for a conversion between a string and its bytes that is passed to a call, "" if there is none."""
    value = c.site
    call = c.ctx.places.parent(value) if value is not None and not c.inlined else None
    fun = unparen(call.fun) if isinstance(call, S.CallExpr) and not call.has_dots else None
    fn = c.remark.func
    if not isinstance(call, S.CallExpr) or not isinstance(fun, S.SelectorExpr) or fn is None:
        return ""
    at = next((i for i, arg in enumerate(call.arg_list) if arg is value), -1)
    known = fun.sel.obj if fun.selection is None else fun.selection.obj
    operand = value.arg_list[0].typ if isinstance(value, S.CallExpr) and value.arg_list else None
    if isinstance(operand, TypeParam):
        return ""  # which may be of the form that is asked for
    if at < 0 or not isinstance(known, Func) or known.pkg is None or known.pkg is fn.pkg:
        return ""
    sig = known.typ
    if not isinstance(sig, Signature) or sig.tparams or at >= len(sig.params.vars):
        return ""
    is_bytes = c.op == "BYTES2STR"
    package, other_package = ("strings", "bytes") if is_bytes else ("bytes", "strings")
    if fun.selection is None and known.pkg.path == package and _is_in_both(known.name, call, at):
        return _told(c, call, f"{other_package}.{known.name}", _gives_no_text(sig))
    for name in _names(fun.sel.value, is_bytes):
        other = _other(fun, known, name)
        if other is not None and isinstance(other.typ, Signature) and _takes(other.typ, sig, at, is_bytes):
            return _told(c, call, f"{callee_text(fun.x)}.{name}", _gives_the_same(other.typ, sig))
    return ""


def _is_in_both(name: str, call: S.CallExpr, at: int) -> bool:
    """Has the other package a function of this name that takes this argument, and all others, in its form?"""
    if not name.startswith(_IN_BOTH) or (at > 0 and name in _WITH_SET):
        return False
    others = (unparen(arg) for i, arg in enumerate(call.arg_list) if i != at)
    return all(
        arg.val is not None
        or (isinstance(arg, S.CallExpr) and arg.typ is not None and len(arg.arg_list) == 1 and _is_converted(arg))
        or not (is_string(arg.typ) or _is_bytes(arg.typ))
        for arg in others
        if arg.typ is not None
    )


def _is_converted(arg: S.CallExpr) -> bool:
    return source_text(arg.fun) in ("string", "[]byte")


def _names(name: str, is_bytes: bool) -> Iterator[str]:
    """What the twin may be called: without String, InString, or with one of them after one of the words."""
    if is_bytes:
        for part in ("InString", "String"):
            if part in name and name != part:
                yield name.replace(part, "", 1)
        return
    for word in _WORDS.finditer(name):
        yield f"{name[: word.end()]}String{name[word.end() :]}"
    yield f"{name}InString"


def _other(fun: S.SelectorExpr, known: Func, name: str) -> Func | None:
    if fun.selection is None:
        found = known.pkg.scope.lookup(name) if known.pkg is not None else None
        return found if isinstance(found, Func) else None
    if fun.x.typ is None:
        return None
    obj, _, _ = lookup_field_or_method(deref(fun.x.typ)[0], True, None, name)
    return obj if isinstance(obj, Func) and obj.pkg is known.pkg else None


def _takes(other: Signature, sig: Signature, at: int, is_bytes: bool) -> bool:
    """Does it take bytes, or a string, at a place, and what the other takes at all others?"""
    a, b = other.params.vars, sig.params.vars
    if len(a) != len(b) or other.variadic != sig.variadic or other.tparams:
        return False
    wanted = _is_bytes if is_bytes else is_string
    return all(
        x.typ is not None and y.typ is not None and (wanted(x.typ) if i == at else identical(x.typ, y.typ))
        for i, (x, y) in enumerate(zip(a, b, strict=True))
    )


def _is_bytes(t: AnyType) -> bool:
    whole = under(t) if t is not None else None
    elem = under(whole.elem) if isinstance(whole, Slice) else None
    return isinstance(elem, Basic) and elem.kind == UINT8


def _gives_no_text(sig: Signature) -> bool:
    """Are all results numbers, or truths, which are the same in both packages?"""
    types = [r.typ for r in sig.results.vars if r.typ is not None]
    return all(isinstance(under(t), Basic) and not is_string(t) for t in types)


def _gives_the_same(other: Signature, sig: Signature) -> bool:
    a, b = other.results.vars, sig.results.vars
    return len(a) == len(b) and all(
        x.typ is not None and y.typ is not None and identical(x.typ, y.typ) for x, y in zip(a, b, strict=True)
    )


def _told(c: Case, call: S.CallExpr, name: str, alike: bool) -> str:
    """Advice to call name, "" where what it gives is passed on to what takes nothing else than what the other gives.
    alike: both give the same."""
    if alike:
        return say("`{name}` takes it as it is, without a copy.", name=name)
    outer: S.Node | None = c.ctx.places.parent(call)
    if isinstance(outer, S.CallExpr) and outer.fun is not call and not _takes_both(source_text(outer.fun)):
        return ""
    is_text = call.typ is not None and (is_string(call.typ) or _is_bytes(call.typ))
    if isinstance(outer, S.CallExpr) and source_text(outer.fun) in ("append", "copy") and not is_text:
        return ""
    if isinstance(outer, S.AssignStmt) and any(_is_needed(c, name) for name in unpack_list(outer.lhs)):
        return ""
    return say("`{name}` takes it as it is, without a copy, where what it returns will do as well.", name=name)


def _is_needed(c: Case, name: S.Node) -> bool:
    """Is what a variable is given asked for as it is: passed to what takes nothing else, joined with something?"""
    table = c.ctx.places.table(name.start)
    if not isinstance(name, S.Name) or name.obj is None or table is None:
        return False
    obj = name.obj
    used = (n for n in table.all(S.Name) if n.obj is obj and n is not name)
    for use, at in (_element(c, n) for n in used):
        if isinstance(at, S.CallExpr) and at.fun is not use and not _takes_both(source_text(at.fun)):
            return True
        if isinstance(at, S.Operation) and at.op == "+":
            return True
    return False


def _element(c: Case, use: S.Node) -> tuple[S.Node, S.Node | None]:
    """The element, or part, of a variable that is asked for where it is named, and what asks for it."""
    at = c.ctx.places.parent(use)
    while isinstance(at, S.IndexExpr | S.SliceExpr) and at.x is use:
        use, at = at, c.ctx.places.parent(at)
    return use, at


def _takes_both(fun: str) -> bool:
    """Does it take strings and bytes alike, or has it a twin, too?"""
    return fun in ("len", "append", "copy", "string", "[]byte") or fun.startswith(("strings.", "bytes."))
