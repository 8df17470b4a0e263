"""boxed: a value that is no pointer is put into an interface that escapes; the interface points to a copy."""

from __future__ import annotations

from escapelens.findings.asked_for import asked_as_it_is
from escapelens.findings.case import Case, is_static_call
from escapelens.findings.interfaces import held_in
from escapelens.findings.names import (
    called,
    callee_text,
    function_of,
    inlined_callee,
    is_named,
    shorten,
    source_text,
    written_at,
)
from escapelens.findings.phrases import bytes_text, is_own, tail, told_of_holder
from escapelens.findings.reboxed import taken_out_before
from escapelens.findings.remedies import sorted_by
from escapelens.findings.returned import is_for_interface, with_caller
from escapelens.findings.shared import is_same_in_loop
from escapelens.findings.spared import TAKES_ONLY_TYPE, TAKES_TYPE
from escapelens.findings.takers import of_literal
from escapelens.findings.unless import EMPTY, NIL, ZERO, exception
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.nodes import PEXTERN, AnyNode, CallExpr, Func, Node
from escapelens.ledger.boxes import sole_component
from escapelens.ledger.cold import is_error
from escapelens.model.identity import identical
from escapelens.model.lookup import lookup_method
from escapelens.model.predicates import is_interface, is_string
from escapelens.model.types import IS_INTEGER, IS_NUMERIC, AnyType, Array, Basic, Interface, Named, Signature
from escapelens.model.under import under
from escapelens.regexp import regexp
from escapelens.remarks import HEAP_NODE, Why
from escapelens.say import say, template
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import unpack_list

CODE = "boxed"

_PLAIN = regexp(r"(?:[^%]|%[%sv])*")  # a format that shows strings as they are

_UNLESS = {
    EMPTY: template("{copies} unless it is empty"),
    NIL: template("{copies} unless it is nil"),
    ZERO: template("{copies} unless it is 0"),
}


def recognise(c: Case) -> bool:
    return c.op == "CONVIFACE"


def is_panic(c: Case) -> bool:
    """Handed to panic: costs only when it panics."""
    return bool(c.why == Why.CALL_PARAMETER and c.where.op == "PANIC")


def is_free(c: Case) -> bool:
    """Constants are boxed in read-only memory, values of one byte in a table, values of no size nowhere, as the ledger
    knows of some that are found only after inlining."""
    site = c.cost.site if c.cost is not None else None
    return c.node.x.op == "LITERAL" or c.size in (0, 1) or (site is not None and site.when.how == "never")


def message(c: Case) -> str:
    t = c.node.x.typ
    typ = c.type_text(t)
    told = not typ or c.what.startswith((f"{typ}(", f"{typ}{{"))
    what = c.what if told else say("{what} ({type})", what=c.what, type=typ)
    size = c.size
    if is_free(c):
        said = say(
            "{callee}, inlined here, boxes {what}, which needs no allocation at run time"
            if c.inlined
            else "{what} is boxed, which needs no allocation at run time",
            **({"callee": c.callee} if c.inlined else {}),
            what=what,
        )
        return _ended(c, said)
    copies = say("copies {size} to the heap", size=bytes_text(size)) if size else say("puts it in an interface")
    if (small := _in_table(c)) is not None:
        copies = say("{copies} unless it is 0 to {n}", copies=copies, n=small)
    elif (words := _UNLESS.get(exception(c))) is not None:
        copies = say(words, copies=copies)
    if c.inlined:
        said = say(
            "{callee}, inlined here, may box {what}, which {copies}"
            if c.maybe
            else "{callee}, inlined here, boxes {what}, which {copies}",
            callee=c.callee,
            what=what,
            copies=copies,
        )
        return _ended(c, said)
    return _ended(c, say("boxing {what} {copies}", what=what, copies=copies))


def _ended(c: Case, said: str) -> str:
    """What is said, and what becomes of the interface, or of a variable that holds it."""
    return told_of_holder(c, said) or say("{said}: the interface {tail}", said=said, tail=tail(c))


def _in_table(c: Case) -> int | None:
    """The largest of the integers that the run time has boxed already, None for other values."""
    site, sole = c.cost.site if c.cost is not None else None, sole_component(c.node.x.typ)
    small = site is not None and site.kind == "box" and site.when.how == "above" and isinstance(sole, Basic)
    return site.when.limit if small and site is not None and sole.info & IS_INTEGER else None


