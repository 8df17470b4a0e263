"""Types as Go text.

Property: the text means the type, wherever in the function it stands.
"""

from __future__ import annotations

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.names import declared_names, package_name, predeclared
from escapelens.model.types import (
    RECV_ONLY,
    SEND_ONLY,
    SEND_RECV,
    Array,
    Basic,
    Chan,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    TypeParam,
)
from escapelens.model.under import unalias
from escapelens.syntax import nodes
from escapelens.syntax.walk import walk

_CHAN = {SEND_RECV: "chan ", SEND_ONLY: "chan<- ", RECV_ONLY: "<-chan "}


def written(ctx: FixContext, body: Body, t: Type | None) -> str | None:
    """The type as text that means it in the function; None if it has none that is known to."""
    t = None if t is None else unalias(t)
    match t:
        case Pointer():
            return _after("*", written(ctx, body, t.elem))
        case Slice():
            return _after("[]", written(ctx, body, t.elem))
        case Array():
            return _after(f"[{t.len}]", written(ctx, body, t.elem))
        case Map():
            key, elem = written(ctx, body, t.key), written(ctx, body, t.elem)
            return None if key is None or elem is None else f"map[{key}]{elem}"
        case Chan() if not isinstance(unalias(t.elem), Chan):  # else it might take parentheses
            return _after(_CHAN[t.dir], written(ctx, body, t.elem))
        case Basic():
            return t.name if predeclared(ctx, body, t.name) else None
        case Named():
            return _named(ctx, body, t)
        case TypeParam(obj=obj):
            same = (n.obj is obj for n in walk(body.decl) if isinstance(n, nodes.Name) and n.value == obj.name)
            return obj.name if all(same) else None
        case Signature():
            return _signature(ctx, body, t)
        case _:
            return None


def _named(ctx: FixContext, body: Body, t: Named) -> str | None:
    name = t.obj.name
    if t.obj.pkg is None:
        text = name if predeclared(ctx, body, name) else None
    elif t.obj.pkg is ctx.pkg:
        declared = ctx.pkg.scope.lookup(name)
        own = declared is t.obj and name not in declared_names(body.decl)
        text = name if own else None
    else:
        qualifier = package_name(ctx, body, t.obj.pkg.path)
        text = f"{qualifier}.{name}" if qualifier is not None and t.obj.exported else None
    args = [written(ctx, body, a) for a in t.targs or ()]
    if text is None or None in args:
        return None
    return f"{text}[{', '.join(a for a in args if a is not None)}]" if args else text


def _signature(ctx: FixContext, body: Body, t: Signature) -> str | None:
    params, results = _types(ctx, body, t.params), _types(ctx, body, t.results)
    if params is None or results is None or t.tparams:
        return None
    if t.variadic:
        params[-1] = f"...{params[-1].removeprefix('[]')}"
    result = results[0] if len(results) == 1 else f"({', '.join(results)})" if results else ""
    return f"func({', '.join(params)}) {result}".rstrip()


def _types(ctx: FixContext, body: Body, t: Tuple) -> list[str] | None:
    found = [written(ctx, body, v.typ) for v in t.vars]
    return None if None in found else [text for text in found if text is not None]


def _after(prefix: str, text: str | None) -> str | None:
    return None if text is None else prefix + text
