"""What a call does to an argument: through the callee's parameter, its leak tag, or not known.

Counterpart: `escape/call.go: mergedTagHole, tagHole, resolveAssignedCallees`.
"""

from __future__ import annotations

from escapelens.escape.graph import Escape, Hole, old_loc, tee_hole
from escapelens.escape.leaks import CALLEE, DOUBT, HEAP, MUTATOR, RESULT0, Leaks
from escapelens.escape.utils import is_zero
from escapelens.ir.nodes import AnyNode, Name
from escapelens.ir.static_value import static_callee_name

UINTPTR_KEEP_ALIVE = "go:uintptrkeepalive"
UINTPTR_ESCAPES = "go:uintptrescapes"
NOESCAPE = "go:noescape"


def pragma_of(name: Name) -> frozenset[str]:
    """Pragmas of a function, here or imported."""
    if name.func is not None:
        return name.func.pragma
    decl = getattr(name.obj, "decl", None)
    return decl.pragma if decl is not None else frozenset()


def leaks_of(name: Name) -> list[Leaks] | None:
    """Leak tags of an analysed function, one for the receiver and each parameter; None: nothing is known of it."""
    fn = name.func
    if fn is not None and fn.leak_tags is not None:
        return fn.leak_tags
    facts = getattr(name.obj, "facts", None)
    if facts is not None:
        return facts.leaks  # type: ignore[no-any-return]
    return None


def tag_hole(e: Escape, ks: list[Hole] | None, fn: Name | None, i: int) -> Hole:
    """The hole of receiver-or-parameter i of fn; ks are the holes of its results. fn None: a call we cannot see."""
    b = e.batch
    if fn is None:
        return b.heap_hole
    if b.in_mutual_batch(fn):
        assert fn.func is not None
        params = b.params_and_results(fn.func)[0]
        return (old_loc(b, params[i]), 0, None, False) if i < len(params) else e.discard_hole
    tags = leaks_of(fn)
    if tags is None:
        pkg = fn.obj.pkg if fn.obj is not None else None
        # The run-time functions that the compiler itself calls have no tags there either.
        if pkg is not None and (pkg.checker is not None or pkg.fake):
            b.partial.append((e.curfn, f"nothing is known of {fn.sym}"))
        return b.heap_hole
    if i >= len(tags):
        return b.heap_hole if tags else e.discard_hole
    holes: list[Hole] = []
    for kind, v in enumerate(tags[i]):
        if not v:
            continue
        if kind == HEAP:
            holes.append((b.heap_loc, v - 1, None, False))
        elif kind == MUTATOR:
            holes.append((b.mutator_loc, v - 1, None, False))
        elif kind == CALLEE:
            holes.append((b.callee_loc, v - 1, None, False))
        elif kind == DOUBT:
            holes.append((b.doubt_loc, v - 1, None, False))
        elif ks is not None and kind - RESULT0 < len(ks):
            k = ks[kind - RESULT0]
            holes.append((k[0], k[1] + v - 1, k[2], False))
    return tee_hole(e, holes)


def merged_tag_hole(e: Escape, ks: list[Hole] | None, fns: list[Name], i: int) -> Hole:
    """The hole of argument i of a call that may reach any of fns."""
    if not fns:
        return e.batch.heap_hole
    if len(fns) == 1:
        return tag_hole(e, ks, fns[0], i)
    return tee_hole(e, [tag_hole(e, ks, f, i) for f in fns])


def resolve_assigned_callees(assigns: list[AnyNode]) -> list[Name]:
    """The functions a function variable may hold (nil panics, so it does not count); [] if one of them is unknown."""
    fns = []
    for asn in assigns:
        if is_zero(asn.y):
            continue
        callee = static_callee_name(asn.y)
        if callee is None or pragma_of(callee) & {UINTPTR_KEEP_ALIVE, UINTPTR_ESCAPES}:
            return []
        fns.append(callee)
    return fns
