"""Promises beside the machine: those kept allocate nothing, those broken do, or say why no run shows it."""

from __future__ import annotations

import random

from promises import machine, std

_SAID = {
    "cold": ("except errors",),
    "growth": ("except growth",),
    "unknown": ("nobody knows", "goroutine"),
    "path": ("allocates",),  # on a path of a callee that is not taken here
}


def test_the_table() -> None:
    promised, judged, counts = machine.promised(), machine.judged(), machine.measured()
    assert len(promised) >= 100 and promised.keys() == counts.keys() and judged.keys() <= promised.keys()
    assert {name for name in promised if name not in judged and counts[name]} == set(), "kept, but allocates"
    wrong = {name: judged[name].message for name in judged if not counts[name] and not promised[name]}
    assert wrong == {}, "broken, but allocates nothing"
    for name, why in promised.items():
        if why:  # broken by what no run shows
            said = judged[name].message + judged[name].advice
            assert any(words in said for words in _SAID[why]), name


def test_a_sample_of_std() -> None:
    functions = random.Random(7).sample([f for f in std.callable_functions() if f.package in std.QUICK], 60)
    counts = std.measured(functions)
    free = [(f, allocs) for f, allocs in zip(functions, counts, strict=True) if f.free and allocs]
    assert len(free) >= 15
    assert [(f.package, f.function) for f, allocs in free if any(allocs)] == []
