"""What a package wants of its functions, and which fields it fills again.

What: a unit of the package tells of each function of it that can be inlined whether it is mentioned after inlining; of
slices in fields that it empties to be filled again, `x.f = x.f[:0]`; of methods that give a slice, that an interface
asks for them; of each function whose result is a text, but for an error, whether that is put where bytes would not do:
into a field, an element or a map, to who is passed a string, or on to who calls the unit itself; and of each that gives
one pointer, slice or interface, whether that is kept, or returned.
Property: of where it is put otherwise nothing is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from escapelens.findings.spared import (
    AS_ELSE,
    AS_TEXT,
    AS_VALUE,
    ASKED,
    ASKED_FOR_NIL,
    ASKS_TYPE,
    HANDED_ON,
    KEPT,
    ONCE,
    OTHERWISE,
    PASSED_ON,
    REFILLED,
    SHORTENED,
    USED,
    Spared,
)
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import ESC_NONE, PAUTO, PEXTERN, PPARAM, PPARAMOUT, AnyNode, Func, Node
from escapelens.ir.visit import children, visit_func_and_closures
from escapelens.ledger.cold import is_error
from escapelens.model.lookup import deref, lookup_method
from escapelens.model.predicates import is_interface, is_string
from escapelens.model.types import Interface, Named, Pointer, Signature, Slice
from escapelens.model.typeset import type_set
from escapelens.model.under import unalias, under

if TYPE_CHECKING:
    from escapelens.findings.syntax_index import SyntaxIndex
    from escapelens.model.objects import Package

_PLACES = frozenset({"DOT", "DOTPTR", "INDEX", "INDEXMAP"})
_CONVERSIONS = frozenset({"CONVNOP", "PAREN", "CONVIFACE"})
_CALLS = frozenset({"CALLFUNC", "CALLINTER", "CALLMETH"})
_TYPES_ASKED = frozenset({"TYPESW", "DOTTYPE", "DOTTYPE2", "DYNAMICDOTTYPE", "DYNAMICDOTTYPE2"})
_ON_STACK = frozenset({"PTRLIT", "SLICELIT"})  # or on the heap
_LITERALS = frozenset({"STRUCTKEY", "KEY", "ARRAYLIT", "SLICELIT", "STRUCTLIT", "MAPLIT"})


def wanted_by(root: Func, mentioned: Iterable[Func], pkg: Package) -> Spared:
    """What root and its literals want of functions that they mention."""
    own = [fn for fn in mentioned if _is_own(fn, pkg)]
    found = {(trim_inline_hash(fn.sym), AS_VALUE) for fn in own if fn.inl is not None}
    is_called = any(_makes_text(fn) or _made_at(fn) is not None for fn in own)
    held: list[tuple[str | int, AnyNode]] = []  # functions, or variables, and variables that they are put into
    put: dict[int, set[str]] = {}  # what becomes of variables
    look_at = _asked(root, found)
    seen = set[int]()  # calls, which may be met again as what is converted
    local = set[int]()  # literals in those that are on the stack

    def look(n: AnyNode) -> None:
        if n.op == "AS" and n.y is not None and (field := field_of(n.x)) and (how := _shortens(n.y, field)):
            found.add((field, how))
        elif n.op == "CONVIFACE":
            found.update((sym, ASKED) for sym in _asked_for(n, pkg))
        look_at(n)
        if not is_called:
            return
        if id(n) in local or (n.op in _ON_STACK and n.esc == ESC_NONE):
            local.update(id(x) for x in children(n) if x.op in _LITERALS)
        for x in children(n):
            call: AnyNode = x
            while call.op in _CONVERSIONS:
                call = call.x
            if call.op == "NAME" and call.class_ == PAUTO:
                to = _assigned_to(n, x)
                if to is not None and to.op == "NAME" and to.class_ == PAUTO:
                    held.append((id(call.canonical), to))
                elif (how := USED if id(n) in local else _becomes(n, x, to)) != USED:
                    put.setdefault(id(call.canonical), set()).add(how)
            if call.op != "CALLFUNC" or call.pos >> INL_SHIFT or id(call) in seen:
                continue  # what is inlined is told of where it is written
            seen.add(id(call))
            name = _callee(call)
            if name is None or name.func is None or not _is_own(name.func, pkg):
                continue
            sym = trim_inline_hash(name.func.sym)
            if _makes_text(name.func):
                found.add((sym, AS_TEXT if _takes_text(n, x) else AS_ELSE))
            elif (at := _made_at(name.func)) is not None:
                to = n.lhs[at] if n.op == "AS2FUNC" else _assigned_to(n, x)
                if to is not None and to.op == "NAME" and to.class_ == PAUTO:
                    held.append((sym, to))
                else:
                    found.add((sym, USED if id(n) in local else _becomes(n, x, to)))

    visit_func_and_closures(root, look)
    for of, var in reversed(held):
        if isinstance(of, int):
            put.setdefault(of, set()).update(put.get(id(var.canonical), ()))
    found.update((of, how) for of, var in held if isinstance(of, str) for how in put.get(id(var.canonical)) or (USED,))
    return frozenset(found)


def _asked_for(n: AnyNode, pkg: Package) -> Iterator[str]:
    """Methods of the package that give one slice, and that an interface asks for of what is put into it."""
    of, interface = deref(n.x.typ)[0] if n.x.typ is not None else None, under(n.typ) if n.typ is not None else None
    if not isinstance(of, Named) or of.obj.pkg is not pkg or not isinstance(interface, Interface):
        return
    for asked in type_set(interface).methods:
        sig = asked.typ
        if not isinstance(sig, Signature) or sum(isinstance(under(r.typ), Slice) for r in sig.results.vars) != 1:
            continue
        method = lookup_method(of, asked.pkg, asked.name)[1]  # one that is promoted is another type's
        if method is not None:
            yield f"(*{of.obj.name}).{asked.name}" if method.has_ptr_recv else f"{of.obj.name}.{asked.name}"


def _made_at(fn: Func) -> int | None:
    """Which of the results is its one pointer, slice or interface, but for errors; None if there is not one."""
    sig = fn.typ
    results = [r.typ for r in sig.results.vars] if isinstance(sig, Signature) else []
    found = [i for i, t in enumerate(results) if isinstance(under(t), Pointer | Slice | Interface) and not is_error(t)]
    return found[0] if len(found) == 1 else None


def _assigned_to(n: AnyNode, x: Node) -> AnyNode | None:
    """What a statement assigns one value to."""
    if n.op == "AS" and n.y is x:
        return n.x
    return next((to for to, value in zip(n.lhs, n.rhs, strict=True) if value is x), None) if n.op == "AS2" else None


def _becomes(n: AnyNode, x: Node, to: AnyNode | None) -> str:
    """What a node does with a pointer, slice or interface: it keeps it, or sends it to who may, returns
    it, or does something else. to: what it is assigned to."""
    class_ = to.class_ if to is not None and to.op == "NAME" else None
    if n.op == "RETURN" or class_ == PPARAMOUT:
        return HANDED_ON
    if (
        (n.op in _LITERALS and not n.implicit and not (n.op in _ON_STACK and n.esc == ESC_NONE))
        or n.op == "SEND"
        or (n.op == "APPEND" and x is not n.args[0] and not n.is_ddd)
    ):
        return KEPT
    return KEPT if class_ == PEXTERN or (to is not None and to.op in _PLACES) else USED


def _asked(root: Func, found: set[tuple[str, str]]) -> Callable[[AnyNode], None]:
    """What looks at a node for what is asked of fields and package variables, and of parameters that are interfaces."""
    boxes = [p for p in root.dcl if p.class_ == PPARAM and p.typ is not None and is_interface(p.typ)]
    sym = trim_inline_hash(root.sym)

    def look(n: AnyNode) -> None:
        op = n.op
        if op in ("EQ", "NE"):
            asked = n.x if n.y.op == "NIL" else n.y if n.x.op == "NIL" else None
            is_pointer = asked is not None and asked.typ is not None and isinstance(under(asked.typ), Pointer)
            if is_pointer and (name := known_as(asked)):
                found.add((name, ASKED_FOR_NIL))
        elif op in _CALLS:
            for arg in n.args:
                if arg.typ is not None and isinstance(under(arg.typ), Signature) and (name := field_of(arg)):
                    found.add((name, PASSED_ON))
        if boxes and op in _TYPES_ASKED and _is_one_of(n.x, boxes):
            found.add((sym, ASKS_TYPE))

    return look


def _is_one_of(n: AnyNode, names: Sequence[AnyNode]) -> bool:
    return n is not None and n.op == "NAME" and any(n.canonical is name for name in names)


def known_as(n: AnyNode) -> str:
    """A field, or a package variable, as the package knows it, "" for anything else."""
    if n is not None and n.op == "NAME" and n.class_ == PEXTERN:
        return str(n.sym)
    return field_of(n)


def field_of(n: AnyNode) -> str:
    """A field of a struct that has a name, as the package knows it, "" for anything else."""
    if n is None or n.op not in ("DOT", "DOTPTR") or n.field is None or n.x.typ is None:
        return ""
    owner = unalias(deref(n.x.typ)[0])
    return f"{owner.obj.name}.{n.field.name}" if isinstance(owner, Named) else ""


def _shortens(value: AnyNode, field: str) -> str:
    """Is it a field's slice without what was in it, perhaps appended to, or without what is at its end? As a word."""
    whole = value
    if value.op == "APPEND" and value.args:
        value = value.args[0]
    is_first = value.op == "SLICE" and (value.low is None or (value.low.op == "LITERAL" and not value.low.val))
    if not is_first or value.high is None or field_of(value.x) != field:
        return ""
    high = value.high
    if high.op == "LITERAL":
        return "" if high.val else REFILLED
    is_less = high.op == "SUB" and high.x.op == "LEN" and value is whole
    return SHORTENED if is_less and field_of(high.x.x) == field else ""


