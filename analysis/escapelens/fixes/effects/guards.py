"""The condition under which a function of the package does anything at all, as a caller would write it.

    func (l *Logger) Debugf(format string, args ...any) {       log.Debugf("…", n)      log.Enabled(Debug)
        if l.Enabled(Debug) { … }
    func trace(level int, args ...any) {                        trace(2, n)             2 <= verbosity
        if level > verbosity { return } …

Property: where there is an answer, the call does nothing unless the condition holds; asking changes nothing, and panics
only where the call would, as its first act.
"""

from __future__ import annotations

import re

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, builtin_name, underlying
from escapelens.fixes.effects.effect import converts
from escapelens.fixes.effects.names import declared_names, package_name, predeclared
from escapelens.model.identity import identical
from escapelens.model.objects import Builtin, Const, Func, Nil, Object, PkgName, Var
from escapelens.model.predicates import is_integer, is_string
from escapelens.model.selection import FIELD_VAL, METHOD_VAL
from escapelens.model.types import Basic, Pointer, Type
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

_DEEP = 4  # functions that ask functions
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_QUIET = frozenset(_OPPOSITE) | {"&&", "||", "!", "&", "|", "^", "&^", "+", "-"}


def guard(ctx: FixContext, body: Body, call: nodes.CallExpr) -> str | None:
    """The condition as text that means it where the call stands; None if there is none that is known to."""
    decl = declaration(ctx, call)
    if decl is None or decl.body is None or decl.tparam_list or not decl.body.stmts:
        return None
    first = decl.body.stmts[0]
    if not isinstance(first, nodes.IfStmt) or first.init is not None or first.else_ is not None:
        return None
    leaves = [s.results is None for s in first.then.stmts if isinstance(s, nodes.ReturnStmt)]
    stops = len(first.then.stmts) == 1 and leaves == [True]
    if not (stops or len(decl.body.stmts) == 1) or decl.type.result_list or not _quiet(ctx, first.cond, _DEEP):
        return None
    bound = _bound(ctx, decl, call)
    if bound is None:
        return None
    return _text(ctx, body, decl, first.cond, bound, negated=stops)


def declaration(ctx: FixContext, call: nodes.CallExpr) -> nodes.FuncDecl | None:
    """The function of this package that is called, by its name or as a method of its own type."""
    fun = unparen(call.fun)
    if isinstance(fun, nodes.SelectorExpr):
        s = fun.selection
        if s is None or s.kind != METHOD_VAL or len(s.index) != 1:
            return None
        fun = fun.sel
    if not isinstance(fun, nodes.Name) or not isinstance(fun.obj, Func):
        return None
    named = re.compile(rb"^func\s*(?:\([^)]*\)\s*)?" + re.escape(fun.value.encode()) + rb"\b", re.MULTILINE)
    if any(named.search(text) for text in ctx.outside):
        return None  # what it does may hang on the build
    return next((d for d in ctx.all_funcs() if d.name.obj is fun.obj), None)


def _bound(ctx: FixContext, decl: nodes.FuncDecl, call: nodes.CallExpr) -> dict[Object, nodes.Expr] | None:
    """What the receiver and the parameters are at the call, for those that may be named there once more."""
    found: dict[Object, nodes.Expr] = {}
    fun = unparen(call.fun)
    if decl.recv is not None and decl.recv.name is not None and decl.recv.name.obj is not None:
        if not isinstance(fun, nodes.SelectorExpr) or not _path(fun.x):
            return None
        found[decl.recv.name.obj] = unparen(fun.x)
    if not call.has_dots:
        for field, arg in zip(decl.type.param_list, call.arg_list, strict=False):
            obj = field.name.obj if field.name is not None else None
            if isinstance(obj, Var) and not isinstance(field.type, nodes.DotsType) and arg.typ is not None:
                if (arg.val is not None or _path(arg)) and identical(arg.typ, obj.typ):
                    found[obj] = arg
    return found


def _path(e: nodes.Expr) -> bool:
    """Variables and fields, which may be named twice."""
    e = unparen(e)
    if isinstance(e, nodes.SelectorExpr):
        return (e.selection is None or e.selection.kind == FIELD_VAL) and _path(e.x)
    return isinstance(e, nodes.Name) and isinstance(e.obj, Var | PkgName)