def _joins_strings(c: Case, call: CallExpr) -> bool:
    """Does it make a text of strings only, as they are?"""
    name = _full_name(c, call)
    operands: AnyNode | None = call.args[-1] if call.args else None
    if not name.startswith("fmt.Sprint") or operands is None or operands.op != "SLICELIT":
        return False
    format_: AnyNode = call.args[0]
    if name == "fmt.Sprintf" and not (format_.op == "LITERAL" and _PLAIN.fullmatch(str(format_.val))):
        return False
    values = [each.value if each.op == "KEY" else each for each in operands.list_]
    return all(v.op == "CONVIFACE" and is_string(v.x.typ) for v in values)


def _written(c: Case, call: CallExpr) -> str:
    """Advice for a string that is printed as it is, and nothing else, "" for others."""
    site = c.ctx.places.node(written_at(c, call), (S.CallExpr,))
    formatted = {"fmt.Fprint": 2, "fmt.Fprintf": 3}.get(_full_name(c, call), 0)
    if not isinstance(site, S.CallExpr) or len(site.arg_list) != formatted or site.has_dots:
        return ""
    text: S.Expr = site.arg_list[-1]
    format_: AnyNode = call.args[1]
    if text.typ is None or not isinstance(text.typ, Basic) or not is_string(text.typ):
        return ""  # which may have a method that is asked
    if formatted == 3 and (format_.op != "LITERAL" or format_.val not in ("%s", b"%s")):
        return ""
    return say(
        "`io.WriteString({writer}, {text})` writes it without boxing.",
        writer=shorten(source_text(site.arg_list[0])),
        text=shorten(source_text(text)),
    )


def advice(c: Case) -> str:
    x = c.node.x
    if x.op == "LITERAL":
        return say("A constant is boxed in read-only memory.")
    if is_free(c):
        return ""
    if found := taken_out_before(c):
        return found
    call = c.where if c.why == Why.CALL_PARAMETER else None
    if c.in_loop and not c.inlined and is_same_in_loop(c, x) and not _is_seldom(c):
        return say(
            "Nothing in the loop changes {what}: box it once before, `var boxed any = {what}`, and use that.",
            what=c.text(x),
        )
    if call is not None and is_static_call(call) and not c.inlined and _joins_strings(c, call):
        return say("Formatting boxes its operands; strings that are joined by + are not boxed.")
    if call is not None and is_static_call(call) and not c.inlined and (found := _written(c, call)):
        return found
    formats = call is not None and is_static_call(call) and _formats(c, call)
    if call is not None and formats and c.has(Why.SLICE_ELEMENT):
        return say(
            "Formatting boxes its operands; in hot code append the parts to a []byte, with strconv.Append… for numbers"
            " and quotes."
            if _is_number(x.typ) or _quotes(call)
            else "Formatting boxes its operands; in hot code append the parts to a []byte."
        )
    if is_panic(c):
        return say("It costs only when it panics.")
    is_set = call is not None and _full_name(c, call) == "reflect.Value.Set" and bool(call.args)
    if is_set and (_is_in_variable(c) or _is_for_interface(c)):
        return _kept(c)  # of which it may be one of several values
    if is_set and call is not None:
        to, typ = c.text(call.args[0]), c.type_text(x.typ)
        return say(
            "Where it can be addressed, write through the address, which is boxed for free:"
            " `if p, ok := {to}.Addr().Interface().(*{type}); ok {{ *p = {what} }}`, behind `{to}.CanAddr()`.",
            to=to,
            type=typ,
            what=c.text(x),
        )
    if sorter := sorted_by(c):
        return sorter
    if call is not None and _is_context_key(c, call):
        if x.op == "NAME" and x.class_ == PEXTERN:
            name = c.text(x)
            return say(
                "A key without bytes needs no allocation: `type {name} struct{{}}`, and `{name}{{}}` where it is used.",
                name=name,
            )
        return say("A key that is only known at run time is boxed; a constant one would need no allocation.")
    if call is None or call.op not in ("CALLFUNC", "CALLMETH", "CALLINTER") or _is_field(c):
        return _kept(c)
    if c.inlined:
        return say(
            "This call may cost it: {callee} passes it on as an interface."
            if c.maybe
            else "This call costs it: {callee} passes it on as an interface.",
            callee=c.callee,
        )
    if call.op == "CALLINTER" and not _takes_any(call):
        return _kept(c)  # it is what the method is called on
    typ = c.type_text(x.typ)
    callee = _taker(c) or called(c, call)
    is_exported = callee.rpartition(".")[2][:1].isupper()
    if callee == called(c, call) and is_own(c, call) and not is_exported and not _asks_for_methods(c) and typ:
        return say(
            "What {callee} calls takes an interface; in hot code call something that takes {type} itself."
            if call.pos >> INL_SHIFT
            else "{callee} boxes whatever it is passed; in hot code call something that takes {type} itself."
            if c.has(Why.SLICE_ELEMENT)
            else TAKES_ONLY_TYPE
            if call.fun.op == "METHEXPR"
            else TAKES_TYPE,
            callee=inlined_callee(c, call) if call.pos >> INL_SHIFT else callee,
            type=typ,
        )
    method: AnyNode | None = getattr(call.fun, "func_name", None)
    if method is not None and method.pkg is not None and method.pkg.path in _SYNC and "Map" in method.sym:
        return say("A map beside a lock, whose keys and values have types of their own, boxes neither.")
    if _is_value(c) or not _is_in_memory(c.node.x):
        return say("This call costs it: {callee} takes an interface.", callee=callee)
    return say(
        "This call costs it: {callee} takes an interface; what is a pointer, or in an interface already, is passed "
        "without a copy.",
        callee=callee,
    )


