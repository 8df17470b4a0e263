"""Dataclasses with slots whose methods are compiled when they are first called.

Why: `dataclasses` compiles up to six methods of each class at import, whether they are used or not. With a hundred
classes that was a third of the time that a command needs before it does anything.

Property: what a class declares means what it means for `dataclasses`, and type checkers take one for the other; frozen
records are frozen for them only. Besides, a field can be a property that keeps its value in other ones (`by`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, dataclass_transform, overload

T = TypeVar("T")
Method = Callable[..., Any]  # Any: what __init__, __eq__, … answer

_MISSING: object = object()


class Field(NamedTuple):
    name: str = ""
    default: object = _MISSING
    default_factory: Callable[[], object] | None = None
    init: bool = True
    repr: bool = True
    compare: bool = True
    by: property | None = None  # that it is read and written through: it has no slot of its own

    @property
    def optional(self) -> bool:
        return self.default is not _MISSING or self.default_factory is not None


@overload
def field(*, default: T, init: bool = True, repr: bool = True, compare: bool = True) -> T: ...
@overload
def field(*, default_factory: Callable[[], T], init: bool = True, repr: bool = True, compare: bool = True) -> T: ...
@overload
def field(
    *, init: bool = True, repr: bool = True, compare: bool = True, by: property | None = None
) -> Any: ...  # Any: of the type declared
def field(**given: Any) -> Any:  # Any: as the overloads say
    """As dataclasses.field."""
    return Field(**given)


@dataclass_transform(field_specifiers=(field,))
def dataclass(*, slots: bool, frozen: bool = False, eq: bool = True) -> Callable[[type[T]], type[T]]:
    """As dataclasses.dataclass(slots=True). slots: for the reader; a record has no others."""
    assert slots

    def decorate(cls: type[T]) -> type[T]:
        names = [name for name, typ in cls.__annotations__.items() if not str(typ).startswith("ClassVar")]
        given: dict[str, object] = {
            name: value for name, value in cls.__dict__.items() if name not in ("__dict__", "__weakref__")
        }
        mine = tuple([_field(name, given.pop(name, _MISSING)) for name in names])
        given["__slots__"] = tuple([f.name for f in mine if f.by is None])
        given.update((f.name, f.by) for f in mine if f.by is not None)
        given["__record_fields__"] = every = (*fields(cls), *mine)
        given["__match_args__"] = tuple([f.name for f in every if f.init])
        methods = {"__init__": _init, "__repr__": _repr}
        if eq:
            methods["__eq__"] = _eq
            given.setdefault("__hash__", None)
            if frozen and given["__hash__"] is None:
                del given["__hash__"]
                methods["__hash__"] = _hash
        metaclass: Callable[..., type[T]] = type(cls)
        made = metaclass(cls.__name__, cls.__bases__, given)
        made.__qualname__ = cls.__qualname__
        for name, compile_ in methods.items():
            if name not in given:
                setattr(made, name, _at_first_call(made, name, compile_))
        return made

    return decorate


def fields(of: object) -> tuple[Field, ...]:
    """Fields of a record or of its class, inherited ones first."""
    return getattr(of, "__record_fields__", ())


def replace(record: T, **changes: object) -> T:
    """As dataclasses.replace, for records."""
    assert hasattr(record, "__record_fields__"), f"{record!r} is no record"
    given = {f.name: getattr(record, f.name) for f in fields(record) if f.init}
    return record.__class__(**{**given, **changes})


def _field(name: str, value: object) -> Field:
    return value._replace(name=name) if value.__class__ is Field else Field(name, value)


def _at_first_call(cls: type, name: str, compile_: Callable[[type], Method]) -> Method:
    def method(*args: object, **kwargs: object) -> object:
        compiled = compile_(cls)
        setattr(cls, name, compiled)
        return compiled(*args, **kwargs)

    return method


def _init(cls: type) -> Method:
    every = fields(cls)
    known: dict[str, object] = {"MISSING": _MISSING}
    for f in every:
        known[f"default_{f.name}"] = f.default_factory or f.default
    # a parameter with a default cannot stand before one without; that is a mistake of the class, found here
    taken, lines = ["self"], []
    for f in every:
        value, default = f.name, f"default_{f.name}"
        if not f.init:
            value = f"{default}()" if f.default_factory is not None else default
        elif f.default_factory is not None:
            taken.append(f"{f.name}=MISSING")
            value = f"{default}() if {f.name} is MISSING else {f.name}"
        else:
            taken.append(f"{f.name}={default}" if f.optional else f.name)
        if f.init or f.optional:
            lines.append(f"self.{f.name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    return _compiled(f"def made({', '.join(taken)}):", lines, known)


def _eq(cls: type) -> Method:
    names = [f.name for f in fields(cls) if f.compare]
    same = " and ".join(f"self.{name} == other.{name}" for name in names) or "True"
    lines = ["if other.__class__ is not self.__class__:", "    return NotImplemented", f"return {same}"]
    return _compiled("def made(self, other):", lines, {})


def _hash(cls: type) -> Method:
    values = "".join(f"self.{f.name}, " for f in fields(cls) if f.compare)
    return _compiled("def made(self):", [f"return hash(({values}))"], {})


def _repr(cls: type) -> Method:
    shown = ", ".join(f"{f.name}={{self.{f.name}!r}}" for f in fields(cls) if f.repr)
    return _compiled("def made(self):", [f'return f"{cls.__qualname__}({shown})"'], {})


def _compiled(head: str, lines: list[str], known: dict[str, object]) -> Method:
    exec("\n    ".join([head, *(lines or ["pass"])]), known)
    return known["made"]  # type: ignore[return-value]
