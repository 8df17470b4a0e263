"""returned: a pointer to a local, or an allocation, leaves the function as its result."""

from __future__ import annotations

from escapelens.findings.asked_for import asked_as_it_is, interface_of
from escapelens.findings.case import Case
from escapelens.findings.names import STRINGS, function, function_of, source_text
from escapelens.findings.one_type import gives_one_type
from escapelens.findings.others import besides_return, is_kept_in_loop
from escapelens.findings.phrases import is_link, is_part, it, subject
from escapelens.findings.remedies import at_its_place, is_constant, is_object, renewed, resets, runs_at_start
from escapelens.findings.shared import made_within, uses
from escapelens.findings.spared import (
    APPEND_BYTES,
    APPEND_BYTES_BY_METHOD,
    COPY,
    COPY_OR_NONE,
    EXPECTED,
    FILL,
    FILL_BY_METHOD,
    LARGE,
    MADE_NEW,
    MAP_TO_ITSELF,
    TEXT_MADE,
    TEXT_TO_ITSELF,
    TO_ITSELF,
    TO_ITSELF_BY_NAME,
    WITH_METHODS,
    WITH_METHODS_BY_NAME,
)
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.findings.takers import of_literal
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PAUTO, AnyNode
from escapelens.ir.static_value import definition
from escapelens.ledger.cold import is_error
from escapelens.model.identity import identical
from escapelens.model.lookup import deref
from escapelens.model.objects import FIELD_VAR, LOCAL_VAR, PACKAGE_VAR, Var
from escapelens.model.predicates import is_declared_as, is_interface, is_string
from escapelens.model.types import IS_STRING, AnyType, Array, Basic, Interface, Named, Pointer, Signature, Slice, Struct
from escapelens.model.typeset import type_set
from escapelens.model.under import unalias, under
from escapelens.regexp import regexp
from escapelens.remarks import HEAP_NODE, Why
from escapelens.say import say
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list, walk

CODE = "returned"

_NAMED = 40  # characters of a call that is named
_MAKES = regexp(r"[nN]ew|[cC]lone|[cC]opy|[dD]eepCopy|[mM]ake|With[A-Z]")  # that have to give a new one, by name
COPIED = 128  # bytes up to which a copy is cheaper than an allocation


def recognise(c: Case) -> bool:
    return c.to_result


def message(c: Case) -> str:
    return say(
        "{subject}: {it} is part of what is returned" if is_part(c) else "{subject}: {it} is returned",
        subject=subject(c),
        it=it(c),
    )


