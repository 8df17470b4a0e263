"""How often each site of a block runs: loops around it, branches before it, whether its path is cold.

What: a loop counts for a site if the site can run again in it. What is followed by `return`, by a panic or by `break`
on every path runs once, whatever loop it stands in.

Property: only the sites' `often` changes; order and shape stay.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from escapelens.ledger.model import Block, Call, Choice, Exit, Inlined, Item, Loop, Often, Site
from escapelens.record import dataclass, replace

_often = functools.cache(Often)  # they are few
_ALL = 1 << 10  # loops that a return leaves


def with_often(block: Block, cold: str = "", *, loop_body: bool = False) -> Block:
    """The block of a whole function. cold: why the function is. loop_body: it is the body of a loop over a function,
    whose returns mean the next round."""
    return _Walk(loop_body).block(block, Often(1 if loop_body else 0, cold=cold), _Ahead(), cold_end(block))


def called_in_loops(block: Block) -> Iterator[str]:
    """Functions that the block calls from within a loop, but for cold paths; those inlined, if they allocate there.

    The block is one that `with_often` made.
    """
    for item in block:
        if isinstance(item, Site):
            if item.callees and item.often.loop_depth and not item.often.cold and item.when.may:
                yield item.callees[0]
        elif isinstance(item, Call):
            if item.static and item.often.loop_depth and not item.often.cold:
                yield item.static
        elif isinstance(item, Loop | Inlined):
            yield from called_in_loops(item.body)
        elif isinstance(item, Choice):
            for arm in item.arms:
                yield from called_in_loops(arm)


def cold_end(block: Block) -> str:
    """Why the block ends a cold path, "" if it does not."""
    last = block[-1] if block else None
    return last.cold if isinstance(last, Exit) and last.is_cold else ""


def leaves(block: Block) -> bool:
    """May control leave the block before its end, but for cold paths?"""
    for item in block:
        if isinstance(item, Exit):
            if not item.is_cold:
                return True
        elif isinstance(item, Choice):
            if any(leaves(arm) for arm in item.arms):
                return True
        elif isinstance(item, Loop | Inlined):
            inside = "goto" if isinstance(item, Inlined) else "break"
            if any(not x.is_cold and x.how not in (inside, "continue") for x in _exits(item.body)):
                return True
    return False


def _exits(block: Block) -> list[Exit]:
    found: list[Exit] = []
    for item in block:
        if isinstance(item, Choice):
            for arm in item.arms:
                found += _exits(arm)
        elif isinstance(item, Loop | Inlined):
            found += _exits(item.body)
        elif isinstance(item, Exit):
            found.append(item)
    return found


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What follows an item for certain. loops: that control leaves; in_switch: where `break` leaves none; inlined:
    loops that are left for certain where a function inlined around it returns, -1 if there is none."""

    loops: int = 0
    in_switch: bool = False
    inlined: int = -1

    @property
    def within(self) -> _Ahead:
        """What follows an item of the body of a loop that stands here."""
        return _Ahead(inlined=self.inlined + 1 if self.inlined >= 0 else -1)


class _Walk:
    def __init__(self, loop_body: bool) -> None:
        self.loop_body = loop_body

    def block(self, block: Block, often: Often, after: _Ahead, end: str = "") -> Block:
        """end: why the block ends a cold path; it counts for what comes after the last other way out."""
        out: list[Item] = []
        left = max((i for i, item in enumerate(block[:-1]) if leaves((item,))), default=-1) if end else -1
        for i, (item, ahead) in enumerate(zip(block, self._ahead(block, after)[1:], strict=True)):
            if i == left + 1:
                often = replace(often, cold=often.cold or end)
            here = _often(max(often.loop_depth - ahead.loops, 0), often.branch, often.cold)
            if isinstance(item, Site | Call):
                item = replace(item, often=_often(here.loop_depth, here.branch, here.cold or item.often.cold))
            elif isinstance(item, Loop):
                inner = _often(here.loop_depth + 1, here.branch, here.cold)
                item = replace(item, body=self.block(item.body, inner, ahead.within))
            elif isinstance(item, Inlined):
                item = replace(item, body=self.block(item.body, often, _Ahead(ahead.loops, inlined=ahead.loops)))
            elif isinstance(item, Choice):
                arms = item.arms
                inside = replace(ahead, in_switch=ahead.in_switch or _is_switch(item))
                item = replace(item, arms=tuple(self._arm(arms, arm, often, inside) for arm in arms))
                if any(leaves(arm) for arm in arms):
                    often = replace(often, branch=True)
            out.append(item)
        return tuple(out)

    def _arm(self, arms: tuple[Block, ...], arm: Block, often: Often, after: _Ahead) -> Block:
        end = cold_end(arm)
        # What is left when all other arms are cold is no branch.
        branch = often.branch or bool(end) or any(not cold_end(a) for a in arms if a is not arm)
        return self.block(arm, replace(often, branch=branch), after, end)

    def _ahead(self, block: Block, after: _Ahead) -> list[_Ahead]:
        """What follows each place of the block, before its first item too."""
        found = [after]
        for item in reversed(block):
            loops = self._left(item, after)
            ahead = replace(after, loops=loops) if loops or self._turns_back(item) else found[-1]
            found.append(ahead)
        found.reverse()
        return found

    def _left(self, item: Item, after: _Ahead) -> int:
        """Loops that control leaves at the item, on every path."""
        if isinstance(item, Exit):
            if item.how == "panic" or (item.how == "return" and not self.loop_body):
                return _ALL
            if item.how == "goto" and item.returns:
                return max(after.inlined, 0)
            return 1 if item.how == "break" and not after.in_switch else 0
        if isinstance(item, Choice):
            inside = replace(after, loops=0, in_switch=after.in_switch or _is_switch(item))
            return min(self._ahead(arm, inside)[0].loops for arm in item.arms)
        return 0

    def _turns_back(self, item: Item) -> bool:
        """May the item begin another round, so that what comes after it does not count?"""
        if isinstance(item, Exit):
            return item.how in ("continue", "goto") or (item.how == "return" and self.loop_body)
        if isinstance(item, Choice):
            return any(self._turns_back(x) for arm in item.arms for x in arm)
        return False


def _is_switch(item: Choice) -> bool:
    return item.key.startswith("switch ") or item.key == "select"
