"""Dataclasses with slots whose methods are compiled when they are first called.

Why: `dataclasses` compiles up to six methods of each class at import, whether they are used or not. With a hundred
classes that was a third of the time that a command needs before it does anything.

Property: what a class declares means what it means for `dataclasses`, and type checkers take one for the other; frozen
records are frozen for them only. Besides, a field can be a property that keeps its value in other ones (`by`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, dataclass_transform, overload

import msgspec

from escapelens.compiled import Function, compiled

T = TypeVar("T")

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
    """Fields of a record or of its class, inherited ones first; of one of msgspec's structs their names alone."""
    known: tuple[Field, ...] | None = getattr(of, "__record_fields__", None)
    return known if known is not None else tuple(map(Field, getattr(of, "__struct_fields__", ())))


def replace(record: T, **changes: object) -> T:
    """As dataclasses.replace, for records and msgspec's structs."""
    if isinstance(record, msgspec.Struct):
        return msgspec.structs.replace(record, **changes)
    assert hasattr(record, "__record_fields__"), f"{record!r} is no record"
    given = {f.name: getattr(record, f.name) for f in fields(record) if f.init}
    return record.__class__(**{**given, **changes})


def _field(name: str, value: object) -> Field:
    return value._replace(name=name) if value.__class__ is Field else Field(name, value)


def _at_first_call(cls: type, name: str, compile_: Callable[[type], Function]) -> Function:
    def method(*args: object, **kwargs: object) -> object:
        made = compile_(cls)
        setattr(cls, name, made)
        return made(*args, **kwargs)

    return method


def _init(cls: type) -> Function:
    wanted = [f for f in fields(cls) if f.init]
    # what is not asked for comes last, so that more classes share a text
    every = [*wanted, *(f for f in fields(cls) if not f.init and f.optional)]
    known: dict[str, object] = {"MISSING": _MISSING}
    lines, defaults = [], []
    for i, f in enumerate(every):
        value = f"_{i}"
        if not f.init or f.default_factory is not None:
            known[f"default_{i}"] = f.default_factory or f.default
            value = f"default_{i}" if f.default_factory is None else f"default_{i}()"
        if f.init and f.optional:
            defaults.append(f.default)
            value = value if f.default_factory is None else f"{value} if _{i} is MISSING else _{i}"
        else:
            assert not (f.init and defaults), f"{cls.__name__}: {f.name} has no default, what stands before it has one"
        lines.append(f"self._{i} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    head = f"def made({', '.join(['self', *(f'_{i}' for i in range(len(wanted)))])}):"
    text = "\n    ".join([head, *(lines or ["pass"])])
    return compiled(text, [f.name for f in every], known, defaults=tuple(defaults))


def _eq(cls: type) -> Function:
    names = [f.name for f in fields(cls) if f.compare]
    same = " and ".join(f"self._{i} == other._{i}" for i in range(len(names))) or "True"
    of_another = "if other.__class__ is not self.__class__: return NotImplemented"
    return compiled(f"def made(self, other):\n    {of_another}\n    return {same}", names)


def _hash(cls: type) -> Function:
    names = [f.name for f in fields(cls) if f.compare]
    values = "".join(f"self._{i}, " for i in range(len(names)))
    return compiled(f"def made(self): return hash(({values}))", names)


def _repr(cls: type) -> Function:
    shown = ", ".join(f"{f.name}={{self.{f.name}!r}}" for f in fields(cls) if f.repr)
    return compiled(f'def made(self): return f"{cls.__qualname__}({shown})"', [])
