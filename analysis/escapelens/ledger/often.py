"""How often each site of a block runs: loops around it, branches before it, whether its path is cold.

Property: only the sites' `often` changes; order and shape stay.
"""

from __future__ import annotations

from escapelens.ledger.model import Block, Choice, Exit, Inlined, Item, Loop, Often, Site
from escapelens.record import replace


def with_often(block: Block, cold: str = "") -> Block:
    """The block of a whole function. cold: why the function is."""
    return _block(block, Often(cold=cold))


def cold_end(block: Block) -> str:
    """Why the block ends a cold path, "" if it does not."""
    last = block[-1] if block else None
    return last.cold if isinstance(last, Exit) else ""


def leaves(block: Block) -> bool:
    """May control leave the block before its end, but for cold paths?"""
    for item in block:
        if isinstance(item, Exit):
            if not item.cold:
                return True
        elif isinstance(item, Choice):
            if any(leaves(arm) for arm in item.arms):
                return True
        elif isinstance(item, Loop | Inlined):
            inside = "goto" if isinstance(item, Inlined) else "break"
            if any(isinstance(x, Exit) and not x.cold and x.how not in (inside, "continue") for x in _exits(item.body)):
                return True
    return False


def _exits(block: Block) -> list[Item]:
    found: list[Item] = []
    for item in block:
        if isinstance(item, Choice):
            for arm in item.arms:
                found += _exits(arm)
        elif isinstance(item, Loop | Inlined):
            found += _exits(item.body)
        elif isinstance(item, Exit):
            found.append(item)
    return found


def _block(block: Block, often: Often) -> Block:
    out: list[Item] = []
    for item in block:
        if isinstance(item, Site):
            item = replace(item, often=often)
        elif isinstance(item, Loop):
            inner = replace(often, loop_depth=often.loop_depth + 1)
            item = replace(item, body=_block(item.body, inner))
        elif isinstance(item, Inlined):
            item = replace(item, body=_block(item.body, often))
        elif isinstance(item, Choice):
            before = item
            item = replace(item, arms=tuple(_arm(before, arm, often) for arm in before.arms))
            if any(leaves(arm) for arm in before.arms):
                often = replace(often, branch=True)
        out.append(item)
    return tuple(out)


def _arm(choice: Choice, arm: Block, often: Often) -> Block:
    cold = often.cold or cold_end(arm)
    # What is left when all other arms are cold is no branch.
    branch = often.branch or bool(cold_end(arm)) or any(not cold_end(a) for a in choice.arms if a is not arm)
    return _block(arm, replace(often, branch=branch, cold=cold))
