"""Functions whose code after inlining stays as it is, though escape analysis has to look at it again.

What: functions that are mutually recursive with an edited one, and callers of one whose leak tags changed. Their text
is the same and so is what is inlined into them: they need not be built and inlined again, and only those batches of
escape analysis are solved again that hold a function that needs it.

Property: the edited function is judged for inlining as if all were judged anew, in the order in which they are met:
what comes after it has not been judged yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from escapelens.escape.escape import components
from escapelens.incremental.unit import Key, Unit, mentions_now
from escapelens.inline.can_inline import can_inline
from escapelens.inline.inliner import Inliner
from escapelens.ir.nodes import Func
from escapelens.ir.scc import visit_funcs_bottom_up
from escapelens.ir.target import Target


def stands(unit: Unit, target: Target) -> bool:
    """Can escape analysis look at its functions again? Not where it has changed them for good, or gave them up, nor
    where bodies were let go of."""
    return not unit.bodies_gone and not any(
        fn.rewritten or fn in target.broken or fn in target.skipped for fn in unit.funcs
    )


def again(unit: Unit) -> Unit:
    """The unit, but for what escape analysis found."""
    new = Unit(unit.root, unit.funcs, unit.calls, unit.mentions)
    new.remarks, new.solved_from, new.notes = unit.remarks[: unit.solved_from], unit.solved_from, unit.notes
    new.named, new.devirtualized = unit.named, unit.devirtualized
    return new


def judge(
    inl: Inliner,
    built: Mapping[Key, list[Func]],
    standing: Mapping[Key, Unit],
    order: Iterable[Key],
    mentions: Mapping[Func, list[Func]],
) -> None:
    """Whether the functions that were built can be inlined, callees before callers.

    order: the keys of both, mutually recursive functions in the order in which they are met. mentions: of those built.
    """
    if inl.flags.no_inline:
        return
    roots = {key: unit.root for key, unit in standing.items()} | {key: fns[0] for key, fns in built.items() if fns}
    below = dict(mentions) | {
        unit.root: [roots[key] for key in unit.mentions if key in roots] for unit in standing.values()
    }
    known = {unit.root: (unit.root.inl, unit.root.unsettled) for unit in standing.values()}

    def analyze(component: list[Func], recursive: bool) -> None:
        for fn in component:
            if fn in known:
                fn.inl, fn.unsettled = known[fn]
            else:
                with inl.target.survive(fn):
                    can_inline(inl, fn)

    for root in known:
        root.inl, root.unsettled = None, False
    try:
        fns = [fn for key in order for fn in ([standing[key].root] if key in standing else built.get(key, ()))]
        visit_funcs_bottom_up(fns, analyze, set(fns), lambda fn: below[fn])
    finally:
        for root, was in known.items():
            root.inl, root.unsettled = was


def parted(old: Mapping[Key, Unit], new: Mapping[Key, Unit], blocks: list[list[Func]]) -> list[Key]:
    """The units that are in batches with others than before, as far as that is known. blocks: the batches as they are
    now; old, new: by the same keys."""
    if any(unit.bodies_gone for unit in old.values()):
        return [*new]
    roots = {unit.root: old[key].root for key, unit in new.items()}
    unit_of = {fn: unit for unit in old.values() for fn in unit.funcs}
    before = components(
        [*unit_of], alone=True, mentions=lambda fn: [roots.get(f, f) for f in mentions_now(unit_of[fn], fn)]
    )
    was, now = _company(before, old), _company(blocks, new)
    return [key for key in new if was.get(key) != now.get(key)]


def _company(blocks: list[list[Func]], units: Mapping[Key, Unit]) -> dict[Key, set[frozenset[Key]]]:
    """The units of each batch that a unit has functions in."""
    key_of = {fn: key for key, unit in units.items() for fn in unit.funcs}
    found: dict[Key, set[frozenset[Key]]] = {}
    for keys in [frozenset([key_of[fn] for fn in block]) for block in blocks]:
        for key in keys:
            found.setdefault(key, set()).add(keys)
    return found


def to_solve(
    blocks: list[list[Func]], dirty: Iterable[Key], key_of: Mapping[Func, Key]
) -> tuple[list[list[Func]], dict[Key, None]]:
    """The batches with functions of dirty, or of a unit that such a batch holds functions of; and all these units."""
    found = dict.fromkeys(dirty)
    of_unit: dict[Key, list[int]] = {}
    for i, block in enumerate(blocks):
        for key in {key_of[fn] for fn in block}:
            of_unit.setdefault(key, []).append(i)
    chosen: set[int] = set()
    work = list(found)
    while work:
        for i in of_unit.get(work.pop(), ()):
            if i not in chosen:
                chosen.add(i)
                new = {key_of[fn]: None for fn in blocks[i] if key_of[fn] not in found}
                found.update(new)
                work += new
    return [block for i, block in enumerate(blocks) if i in chosen], found
