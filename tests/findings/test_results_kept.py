"""What is said of a result that all callers need as it is, where only those of the package can call the function."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.reading import all_of

NO_FIX = "No fix is known as long as all that call made in this package "
POINTER = "func made(n int) *leaf { l := &leaf{n, n}; grow(l); return l }"
SLICE = "func made(n int) []int { s := make([]int, n); s[0] = 1; return s }"
TWO = "func made(n int) (*leaf, error) { if n > 9 { return nil, io.EOF }; return &leaf{n, n}, nil }"
GROW = "\n\n//go:noinline\nfunc grow(l *leaf) { l.k++ }\n\nvar last *leaf"


@pytest.mark.parametrize(
    ("made", "use", "said"),
    [
        (POINTER, "func f(b *box) { b.l = made(1) }", NO_FIX + "keep the result."),
        (POINTER, "func f() { last = made(1) }", NO_FIX + "keep the result."),
        (POINTER, "func f(to chan any) { to <- made(1) }", NO_FIX + "keep the result."),
        (POINTER, "func f(all []*leaf) []*leaf { return append(all, made(1)) }", NO_FIX + "keep the result."),
        (POINTER, "func f() any { return made(1) }", NO_FIX + "return the result."),
        (POINTER, "func f() (l *leaf, err error) { l = made(1); return }", NO_FIX + "return the result."),
        (POINTER, "func f() { sink = made(1) }\n\nfunc g() *leaf { return made(2) }",
         NO_FIX + "keep the result, or return it."),
        (POINTER, "func f(b *box) { l := made(1); l.k++; b.l = l }", NO_FIX + "keep the result."),
        (TWO, "func f(b *box) error { l, err := made(1); if err != nil { return err }; b.l = l; return nil }",
         NO_FIX + "keep the result."),
        (TWO, "func f() (*leaf, error) { return made(1) }", NO_FIX + "return the result."),
        (SLICE, "func f(p *pod) { p.ids = made(1) }", NO_FIX + "keep the result."),
        (POINTER, "func f() { sink = []*leaf{made(1), made(2)} }", NO_FIX + "keep the result."),
        # Somebody could do with less, or nobody calls it.
        (POINTER, "func f() (n int) { for _, l := range []*leaf{made(1), made(2)} { n += l.k }; return }",
         "If callers can do with a copy"),
        (SLICE, "func f() (n int) { for _, s := range []struct{ s []int }{{made(1)}} { n += s.s[0] }; return }",
         "If callers can reuse a slice"),
        (POINTER, "func f(b *box) int { b.l = made(1); return made(2).k }", "If callers can do with a copy"),
        (POINTER, "func f() int { l := made(1); return l.k }", "If callers can do with a copy"),
        (POINTER, "func f() { fmt.Println(made(1)) }", "If callers can do with a copy"),
        (TWO, "func f() error { _, err := made(1); return err }", "If callers can do with a copy"),
        (SLICE, "func f() []int { return made(1) }", "If callers can reuse a slice"),
        (SLICE, "func f() []int { return append(made(1), 2) }", "If callers can reuse a slice"),
        (POINTER, "func f() {}", "If callers can do with a copy"),
    ],
)  # fmt: skip
def test_a_result_that_all_callers_keep_can_be_no_value_or_argument(
    tmp_path: Path, made: str, use: str, said: str
) -> None:
    body = f"//go:noinline\n{made}\n\n{use}{GROW}"
    told = next(x for x in all_of(tmp_path, body) if x.function == "made" and x.code == "returned")
    assert told.advice.startswith(said)


SHAPE = "type shape interface{ sides(int) []int }\n\ntype square struct{ n int }\n\n"
SIDES = "//go:noinline\nfunc (s *square) sides(n int) []int { a := make([]int, n); a[0] = s.n; return a }\n\n"


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("func f() shape { return &square{4} }", "No fix is known as long as an interface asks for sides as it is."),
        ("func f() any { return &square{4} }", "If callers can reuse a slice, let them pass one to be filled"),
        ("func f(p *pod) { p.ids = new(square).sides(3) }",
         "No fix is known as long as all that call (*square).sides in this package keep the result."),
    ],
)  # fmt: skip
def test_a_method_that_an_interface_asks_for_stays_as_it_is(tmp_path: Path, use: str, said: str) -> None:
    told = next(x for x in all_of(tmp_path, SHAPE + SIDES + use) if x.function == "(*square).sides")
    assert told.advice.startswith(said)


@pytest.mark.parametrize("other", ["Open", "Stat"])
def test_a_file_system_is_asked_for_folders(tmp_path: Path, other: str) -> None:
    body = "type dir struct{}\n\n//go:noinline\n"
    body += "func (d *dir) ReadDir(n int) ([]os.DirEntry, error) { return make([]os.DirEntry, n), nil }\n\n"
    told = next(x for x in all_of(tmp_path, body + f"func (d *dir) {other}() {{}}") if x.function == "(*dir).ReadDir")
    assert told.advice == f"fs.ReadDir{'FS' if other == 'Open' else 'File'} asks for ReadDir as it is."


def test_what_is_too_large_and_kept_by_all_callers_is_filled_by_none(tmp_path: Path) -> None:
    body = "type huge struct{ a [99999]int }\n\nfunc (h *huge) Read(b []byte) (int, error) { return h.a[0], nil }\n\n"
    body += "//go:noinline\nfunc made() io.Reader { return &huge{} }\n\nfunc f() { sink = made() }"
    told = next(x for x in all_of(tmp_path, body) if x.code == "too-large")
    assert told.advice == NO_FIX + "keep the result."
    told = next(x for x in all_of(tmp_path, body + "\n\nfunc g() { io.Copy(nil, made()) }") if x.code == "too-large")
    assert told.advice.startswith("If callers can reuse one, let them pass what is to be filled")


def test_of_a_text_that_is_formatted_nobody_needs_a_copy_of_its_own(tmp_path: Path) -> None:
    body = "func f(k string) { k = strconv.Quote(k); fmt.Println(k, k) }"
    told = next(x for x in all_of(tmp_path, body) if "strconv.Quote, inlined here" in x.message)
    assert told.advice == "This call costs it: strconv.Quote makes a new string each time."


def test_what_is_large_by_a_copy_could_hold_the_pointer(tmp_path: Path) -> None:
    body = "type huge struct{ a [99999]int }\n\ntype key struct{ h huge }\n\n//go:noinline\n"
    body += "func fresh() *huge { return new(huge) }\n\nfunc F() *key { h := fresh(); h.a[0] = 1; return &key{h: *h} }"
    told = next(x for x in all_of(tmp_path, body) if x.function == "F")
    assert told.advice.startswith("It holds a copy of what h points to; a field that holds the pointer instead")