def once_by(root: Func, mentioned: Iterable[Func], pkg: Package, places: SyntaxIndex) -> Spared:
    """How root mentions functions that take and give nothing: by a sync.Once alone, or otherwise."""
    counts = Counter(fn for fn in mentioned if _is_own(fn, pkg) and _is_bare(fn))
    if not counts:
        return frozenset()
    table = places.table(root.nname.pos) if any(each.path == "sync" for each in pkg.imports) else None
    handed = set(table.done_once()) if table is not None else set()
    words = ((fn, ONCE if fn.obj in handed and n == 1 else OTHERWISE) for fn, n in counts.items())
    return frozenset([(trim_inline_hash(fn.sym), how) for fn, how in words])


def _is_bare(fn: Func) -> bool:
    sig = fn.typ
    is_plain = isinstance(sig, Signature) and not sig.params.vars and not sig.results.vars
    return is_plain and fn.closure_parent is None and fn.obj is not None


def _is_own(fn: Func, pkg: Package) -> bool:
    """Is it a function of the package that others cannot call?"""
    return fn.pkg is pkg and not fn.sym.rpartition(".")[2][:1].isupper()


def _makes_text(fn: Func) -> bool:
    """Is a text its only result, but for an error?"""
    sig = fn.typ
    results = [r.typ for r in sig.results.vars if not is_error(r.typ)] if isinstance(sig, Signature) else []
    return len(results) == 1 and results[0] is not None and is_string(results[0])


def _callee(call: AnyNode) -> AnyNode:
    fun = call.fun
    return fun.func_name if fun.op in ("METHEXPR", "DOTMETH") else fun if fun.op == "NAME" else None


def _takes_text(n: AnyNode, x: Node) -> bool:
    """Does a node take no bytes in place of the text?"""
    op = n.op
    if op in ("RETURN", "PANIC") or (op in _LITERALS and (not n.implicit or (x.typ is not None and is_string(x.typ)))):
        return True
    if op == "AS":
        return n.y is x and n.x is not None and n.x.op in _PLACES
    if op == "AS2FUNC":
        return any(to.op in _PLACES and to.typ is not None and is_string(to.typ) for to in n.lhs)
    if op not in ("CALLFUNC", "CALLINTER") or x not in n.args:
        return False
    name = _callee(n)
    return name is not None and "Write" not in name.sym and x.typ is not None and is_string(x.typ)
