"""boxed: a value that is no pointer is put into an interface that escapes; the interface points to a copy."""

from __future__ import annotations

from typing import Any

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.phrases import bytes_text, tail
from escapelens.ir.nodes import PEXTERN
from escapelens.remarks import Why

CODE = "boxed"


def recognise(c: Case) -> bool:
    return c.op == "CONVIFACE"


def is_panic(c: Case) -> bool:
    """Handed to panic: costs only when it panics."""
    return bool(c.why == Why.CALL_PARAMETER and c.where.op == "PANIC")


def is_free(c: Case) -> bool:
    """Constants are boxed in read-only memory, values of one byte in a table, values of no size nowhere."""
    return c.node.x.op == "LITERAL" or c.size in (0, 1)


def message(c: Case) -> str:
    t = c.node.x.typ
    typ = f" ({text})" if (text := c.type_text(t)) else ""
    who = f"{c.callee}, inlined here, boxes" if c.inlined else "boxing"
    size = c.size
    if is_free(c):
        who = f"{c.callee}, inlined here, boxes {c.what}{typ}" if c.inlined else f"{c.what}{typ} is boxed"
        return f"{who}, which needs no allocation at run time: the interface {tail(c)}"
    copy = f"copies {bytes_text(size)} to the heap" if size else "puts it in an interface"
    if c.inlined:
        return f"{who} {c.what}{typ}, which {copy}: the interface {tail(c)}"
    return f"{who} {c.what}{typ} {copy}: the interface {tail(c)}"


def advice(c: Case) -> str:
    x = c.node.x
    if x.op == "LITERAL":
        return "A constant is boxed in read-only memory."
    if is_free(c):
        return ""
    call = c.where if c.why == Why.CALL_PARAMETER else None
    if call is not None and is_static_call(call) and _full_name(c, call).startswith(("fmt.", "log.")):
        return "Formatting boxes its operands; in hot code build the text with strconv.Append… or a type's own method."
    if is_panic(c):
        return "It costs only when it panics."
    if call is not None and _full_name(c, call) == "reflect.Value.Set" and call.args:
        to, typ = c.text(call.args[0]), c.type_text(x.typ)
        return (
            f"Where it can be addressed, write through the address, which is boxed for free:"
            f" `if p, ok := {to}.Addr().Interface().(*{typ}); ok {{ *p = {c.text(x)} }}`, behind `{to}.CanAddr()`."
        )
    if call is not None and _is_context_key(c, call):
        if x.op == "NAME" and x.class_ == PEXTERN:
            name = c.text(x)
            return (
                f"A key without bytes needs no allocation: `type {name} struct{{}}`, and `{name}{{}}` where it is used."
            )
        return (
            "Unavoidable here: a key that is only known at run time is boxed; a constant one would need no allocation."
        )
    return "Take the concrete type or a type parameter instead of an interface, or box a pointer that exists anyway."


def _full_name(c: Case, call: Any) -> str:
    """What is called, with its package, however it is written here."""
    fun = getattr(call, "fun", None)
    return c.ctx.printer.node(fun) if fun is not None else ""


def _is_context_key(c: Case, call: Any) -> bool:
    """Whether the value is the key of a context.Context."""
    fun = getattr(call, "fun", None)
    if _full_name(c, call) == "context.WithValue":
        return bool(call.args[1:] and c.node in (call.args[1], getattr(call.args[1], "x", None)))
    return fun is not None and fun.op == "DOTINTER" and c.type_text(fun.x.typ) == "context.Context"
