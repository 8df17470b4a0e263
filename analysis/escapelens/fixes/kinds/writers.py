"""Writers of std of which it is known what their methods do: for the kinds that choose another method.

os.File, bytes.Buffer and strings.Builder do the same to the same bytes by Write, WriteString and fmt.Fprint, and keep
nothing of what they are given. (WriteString of a bufio.Writer may call another method of what lies below it.)
"""

from __future__ import annotations

from escapelens.fixes.context import FixContext
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Func
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Named, Pointer, Signature, Type
from escapelens.model.under import unalias
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KNOWN = ("os.File", "bytes.Buffer", "strings.Builder")
# What grows below is the same for all of them.
ALLOCATES = tuple(
    (f"{package}.(*{name}).{method}", Bounds(0, 0))
    for package, name in (t.split(".") for t in KNOWN)
    for method in ("Write", "WriteString")
)


def named(t: Type | None) -> str:
    """The full name of a type or of what it points to; "" if it has none."""
    t = unalias(t) if t is not None else None
    t = unalias(t.elem) if isinstance(t, Pointer) else t
    return f"{t.obj.pkg.path}.{t.obj.name}" if isinstance(t, Named) and t.obj.pkg is not None else ""


def method(fun: nodes.Expr, name: str) -> str:
    """The type whose method of that name is selected, with its package; "" if fun is something else."""
    fun = unparen(fun)
    if not isinstance(fun, nodes.SelectorExpr) or fun.selection is None or fun.selection.kind != METHOD_VAL:
        return ""
    f = fun.selection.obj
    recv = f.typ.recv if isinstance(f, Func) and f.name == name and isinstance(f.typ, Signature) else None
    return named(recv.typ) if recv is not None else ""


def as_writer(ctx: FixContext, x: nodes.Expr) -> str | None:
    """What to pass as an io.Writer for x.Write(…), x of one of the known types or a pointer to it."""
    if not is_variable_or_field(x) or named(x.typ) not in KNOWN or x.typ is None:
        return None
    return ctx.text(x) if isinstance(unalias(x.typ), Pointer) else f"&{ctx.text(x)}"


def receiver(ctx: FixContext, w: nodes.Expr) -> tuple[nodes.Expr, str] | None:
    """The operand of methods, and its text, for an argument that is passed as an io.Writer: b for &b."""
    w = unparen(w)
    if named(w.typ) not in KNOWN:
        return None
    x = unparen(w.x) if isinstance(w, nodes.Operation) and w.op == "&" and w.y is None else w
    return (x, ctx.text(x)) if is_variable_or_field(x) else None


def is_variable_or_field(x: nodes.Expr) -> bool:
    return isinstance(x, nodes.Name) or (isinstance(x, nodes.SelectorExpr) and is_variable_or_field(x.x))
