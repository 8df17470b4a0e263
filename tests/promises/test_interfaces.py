"""Calls through interfaces: what they cost where all methods behind them are known, and where nobody can know them."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.engine import Engine
from escapelens.findings.model import PROMISE

HEAD = """\
package p

type shape interface{ area(scale int) *int }

type square struct{ side int }

func (s *square) area(scale int) *int { return &s.side }

type Round struct{ *square }

var kept *int

//escapelens:noalloc
func F(x shape) int { return *x.area(2) }
"""
KEEPS = "\ntype disc struct{ r int }\n\n//go:noinline\nfunc (d disc) area(scale int) *int { %s }\n"


def broken(engine: Engine, folder: Path, source: str) -> list[str]:
    engine.set_overlay(str(folder / "p.go"), source.encode())
    report = engine.analyze(str(folder)).files[str(folder / "p.go")]
    return [f.message.removeprefix("promise broken: ") for f in report.findings if f.code == PROMISE]


def cost(engine: Engine, folder: Path, source: str, at: str) -> str:
    engine.set_overlay(str(folder / "p.go"), source.encode())
    engine.analyze(str(folder))
    found = engine.cost_at(str(folder), str(folder / "p.go"), source.index(at) + len(at))
    return found.text if found is not None else ""


def test_all_methods_behind_it_count(engine: Engine, tmp_path: Path) -> None:
    more = HEAD + KEEPS % "return &scale"
    assert broken(engine, tmp_path, HEAD) == []
    assert broken(engine, tmp_path, more) == [
        "F calls disc.area, which allocates 8 bytes: a parameter moved to the heap"
    ]
    assert broken(engine, tmp_path, HEAD + KEEPS % "return kept") == []
    assert broken(engine, tmp_path, HEAD) == []
    assert cost(engine, tmp_path, HEAD, "*x.area") == "allocates nothing"
    assert cost(engine, tmp_path, more, "*x.area") == "allocates 8 bytes: disc.area (a parameter moved to the heap)"


def test_what_the_table_of_methods_knows(engine: Engine, tmp_path: Path) -> None:
    """Another signature is another method; a method may call the interface again; functions of others count."""
    other = "\ntype other struct{}\n\nfunc (other) area() *int { return new(int) }\n"
    assert broken(engine, tmp_path, HEAD + other) == []
    again = KEEPS % "return shape(disc{}).area(scale + F(kept_))" + "\nvar kept_ shape\n"
    assert broken(engine, tmp_path, HEAD + again) == []
    unknown = KEEPS % "return hook()" + "\nvar hook func() *int\n"
    (said,) = broken(engine, tmp_path, HEAD + unknown)
    assert said == "F calls disc.area, which calls hook, and nobody knows what that does"


@pytest.mark.parametrize(
    "source",
    [
        # An exported name may be declared anywhere.
        "type shape interface{ Area() int }\n\n//escapelens:noalloc\nfunc F(x shape) int { return x.Area() }\n",
        "//escapelens:noalloc\nfunc F(err error) string { return err.Error() }\n",
        # Instances of generic code are not listed.
        "type shape interface{ area() int }\n\ntype of[T any] struct{}\n\nfunc (of[T]) area() int { return 1 }\n\n"
        "//escapelens:noalloc\nfunc F(x shape) int { return x.area() }\n",
        "type shape[T any] interface{ area(T) int }\n\ntype disc int\n\nfunc (disc) area(int) int { return 1 }\n\n"
        "//escapelens:noalloc\nfunc F(x shape[int]) int { return x.area(1) }\n",
        "//escapelens:noalloc\nfunc F(x interface{ area() int }) int { return x.area() }\n",
    ],
)
def test_what_nobody_can_know(engine: Engine, tmp_path: Path, source: str) -> None:
    (said,) = broken(engine, tmp_path, f"package p\n\n{source}")
    assert said.endswith("and nobody knows what that does")


def test_through_packages(engine: Engine, tmp_path: Path) -> None:
    """A type of another package has the method by embedding alone; costs are those of the facts, inlined or not."""
    (tmp_path / "low").mkdir()
    (tmp_path / "low" / "low.go").write_text(
        "package low\n\ntype Shape interface{ area() *int }\n\ntype Base struct{ n int }\n\n"
        "func (b *Base) area() *int { return &b.n }\n\nfunc Small(s Shape) int { return *s.area() }\n\n"
        "//go:noinline\nfunc Large(s Shape) int { return *s.area() }\n\n"
        "type Other interface{ size() *int }\n\ntype Big struct{}\n\n//go:noinline\n"
        "func (Big) size() *int { return new(int) }\n\nfunc Size(s Other) int { return *s.size() }\n\n"
        "//go:noinline\nfunc Sizes(s Other) int { return *s.size() }\n"
    )
    head = 'package p\n\nimport "example.com/p/low"\n\ntype mine struct{ *low.Base }\n\n'
    kept = "//escapelens:noalloc\nfunc F(m *mine, s low.Shape) int { return low.%s(s) + low.%s(m) }\n"
    for name in ("Small", "Large"):
        assert broken(engine, tmp_path, head + kept % (name, name)) == []
    for name in ("Size", "Sizes"):
        source = f"{head}var _ mine\n\n//escapelens:noalloc\nfunc F(s low.Other) int {{ return low.{name}(s) }}\n"
        (said,) = broken(engine, tmp_path, source)
        assert "which allocates 8 bytes: a new object" in said and "low.Big.size" in said
