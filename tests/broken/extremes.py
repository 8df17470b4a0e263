"""Go beyond all measure, by kind: deep, long, wide, and going round in circles.

What: `KINDS` makes a source text of each kind in any size; `analyse` runs one.
`python -m broken.extremes [KIND...]` analyses each at full size in a process of its own: seconds, megabytes, outcome.
Why: whoever opens such a file wants the rest of the package analysed, soon and in bounded memory.
"""

# ruff: noqa: E501  (a kind a line)

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from escapelens.common.stack import run_deep
from escapelens.engine import Engine, Options
from escapelens.findings.model import PackageReport

FINE = "func fine() *int { y := 1; return &y }\n"  # stands in every file; what is said of it must not change


def _body(text: str) -> str:
    return f"package p\n\n{FINE}\nfunc deep(x int, p *int, f func(int) int, t *T) {{\n{text}\n}}\n\ntype T struct{{ t *T }}\n"


def _decls(text: str) -> str:
    return f"package p\n\n{FINE}\n{text}\n"


def _closures_in_closures(n: int) -> str:
    """Each literal of a chain calls what it is given, and all use the same variables."""
    return _body(
        "g := func() int { return x }\n"
        + "".join(f"g{i} := func() int {{ return g() + x }}\n_ = g{i}\n" for i in range(n))
    )