def _quiet(ctx: FixContext, e: nodes.Expr, deep: int) -> bool:
    """Whether evaluating e only reads: nobody can tell whether it was done once or twice."""
    e = unparen(e)
    if e.val is not None:
        return True
    match e:
        case nodes.Name():
            return isinstance(e.obj, Var | Const | Nil)
        case nodes.SelectorExpr(selection=s):
            return s is None or (s.kind == FIELD_VAL and _quiet(ctx, e.x, deep))
        case nodes.Operation(op=op) if op in _QUIET and not (op == "&" and e.y is None):
            plain = isinstance(underlying(e.x.typ), Basic | Pointer) or (e.y is not None and _nil(e.y))
            return plain and _quiet(ctx, e.x, deep) and (e.y is None or _quiet(ctx, e.y, deep))
        case nodes.CallExpr():
            args = all(_quiet(ctx, a, deep) for a in e.arg_list)
            if builtin_name(e):
                return args and builtin_name(e) in ("len", "cap")
            if len(e.arg_list) == 1 and converts(e.fun):
                return args and isinstance(underlying(e.arg_list[0].typ), Basic) and not (e.typ and is_string(e.typ))
            fun = unparen(e.fun)
            receiver = not isinstance(fun, nodes.SelectorExpr) or fun.selection is None or _quiet(ctx, fun.x, deep)
            return args and receiver and (_loads(fun) or _asks(ctx, e, deep))
        case _:
            return False


def _loads(fun: nodes.Expr) -> bool:
    f = fun.sel.obj if isinstance(fun, nodes.SelectorExpr) else None
    return isinstance(f, Func) and f.pkg is not None and f.pkg.path == "sync/atomic" and f.name.startswith("Load")


def _asks(ctx: FixContext, call: nodes.CallExpr, deep: int) -> bool:
    """Whether a function of the package is called that only evaluates such an expression."""
    decl = declaration(ctx, call)
    if decl is None or decl.body is None or len(decl.body.stmts) != 1 or deep == 0:
        return False
    only = decl.body.stmts[0]
    if not isinstance(only, nodes.ReturnStmt) or only.results is None or isinstance(only.results, nodes.ListExpr):
        return False
    return _quiet(ctx, only.results, deep - 1)


def _text(
    ctx: FixContext,
    body: Body,
    decl: nodes.FuncDecl,
    cond: nodes.Expr,
    bound: dict[Object, nodes.Expr],
    *,
    negated: bool,
) -> str | None:
    """The condition with what its names stand for at the call, in the words of the callee."""
    file, start, end = ctx.span(cond)
    text = ctx.texts[file][start:end]
    taken = declared_names(body.decl)
    changes: list[tuple[int, int, str]] = []
    for n in walk(cond):
        if not isinstance(n, nodes.Name) or n.obj is None:
            continue
        at = n.start - cond.start
        if n.obj in bound:
            arg = bound[n.obj]
            simple = isinstance(arg, nodes.Name | nodes.BasicLit | nodes.SelectorExpr)
            if not simple or not _stays(ctx, arg, n, cond):
                return None
            changes.append((at, at + n.end - n.start, ctx.text(arg)))
        elif isinstance(n.obj, PkgName):
            if package_name(ctx, body, n.obj.path) != n.value:
                return None
        elif decl.start <= n.obj.pos < decl.end:
            return None
        elif isinstance(n.obj, Builtin | Nil) or ctx.pkg.scope.lookup(n.value) is None:
            constant = n.value in ("true", "false") and n.value not in taken
            if not _member(n, cond) and not constant and not predeclared(ctx, body, n.value):
                return None
        elif not _member(n, cond) and (ctx.pkg.scope.lookup(n.value) is not n.obj or n.value in taken):
            return None
    if b"\n" in text:
        return None
    for a, b, new in sorted(changes, reverse=True):
        text = text[:a] + new.encode() + text[b:]
    return _negation(unparen(cond), text.decode()) if negated else text.decode()


def _stays(ctx: FixContext, arg: nodes.Expr, n: nodes.Name, cond: nodes.Expr) -> bool:
    """Whether arg may stand for n: below a selector also a variable whose address or target is meant."""
    same = arg.typ is not None and isinstance(n.obj, Var) and identical(arg.typ, n.obj.typ)
    return same or any(isinstance(up, nodes.SelectorExpr) and up.x is n for up in walk(cond))


def _member(n: nodes.Name, cond: nodes.Expr) -> bool:
    return any(isinstance(up, nodes.SelectorExpr) and up.sel is n for up in walk(cond))


def _negation(cond: nodes.Expr, text: str) -> str:
    if isinstance(cond, nodes.Operation) and cond.op == "!" and cond.y is None:
        text = text.removeprefix("!")
        return text[1:-1] if isinstance(cond.x, nodes.ParenExpr) else text
    if isinstance(cond, nodes.Operation) and cond.op in _OPPOSITE and cond.y is not None:
        ordered = cond.op in ("==", "!=") or _ordered(cond.x.typ)
        if ordered and text.count(f" {cond.op} ") == 1:
            return text.replace(f" {cond.op} ", f" {_OPPOSITE[cond.op]} ")
    return f"!{text}" if isinstance(cond, nodes.Name | nodes.SelectorExpr | nodes.CallExpr) else f"!({text})"


def _ordered(t: Type | None) -> bool:
    return t is not None and (is_integer(t) or is_string(t))


def _nil(e: nodes.Expr) -> bool:
    e = unparen(e)
    return isinstance(e, nodes.Name) and isinstance(e.obj, Nil)