def advice(c: Case) -> str:
    size = c.size
    if found := at_its_place(c):
        return found
    if c.op != "MAKESLICE" and (found := besides_return(c)):
        return found
    if c.inlined and c.op in STRINGS:
        if _is_buffer(c) and not _could_be_builder(c) and _is_text(c):
            return _text_made(c)
        if _is_buffer(c):
            return say(
                "Where nothing but its text is wanted, a strings.Builder gives its bytes away without a copy;"
                " a bytes.Buffer copies them."
                if _could_be_builder(c)
                else "A bytes.Buffer copies its bytes to make a string; where bytes will do, and until it is written to"
                " again, Bytes gives them without a copy."
            )
        if c.maybe:
            return renewed(c)
        return say("This call costs it: {callee} makes a new string each time.", callee=c.callee)
    if c.inlined and (found := _of_literal(c)):
        return found
    if c.inlined and c.op == "MAKESLICE" and not c.maybe and (call := _slice_of_call(c)) and _is_itself(c):
        return with_caller(c) or _filled_by_caller(c, call)
    if c.inlined:
        return with_caller(c) or _by_name(c) or (kept_by_caller(c) if is_object(c) else "") or renewed(c)
    if any(f.dst is HEAP_NODE for f in c.beyond) and c.op not in ("BYTES2STR", "ADDSTR"):
        if any(map(is_interface, _results(c))) and not is_part(c):
            return say("No fix is known as long as a new one is given, in an interface.")
        return say("No fix is known as long as what calls {function} keeps the result.", function=function_of(c))
    if found := with_caller(c):
        return found
    if c.points:
        sink = c.sink.typ if c.sink is not None and c.sink is not HEAP_NODE else None
        if found := kept_by_caller(c):
            return found
        if sink is not None and is_interface(sink):
            return _by_name(c) or say("No fix is known as long as a new one is given, in an interface.")
        if _is_held(c) and _is_sliced(c):
            return _filled_by_caller(c)
        if _is_held(c):
            return _by_name(c) or say("No fix is known as long as the result holds a pointer to it.")
        if found := _of_literal(c) or asked_as_it_is(c.remark.func):
            return found
        if _has_pointer_methods(c):
            is_new = _MAKES.match(_own_name(c)) is not None
            return say(MADE_NEW if is_new else EXPECTED, type=c.type_text(_value_type(c)) or say("the type"))
        if is_link(_value_type(c)):
            return say("No fix is known as long as others of its type point to it.")
        if size is not None and size > COPIED:
            return say(LARGE, n=size)
        return say(COPY_OR_NONE if _may_be_nil(c) else COPY, type=c.type_text(_value_type(c)) or c.what)
    if c.op != "CLOSURE" and (found := _of_literal(c)):
        return found
    if not _is_itself(c):
        return say("No fix is known as long as the result holds it.")
    if c.op == "MAKESLICE" and not _is_result(c, c.node.typ):
        return say("No fix is known as long as the result is made of it.")
    method = _method(c)
    if c.op == "BYTES2STR" and _built(c):
        return say(
            "A strings.Builder that Grow gives room, in place of {name}, gives its bytes away without this copy.",
            name=c.text(c.node.x),
        )
    if c.op == "MAKESLICE":
        return _filled_by_caller(c)
    if found := asked_as_it_is(c.remark.func):
        return found
    if c.op in ("BYTES2STR", "ADDSTR"):
        return say(TEXT_MADE) if _is_sole(c) and _is_plain_text(c) else _text_made(c)
    if c.op == "STR2BYTES" and method and not _is_out_of_sight(c):
        return say(APPEND_BYTES_BY_METHOD, method=method, what=c.what)
    if c.op == "STR2BYTES" and not method:
        return say(APPEND_BYTES, what=c.what)
    if c.op == "SLICELIT" and is_constant(c.node) and runs_at_start(c):
        return say("It is made once, when the program starts.")
    if c.op == "SLICELIT" and is_constant(c.node):
        return say("If callers only read it, make it once, as a package variable.")
    if c.op in ("SLICELIT", "MAPLIT") and not c.inlined and not c.node.implicit and _is_of_package(c):
        return say("If callers only read it, and it is the same each time, make it once, as a package variable.")
    if found := _bound(c):
        return found
    return say("No fix is known as long as {what} is the result itself.", what=c.what)


def _is_of_package(c: Case) -> bool:
    """Does a literal with something in it, that is returned where it is written, mention no variable of a function, but
    of literals in it?"""
    literal = c.site
    up = c.ctx.places.parent(literal) if isinstance(literal, S.CompositeLit) and literal.elem_list else None
    up = c.ctx.places.parent(up) if isinstance(up, S.ListExpr) else up
    if not isinstance(up, S.ReturnStmt) or not isinstance(literal, S.CompositeLit):
        return False
    variables = (n.obj for n in walk(literal) if isinstance(n, S.Name) and isinstance(n.obj, Var))
    return all(v.kind in (PACKAGE_VAR, FIELD_VAR) or literal.start <= v.pos < literal.end for v in variables)


def _bound(c: Case) -> str:
    """Advice for a method value of the receiver itself, which callers have, "" for others."""
    name = getattr(c.node, "func_name", None) if c.op == "METHVALUE" and not c.inlined else None
    fn = c.remark.func
    sig = fn.typ if fn is not None and fn.is_method else None
    recv = sig.recv if isinstance(sig, Signature) else None
    bound = c.node.x.canonical if name is not None and c.node.x.op == "NAME" else None
    if name is None or bound is None or recv is None or bound.obj is not recv:
        return ""
    return say(
        "A method expression, {expression}, needs no allocation, where who calls the result can pass {what} to it; else"
        " each method value may be made once, and kept.",
        expression=function(name.sym),
        what=c.text(bound),
    )


