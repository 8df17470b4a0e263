"""Whether whoever gets the address of a part could reach what is around it, or ask what becomes of the whole object.

A finalizer or a weak pointer is for a whole object; unsafe arithmetic leads from a field to the struct that it is in.

Property: functions of std but for those of runtime, weak and unsafe do neither; what is not known may.
"""

from __future__ import annotations

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.model.objects import Func
from escapelens.packages.load import is_standard
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

_WHOLE = frozenset({"runtime", "weak", "unsafe"})


def kept_whole(ctx: FixContext, body: Body, name: nodes.Name) -> bool:
    """Whether nobody who gets the address that is taken there, by this package or by what it calls, could tell what
    object it is part of."""
    imported = {i.import_path for imports in ctx.imports.values() for i in imports}
    if not imported & _WHOLE and all(is_standard(path) for path in imported):
        return True
    call = next((up for up in body.ancestors(name) if isinstance(up, nodes.CallExpr | nodes.Stmt)), None)
    fun = unparen(call.fun) if isinstance(call, nodes.CallExpr) else None
    called = fun.sel.obj if isinstance(fun, nodes.SelectorExpr) else None
    if not isinstance(called, Func) or called.pkg is None or called.pkg is ctx.pkg:
        return False
    return called.pkg.path not in _WHOLE and is_standard(called.pkg.path)
