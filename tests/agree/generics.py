"""Programs that use generic functions and methods as values, drawn at random, and what the compiler says of them.

What: `program` writes one package: generic functions, types with methods, types declared in generic functions, and
functions that assign, pass, return, store, capture, defer and call function values of every make. `python -m
agree.generics --count 50` compares our lines with the compiler's, at -m the whole output, at -m=2 the lines in the
programs.

Property: the same seed gives the same program; every program compiles.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from string import Template

from agree.oracle import go

ROOT = Path(__file__).resolve().parents[2]

PRELUDE = """package p

var sink any

type P struct{ n int }

func (p P) id0(x int) int { return x + p.n }
func (p *P) ptr() *P      { return p }

type S[T any] struct {
	a    T
	next *S[T]
}

func (s S[T]) id(x T) T   { return x }
func (s *S[T]) pid(x T) T { s.a = x; return s.a }
func (s S[T]) big(x T) T  { for range 3 { sink = s.a }; return x }
func (s *S[T]) link() *S[T] { return &S[T]{next: s} }
func (s S[T]) self() func(T) T { return s.id }
func (s S[T]) both[U any](u U) (T, U) { return s.a, u }

type Id[T any] interface{ id(T) T }
type Fn[T any] func(T) T

func (f Fn[T]) id(x T) T { return f(x) }

type Q[T any] struct {
	S[T]
	P
}
type R[T any] struct{ *S[T] }
type Box[T any] struct{ f func(T) T }

func same[T any](x T) T { return x }
func heap[T any](x T) T { p := &x; sink = p; return *p }
func loop[T any](x T) T { for range 2 { x = same(x) }; return x }
func app[T any](f func(T) T, x T) T { return f(x) }
func twice[T any](f func(T) T) func(T) T { return func(x T) T { return f(f(x)) } }
func maker[T any]() func(T) T { return func(x T) T { y := new(T); *y = x; return *y } }
func ident[T any](f func(T) T) func(T) T { return f }
func via[T any](i Id[T], x T) T { return i.id(x) }
func zero[T any]() (z T) { return }
"""

CONCRETE = ["int", "string", "*P", "[]byte", "P", "S[int]", "struct{ k int }", "any", "func()", "map[string]int"]

# In what follows t is a type argument; s, q, r, i and x are variables of type S[t], Q[t], R[t], Id[t] and t.

# Expressions of type func(t) t; v is one of them.
VALUES = """
same[$t]
heap[$t]
loop[$t]
s.id
s.pid
s.big
(&s).id
q.id
q.pid
q.S.id
r.id
r.pid
i.id
Fn[$t](same[$t]).id
S[$t]{}.id
s.link().pid
s.self()
maker[$t]()
func(x $t) $t { return x }
func(y $t) $t { sink = &x; return y }
Id[$t](s).id
interface{ id($t) $t }(&s).id
Id[$t](Fn[$t](same[$t])).id
twice($v)
ident($v)
Box[$t]{$v}.f
func(x $t) $t { return app($v, x) }
func() func($t) $t { return $v }()
""".strip().splitlines()
PLAIN = [v for v in VALUES if "$v" not in v]

# Method expressions, each with a first argument.
METHODS = """
S[$t].id, s
S[$t].big, s
(*S[$t]).id, &s
(*S[$t]).pid, &s
Q[$t].id, q
(*Q[$t]).pid, &q
R[$t].id, r
R[$t].pid, r
(*R[$t]).big, &r
Id[$t].id, i
Fn[$t].id, same[$t]
(*Fn[$t]).id, new(Fn[$t])
interface{ id($t) $t }.id, s
interface{ Id[$t] }.id, i
struct{ S[$t] }.id, struct{ S[$t] }{s}
""".strip().splitlines()

# Statements; f and g are new variables, L is a new type, v and w values, m a method expression and a its argument.
STATEMENTS = """
$f := $v; x = $f(x)
var $f = $v; sink = $f
var $f Fn[$t] = $v; x = $f.id($f(x))
x = app($v, x)
x = ($v)(x)
sink = $v
defer func() $t { return ($v)(x) }()
defer s.id(x); defer heap[$t](x)
go q.pid(x); go same[$t](x); go i.id(x)
$f := $v; if sink != nil { $f = $w }; x = $f(x)
$f := []func($t) $t{$v, $w}; x = $f[0](x)
$f := Box[$t]{$v}; x = $f.f(x); $f.f = $w
$f := &Box[$t]{}; $f.f = $v; sink = $f
$f := map[string]func($t) $t{"a": $v}; sink = $f
$f := $v; func() { x = $f(x) }()
$f := $m; x = $f($a, x)
x = $m($a, x)
var $f = $m; sink = func() $t { return $f($a, x) }
sink = $m
$f, $g := s.both($v); sink, x = $f, $g(x)
$f := s.both[string]; _, $g := $f("a"); sink = $g
$f := S[$t].both[int]; _, $g := $f(s, 1); sink = $g
_, $f := S[$t].both(s, $v); sink = $f
x = via[$t](s, x)
x = via(Id[$t](&q.S), x)
var $f Id[$t] = Fn[$t]($v); x = $f.id(x)
var $f Id[$t] = &s; $g := $f.id; x = $g(x)
var $f interface{ id0(int) int } = q; sink = $f.id0(1)
type $L struct{ a $t }; sink = $L{x}; $f := same[$L]; sink = $f($L{})
type $L[U any] struct{ a $t; u U }; sink = $L[int]{}; sink = heap($L[$t]{a: x})
type $L[U any] struct{ u U }; $f := &$L[$t]{}; sink = same($f); sink = same[$L[string]]
type $L []$t; sink = func() any { type $g struct{ $f $L }; return $g{} }()
switch $f := any(x).(type) { case Id[$t]: x = $f.id(x); case S[$t]: sink = $f.id }
for range 2 { $f := $v; x = $f(x); sink = $w }
sink = func() { $s }
""".strip().splitlines()


class Writer:
    """One program."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.lines: list[str] = []
        self.count = 0

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def value(self, t: str, depth: int = 0) -> str:
        value = self.rng.choice(PLAIN if depth > 2 else VALUES)
        return Template(value).substitute(t=t, v=self.value(t, depth + 1) if "$v" in value else "")

    def statement(self, t: str, depth: int = 0) -> str:
        statement = self.rng.choice(STATEMENTS if depth < 2 else STATEMENTS[:-1])
        method, _, argument = Template(self.rng.choice(METHODS)).substitute(t=t).partition(", ")
        return Template(statement).substitute(
            t=t,
            f=self.fresh("f"),
            g=self.fresh("g"),
            L=self.fresh("L"),
            v=self.value(t),
            w=self.value(t),
            m=method,
            a=argument,
            s=self.statement(t, depth + 1) if "$s" in statement else "",
        )

    def function(self, header: str, t: str, result: str) -> None:
        receiver = self.rng.choice(["s", "&s", "r"])
        body = [
            f"var s S[{t}]",
            f"var q Q[{t}]",
            f"r := R[{t}]{{&s}}",
            f"var i Id[{t}] = {receiver}",
            "_, _, _ = q, r, i",
        ]
        for _ in range(self.rng.randint(1, 4)):
            body += self.statement(t).split("; ") if self.rng.random() < 0.5 else [self.statement(t)]
        self.lines += ["", header + " {", *["\t" + line for line in [*body, result]], "}"]

    def write(self) -> str:
        choice, sample = self.rng.choice, self.rng.sample
        self.lines = PRELUDE.splitlines()
        calls = []
        for _ in range(self.rng.randint(2, 4)):
            name = self.fresh("gen")
            a, b = sample(CONCRETE, 2)
            kind = choice(["function", "two", "method"])
            if kind == "function":
                self.function(f"func {name}[T any](x T) T", "T", "return x")
                calls += [f"sink = {name}[{a}]", f"sink = {name}(zero[{b}]())"]
            elif kind == "two":
                self.function(f"func {name}[K comparable, T any](x T, k K) func(T) T", "T", f"return {self.value('T')}")
                calls += [f"sink = {name}[string, {a}]", f"sink = {name}(zero[{b}](), 1)"]
            else:
                self.function(f"func ({choice(['of S', 'of *S'])}[T]) {name}(x T) T", "T", "return x")
                calls += [f"sink = (*S[{a}]).{name}", f"sink = zero[*S[{b}]]().{name}(zero[{b}]())"]
        for t in sample(CONCRETE, self.rng.randint(0, 2)):
            self.function(f"func {self.fresh('con')}(x {t}) {t}", t, "return x")
        self.lines += ["", "func calls() {", *["\t" + c for c in calls], "}"]
        t = choice(["int", "string", "*P"])
        for v in (f"same[{t}]", f"S[{t}].id", f"(*S[{t}]).pid", f"maker[{t}]()", f"twice(same[{t}])", f"Id[{t}].id"):
            if choice([True, False]):
                self.lines.append(f"var {self.fresh('V')} = {v}")
        return "\n".join(self.lines) + "\n"