_SYNC = ("sync", "internal/sync")  # what is inlined of a sync.Map calls a HashTrieMap


def _formats(c: Case, call: CallExpr) -> bool:
    """Is it a function of fmt or log, or one that is called as those that format are, `t.Printf(format, x)`?"""
    name = _full_name(c, call)
    if name.startswith(("fmt.", "log.")):
        return True
    sig = call.fun.typ if call.fun is not None and not call.pos >> INL_SHIFT else None
    params = sig.params.vars if isinstance(sig, Signature) and sig.variadic else []
    is_format = len(params) > 1 and params[-2].typ is not None and is_string(params[-2].typ)
    return name.endswith("f") and is_format


def _takes_any(call: CallExpr) -> bool:
    """Has it a parameter that may be an interface, or hold one?"""
    sig = call.fun.typ if call.fun is not None else None
    return not isinstance(sig, Signature) or any(
        not isinstance(under(p.typ), Basic | Signature) for p in sig.params.vars
    )


def _is_field(c: Case) -> bool:
    """Is it a field of a literal that is written here?"""
    return any(why == Why.STRUCT_ELEMENT and not where.pos >> INL_SHIFT for where, why in c.notes)


def _quotes(call: CallExpr) -> bool:
    """Does a format ask for quotes?"""
    return any(arg.op == "LITERAL" and "%q" in str(getattr(arg, "val", "")) for arg in call.args[:2])


def _is_number(t: AnyType) -> bool:
    """Is it what package strconv makes a text of?"""
    basic = under(t) if t is not None else None
    if isinstance(t, Named) and any(
        lookup_method(t, None, name)[1] is not None for name in ("String", "Error", "Format")
    ):
        return False
    return isinstance(basic, Basic) and bool(basic.info & IS_NUMERIC)


def _kept(c: Case) -> str:
    if c.inlined:
        return (with_caller(c) if c.to_result else "") or say(
            "This call may cost it: {callee} keeps it in an interface."
            if c.maybe
            else "This call costs it: {callee} keeps it in an interface.",
            callee=c.callee,
        )
    fn = c.remark.func
    if c.to_result and fn is not None and fn.closure_parent is not None and (found := of_literal(c)):
        return found
    if c.to_result and (found := asked_as_it_is(fn)):
        return found
    if c.to_result and (found := with_caller(c)):
        return found
    if (
        c.to_result
        and _returns_interface(c)
        and _is_only_type(c)
        and not is_for_interface(c)
        and not _is_exported(fn)
        and (typ := c.type_text(c.node.x.typ))
    ):
        return say("Where nothing asks for an interface, a result of type {type} is returned without a copy.", type=typ)
    if c.to_result and _returns_interface(c):
        return _as_result(c)
    if (callee := _taker(c)) and c.why != Why.CALL_PARAMETER:
        return say("This call costs it: {callee} takes an interface.", callee=callee)
    place = held_in(c)
    if place is not None and place.is_key and place.is_interface and not place.own:
        return say("Unavoidable here: the keys of {place} are interfaces.", place=place.text)
    is_copied = _is_value(c) or not _is_in_memory(c.node.x)
    if is_copied and place is not None and place.is_interface and not place.own:
        return say(
            "Unavoidable here: the elements of {place} are interfaces."
            if place.is_element
            else "Unavoidable here: {place} is an interface.",
            place=place.text,
        )
    if _is_value(c):
        return say(
            "No fix is known as long as it is kept in an interface; a struct with room for each kind of value,"
            " in the way of slog.Value, holds it without a copy."
        )
    if is_copied:
        return say("No fix is known as long as it is kept in an interface.")
    return say("It is kept in an interface; what is a pointer, or in an interface already, is kept without a copy.")


def _as_result(c: Case) -> str:
    """Advice for what is returned as an interface."""
    if not _is_value(c) and _is_in_memory(c.node.x):
        return say(
            "The result is an interface; what is a pointer, or in an interface already, is returned without a copy."
        )
    return say("Unavoidable here: what {function} returns is an interface.", function=function_of(c))


