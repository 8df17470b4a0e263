"""A record is what the standard library's dataclass is."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any, ClassVar

import pytest

from escapelens import record


def classes(module: Any) -> Any:
    """The same declarations, made by record.py or by dataclasses."""

    @module.dataclass(slots=True)
    class Base:
        a: int
        b: list[int] = module.field(default_factory=list)
        c: str = "c"
        KIND: ClassVar[str] = "kind"

        def double(self) -> int:
            return 2 * self.a

    @module.dataclass(frozen=True, slots=True)
    class Point:
        x: int
        note: str = module.field(default="", compare=False, repr=False)

    @module.dataclass(slots=True, eq=False)
    class Below(Base):
        later: int = module.field(init=False, default=7)
        seen: list[int] = module.field(init=False, repr=False, default_factory=list)

        def __post_init__(self) -> None:
            self.seen.append(self.a)

    return Base, Point, Below


@pytest.fixture(params=[record, dataclasses], ids=["record", "dataclasses"])
def made(request: pytest.FixtureRequest) -> Any:
    return request.param, *classes(request.param)


def test_values_and_defaults(made: Any) -> None:
    _, base, _, below = made
    one, other = base(1), base(1, c="d")
    assert (one.a, one.b, one.c, one.KIND, one.double()) == (1, [], "c", "kind", 2)
    one.b.append(3)
    assert other.b == [] and other.c == "d"
    it = below(4, [5])
    assert (it.a, it.b, it.c, it.later, it.seen) == (4, [5], "c", 7, [4])
    assert below(4).seen == [4]
    with pytest.raises(TypeError):
        base()
    with pytest.raises(AttributeError):
        one.z = 1


def test_equality_and_hash(made: Any) -> None:
    _, base, point, below = made
    assert base(1) == base(1) != base(2)
    assert base(1) != point(1)
    assert point(1, "a") == point(1, "b") and len({point(1, "a"), point(1, "b"), point(2)}) == 2
    with pytest.raises(TypeError):
        hash(base(1))
    assert below(1) == below(1) != below(2)  # eq=False: as its base says


def test_text_and_replacement(made: Any) -> None:
    module, base, point, below = made
    assert repr(point(1, "a")).endswith("Point(x=1)")
    assert repr(below(1)).endswith("Below(a=1, b=[], c='c', later=7)")
    assert module.replace(base(1, [2]), c="x") == base(1, [2], "x")
    assert [f.name for f in module.fields(below)] == ["a", "b", "c", "later", "seen"]
    match point(3):
        case point(x):
            assert x == 3


@record.dataclass(frozen=True, slots=True)
class Sent:
    what: str
    more: tuple[int, ...] = ()


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Sent("a", (1,)))) == Sent("a", (1,))
