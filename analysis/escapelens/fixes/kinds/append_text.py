"""Text that is made only to be appended to bytes is appended where it is made.

    buf = append(buf, strconv.Itoa(n)...)              ->    buf = strconv.AppendInt(buf, int64(n), 10)
    buf = append(buf, fmt.Sprintf("%s=%d", k, v)...)   ->    buf = fmt.Appendf(buf, "%s=%d", k, v)

Conditions:

- one call of strconv's Itoa, FormatInt, FormatUint or FormatBool, or of fmt's Sprint, Sprintf or Sprintln, whose
  counterparts append at once as append does (or, for a sign, twice: no more than text and append);
- the module's language has them (Go 1.19, for those of fmt);
- the bytes are a []byte, by that very type;
- nothing changes them while the text is made: their slice is a variable that no other code can reach, or the arguments
  have no methods that fmt would call.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, builtin_name
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.effects.effect import effects
from escapelens.fixes.effects.language import language
from escapelens.fixes.effects.names import predeclared
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Var
from escapelens.model.types import Basic, Slice
from escapelens.model.under import unalias
from escapelens.releases.known import has_fmt_append
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "append_text"
BULK = True

_APPENDS = {
    "strconv.Itoa": "AppendInt",
    "strconv.FormatInt": "AppendInt",
    "strconv.FormatUint": "AppendUint",
    "strconv.FormatBool": "AppendBool",
    "fmt.Sprint": "Append",
    "fmt.Sprintf": "Appendf",
    "fmt.Sprintln": "Appendln",
}
# Booleans have their text in a table.
_MADE = {name: Bounds(0 if name == "strconv.FormatBool" else 1, 1) for name in _APPENDS}
_FREE = Bounds(0, 0)  # but for growing, which is the same


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        if builtin_name(call) != "append" or not call.has_dots or len(call.arg_list) != 2:
            continue
        to, made = call.arg_list[0], unparen(call.arg_list[1])
        name = called(made) if isinstance(made, nodes.CallExpr) else ""
        if name not in _APPENDS or not isinstance(made, nodes.CallExpr) or not made.arg_list or not _bytes(to):
            continue
        fun = unparen(made.fun)
        if not isinstance(fun, nodes.SelectorExpr) or not _undisturbed(body, to, name, made):
            continue
        if name.startswith("fmt.") and not has_fmt_append(language(ctx)):
            continue
        rewrite = Rewrite(ctx)
        file, outer, outer_end = ctx.span(call)
        _, first, _ = ctx.span(made.arg_list[0])
        text = ctx.texts[file]
        _, _, end_made = ctx.span(made)
        if b"\n" in text[outer:first] or b"\n" in text[end_made - 1 : outer_end]:
            continue
        new = f"{ctx.text(fun.x)}.{_APPENDS[name]}"
        tail = ")"
        if name == "strconv.Itoa":
            if not predeclared(ctx, body, "int64"):
                continue
            new_head, tail = f"{new}({ctx.text(to)}, int64(", "), 10)"
        else:
            new_head = f"{new}({ctx.text(to)}, "
        rewrite.edits.append(Edit(file, outer, first, new_head))
        rewrite.edits.append(Edit(file, end_made - 1, outer_end, tail))
        calls = (*_calls(name), (f"append({ctx.text(to)})", _FREE))
        title = say("Append by {new}", new=new)
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), preferred=True, calls=calls))


def _bytes(e: nodes.Expr) -> bool:
    t = unalias(e.typ) if e.typ is not None else None
    elem = unalias(t.elem) if isinstance(t, Slice) else None
    return isinstance(elem, Basic) and elem.name in ("byte", "uint8")


def _undisturbed(body: Body, to: nodes.Expr, name: str, made: nodes.CallExpr) -> bool:
    """Whether making the text can't change the slice that it is appended to."""
    done = effects(body, *made.arg_list)
    if isinstance(to, nodes.Name) and isinstance(to.obj, Var) and body.private(to.obj):
        return to.obj not in done.writes
    plain = all(x.typ is not None and isinstance(unalias(x.typ), Basic) for x in made.arg_list)
    return effects(body, to).pure and done.pure and (plain or name.startswith("strconv."))


def _calls(name: str) -> Iterator[tuple[str, Bounds]]:
    """What the text costs, and what appending it; the functions of strconv may be inlined."""
    for prefix in ("", "internal/"):
        yield prefix + name, _MADE[name]
        yield f"{prefix}{name.partition('.')[0]}.{_APPENDS[name]}", _FREE
    yield "internal/strconv.FormatInt", _MADE[name]
