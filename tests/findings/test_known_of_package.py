"""Advice whose condition something else in the package fails is not given: it is said why there is no fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of

PAIR = "type opts struct{ n, k int }\n\ntype batch struct{ opts *opts; q []int }\n\n"
HALF = PAIR + "func f(b *batch, o opts) { b.opts = &o }\n\n"
CALL = "type conn interface{ Read(func(int) bool) }\n\ntype call struct{ n int; fn func(int) bool }\n\n"
CALL += "func (c *call) each(n int) bool { c.n += n; return true }\n\nfunc f(c *call) { c.fn = c.each }\n\n"
TEXT = "var kept any\n\n//go:noinline\nfunc show(v any) int { switch v := v.(type) { case leaf: return v.k }; kept = v;"
TEXT += " return 0 }\n\n"
POOL = "type pool struct{ n int }\n\nfunc (p *pool) len() int { return p.n }\n\n"
NEW = "func F() *pool { return &pool{} }\n\n"
KEEP = "var all []*pool\n\nfunc (p *pool) Keep() { all = append(all, p) }\n\n"
INLINED = "F can be inlined: a caller has the result on its own stack if "


@pytest.mark.parametrize(
    ("body", "function", "advice"),
    [
        (HALF, "f", "If nobody needs to share o, nor asks whether b.opts is nil"),
        (HALF + "func g(b *batch) bool { return b.opts != nil }", "f",
         "No fix is known as long as b.opts keeps it, and is asked whether it is nil."),
        (CALL + "func (c *call) run(n int) bool { return c.fn(n) }", "f", "A method expression, (*call).each"),
        (CALL + "func (c *call) run(r conn) { r.Read(c.fn) }", "f",
         "No fix is known as long as c.fn, which is passed on as it is, is a function that needs c."),
        (TEXT + "func f(l leaf) { show(l) }", "f",
         "show asks of what type it is, and so needs an interface; in hot code call something that takes leaf itself."),
        ("var kept any\n\n//go:noinline\nfunc show(v any) { kept = v }\n\nfunc f(l leaf) { show(l) }", "f",
         "If show needs no interface itself, let it take leaf"),
        (POOL + NEW, "F", INLINED + "neither it nor a method that it calls lets it escape."),
        (POOL + NEW + KEEP, "F",
         "No fix is known as long as callers call methods of the result, which all let it escape (Keep)."),
        (POOL.replace("n int }", "n, N int }", 1) + NEW + KEEP, "F",
         "No fix is known as long as callers call methods of the result, which all let it escape (Keep)."),
        (POOL + NEW + KEEP + "\n\nfunc (p *pool) Len() int { return p.n }", "F",
         INLINED + "it calls none of the methods that let it escape (Keep), nor does so itself."),
        (POOL + KEEP + "type keeper interface{ Keep() }\n\nfunc F() keeper { return &pool{} }", "F",
         "No fix is known as long as callers call methods of the result, which all let it escape (Keep)."),
        (POOL + "type Sized interface{ len() int }\n\nfunc F() Sized { return &pool{} }", "F",
         "No fix is known as long as a new one is given, in an interface."),
        # What has to be new, by its name; a text of another type than string.
        ("type T struct{ n int }\n\nfunc (t *T) Set() { t.n = 1 }\n\n//go:noinline\nfunc NewT() *T { return &T{} }",
         "NewT", "No fix is known as long as each call makes a new one; methods of T take a pointer to it"),
        ("type T struct{ n int }\n\nfunc (t *T) Set() { t.n = 1 }\n\n//go:noinline\nfunc Parse() *T { return &T{} }",
         "Parse", "No fix is known as long as callers expect a pointer, which methods of T take; where they can"),
        ("type kind string\n\n//go:noinline\nfunc Join(a, b kind) kind { return a + b }", "Join",
         "No fix is known as long as the result is a string that is made here."),
        ("//go:noinline\nfunc Join(a, b string) string { return a + b }", "Join",
         "No fix is known as long as callers need a string; where bytes will do"),
        ("func Fresh() map[int]int { return make(map[int]int) }", "Fresh",
         "Fresh can be inlined: a caller that keeps the result to itself can have it on its own stack, with up to 8"),
        # A text that functions which call each other keep is a text all the same.
        ("type kept struct{ s string }\n\n//go:noinline\nfunc Show(k *kept, n int) string {"
         " if n > 0 { hold(k, n-1) }; return k.s + `,` }\n\n//go:noinline\n"
         "func hold(k *kept, n int) { k.s = Show(k, n) }",
         "Show", "No fix is known as long as callers need a string; where bytes will do"),
        # What is emptied elsewhere, though a function that is inlined adds to it.
        ("type log struct{ b []byte }\n\nfunc (l *log) reset() { l.b = l.b[:0] }\n\n"
         "func put(b []byte, n byte) []byte { return append(b, n) }\n\nfunc f(l *log) { l.b = put(l.b, 1) }", "f",
         "It is emptied and filled again"),
    ],
)  # fmt: skip
def test_advice_is_given_where_the_package_lets_it(tmp_path: Path, body: str, function: str, advice: str) -> None:
    told = [x.advice for x in all_of(tmp_path, body) if x.function == function]
    assert [x for x in told if x.startswith(advice)], told
