"""Leak tags: where a parameter's value may go.

What: for each receiver and parameter nine small numbers: flow to the heap, to the pointer operand of a store
(mutator), to the callee operand of a call (callee), to results 0 to 4, and to code in error, of which nobody knows
what it does (doubt.py). 0 means no such flow, else the number of dereferences plus one. A finished tag is `bytes`
without trailing zeros: `b""` goes nowhere, `b"\\x01"` leaks.

Counterpart: `escape/leaks.go`, which has no code in error. The compiler writes a full leak as an empty string; we do
not, so a tag says one thing.
"""

from __future__ import annotations

HEAP, MUTATOR, CALLEE, RESULT0 = range(4)
NUM_ESC_RESULTS = 5
DOUBT = RESULT0 + NUM_ESC_RESULTS
SIZE = DOUBT + 1

Leaks = bytes
LEAKS_TO_HEAP: Leaks = b"\x01"
NO_LEAKS: Leaks = b""
DOUBTFUL: Leaks = bytes(DOUBT) + b"\x01"


def add(leaks: bytearray, i: int, derefs: int) -> None:
    """Record a flow with that many dereferences; the fewest win."""
    known = leaks[i]
    if not known or derefs + 1 < known:
        leaks[i] = derefs + 1 if derefs < 255 else 255


def get(leaks: Leaks | bytearray, i: int) -> int:
    """Dereferences of flow i, -1 if there is none."""
    return leaks[i] - 1 if i < len(leaks) else -1


def encode(leaks: bytearray) -> Leaks:
    """The tag, without flows that a heap flow of no more dereferences implies (Optimize, Encode)."""
    heap = leaks[HEAP]
    if heap:
        for i in range(1, SIZE):
            if leaks[i] >= heap:
                leaks[i] = 0
    return bytes(leaks).rstrip(b"\0")