def compiler(folder: Path, flags: str) -> Counter[str]:
    run = go(["build", f"-gcflags={flags}", "./..."], folder)
    if run.returncode:
        raise ValueError(run.stderr)
    return _lines(run.stderr, "-m=2" not in flags)


def ours(folder: Path, *flags: str) -> Counter[str]:
    path = os.pathsep.join(str(ROOT / p) for p in ("server", "analysis"))
    command = [sys.executable, "-m", "escapelens.cli.main", "check", "--format=gc", *flags, "./..."]
    run = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    return _lines(run.stdout, "--foreign" in flags)


def _lines(text: str, foreign: bool) -> Counter[str]:
    elsewhere = () if foreign else ("<autogenerated>", "/", "../")
    return Counter(line for line in text.splitlines() if not line.startswith(elsewhere))


def write_module(folder: Path, seeds: range) -> None:
    """A module with one package for each seed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text("module example.com/generics\n\ngo 1.27\n")
    for seed in seeds:
        package = folder / f"p{seed}"
        package.mkdir(exist_ok=True)
        (package / "p.go").write_text(Writer(seed).write())


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="agree.generics", description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="write the module here")
    args = parser.parse_args(argv)
    failed = False
    with tempfile.TemporaryDirectory() as tmp:
        folder = args.keep or Path(tmp)
        write_module(folder, range(args.seed, args.seed + args.count))
        for flags, levels in (("-m", ("-m", "--foreign")), ("-m=2", ("-m", "-m"))):
            want, have = compiler(folder, flags), ours(folder, *levels)
            differ = sorted([(x, "-") for x in (want - have).elements()] + [(x, "+") for x in (have - want).elements()])
            print(f"{flags}: {want.total()} lines, {len(differ)} differ")
            for line, sign in differ:
                print(sign, line)
            failed |= bool(differ)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