def _is_value(c: Case) -> bool:
    """Is it a number, text or an array of such, and asked for no methods: what nobody holds by a pointer?"""
    if _asks_for_methods(c):
        return False
    t: AnyType = under(c.node.x.typ) if c.node.x.typ is not None else None
    while isinstance(t, Array):
        t = under(t.elem)
    return isinstance(t, Basic)


def _is_in_memory(x: AnyNode) -> bool:
    """Is it reached by a pointer, or a package variable? A pointer to anything else would need as much as a copy."""
    while x.op in ("DOT", "PAREN", "INDEX"):
        if x.op == "INDEX" and not (x.x.typ is not None and isinstance(under(x.x.typ), Array)):
            break
        x = x.x
    return x.op in ("DOTPTR", "DEREF", "INDEX") or (x.op == "NAME" and x.class_ == PEXTERN)


def _is_for_interface(c: Case) -> bool:
    """Does it stand where reflection has found an interface, `case reflect.Interface`?"""
    around = (p for _, p in c.ctx.places.ancestors(c.site) if isinstance(p, S.CaseClause)) if c.site is not None else ()
    return any(p.cases is not None and source_text(p.cases) == "reflect.Interface" for p in around)


def _is_in_variable(c: Case) -> bool:
    """Is it assigned to a variable that is written here?"""
    ways = (f.dst for f in c.path if f.dst is not None and f.dst is not HEAP_NODE and f.dst.op == "NAME")
    return any(not n.pos >> INL_SHIFT and is_named(n) and n.class_ != PEXTERN for n in ways)


def _is_exported(fn: Func | None) -> bool:
    """May callers of other packages ask for the result as it is?"""
    return fn is not None and fn.sym.rpartition(".")[2][:1].isupper()


def _returns_interface(c: Case) -> bool:
    """Is one of the results an interface itself, and not an error that is told of beside what holds the interface?"""
    results = getattr(getattr(c.remark.func, "typ", None), "results", None)
    types = [r.typ for r in getattr(results, "vars", ()) if r.typ is not None and is_interface(r.typ)]
    return not _is_field(c) and any(is_error(c.node.typ) or not is_error(t) for t in types)


def _is_only_type(c: Case) -> bool:
    """Is all that the function returns of the type that is boxed, errors and nil aside?"""
    table, fn = c.ctx.places.table(c.remark.pos), c.remark.func
    results = getattr(getattr(getattr(fn, "typ", None), "results", None), "vars", [])
    boxes = [i for i, r in enumerate(results) if is_interface(r.typ) and not is_error(r.typ)]
    if table is None or c.node.x.typ is None or len(boxes) != 1:
        return False
    at = boxes[0]
    stmts = list(table.all(S.ReturnStmt))
    for stmt in stmts:
        if any(isinstance(p, S.FuncLit) for _, p in c.ctx.places.ancestors(stmt)):
            return False
        given = unpack_list(stmt.results) if stmt.results is not None else []
        if len(given) != len(results):
            return False
        value = given[at]
        if source_text(value) != "nil" and not (value.typ is not None and identical(value.typ, c.node.x.typ)):
            return False
    return True


def _taker(c: Case) -> str:
    """The function that takes the value as an interface, as it is written; "" if it is not an argument itself."""
    call = c.ctx.places.parent(c.site) if c.site is not None and not c.inlined else None
    is_call = isinstance(call, S.CallExpr) and call.fun is not c.site and isinstance(call.fun.typ, Signature)
    return callee_text(call.fun) if is_call and isinstance(call, S.CallExpr) else ""


def _asks_for_methods(c: Case) -> bool:
    """Is the interface one that others implement, too: one with methods?"""
    interface = under(c.node.typ) if c.node.typ is not None else None
    return isinstance(interface, Interface) and bool(interface.methods or interface.embeddeds)


def _is_seldom(c: Case) -> bool:
    """Is it on a path of its loop that is not always taken, as that of an error? Then there is little to win."""
    return bool(c.cost is not None and c.cost.cold) or (c.site is not None and c.ctx.places.on_branch(c.site))


def _full_name(c: Case, call: Node) -> str:
    """What is called, with its package, however it is written here."""
    fun = getattr(call, "fun", None)
    return c.ctx.printer.node(fun) if fun is not None else ""


def _is_context_key(c: Case, call: CallExpr) -> bool:
    """Whether the value is the key of a context.Context."""
    fun = getattr(call, "fun", None)
    if _full_name(c, call) == "context.WithValue":
        return bool(call.args[1:] and c.node in (call.args[1], getattr(call.args[1], "x", None)))
    return fun is not None and fun.op == "DOTINTER" and c.type_text(fun.x.typ) == "context.Context"