def _text_made(c: Case) -> str:
    """Advice for a string that is one of the results: callers may have a short one on their own stack."""
    if is_inlined_by_callers(c) and not _is_out_of_sight(c):
        return say(TEXT_TO_ITSELF, function=function_of(c))
    return say("No fix is known as long as the result is a string that is made here.")


def _of_literal(c: Case) -> str:
    """Advice for what a function literal returns, "" if a function does."""
    return of_literal(c) if c.remark.func is not None and c.remark.func.closure_parent is not None else ""


def _slice_of_call(c: Case) -> str:
    """The inlined call, as it is written, if its one result is a slice, which is the result here, too, where no
    interface asks for it; "" of others, and of long ones."""
    call = c.site
    if not isinstance(call, S.CallExpr) or len(text := source_text(call)) > _NAMED or "\n" in text:
        return ""
    is_slice = call.typ is not None and isinstance(under(call.typ), Slice)
    is_result = is_slice and _is_result(c, call.typ) and _is_result(c, c.node.typ)
    return text if is_result and not interface_of(c.remark.func) else ""


def _filled_by_caller(c: Case, what: str = "") -> str:
    """Advice for a slice that is the result. what: in place of which it would be, if that is not its own text."""
    what = what or c.what
    if found := asked_as_it_is(c.remark.func):
        return found
    if _is_out_of_sight(c):  # what others call by way of an interface, which asks for it as it is
        return say("No fix is known as long as {what} is the result itself.", what=what)
    if method := _method(c):
        return say(FILL_BY_METHOD, method=method, what=what)
    return say(FILL, what=what)


def is_inlined_by_callers(c: Case) -> bool:
    """Does it stand in a function that can be inlined, and that no interface is known to ask for?"""
    fn = c.remark.func
    return not (
        fn is None or fn.inl is None or fn.closure_parent is not None or interface_of(fn) or is_for_interface(c)
    )


def with_caller(c: Case) -> str:
    """Advice for what a function that can be inlined makes: callers may have it on their own stack; else ""."""
    if not is_inlined_by_callers(c) or not _fits_callers(c) or _can_only_be_passed(c):
        return ""
    if _gives_interface(c) and _has_methods(c) and c.remark.func is not None and not gives_one_type(c.remark.func):
        return ""
    if _gives_interface(c) or _is_out_of_sight(c):  # which an interface may ask for
        if found := _by_name(c):
            return found
    if c.op in ("MAKEMAP", "MAPLIT"):
        return say(MAP_TO_ITSELF, function=function_of(c))
    return say(WITH_METHODS if _has_methods(c) else TO_ITSELF, function=function_of(c))


def _can_only_be_passed(c: Case) -> bool:
    """Is the result of an exported function an interface, all of whose methods only this package can call?"""
    shown = function_of(c).rpartition(".")[2][:1].isupper()
    given = (under(t) for t in _results(c) if t is not None and not is_error(t))
    methods = [m for t in given if isinstance(t, Interface) for m in type_set(t).methods]
    return shown and bool(methods) and not any(m.exported for m in methods)


def _by_name(c: Case) -> str:
    """The same of a method that an interface may ask for, which then is not inlined; else ""."""
    fn = c.remark.func
    if fn is None or fn.inl is None or fn.closure_parent is not None or not _method(c) or not _fits_callers(c):
        return ""
    if _gives_interface(c) and _has_methods(c) and not gives_one_type(fn):
        return ""
    return say(WITH_METHODS_BY_NAME if _has_methods(c) else TO_ITSELF_BY_NAME, function=function_of(c))


def _fits_callers(c: Case) -> bool:
    """Can it be on the stack of a function that this one is inlined into?"""
    if c.op not in ("NEW", "PTRLIT", "NAME", "SLICELIT", "MAPLIT", "MAKEMAP", "CONVIFACE", "MAKESLICE", "CLOSURE"):
        return False
    made = made_within(c)
    if c.elsewhere or is_kept_in_loop(c) or c.written_in_loop or (made is not None and c.ctx.places.in_loop(made)):
        return False  # what holds it outlives a round there, too
    if c.op == "MAKESLICE":
        return c.size is not None and not besides_return(c)
    # Entries of a map are on the heap where there are more than a few.
    return c.op != "MAKEMAP" or c.node.len is None or c.node.len.op == "LITERAL"