KINDS: dict[str, tuple[int, Callable[[int], str]]] = {
    # deep
    "parentheses": (10_000, lambda n: _body(f"_ = {'(' * n}x{')' * n}")),
    "unary": (10_000, lambda n: _body(f"_ = {'-' * 1}{'^' * n}x")),
    "addresses": (10_000, lambda n: _body(f"_ = {'*&' * n}x")),
    "derefs": (10_000, lambda n: _body(f"var q {'*' * n}int\n_ = {'*' * n}q")),
    "sums": (10_000, lambda n: _body(f"_ = x{' + x' * n}")),
    "strings": (10_000, lambda n: _body(f'_ = "a"{" + `b`" * n}')),
    "right sums": (10_000, lambda n: _body(f"_ = {'x + (' * n}x{')' * n}")),
    "composites": (10_000, lambda n: _body(f"_ = {'[]any{' * n}1{'}' * n}")),
    "selectors": (10_000, lambda n: _body(f"_ = t{'.t' * n}")),
    "indexes": (10_000, lambda n: _body(f"var a []int\n_ = {'a[' * n}0{']' * n}")),
    "calls": (10_000, lambda n: _body(f"_ = {'f(' * n}x{')' * n}")),
    "method chain": (
        10_000,
        lambda n: _decls(f"type M int\nfunc (m M) m() M {{ return m }}\nfunc deep(m M) {{ m{'.m()' * n} }}"),
    ),
    "conversions": (10_000, lambda n: _body(f"_ = {'int(' * n}x{')' * n}")),
    "else if": (
        10_000,
        lambda n: _body("if x == 0 {\n" + "".join(f"}} else if x == {i} {{\n_ = {i}\n" for i in range(n)) + "}"),
    ),
    "blocks": (10_000, lambda n: _body("{\n" * n + "}\n" * n)),
    "ifs": (10_000, lambda n: _body("if x > 0 {\n" * n + "_ = x\n" + "}\n" * n)),
    "fors": (3_000, lambda n: _body("for range x {\n" * n + "_ = &x\n" + "}\n" * n)),
    "pointer types": (10_000, lambda n: _decls(f"type P {'*' * n}int\nvar q P")),
    "slice types": (10_000, lambda n: _decls(f"type P {'[]' * n}int\nvar q P")),
    "array types": (10_000, lambda n: _decls(f"type P {'[1]' * n}int\nvar q P\nfunc use() P {{ return q }}")),
    "struct types": (
        5_000,
        lambda n: _decls(f"type P {'struct{ f ' * n}int{' }' * n}\nfunc use(p P) *P {{ return &p }}"),
    ),
    "func types": (5_000, lambda n: _decls(f"type P {'func(' * n}int{')' * n}\nfunc use(p P) *P {{ return &p }}")),
    # chains of declarations
    "constants": (
        5_000,
        lambda n: _decls("const c0 = 1\n" + "".join(f"const c{i + 1} = c{i} + 1\n" for i in reversed(range(n)))),
    ),
    "variables": (
        5_000,
        lambda n: _decls("var c0 = 1\n" + "".join(f"var c{i + 1} = c{i} + 1\n" for i in reversed(range(n)))),
    ),
    "types": (5_000, lambda n: _decls("type c0 int\n" + "".join(f"type c{i + 1} c{i}\n" for i in reversed(range(n))))),
    "aliases": (
        5_000,
        lambda n: _decls("type c0 = int\n" + "".join(f"type c{i + 1} = c{i}\n" for i in reversed(range(n)))),
    ),
    "structs": (
        5_000,
        lambda n: _decls(
            "type c0 struct{ x *int }\n"
            + "".join(f"type c{i + 1} struct {{ c{i} }}\n" for i in reversed(range(n)))
            + f"func use(c c{n}) *c{n} {{ _ = c.x; return &c }}"
        ),
    ),
    "interfaces": (
        2_000,
        lambda n: _decls(
            "type c0 interface{ m() }\n"
            + "".join(f"type c{i + 1} interface {{ c{i}; m{i}() }}\n" for i in reversed(range(n)))
            + f"func use(c c{n}) {{ c.m() }}"
        ),
    ),
    "arrays doubled": (
        60,
        lambda n: _decls(
            "type c0 int\n"
            + "".join(f"type c{i + 1} [2]c{i}\n" for i in range(n))
            + f"func use(c c{n}) *c{n} {{ return &c }}"
        ),
    ),
    "structs doubled": (
        60,
        lambda n: _decls(
            "type c0 int\n"
            + "".join(f"type c{i + 1} struct{{ a, b c{i} }}\n" for i in range(n))
            + f"func use(c c{n}) any {{ _ = c == c; return &c }}"
        ),
    ),
    "pairs": (
        40,
        lambda n: _decls(
            "type Pair[A any] struct{ a, b A }\n"
            + "type c0 = int\n"
            + "".join(f"type c{i + 1} = Pair[struct{{ a, b c{i} }}]\n" for i in range(n))
            + f"func use(c c{n}) any {{ return &c }}"
        ),
    ),
    "call chain": (
        5_000,
        lambda n: _decls(
            "func c0(p *int) *int { return p }\n"
            + "".join(f"func c{i + 1}(p *int) *int {{ return c{i}(p) }}\n" for i in reversed(range(n)))
        ),
    ),
    "generic chain": (
        1_000,
        lambda n: _decls(
            "func c0[T any](p *T) *T { return p }\n"
            + "".join(f"func c{i + 1}[T any](p *T) *T {{ return c{i}(p) }}\n" for i in reversed(range(n)))
            + f"var _ = c{n}(new(int))"
        ),
    ),
    # circles
    "initialisation": (
        1_000,
        lambda n: _decls("".join(f"var c{i} = c{(i + 1) % n}\n" for i in range(n)) + "const k = j\nconst j = k"),
    ),
    "initialisation by functions": (
        1_000,
        lambda n: _decls(
            "".join(f"var c{i} = f{i}()\nfunc f{i}() int {{ return c{(i + 1) % n} }}\n" for i in range(n))
        ),
    ),
    "alias circle": (1_000, lambda n: _decls("".join(f"type c{i} = c{(i + 1) % n}\n" for i in range(n)) + "var v c0")),
    "type circle": (
        1_000,
        lambda n: _decls(
            "".join(f"type c{i} struct{{ c c{(i + 1) % n} }}\n" for i in range(n)) + "func use(v c0) *c0 { return &v }"
        ),
    ),
    "embedded circle": (
        300,
        lambda n: _decls(
            "".join(f"type c{i} struct{{ *c{(i + 1) % n} }}\n" for i in range(n)) + "func use(v c0) { v.x(); _ = v.y }"
        ),
    ),
    "array of itself": (1, lambda n: _decls("type A [len(a)]int\nvar a A\ntype B [unsafe.Sizeof(b)]int\nvar b B")),
    "functions": (20_000, lambda n: _decls("".join(f"func f{i}(p *int) *int {{ return p }}\n" for i in range(n)))),
    "colons": (100_000, lambda n: _decls(":" * n)),
    "operators": (100_000, lambda n: _decls("+*" * n)),
    "operators in a body": (100_000, lambda n: _body("+*" * n)),
    "semicolons": (100_000, lambda n: _body("x" + ";;}" * n)),
    # instances without end
    "instances by pointer": (
        1,
        lambda n: _decls("type S[P any] struct{ a S[*P] }\nvar s S[int]\nfunc use(s S[int]) *S[int] { return &s }"),
    ),
    "instances by array": (
        1,
        lambda n: _decls("type A[P any] [10]A[*P]\nvar a A[int]\nfunc use(s A[int]) *A[int] { return &s }"),
    ),
    "instances by method": (
        1,
        lambda n: _decls("type X[T any] interface{ m(X[*T]) }\nvar x X[int]\nfunc use(s X[int]) { s.m(nil) }"),
    ),
    "instances by field": (
        1,
        lambda n: _decls("type O[P any] struct{ f *O[[]P] }\nvar o O[int]\nfunc use(s O[int]) any { return s.f.f.f }"),
    ),
    "instances by call": (
        1,
        lambda n: _decls("func f[T any](n int) { f[*T](n - 1) }\nvar _ = f[int]\nfunc use() { f[string](3) }"),
    ),
    "instances by two": (
        1,
        lambda n: _decls(
            "type D[A, B any] struct{ l *D[B, []A]; r *D[[]B, A] }\nvar d D[int, string]\nfunc use(d D[int, string]) any { return d.l.r }"
        ),
    ),
    "instances by value method": (
        1,
        lambda n: _decls(
            "type M[T any] struct{ x T }\nfunc (m M[T]) n() any { return M[M[T]]{}.n() }\nfunc use(m M[int]) any { return m.n() }"
        ),
    ),
    "instances by mutual calls": (
        1,
        lambda n: _decls(
            "func f[T any](x T) { g(&x) }\nfunc g[T any](x T) { h([]T{x}) }\nfunc h[T any](x T) { f(x) }\nfunc use() { f(1) }"
        ),
    ),
    "instances by embedding": (
        1,
        lambda n: _decls("type E[T any] struct{ *E[[]T]; T2 T }\nfunc use(e E[int]) any { return e.none }"),
    ),
    "instances by constraint": (
        1,
        lambda n: _decls("type C[T C[*T]] interface{ m() T }\nfunc f[T C[T]](x T) { x.m() }\nvar _ = f[int]"),
    ),
    "instances by alias": (
        1,
        lambda n: _decls("type A[T any] = *A[[]T]\nvar a A[int]\ntype B[T any] = struct{ b *B[[]T] }\nvar b B[int]"),
    ),
    "instances by local type": (
        1,
        lambda n: _decls("func f[T any]() any { type L struct{ x T }; return f[L]() }\nvar _ = f[int]()"),
    ),
    "instances by dictionary": (
        1,
        lambda n: _decls(
            "type N[T any] struct{}\nfunc (N[T]) m(n int) any { if n == 0 { return nil }; var v N[N[T]]; return v.m(n - 1) }\nvar _ any = N[int]{}"
        ),
    ),
    # long and wide
    # broken
    "open parentheses": (10_000, lambda n: _body(f"_ = {'(' * n}")),
    "open functions": (3_000, lambda n: _decls("func f() {\n" * n)),
    "type params": (3_000, lambda n: _decls("type G" + "[T any" * n)),
    "receivers twice": (
        1,
        lambda n: _decls(
            "type T[P any] struct{ x P }\ntype T[P, Q any] struct{}\nfunc (t T[P]) m() P { return t.x }\nfunc (t T[A, B]) n() {}\nfunc (t *T[]) o() {}\nfunc (t T[1]) p() {}\nfunc use(t T[int]) { t.m(); t.n() }"
        ),
    ),
    "receivers broken": (
        1,
        lambda n: _decls(
            "type T[P any struct{ x P }\nfunc (t T[P]) m() P { return t.x }\ntype U[P] struct{ x P }\nfunc (t *U[P]) m() P { return t.x }\ntype V[] struct{}\nfunc (t V[P]) m() P { var p P; return p }\nfunc use(t T[int], u U[int]) { t.m(); u.m() }"
        ),
    ),
    "constant indexed": (
        1,
        lambda n: _decls(
            "const c = 1\nvar x = c[0]\nfunc f() int { return len(c[0]) + c[1:2] + len(c) + cap(c[:]) + len(nil[0]) + len(f[0]) + len(true[0]) }"
        ),
    ),
}


