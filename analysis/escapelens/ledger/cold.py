"""What is rarely done: paths that end in a panic, an error or the end of the program, reports, functions run once.

Property: says "cold" only for what a reader would call so; doubt means hot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from escapelens.ir.nodes import PEXTERN, PFUNC, AnyNode, Func, Name, Node, ReturnStmt
from escapelens.ir.scc import root_of
from escapelens.ir.static_value import definition
from escapelens.ir.visit import any_
from escapelens.ledger.model import Block, Choice, Inlined, Item, Loop, Site
from escapelens.model.identity import identical
from escapelens.model.predicates import is_interface, is_string
from escapelens.model.types import AnyType, Named, Pointer
from escapelens.model.under import unalias, under
from escapelens.model.universe import UNIVERSE_ERROR
from escapelens.record import replace
from escapelens.regexp import regexp

if TYPE_CHECKING:
    from escapelens.model.objects import Package

# Functions and methods that do not come back, and what that ends.
_ENDS = {("os", "Exit"): "exit", ("runtime", "Goexit"): "goexit"}
_ENDS |= {("log", f"Fatal{how}"): "exit" for how in ("", "f", "ln")}
_ENDS |= {("log", f"Panic{how}"): "panic" for how in ("", "f", "ln")}
_ENDS |= {("testing", name): "test" for name in ("FailNow", "Fatal", "Fatalf", "Skip", "SkipNow", "Skipf")}

# Names that logging has everywhere, with the endings that say how the arguments come ("Infof", "WarnContext").
_REPORT = regexp(
    r"(log|trace|debug|info|notice|warn|warning|error|critical|fatal|panic)(f|ln|w|s|context|ctx|depth|fn)*", re.I
)
_REPORTER = regexp(r"(Log|Logger|Trace|Debug|Warn|Warning)(f|ln)$|^(debug|log|warn)[A-Z]")
_PRINT = regexp(r"(print|output)(f|ln)?", re.I)
_TALK = regexp(r"^(s|k|g)?(log|trace|debug)|Log|Trace|Debug")  # packages and types whose Printf reports
_ERROR_MAKER = regexp(r"(^|[a-z_])[eE]rr(or)?(f|s|At|[A-Z_]|$)|^(wrap|Wrap|WithMessage|WithStack)")

_ERRORS = ("Error", "Err", "error", "Errors", "Diagnostic", "Diagnostics")  # ends of names of types

_LOG = regexp(r"(^|_)[lL]og(ger)?$|[a-z]Log(ger)?$")  # names of writers for reports

_TALKATIVE = regexp(r"^(debug|verbose|trace)([A-Z_]|$)|(Debug|Verbose|Trace)$")

_TEXT_METHODS = frozenset({"String", "Error", "GoString"})
_TEST = regexp(r"(Test|Example|Fuzz)([^a-z]|$)")


def coldness(n: AnyNode) -> str:
    """Why a return or a call ends a cold path: "error", "exit", "goexit", "panic", "test"; "" if it does not."""
    if n.op == "RETURN":
        return "error" if _returns_error(n) else ""
    name, path, _ = _named(n.fun)
    return _ENDS.get((path, name), "")


def _returns_error(n: ReturnStmt) -> bool:
    """Is the last result an error that is not nil, with nothing of worth before it?"""
    if not n.results:
        return False
    last = n.results[-1]
    if last.typ is None or last.op == "NIL":
        return False
    if not identical(last.typ, UNIVERSE_ERROR) and not (last.op in ("PTRLIT", "STRUCTLIT") and is_error(last.typ)):
        return False
    if len(n.results) == 1 and last.op.startswith("CALL"):
        return reports(last) == "error"  # it may well be nil
    return all(_worthless(x) for x in n.results[:-1])


def _worthless(n: AnyNode) -> bool:
    """A zero value, or a variable nobody can judge."""
    while n.op in ("CONVNOP", "CONVIFACE", "PAREN"):
        n = n.x
    if n.op == "LITERAL":
        return not n.val
    return n.op == "NIL" or (n.op == "STRUCTLIT" and not n.list_)


def not_nil(cond: AnyNode) -> Iterator[AnyNode]:
    """Variables that are not nil where the condition holds."""
    if cond.op == "ANDAND":
        yield from not_nil(cond.x)
        yield from not_nil(cond.y)
    elif cond.op == "NE":
        for x, y in ((cond.x, cond.y), (cond.y, cond.x)):
            while x.op in ("CONVNOP", "PAREN"):
                x = x.x
            if x.op == "NAME" and y.op == "NIL":
                yield x


def keeps_error(body: Node, name: Name) -> bool:
    """Does a body that begins with an error in a variable end with one in it, whatever it assigns?"""
    return not any_(body, lambda n: n.op in _ASSIGNS and not _makes_again(n, name))


def skips_error(cond: AnyNode, body: list[AnyNode]) -> bool:
    """Is it `if err != nil { …; continue }`, that a loop does with what went wrong, whatever went wrong?"""
    last = body[-1] if body else None
    while last is not None and last.op == "BLOCK":
        last = last.list_[-1] if last.list_ else None
    if last is None or last.op not in ("CONTINUE", "BREAK"):
        return False
    errors = [x for x in not_nil(cond) if x.typ is not None and identical(x.typ, UNIVERSE_ERROR)]
    return any(not any(any_(stmt, lambda n: _asks_which(n, x)) for stmt in body) for x in errors)  # noqa: B023


def _asks_which(n: AnyNode, error: AnyNode) -> bool:
    """Is an error compared with one that is known, as io.EOF is?"""
    if n.op in ("EQ", "NE"):
        return error in (n.x, n.y) and "NIL" not in (n.x.op, n.y.op)
    return n.op == "CALLFUNC" and _named(n.fun)[0] == "Is" and error in n.args


_ASSIGNS = frozenset({"AS", "AS2", "AS2FUNC", "AS2MAPR", "AS2DOTTYPE", "AS2RECV", "SELRECV2"})


def _makes_again(n: AnyNode, name: Name) -> bool:
    """Is the variable no target of the assignment, or assigned what makes an error?"""
    if n.op == "AS":
        return n.x is not name or (n.y is not None and n.y.op.startswith("CALL") and reports(n.y) == "error")
    return all(x is not name for x in n.lhs)


def reports(call: AnyNode) -> str:
    """Why the arguments of a call are cold: it makes an "error", or writes a "log"; "" if it does neither."""
    sig: AnyType = getattr(call.fun, "typ", None)
    results = getattr(getattr(sig, "results", None), "vars", None)
    if results is None or len(sig.params.vars) <= (call.fun.op == "METHEXPR"):  # whose receiver is a parameter
        return ""
    name, path, owner = _named(call.fun)
    if path == "fmt" and name.startswith("Fprint") and call.args and _is_for_reports(call.args[0]):
        return "log"
    return _purpose(name, path, owner, results, [p.typ for p in sig.params.vars])


def reports_inlined(n: AnyNode, name: str, pkg: Package | None) -> str:
    """The same of an inlined call. name, pkg: of its function."""
    owner, _, name = name.rpartition(".")
    takes: list[AnyNode] = next((s.lhs for s in n.init if s.op == "AS2" and len(s.lhs) > bool(owner)), [])
    path = "" if pkg is None else pkg.path
    return _purpose(name, path, owner, n.return_vars, [x.typ for x in takes]) if takes else ""


def reports_as(name: str) -> str:
    """Why the arguments of what is called so are cold, if nothing else is known of it."""
    return _purpose(name, "", "", (), None)


def _purpose(name: str, path: str, owner: str, results: Sequence[AnyNode], takes: Sequence[AnyType] | None) -> str:
    """What a function is for that takes something: to make or tell an "error", or to write a "log"; "" if it is for
    neither. takes: what its parameters are, None if nobody knows."""
    if not name or len(results) > 1:
        return ""
    if results and not is_error(results[0].typ):
        return "error" if is_string(results[0].typ) and name.endswith("Error") else ""  # what it says
    makes = _ERROR_MAKER.search(name) is not None
    if results and (makes or path == "errors" or path.endswith("/errors")):
        return "error"
    if not results and name.startswith(("wrap", "Wrap")):
        return ""  # a text, or what else is wrapped
    logs = (
        _REPORT.fullmatch(name)
        or (_REPORTER.search(name) and (takes is None or any(map(_is_told, takes))))
        or (_PRINT.fullmatch(name) and (_TALK.search(path.rpartition("/")[2]) or _TALK.search(owner)))
    )
    return "log" if logs else "error" if makes else ""


def _is_told(t: AnyType) -> bool:
    """Is it what reports are made of: text, an error, operands of any type?"""
    elem = getattr(under(t), "elem", None) if t is not None else None
    return t is not None and (is_string(t) or is_error(t) or (elem is not None and is_interface(elem)))


def _is_for_reports(n: AnyNode) -> bool:
    """Is it os.Stderr, or a writer that is called a log?"""
    while n.op in ("CONVIFACE", "CONVNOP", "PAREN"):
        n = n.x
    if n.op in ("DOT", "DOTPTR"):
        return _LOG.search(n.sel) is not None
    if n.op != "NAME":
        return False
    is_stderr = n.class_ == PEXTERN and n.sym == "Stderr" and n.pkg is not None and n.pkg.path == "os"
    return is_stderr or _LOG.search(n.sym) is not None


def recovered(cond: AnyNode) -> int:
    """1 if there was a panic where the condition holds, -1 if there was where it does not, 0 if nobody can tell: `r !=
    nil` or `r == nil` after `r := recover()`."""
    sign = {"NE": 1, "EQ": -1}.get(cond.op, 0)
    if not sign or "NIL" not in (cond.x.op, cond.y.op):
        return 0
    value = cond.x if cond.y.op == "NIL" else cond.y
    if value.op == "NAME":
        value = definition(value)
    while value is not None and value.op in ("CONVNOP", "PAREN"):
        value = value.x
    return sign if value is not None and value.op == "RECOVER" else 0


def is_talkative(cond: AnyNode) -> bool:
    """Is it a condition like `debug`, `t.verbose > 1`: what it guards is not done unless somebody asks?"""
    while cond.op in ("PAREN", "GT", "GE", "NE"):
        cond = cond.x
    name = cond.sym if cond.op == "NAME" else cond.sel if cond.op in ("DOT", "DOTPTR") else ""
    return _TALKATIVE.search(name) is not None


def lacks_room(cond: AnyNode) -> int:
    """1 if a slice has too little room where the condition holds, -1 if it has where it does not hold, 0 if nobody
    can tell: `cap(b) < n`, `n <= cap(b)`, `len(b) == cap(b)`."""
    while cond.op in ("PAREN", "CONVNOP"):
        cond = cond.x
    op = cond.op
    if op == "NOT":
        return -lacks_room(cond.x)
    if op in ("ANDAND", "OROR"):
        sign = 1 if op == "ANDAND" else -1
        return sign if sign in (lacks_room(cond.x), lacks_room(cond.y)) else 0
    if op == "EQ":
        ops = {cond.x.op, cond.y.op}
        none = any(x.op == "LITERAL" and x.val == 0 for x in (cond.x, cond.y))
        return int("CAP" in ops and ("LEN" in ops or none))
    sign = {"LT": 1, "LE": 1, "GT": -1, "GE": -1}.get(op, 0)
    if not sign:
        return 0
    left, right = _is_room(cond.x), _is_room(cond.y)
    return 0 if left == right else sign if left else -sign


def _is_room(n: AnyNode) -> bool:
    """Is it `cap(b)`, or `cap(b) - len(b)`?"""
    while n.op in ("PAREN", "CONVNOP"):
        n = n.x
    return bool(n.op == "CAP" or (n.op == "SUB" and n.x.op == "CAP"))


def is_error_text(n: AnyNode) -> bool:
    """Is it a text that is made an error, `myError(text)`?"""
    return isinstance(n.typ, Named) and is_string(n.x.typ) and is_error(n.typ)


def _named(fun: AnyNode) -> tuple[str, str, str]:
    """Name, package and receiver type of what is called, as far as they are known."""
    op = fun.op
    if op == "METHEXPR" or op == "DOTMETH":
        name = fun.func_name
        if name is None:  # a method of code in error
            return "", "", ""
        owner, _, last = name.sym.rpartition(".")
        return last, name.pkg.path if name.pkg is not None else "", owner
    if op == "NAME":
        path = fun.pkg.path if fun.pkg is not None and fun.class_ == PFUNC else ""
        return fun.sym.rpartition(".")[2], path, ""
    if op == "DOTINTER":
        pkg = fun.method.pkg if fun.method is not None else None
        return fun.sel, pkg.path if pkg is not None else "", _type_name(fun.x.typ)
    if op in ("DOT", "DOTPTR"):
        return fun.sel, "", _type_name(fun.x.typ)
    return "", "", ""


def is_error(t: AnyType) -> bool:
    """error, a type that is called so, or what tools make of one."""
    if t is None:
        return False
    return identical(t, UNIVERSE_ERROR) or _type_name(t).endswith(_ERRORS)


def _type_name(t: AnyType) -> str:
    t = unalias(t)
    if isinstance(t, Pointer):
        t = unalias(t.elem)
    return str(t.obj.name) if isinstance(t, Named) else ""


def function_coldness(fn: Func) -> str:
    """Why a whole function is cold: init, main, tests, methods that make a text of it to be read."""
    if _is_for_tests(fn):
        return "test"
    outer = root_of(fn)
    name = outer.sym.rpartition(".")[2]
    params = getattr(outer.typ, "params", None)
    if name in _TEXT_METHODS and outer.is_method and params is not None and not params.vars:
        return name
    if name.startswith(("Dump", "dump")):
        return "Dump"
    if outer.is_method and _is_of_error(outer):
        return "error"
    results = getattr(getattr(outer.typ, "results", None), "vars", None) or []
    if name.endswith("Error") and len(results) == 1 and is_string(results[0].typ):
        return "error"  # what it says
    if outer is not fn:
        return ""  # what main or init sets up may run at any time
    if fn.is_package_init or fn.sym == "init" or fn.sym.startswith(("init.", "map.init.")):
        return "init"
    if fn.sym == "main" and fn.pkg is not None and fn.pkg.name == "main":
        return "main"
    takes = [_type_name(p.typ) for p in params.vars] if params is not None else []
    if outer.is_method:  # of a suite of tests
        tests = takes == ["C"] or (not takes and outer.sym.endswith(f"Suite).{name}"))
        return "test" if tests and _TEST.match(name) else ""
    return ""


def _is_of_error(method: Func) -> bool:
    """Is it a method of an error, for what it has to say?"""
    recv = getattr(method.typ, "recv", None)
    return recv is not None and _type_name(recv.typ).endswith(("Error", "Err"))


def _is_for_tests(fn: Func | None) -> bool:
    """Is it handed the test that it runs for, or in a literal or function that is?"""
    while fn is not None:
        params = getattr(getattr(fn.typ, "params", None), "vars", ())
        if any(_type_name(p.typ) in ("T", "F", "TB") and _package(p.typ) == "testing" for p in params):
            return True
        fn = fn.closure_parent
    return False


def _package(t: AnyType) -> str:
    """The package of a named type, or of what is pointed to."""
    t = t.elem if isinstance(t, Pointer) else t
    return t.obj.pkg.path if isinstance(t, Named) and t.obj.pkg is not None else ""


def colder(items: Block, why: str) -> Block:
    """The items with their sites marked as cold."""
    return tuple(_colder(item, why) for item in items)


def _colder(item: Item, why: str) -> Item:
    if isinstance(item, Site):
        return replace(item, often=replace(item.often, cold=item.often.cold or why))
    if isinstance(item, Loop | Inlined):
        return replace(item, body=colder(item.body, why))
    if isinstance(item, Choice):
        return replace(item, arms=tuple(colder(arm, why) for arm in item.arms))
    return item
