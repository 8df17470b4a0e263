"""Leak tags: encoding, what subsumes what, and where they come from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from escape.pipeline import analyse
from escapelens.escape.leaks import HEAP, LEAKS_TO_HEAP, MUTATOR, RESULT0, SIZE, add, encode, get


@given(st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, 300)), max_size=12))
def test_the_fewest_dereferences_win(flows: list[tuple[int, int]]) -> None:
    leaks = bytearray(SIZE)
    for i, derefs in flows:
        add(leaks, i, derefs)
    tag = encode(leaks)
    assert not tag.endswith(b"\0")
    heap = min((d for i, d in flows if i == HEAP), default=-1)
    assert get(tag, HEAP) == min(heap, 254)
    for i in range(1, SIZE):
        best = min((min(d, 254) for j, d in flows if j == i), default=-1)
        if 0 <= min(heap, 254) <= best:
            best = -1  # the heap flow says it all
        assert get(tag, i) == best


def tags(source: str) -> dict[str, list[bytes]]:
    return {f.sym: f.leak_tags or [] for f in analyse("package p\n" + source).target.funcs}


def test_results_beyond_the_fifth_are_the_heap() -> None:
    found = tags("func f(a, b, c, d, e, f *int) (*int, *int, *int, *int, *int, *int) { return a, b, c, d, e, f }")
    assert [get(t, RESULT0 + i) for i, t in enumerate(found["f"][:5])] == [0] * 5
    assert found["f"][5] == LEAKS_TO_HEAP


def test_stores_through_a_parameter_are_known() -> None:
    found = tags("func f(p *int, q **int) { *p = 1; **q = 2 }")
    assert get(found["f"][0], MUTATOR) == 0
    assert get(found["f"][1], MUTATOR) == 1


def test_functions_without_a_body() -> None:
    found = tags("func f(p *int)\n\n//go:noescape\nfunc g(p *int)\n")
    assert found["f"] == [LEAKS_TO_HEAP]
    assert get(found["g"][0], HEAP) == -1