def analyse(folder: Path, source: str, module: str = "module m\n\ngo 1.27\n") -> PackageReport:
    """The report on a package of this file, and of those that are there."""
    (folder / "go.mod").write_text(module)
    (folder / "x.go").write_text(source)
    return run_deep(lambda: Engine(Options()).analyze(str(folder)))


def survived(report: PackageReport) -> str:
    """What is wrong with the report, if anything: one function must be as always, and none may fail by our mistake."""
    if "moved to heap: y" not in [line.text for line in report.gc_lines]:
        return "the other function was lost"
    why = [f.partial for file in report.files.values() for f in file.findings if f.partial]
    return next((w for w in [*report.partial, *why] if "Error" in w), "")


def main(kinds: list[str]) -> int:
    failed = 0
    for kind in kinds or KINDS:
        started = time.perf_counter()
        run = subprocess.run([sys.executable, "-m", "broken.extremes", "--one", kind], capture_output=True, text=True)
        outcome = run.stdout.strip() or run.stderr.strip()[-200:] or f"exit status {run.returncode}"
        failed += not outcome.endswith("ok")
        print(f"{kind:28} {time.perf_counter() - started:6.1f} s  {outcome}", flush=True)
    return 1 if failed else 0


def one(kind: str) -> None:
    size, make = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        wrong = survived(analyse(Path(folder), make(size)))
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:5} MB  {wrong or 'ok'}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))
