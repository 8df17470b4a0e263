"""w.Write([]byte(s)) becomes w.WriteString(s), which copies nothing.

Conditions:

- the method is that of os.File, bytes.Buffer or strings.Builder, whose WriteString does the same to the same bytes.
  (That of bufio.Writer may call another method of what lies below it, and so may io.WriteString.)
- the argument is a conversion of a string, and of nothing that only has string for its underlying type. (A sum of
  strings is converted as it is put together, which allocates once in both.)
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.calls import calls_at
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Func
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Basic, Named, Pointer, Signature, Slice
from escapelens.model.under import unalias
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "write_string"
BULK = True

_TYPES = ("os.File", "bytes.Buffer", "strings.Builder")
# What grows below is the same in both.
_CALLS = tuple(
    (f"{package}.(*{name}).{method}", Bounds(0, 0))
    for package, name in (t.split(".") for t in _TYPES)
    for method in ("Write", "WriteString")
)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for _, call in calls_at(ctx, path, start, end):
        fun = unparen(call.fun)
        if not isinstance(fun, nodes.SelectorExpr) or _method(fun) not in _TYPES or len(call.arg_list) != 1:
            continue
        s = _converted(call.arg_list[0])
        if s is None:
            continue
        rewrite = Rewrite(ctx)
        rewrite.replace(fun.sel, "WriteString")
        rewrite.replace(call.arg_list[0], ctx.text(s))
        edits = rewrite.finish()
        if edits is not None:
            removes = tuple(f.key for f in ctx.findings_at(*ctx.span(call)))
            yield Fix(KIND, f"Write {ctx.text(s)} by WriteString", edits, removes, preferred=True, calls=_CALLS)


def _method(fun: nodes.SelectorExpr) -> str:
    """The type whose method Write is selected, with its package; "" if it is something else."""
    f = fun.selection.obj if fun.selection is not None and fun.selection.kind == METHOD_VAL else None
    recv = f.typ.recv if isinstance(f, Func) and f.name == "Write" and isinstance(f.typ, Signature) else None
    t = recv.typ if recv is not None else None
    t = t.elem if isinstance(t, Pointer) else t
    if not isinstance(t, Named) or t.obj.pkg is None:
        return ""
    return f"{t.obj.pkg.path}.{t.obj.name}"


def _converted(e: nodes.Expr) -> nodes.Expr | None:
    """s of an argument []byte(s), s a string."""
    e = unparen(e)
    if not isinstance(e, nodes.CallExpr) or not isinstance(unparen(e.fun), nodes.SliceType) or len(e.arg_list) != 1:
        return None
    s, t = e.arg_list[0], e.typ
    u = unalias(s.typ) if s.typ is not None else None
    if isinstance(unparen(s), nodes.Operation) and s.val is None:
        return None
    if not isinstance(t, Slice) or not isinstance(u, Basic) or u.name not in ("string", "untyped string"):
        return None
    return s
