"""Declaring an object anew after an edit, with everything else of its package kept.

Counterpart: none; the compiler starts over. Used by incremental/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.types.decl import obj_decl
from escapelens.types.objects import Func
from escapelens.types.resolver import DeclInfo, Group

if TYPE_CHECKING:
    from escapelens.syntax.file import TopDecl
    from escapelens.types.check import Checker


def replace_body(check: Checker, obj: Func, top: TopDecl) -> None:
    """Declare obj by top from now on: the same signature with another body."""
    d = check.obj_map[obj]
    group = Group(top, d.group.file)
    group.objs = [obj]
    fresh = DeclInfo(group, d.key)
    check.obj_map[obj] = fresh
    check.decls[check.decls.index(d)] = fresh
    obj.decl = None
    obj.typ = None
    obj._resolve = lambda o: obj_decl(check, o)