def _gives_interface(c: Case) -> bool:
    """Is a result an interface, and no error?"""
    return any(is_interface(t) and not is_error(t) for t in _results(c))


def _has_methods(c: Case) -> bool:
    """Do methods get hold of it when they are called on the result?"""
    made, _ = deref(c.node.x.typ if c.op == "CONVIFACE" else c.node.typ)
    return _needs_address(made) or (c.op == "CONVIFACE" and isinstance(made, Named) and bool(made.orig.methods))


def is_for_interface(c: Case) -> bool:
    """Is it a method that others can only call by way of an interface, which is not inlined, and that gives one? So is
    one that is exported, of a type that is not."""
    return _gives_interface(c) and _is_out_of_sight(c)


def _is_out_of_sight(c: Case) -> bool:
    """Is it an exported method of a type that is not?"""
    fn = c.remark.func
    sig = fn.typ if fn is not None and fn.is_method else None
    recv = sig.recv.typ if isinstance(sig, Signature) and sig.recv is not None else None
    typ = deref(recv)[0] if recv is not None else None
    return isinstance(typ, Named) and not typ.obj.exported and _method(c)[:1].isupper()


def _may_be_nil(c: Case) -> bool:
    """Does the function, without an error, return nil, or a variable that is nil until something is put into it?"""
    places, sink = c.ctx.places, c.sink.canonical if c.sink is not None and c.sink is not HEAP_NODE else None
    sig = c.remark.func.typ if c.remark.func is not None else None
    results = sig.results.vars if isinstance(sig, Signature) else []
    at = next((i for i, r in enumerate(results) if sink is not None and r.typ is sink.typ), None)
    table = places.table(c.remark.pos) if c.remark.pos else None
    if at is None or table is None:
        return False
    for stmt in table.all(S.ReturnStmt):
        values = unpack_list(stmt.results) if stmt.results is not None else []
        if len(values) != len(results) or any(isinstance(p, S.FuncLit) for _, p in places.ancestors(stmt)):
            continue
        value, fails = values[at], any(is_error(v.typ) and source_text(v) != "nil" for v in values)
        if not fails and isinstance(value, S.Name) and (value.value == "nil" or _is_nil_first(c, value)):
            return True
    return False


def _is_nil_first(c: Case, use: S.Name) -> bool:
    """Is a variable declared without a value?"""
    decl = c.ctx.places.node(use.obj.pos, (S.VarDecl,)) if isinstance(use.obj, Var) else None
    around = c.ctx.places.ancestors(decl) if decl is not None else ()
    decls = [n for n in (decl, *(p for _, p in around)) if isinstance(n, S.VarDecl)]
    return bool(decls) and decls[0].values is None


def _is_itself(c: Case) -> bool:
    """Is it a result itself, as far as that can be told, not part of one?"""
    if any(c.has(why) for why in _PARTS):
        return False
    if c.op not in ("MAKESLICE", "BYTES2STR", "STR2BYTES", "ADDSTR"):
        return True
    types = [under(t) for t in _results(c)]
    return any(isinstance(t, Slice) or (isinstance(t, Basic) and bool(t.info & IS_STRING)) for t in types)


_PARTS = (Why.STRUCT_ELEMENT, Why.SLICE_ELEMENT, Why.ARRAY_ELEMENT, Why.MAP_KEY, Why.MAP_VALUE)


def _results(c: Case) -> list[AnyType]:
    """The types of the function's results."""
    results = getattr(getattr(c.remark.func, "typ", None), "results", None)
    return [r.typ for r in getattr(results, "vars", ()) if r.typ is not None]


def _is_result(c: Case, t: AnyType) -> bool:
    """Is one of the results of such a type, or an interface?"""
    if c.remark.func is not None and "[" in c.remark.func.sym:
        return True  # an instance, whose types are shapes
    return t is not None and any(identical(under(r), under(t)) or is_interface(r) for r in _results(c))


