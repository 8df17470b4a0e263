"""What readers of findings drawn over std and modules (`python -m findings.sample`) found false or of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of, found, of


@pytest.mark.parametrize(
    ("body", "code", "rare"),
    [
        # What others began grows now and then; what is begun here, or grows in a loop, each time.
        ("func f(b []byte) []byte { return append(b, 1) }", "append-growth", "growth"),
        ("func f(p *pod) { p.ids = append(p.ids, 1) }", "append-growth", "growth"),
        ("func f(n int) []int { a := []int{n}; return append(a, 1) }", "append-growth", ""),
        ("func f(p *pod, n int) { for i := range n { if i > 3 { p.ids = append(p.ids, i) } } }", "append-growth", ""),
        ("func f(p *pod, n int) { if cap(p.ids) < n { p.ids = make([]int, n) } }", "stored", "growth"),
        # Made where something that stays has none, not where this call has none.
        ("func f(t *trie) { if t.leaves == nil { t.leaves = map[int]*leaf{} } }", "stored", "missing"),
        ("func f() { if sink == nil { sink = &leaf{} } }", "outlives-scope", "missing"),
        ("func f(l *leaf) { if l == nil { l = &leaf{} }; sink = l }", "outlives-scope", ""),
        ("func f(b box) { if b.l == nil { b.l = &leaf{} }; sink = b.l }", "outlives-scope", ""),
        ("func f(t *trie, k int) { if t.leaves[k] == nil { t.leaves[k] = &leaf{} } }", "stored", ""),
        ("func f(ts []*trie) { for _, t := range ts { if t.leaves == nil { t.leaves = map[int]*leaf{} } } }", "stored",
         ""),
        ("func f(b *box) { b.fill() }\n\nfunc (b *box) fill() { if b.l == nil { b.l = &leaf{} } }", "stored",
         "missing"),
        ("var f = sync.Pool{New: func() any { return new(leaf) }}", "returned", "pool"),
    ],
)  # fmt: skip
def test_what_is_made_now_and_then_is_rare(tmp_path: Path, body: str, code: str, rare: str) -> None:
    finding = next(f for f in all_of(tmp_path, body) if f.code == code and "String" not in f.function)
    assert finding.cold == rare
    assert (finding.severity == "off") is bool(rare)


RECURSIVE = """func f(t *node, k int) any { n := &node{}; g(n, k); return n }

func g(u *node, k int) { u.next = f(u, k).(*node); h(&node{}, u, k) }

func h(v, w *node, k int) { if k > 3 { w.next = v; g(w, k-1) } }

type node struct{ next *node }
"""


def test_what_a_recursive_function_returns_is_returned(tmp_path: Path) -> None:
    assert of(tmp_path, RECURSIVE, "returned").message == "&node{} is allocated on the heap: it is returned"


def test_what_leaves_for_a_recursive_function_is_passed_to_it(tmp_path: Path) -> None:
    body = RECURSIVE.replace("h(&node{}", "m := &node{}; defer println(); h(m").replace(
        "func h", "//go:noinline\nfunc h"
    )
    finding = next(f for f in all_of(tmp_path, body) if f.function == "g" and f.code == "outlives-scope")
    assert finding.message == "&node{} is allocated on the heap: it is passed to h, which lets it escape"
    assert finding.steps[-1].message == "stored in what w points to"


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        # What is kept for good, or is no object, is not used again.
        ("func f(b *box) { b.l = newLeaf() }", "Unavoidable here: newLeaf makes something new at each call."),
        ("func f() *leaf { return newLeaf() }", "Unavoidable here: newLeaf makes something new at each call."),
        ("func f(h http.Header) { h.Set(`a`, `b`) }", "Unavoidable here: h.Set makes something new at each call."),
        ("func f(s string) bool { return g(newLeaf()) }", "g lets escape what it is passed; only if it did not"),
        # In a loop one is enough where it can be reset.
        ("func f(bs [][]byte) { for _, b := range bs { h(bytes.NewReader(b)) } }",
         "If h does not keep it, make one before the loop, by bytes.NewReader, and Reset it in each round."),
        ("func f(bs [][]byte) { for range bs { g(newLeaf()) } }",
         "Unavoidable here: newLeaf makes something new in each round, and g lets it escape."),
        ("func f(bs []string) { for _, b := range bs { n := named{}; n.add(b); k(n) } }\n\n"
         "type named struct{ all string }\n\nfunc (n *named) add(s string) { n.all += s }\n\n"
         "//go:noinline\nfunc k(n named) { println(n.all) }",
         "Unavoidable here: n.add makes a new string at each call."),
    ],
)  # fmt: skip
def test_advice_to_use_again_is_for_what_can_be(tmp_path: Path, body: str, advice: str) -> None:
    body += "\n\nfunc newLeaf() *leaf { return &leaf{} }"
    body += "\n\n//go:noinline\nfunc g(l *leaf) bool { sink = l; return true }"
    body += "\n\n//go:noinline\nfunc h(r io.Reader) { sink = r }"
    assert found(tmp_path, body)[-1].advice.startswith(advice)
