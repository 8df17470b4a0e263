"""Sprintf, Sprint and Sprintln of numbers, strings and booleans become concatenation and strconv.

    fmt.Sprintf("%s:%d", host, port)    host + ":" + strconv.Itoa(port)

Conditions:

- the format is a literal whose verbs have neither flags, widths, precisions nor indexes, one for each argument; of
  Sprint and Sprintln only calls with one argument;
- every argument has a type whose underlying type is string, bool, an integer or []byte, by a verb that prints it
  plainly (%s %v, %t %v, %d %v, %s), and is no constant. A type with a Format method is left alone; so is one with
  String or Error where the verb asks for them (%v, %s). So are interfaces, pointers, type parameters and floats;
- no integer stands among other text: small ones are boxed for free, their text and the whole are two allocations;
- of several arguments none calls or changes anything, for the order of that might become another;
- the names of the conversions mean what the language says;
- the call stands on one line and its value is used; several pieces only where gofmt's spacing is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.calls import called, calls_at, depth, has_method
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.names import predeclared
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.predicates import is_boolean, is_integer, is_string, is_unsigned
from escapelens.model.types import Basic, Named, Slice, Type, TypeParam
from escapelens.model.under import unalias, under
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

KIND = "sprintf"
BULK = True

# What a number's text allocates is never more than fmt's result, which is counted once.
_ONE = Bounds(1, 1)
_CALLS = (
    *((f"fmt.{name}", _ONE) for name in ("Sprintf", "Sprint", "Sprintln")),
    *((f"{p}strconv.{name}", _ONE) for p in ("", "internal/") for name in ("Itoa", "FormatInt", "FormatUint")),
    *((f"{p}strconv.FormatBool", Bounds(0, 0)) for p in ("", "internal/")),
    ("strconv.formatBits", _ONE),
    ("strconv.small", Bounds(0, 0)),
)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        name = called(call)
        parts = _parts(ctx, name, call) if name in ("fmt.Sprintf", "fmt.Sprint", "fmt.Sprintln") else None
        if parts is None or call.has_dots or "\n" in ctx.text(call):
            continue
        up = body.parents.get(call)
        if isinstance(up, nodes.ExprStmt | nodes.CallStmt | nodes.SelectorExpr | nodes.SliceExpr | nodes.IndexExpr):
            continue
        args = [x for x, _ in parts if isinstance(x, nodes.Expr)]
        if len(args) > 1 and any(not (e := effects(body, x)).pure or e.panics for x in args):
            continue
        rewrite = Rewrite(ctx)
        texts = [_text(ctx, body, rewrite, x, verb) if isinstance(x, nodes.Expr) else x for x, verb in parts]
        if any(t is None for t in texts):
            continue
        level = depth(body, call)
        if len(texts) > 1 and (level is None or any(is_integer(x.typ) for x in args if x.typ is not None)):
            continue
        new = ("+" if level is not None and level > 1 else " + ").join(t for t in texts if t is not None)
        rewrite.replace(call, new)
        edits = rewrite.finish()
        if edits is not None:
            removes = tuple(f.key for f in ctx.findings_at(*ctx.span(call)))
            yield Fix(KIND, f"Replace {name} by {new}", edits, removes, preferred=True, calls=_CALLS)


def _parts(ctx: FixContext, name: str, call: nodes.CallExpr) -> list[tuple[nodes.Expr | str, str]] | None:
    """Arguments with their verbs, and literals of the text between, in order; None if there is more to it."""
    args = call.arg_list
    if name != "fmt.Sprintf":
        if len(args) != 1:
            return None
        return [(args[0], "v"), *([('"\\n"', "")] if name == "fmt.Sprintln" else [])]
    source = ctx.text(args[0]) if args and isinstance(args[0], nodes.BasicLit) else ""
    if len(args) < 2 or source[:1] != '"' or any(e in source for e in ("\\x25", "\\045", "\\u0025", "\\U00000025")):
        return None
    found: list[tuple[nodes.Expr | str, str]] = []
    rest, text, i = args[1:], "", 1
    while i < len(source) - 1:
        c = source[i]
        i += 1
        if c == "\\":
            text += source[i - 1 : i + 1]
            i += 1
        elif c != "%":
            text += c
        else:
            verb = source[i]
            i += 1
            if verb == "%":
                text += "%"
                continue
            if verb not in "sdvt" or not rest:
                return None
            if text:
                found.append((f'"{text}"', ""))
            found.append((rest.pop(0), verb))
            text = ""
    return None if rest else found + ([(f'"{text}"', "")] if text else [])


def _text(ctx: FixContext, body: Body, rewrite: Rewrite, x: nodes.Expr, verb: str) -> str | None:
    """The string that fmt prints for x, as an expression."""
    t = None if x.typ is None or x.val is not None else unalias(x.typ)
    if t is None or not isinstance(t, Basic | Named | Slice) or any(_spaced(n) for n in walk(x)):
        return None
    if isinstance(t, Named) and has_method(t, "Format", *(("String", "Error") if verb in "sv" else ())):
        return None
    source, u = ctx.text(x), under(t)
    if is_string(u) and verb in "sv":
        return source if isinstance(t, Basic) else _converted(ctx, body, "string", source)
    if isinstance(u, Slice):
        return _converted(ctx, body, "string", source) if verb == "s" and _bytes(u.elem) else None
    wanted = ("FormatBool", "bool") if is_boolean(u) and verb in "tv" else _number(u) if verb in "dv" else None
    if wanted is None:
        return None
    function, typ = wanted
    same = isinstance(t, Basic) and t.name == typ
    value = source if same else _converted(ctx, body, typ, source)
    package = rewrite.package(body, "strconv")
    if value is None or package is None:
        return None
    return f"{package}.{function}({value}" + (", 10)" if function in ("FormatInt", "FormatUint") else ")")


def _number(u: Type) -> tuple[str, str] | None:
    """The function of strconv for an integer and the type that it takes."""
    if not isinstance(u, Basic) or not is_integer(u) or u.name == "uintptr":
        return None
    if is_unsigned(u):
        return "FormatUint", "uint64"
    return ("Itoa", "int") if u.name == "int" else ("FormatInt", "int64")


def _bytes(t: Type) -> bool:
    return not isinstance(t, TypeParam) and isinstance(t, Basic) and t.name in ("byte", "uint8")


def _converted(ctx: FixContext, body: Body, typ: str, source: str) -> str | None:
    return f"{typ}({source})" if predeclared(ctx, body, typ) else None


def _spaced(n: nodes.Node) -> bool:
    """Whether gofmt sets the blanks in n by what is around it."""
    return isinstance(n, nodes.FuncLit | nodes.SliceExpr) or (isinstance(n, nodes.Operation) and n.y is not None)