def _own_name(c: Case) -> str:
    """The name of the function, or method, that it stands in, without its type."""
    return c.remark.func.sym.rpartition(".")[2] if c.remark.func is not None else ""


def _is_plain_text(c: Case) -> bool:
    """Is the result a string, and not of a type of its own, that bytes are none of?"""
    return any(isinstance(t, Basic) and is_string(t) for t in map(unalias, _results(c)))


def _is_sole(c: Case) -> bool:
    """Is there no other result than an error?"""
    return sum(not is_error(t) for t in _results(c)) == 1


def kept_by_caller(c: Case) -> str:
    """Advice for what a function makes that callers could keep and reset, by the type of the result; else ""."""
    sink = c.sink.typ if c.sink is not None and c.sink is not HEAP_NODE else None
    fn = c.remark.func
    if fn is None or fn.is_method or fn.closure_parent is not None:
        return ""
    if sink is None:  # what is too large, wherever it goes
        pointers = (t for t in _results(c) if isinstance(t, Pointer))
        sink = next((t for t in pointers if identical(t.elem, _value_type(c))), None)
    if sink is None:
        return ""
    if not isinstance(fn.typ, Signature) or not resets(sink, [p.typ for p in fn.typ.params.vars]):
        return ""
    if not is_interface(sink) and not (isinstance(sink, Pointer) and identical(sink.elem, _value_type(c))):
        return ""
    return say("Each call makes a new one; in hot code callers can keep one, and Reset it.")


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


def _is_sliced(c: Case) -> bool:
    """Is it an array of which the result is a slice?"""
    array, sink = under(c.node.typ) if c.is_variable else None, c.sink.typ
    sliced = under(sink) if sink is not None else None
    if not isinstance(array, Array) or not isinstance(sliced, Slice) or interface_of(c.remark.func):
        return False
    elsewhere = any(c.has(why) for why in _PARTS) or any(where.op == "APPEND" for where, _ in c.notes)
    return c.has(Why.SLICE) and identical(sliced.elem, array.elem) and not elsewhere


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
    t = unalias(t) if t is not None else None
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


def _is_text(c: Case) -> bool:
    """Is the result, which callers take for a text, the very string?"""
    results = [t for t in _results(c) if not is_error(t)]
    return c.to_result and not is_part(c) and len(results) == 1 and is_string(results[0])


def _could_be_builder(c: Case) -> bool:
    """Is it a variable of this function, that is only written to by methods that a strings.Builder has, too, or as an
    io.Writer?"""
    fun = c.site.fun if isinstance(c.site, S.CallExpr) else None
    var = fun.x if isinstance(fun, S.SelectorExpr) else None
    obj = var.obj if isinstance(var, S.Name) else None
    if not isinstance(obj, Var) or obj.kind != LOCAL_VAR or var is None or isinstance(obj.typ, Pointer):
        return False
    places = c.ctx.places
    return all(_is_as_builder(places, n) for n in places.all(var.start, S.Name) if n.obj is obj and n.pos != obj.pos)


def _is_as_builder(places: SyntaxIndex, use: S.Name) -> bool:
    up = places.parent(use)
    if isinstance(up, S.SelectorExpr) and up.x is use:
        called = places.parent(up)
        return isinstance(called, S.CallExpr) and called.fun is up and up.sel.value in _OF_BUILDERS
    call = places.parent(up) if isinstance(up, S.Operation) and up.op == "&" and up.y is None else None
    if not isinstance(call, S.CallExpr) or up not in call.arg_list or not isinstance(call.fun.typ, Signature):
        return False
    params = call.fun.typ.params.vars
    at = call.arg_list.index(up)
    return at < len(params) and is_declared_as(params[at].typ, "io", "Writer")


_OF_BUILDERS = ("Grow", "Len", "String", "Write", "WriteByte", "WriteRune", "WriteString")


def _value_type(c: Case) -> AnyType:
    """The type of what is pointed to."""
    t = c.node.typ
    return t.elem if not c.is_variable and isinstance(t, Pointer) else t
