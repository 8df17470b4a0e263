"""returned: a pointer to a local, or an allocation, leaves the function as its result."""

from __future__ import annotations

from escapelens.findings.asked_for import interface_of
from escapelens.findings.case import Case
from escapelens.findings.names import STRINGS, source_text
from escapelens.findings.phrases import is_link, it, subject
from escapelens.findings.remedies import at_its_place, renewed
from escapelens.findings.shared import uses
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PAUTO, AnyNode
from escapelens.ir.static_value import definition
from escapelens.model.identity import identical
from escapelens.model.lookup import deref
from escapelens.model.predicates import is_interface
from escapelens.model.types import IS_STRING, AnyType, Basic, Named, Pointer, Slice, Struct
from escapelens.model.under import under
from escapelens.remarks import HEAP_NODE
from escapelens.say import say
from escapelens.syntax import nodes as S

CODE = "returned"

COPIED = 128  # bytes up to which a copy is cheaper than an allocation


def recognise(c: Case) -> bool:
    return c.to_result


def message(c: Case) -> str:
    return say("{subject}: {it} is returned", subject=subject(c), it=it(c))


def advice(c: Case) -> str:
    size = c.size
    if found := at_its_place(c):
        return found
    if c.inlined and c.op in STRINGS:
        if _is_buffer(c):
            return say(
                "Where nothing but its text is wanted, a strings.Builder gives its bytes away without a copy;"
                " a bytes.Buffer copies them."
            )
        if c.cost is not None and c.cost.maybe:
            return renewed(c)
        return say("Unavoidable here: {callee} makes a new string at each call.", callee=c.callee)
    if c.inlined:
        return renewed(c)
    if c.points:
        if is_interface(c.sink.typ) if c.sink is not None and c.sink is not HEAP_NODE else False:
            return say("Unavoidable here: the result is an interface, which holds a pointer to it.")
        if _is_held(c):
            return say("Unavoidable here: the result holds a pointer to it.")
        if c.remark.func is not None and c.remark.func.closure_parent is not None:
            return say("Unavoidable here: what the function literal returns is up to who takes it.")
        if _has_pointer_methods(c):
            return say(
                "Methods of {type} take a pointer to it, so callers expect one; in hot code reuse one, or let callers"
                " pass theirs to be filled.",
                type=c.type_text(_value_type(c)) or say("the type"),
            )
        if is_link(_value_type(c)):
            return say("Unavoidable here: it is pointed to by others of its type.")
        if size is not None and size > COPIED:
            return say(
                "At {n} bytes a copy is no clear win; if this is hot, let the caller pass the variable to fill.", n=size
            )
        return say(
            "If callers can do with a copy, and no interface asks for a pointer, let the result be the value ({type});"
            " else let them pass what is to be filled.",
            type=c.type_text(_value_type(c)) or c.what,
        )
    if c.remark.func is not None and c.remark.func.closure_parent is not None and c.op != "CLOSURE":
        return say("Unavoidable here: what the function literal returns is up to who takes it.")
    if not _is_itself(c):
        return say("Unavoidable here: the result holds it.")
    method = _method(c)
    if c.op == "BYTES2STR" and _built(c):
        return say(
            "A strings.Builder that Grow gives room, in place of {name}, gives its bytes away without this copy.",
            name=c.text(c.node.x),
        )
    if asks := interface_of(c.remark.func):
        return say("Unavoidable here: {interface} asks for {method} as it is.", interface=asks, method=method)
    if c.op == "MAKESLICE" and method:
        return say(
            "If callers can reuse a slice, and no interface asks for {method} as it is, let them pass one to be"
            " filled, in place of {what}.",
            method=method,
            what=c.what,
        )
    if c.op == "MAKESLICE":
        return say("If callers can reuse a slice, let them pass one to be filled, in place of {what}.", what=c.what)
    if c.op in ("BYTES2STR", "STR2BYTES", "ADDSTR") and method:
        return say(
            "If the caller can reuse a buffer, and no interface asks for {method} as it is, let it pass one to append"
            " to, in place of {what}.",
            method=method,
            what=c.what,
        )
    if c.op in ("BYTES2STR", "STR2BYTES", "ADDSTR"):
        return say("If the caller can reuse a buffer, let it pass one to append to, in place of {what}.", what=c.what)
    return say("Unavoidable here: {what} is the result itself.", what=c.what)


def _is_itself(c: Case) -> bool:
    """Is it a result itself, as far as that can be told, not part of one?"""
    if c.op not in ("MAKESLICE", "BYTES2STR", "STR2BYTES", "ADDSTR"):
        return True
    results = getattr(getattr(c.remark.func, "typ", None), "results", None)
    types = [under(r.typ) for r in getattr(results, "vars", ()) if r.typ is not None]
    return any(isinstance(t, Slice) or (isinstance(t, Basic) and bool(t.info & IS_STRING)) for t in types)


def _method(c: Case) -> str:
    """The name of the method that it stands in, "" if that is a function."""
    fn = c.remark.func
    return fn.sym.rpartition(".")[2] if fn is not None and fn.is_method else ""


def _built(c: Case) -> bool:
    """Is it the text of a variable that is begun here, and only appended to?"""
    buf, places = c.node.x, c.ctx.places
    if buf.op != "NAME" or buf.class_ != PAUTO or buf.pos >> INL_SHIFT:
        return False
    begun = definition(buf)
    if begun is not None and not (begun.op in ("NIL", "MAKESLICE") or (begun.op == "SLICELIT" and not begun.len)):
        return False
    if begun is not None and begun.op == "MAKESLICE" and not (begun.cap is not None and _is_zero(begun.len)):
        return False
    named, grown = uses(places, buf), False
    for use in named:
        up = places.parent(use)
        if isinstance(up, S.AssignStmt) and up.lhs is use:
            up = up.rhs
        if not isinstance(up, S.CallExpr) or not up.arg_list or source_text(up.arg_list[0]) != use.value:
            return False
        grown = grown or source_text(up.fun) == "append"
        if source_text(up.fun) not in ("append", "len", "string"):
            return False
    return grown


def _is_zero(n: AnyNode) -> bool:
    return bool(n.op == "LITERAL" and n.val == 0)


def _is_held(c: Case) -> bool:
    """Is the result something that holds the pointer, not the pointer itself?"""
    sink = c.sink
    typ = sink.typ if sink is not None and sink is not HEAP_NODE else None
    elem = typ.elem if isinstance(typ, Pointer) else None
    return typ is not None and (elem is None or not identical(elem, _value_type(c)))


def _has_pointer_methods(c: Case) -> bool:
    """Does its type have methods that need an address, its own or those of what is embedded?"""
    return _needs_address(_value_type(c))


def _needs_address(t: AnyType, levels: int = 3) -> bool:
    if not isinstance(t, Named):
        return False
    struct = under(t)
    fields = struct.fields if levels and isinstance(struct, Struct) else ()
    return any(m.has_ptr_recv for m in t.orig.methods) or any(
        f.embedded and _needs_address(f.typ, levels - 1) for f in fields
    )


def _is_buffer(c: Case) -> bool:
    """Is it the String of a bytes.Buffer?"""
    fun = c.site.fun if isinstance(c.site, S.CallExpr) else None
    typ = deref(fun.x.typ)[0] if isinstance(fun, S.SelectorExpr) and fun.x.typ is not None else None
    return isinstance(typ, Named) and c.ctx.printer.type(typ) == "bytes.Buffer"


def _value_type(c: Case) -> AnyType:
    """The type of what is pointed to."""
    t = c.node.typ
    return t.elem if not c.is_variable and isinstance(t, Pointer) else t
