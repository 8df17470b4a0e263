"""What fmt prints for strings, booleans, integers and bytes, as Go expressions: for the kinds that do without fmt.

Conditions of `pieces`: the format is a literal whose verbs have neither flags, widths, precisions nor indexes, one for
each argument; of Sprint and Sprintln only one argument. Conditions of `joined`:

- every argument has a type whose underlying type is string, bool, an integer or []byte, by a verb that prints it
  plainly (%s %v, %t %v, %d %v, %s), and is no constant but of type string. A type with a Format method is left alone;
  so is one with String or Error where the verb asks for them (%v, %s). So are interfaces, pointers, type parameters and
  floats;
- an integer among other text needs a constant there: small ones are boxed for free, so its digits must cost nothing.
  They are put on the stack (20 at most), and the compiler joins a `string(bytes)` to a constant without another copy
  (walk/order.go: OADDSTR);
- of several arguments none calls or changes anything, for the order of that might become another;
- the names of the conversions mean what the language says;
- the call stands on one line; several pieces only where gofmt's spacing is known.
"""

from __future__ import annotations

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.calls import depth, has_method
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.names import predeclared
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.predicates import is_boolean, is_integer, is_string, is_unsigned
from escapelens.model.types import Basic, Named, Slice, Type, TypeParam
from escapelens.model.under import unalias, under
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

# What a number's text allocates is never more than fmt's result, which is counted once.
_ONE = Bounds(1, 1)
ALLOCATES = (
    *((f"{p}strconv.{name}", _ONE) for p in ("", "internal/") for name in ("Itoa", "FormatInt", "FormatUint")),
    *((f"{p}strconv.FormatBool", Bounds(0, 0)) for p in ("", "internal/")),
    ("strconv.formatBits", _ONE),
    ("strconv.small", Bounds(0, 0)),
)
"""What the functions allocate that `plain` may call."""
DIGITS = tuple(
    (f"{p}strconv.{name}", Bounds(0, 0))
    for p in ("", "internal/")
    for name in ("AppendInt", "AppendUint", "FormatBool", "formatBits", "formatBase10", "small")
)
"""The same where there is room for all digits."""

Piece = tuple[nodes.Expr | str, str]
"""An argument with its verb, or the literal of the text between with ""."""


def pieces(ctx: FixContext, name: str, call: nodes.CallExpr) -> list[Piece] | None:
    """What a call of fmt's function prints, in order, behind the writer of Fprint…; None if there is more to it."""
    args = call.arg_list[1:] if name.startswith("F") else call.arg_list
    if call.has_dots:
        return None
    if name.endswith("f"):
        return formatted(ctx, args)
    return [(args[0], "v"), *([('"\\n"', "")] if name.endswith("ln") else [])] if len(args) == 1 else None


def formatted(ctx: FixContext, args: list[nodes.Expr]) -> list[Piece] | None:
    """Arguments with their verbs, and the text between, of a format and what follows it."""
    source = ctx.text(args[0]) if args and isinstance(args[0], nodes.BasicLit) else ""
    if len(args) < 2 or source[:1] != '"' or any(e in source for e in ("\\x25", "\\045", "\\u0025", "\\U00000025")):
        return None
    found: list[Piece] = []
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


def joined(ctx: FixContext, body: Body, rewrite: Rewrite, call: nodes.CallExpr, parts: list[Piece]) -> str | None:
    """The pieces as one string, to stand at the place of the call, or there as the only argument of another."""
    args = [x for x, _ in parts if isinstance(x, nodes.Expr)]
    if "\n" in ctx.text(call) or (len(args) > 1 and any(not effects(body, x).total for x in args)):
        return None
    level = depth(body, call)
    among = mixed(parts)
    if len(parts) > 1 and (level is None or (among and not any(isinstance(x, str) for x, _ in parts))):
        return None
    texts = [plain(ctx, body, rewrite, x, verb, among) if isinstance(x, nodes.Expr) else x for x, verb in parts]
    if any(t is None for t in texts):
        return None
    return ("+" if level is not None and level > 1 else " + ").join(t for t in texts if t is not None)


def mixed(parts: list[Piece]) -> bool:
    """Whether an integer stands among other text."""
    return len(parts) > 1 and any(
        isinstance(x, nodes.Expr) and x.typ is not None and is_integer(x.typ) for x, _ in parts
    )


def plain(ctx: FixContext, body: Body, rewrite: Rewrite, x: nodes.Expr, verb: str, among: bool = False) -> str | None:
    """The string that fmt prints for x, as an expression; among: to be joined to a constant."""
    t = None if x.typ is None else unalias(x.typ)
    if isinstance(x.val, bytes) and isinstance(t, Basic) and verb in "sv" and not any(spaced(n) for n in walk(x)):
        return ctx.text(x)
    t = None if x.val is not None else t
    if t is None or not isinstance(t, Basic | Named | Slice) or any(spaced(n) for n in walk(x)):
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
    function, typ = wanted if not among else (wanted[0], "int64" if wanted[1] == "int" else wanted[1])
    same = isinstance(t, Basic) and t.name == typ
    value = source if same else _converted(ctx, body, typ, source)
    package = rewrite.package(body, "strconv")
    if value is None or package is None:
        return None
    if among and is_integer(u):
        append = "AppendUint" if typ == "uint64" else "AppendInt"
        digits = f"{package}.{append}(make([]byte, 0, 20), {value}, 10)"
        return _converted(ctx, body, "string", digits) if predeclared(ctx, body, "make", "byte") else None
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


def spaced(n: nodes.Node) -> bool:
    """Whether gofmt sets the blanks in n by what is around it."""
    return isinstance(n, nodes.FuncLit | nodes.SliceExpr) or (isinstance(n, nodes.Operation) and n.y is not None)
