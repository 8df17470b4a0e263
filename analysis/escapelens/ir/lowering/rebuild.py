"""Parts of a package built anew after an edit: its init function, instances, what declarations and bodies mention.

What: each function appends what it makes, literals and instances met on the way, to `out`. `Builder.build_func` does
the same for one function.
Counterpart: none; the compiler starts over. Order and content are those of `Builder.build_package`.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.ir.lowering import initfunc
from escapelens.ir.lowering.package import Builder, Notes
from escapelens.ir.nodes import Func, Name
from escapelens.model.objects import Func as FuncObject
from escapelens.model.objects import Object, Var


def build_init(b: Builder, out: list[Func]) -> None:
    """The package's init function with what belongs to it."""
    b.target.inits.clear()
    with b.reading(out):
        initfunc.build_init(b)


def build_instance(b: Builder, name: Name, out: list[Func]) -> None:
    with b.reading(out):
        b.instances.build(name)


def mention(b: Builder, objs: Iterable[Object], out: list[Func]) -> None:
    """What declarations of objs mention, without their bodies."""
    with b.reading(out):
        for obj in objs:
            c = obj.__class__
            if c is FuncObject:
                sig = obj.typ
                if obj.name != "_" and not (getattr(sig, "tparams", None) or getattr(sig, "rparams", None)):
                    recv = getattr(sig, "recv", None)
                    if recv is not None:
                        b.mention(recv.typ, True)
                    b.func_name(obj)
                    b.mention(sig, True)
            elif obj.name != "_" or c is Var:
                b.other_decl(obj, c)
                if c is Var:
                    b.mention(obj.typ, True)


def replay(b: Builder, notes: Notes, out: list[Func]) -> None:
    """Mention once more what a body noted."""
    with b.reading(out):
        b.instances.replay(notes)
