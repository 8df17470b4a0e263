"""The order in which mutually recursive functions are met, on which depends what is inlined into which.

What: the compiler walks from each function of the source in turn down to what it mentions. Of functions that mention
each other it judges first the one that it meets first; so an edit of a function can change the turn of others below it.

Counterpart: `ir/scc.go`, over whole functions: a literal's mentions are those of the function around it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)


def in_order(roots: Iterable[K], mentions: Callable[[K], Iterable[K]]) -> Iterator[list[K]]:
    """Groups of mutually recursive functions, single ones included, each in the order in which they are met."""
    met: dict[K, int] = {}
    open_: dict[K, None] = {}  # met, and not in a group yet
    for root in roots:
        if root in met:
            continue
        met[root] = len(met)
        open_[root] = None
        # One frame per function being visited: itself, what it mentions, the first function it leads back to.
        # Any: the three in one list, of which the last changes.
        frames: list[list[Any]] = [[root, iter(mentions(root)), met[root]]]
        while frames:
            frame = frames[-1]
            key, below, _ = frame
            for callee in below:
                if callee not in met:
                    met[callee] = len(met)
                    open_[callee] = None
                    frames.append([callee, iter(mentions(callee)), met[callee]])
                    break
                if callee in open_:
                    frame[2] = min(frame[2], met[callee])
            else:
                frames.pop()
                if frames:
                    frames[-1][2] = min(frames[-1][2], frame[2])
                if frame[2] == met[key]:
                    group = [k for k in reversed(open_) if met[k] >= met[key]][::-1]
                    for k in group:
                        del open_[k]
                    yield group
