"""Which paths are rarely taken: what ends in a panic, an error or the end of the program, and functions run once.

Property: says "cold" only for what a reader would call so; doubt means hot.
"""

from __future__ import annotations

from typing import Any

from escapelens.ir.nodes import Func
from escapelens.model.identity import identical
from escapelens.model.universe import UNIVERSE_ERROR

_FATAL = frozenset({"log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "log.Panicln", "os.Exit"})


def coldness(n: Any) -> str:
    """Why a return or a call ends a cold path: "error", "exit", "panic"; "" if it does not."""
    if n.op == "RETURN":
        return "error" if _returns_error(n) else ""
    fun = n.fun
    if fun.op == "NAME" and fun.pkg is not None:
        name = f"{fun.pkg.path}.{fun.sym}"
        if name in _FATAL:
            return "panic" if ".Panic" in name else "exit"
    return ""


def _returns_error(n: Any) -> bool:
    """Is the last result an error that is not nil, with nothing of worth before it?"""
    if not n.results:
        return False
    last = n.results[-1]
    if last.typ is None or not identical(last.typ, UNIVERSE_ERROR) or last.op == "NIL":
        return False
    return all(_worthless(x) for x in n.results[:-1])


def _worthless(n: Any) -> bool:
    """A zero value, or a variable nobody can judge."""
    while n.op in ("CONVNOP", "PAREN"):
        n = n.x
    if n.op == "LITERAL":
        return not n.val
    return n.op == "NIL" or (n.op == "STRUCTLIT" and not n.list_)


def function_coldness(fn: Func) -> str:
    """Why a whole function is cold: init, String and Error methods."""
    if fn.is_package_init or fn.sym == "init" or fn.sym.startswith("init."):
        return "init"
    name = fn.sym.rpartition(".")[2]
    if name in ("String", "Error", "GoString") and fn.is_method and len(fn.typ.params.vars) == 0:  # type: ignore[union-attr]
        return name
    return ""
