"""Text that fmt makes only to be written is written by fmt.

    b.WriteString(fmt.Sprintf("%d: %s", n, s))    ->    fmt.Fprintf(&b, "%d: %s", n, s)
    w.Write([]byte(fmt.Sprint(v)))                ->    fmt.Fprint(w, v)
    fmt.Println(fmt.Sprintf("%d", n))             ->    fmt.Printf("%d\\n", n)

Both write once, the same bytes. Conditions:

- the call that writes is Write, WriteString of one of the known writers (`writers.py`), io.WriteString to one, or
  Print, Println, Fprint, Fprintln of fmt with that text and no other;
- a writer of another type, or one that may be anything, is called as before (Write, and no other method); but fmt uses
  the memory of the text again, which a writer that keeps its bytes (against the contract of io.Writer) would see: the
  title says so, and the fix is never preferred nor made in bulk;
- what Println adds is put behind a format that is a literal, and uses up what it is given;
- gofmt's spacing is the same: a sum that was the only argument has blanks around `+`.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.kinds.text import spaced
from escapelens.fixes.kinds.writers import ALLOCATES, KNOWN, as_writer, method, named
from escapelens.fixes.model import Edit, Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Interface, Pointer
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.regexp import regexp
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen, walk

KIND = "fprintf"
BULK = True

_MADE = ("Sprintf", "Sprint", "Sprintln")
_PRINTED = {"fmt.Print": "", "fmt.Println": "\\n", "fmt.Fprint": "", "fmt.Fprintln": "\\n"}
_FREE = Bounds(0, 0)
_CALLS = (
    *((f"fmt.{name}", Bounds(1, 1)) for name in _MADE),
    *((f"fmt.{name}", _FREE) for name in ("Fprintf", "Fprint", "Fprintln", "Printf", "Print", "Println")),
    ("io.WriteString", _FREE),
    *ALLOCATES,
)


_INCOMPLETE = regexp(rb"%[^a-zA-Z%]*$")


@dataclass(frozen=True, slots=True)
class _Written:
    """made: the call that makes the text; to: the writer as an argument, "" for os.Stdout; tail: what is written
    behind the text."""

    made: nodes.CallExpr
    to: str
    tail: str = ""
    changes: str = ""


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for _, call in calls_at(ctx, path, start, end):
        found = None if call.has_dots else _written(ctx, call)
        fun = unparen(found.made.fun) if found is not None else None
        if found is None or not isinstance(fun, nodes.SelectorExpr) or not found.made.arg_list:
            continue
        if len(found.made.arg_list) == 1 and found.to and any(spaced(n) for n in walk(found.made.arg_list[0])):
            continue
        rewrite = Rewrite(ctx)
        if found.tail and not _lengthen(ctx, rewrite, found):
            continue
        file, outer, outer_end = ctx.span(call)
        _, first, _ = ctx.span(found.made.arg_list[0])
        _, _, end_made = ctx.span(found.made)
        text = ctx.texts[file]
        if b"\n" in text[outer:first] or b"\n" in text[end_made - 1 : outer_end]:
            continue
        name = fun.sel.value.removeprefix("S")
        new = f"{ctx.text(fun.x)}." + (f"F{name}({found.to}, " if found.to else f"{name.capitalize()}(")
        rewrite.edits.append(Edit(file, outer, first, new))
        rewrite.edits.append(Edit(file, end_made - 1, outer_end, ")"))
        title = say("Write by {new}", new=new.partition("(")[0])
        keys, changes = ctx.keys_at(call), found.changes
        yield from rewrite.offer(Fix(KIND, title, removes=keys, preferred=not changes, changes=changes, calls=_CALLS))


def _written(ctx: FixContext, call: nodes.CallExpr) -> _Written | None:
    name, args = called(call), call.arg_list
    if name in _PRINTED:
        made = _made(args[-1]) if len(args) == (2 if name.startswith("fmt.F") else 1) else None
        return None if made is None else _Written(made, ctx.text(args[0]) if len(args) == 2 else "", _PRINTED[name])
    if name == "io.WriteString" and len(args) == 2:
        made, known = _made(args[1]), named(args[0].typ) in KNOWN
        return _Written(made, ctx.text(args[0])) if made is not None and known else None
    fun = unparen(call.fun)
    if len(args) != 1 or not isinstance(fun, nodes.SelectorExpr):
        return None
    if method(fun, "WriteString") in KNOWN:
        made, to = _made(args[0]), as_writer(ctx, fun.x)
        return _Written(made, to) if made is not None and to is not None else None
    made = _made(_converted(args[0])) if fun.sel.value == "Write" else None
    if made is None or fun.selection is None or fun.selection.kind != METHOD_VAL or fun.x.typ is None:
        return None
    if (to := as_writer(ctx, fun.x)) is not None:
        return _Written(made, to)
    if not isinstance(under(fun.x.typ), Pointer | Interface):
        return None
    return _Written(made, ctx.text(fun.x), changes=say("a writer that keeps its bytes would see them change"))


def _made(e: nodes.Expr | None) -> nodes.CallExpr | None:
    """e, if it is a call of Sprint, Sprintf or Sprintln."""
    e = unparen(e) if e is not None else None
    return e if isinstance(e, nodes.CallExpr) and called(e).removeprefix("fmt.") in _MADE else None


def _converted(e: nodes.Expr) -> nodes.Expr | None:
    """x of []byte(x)."""
    e = unparen(e)
    if isinstance(e, nodes.CallExpr) and isinstance(unparen(e.fun), nodes.SliceType) and len(e.arg_list) == 1:
        return e.arg_list[0]
    return None


def _lengthen(ctx: FixContext, rewrite: Rewrite, found: _Written) -> bool:
    """Put the tail at the end of the format; False if there is none that it could be put to."""
    literal = found.made.arg_list[0]
    if called(found.made) != "fmt.Sprintf" or not isinstance(literal, nodes.BasicLit) or ctx.text(literal)[:1] != '"':
        return False
    if not isinstance(literal.val, bytes) or _INCOMPLETE.search(verbs := literal.val.replace(b"%%", b"")):
        return False
    if found.made.has_dots or b"[" in verbs or verbs.count(b"%") < len(found.made.arg_list) - 1:
        return False  # what is left over is printed at the end
    file, _, end = ctx.span(literal)
    rewrite.edits.append(Edit(file, end - 1, end - 1, found.tail))
    return True
