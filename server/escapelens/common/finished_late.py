"""Classes that a library defines with attrs, finished when they are first used.

Why: lsprotocol defines a class for each of the protocol's 550 structures, and attrs writes and compiles the methods of
each when it is imported. That was half of the server's start, and a session needs few of them.
Property: whoever makes an instance of such a class, or asks attrs or cattrs for its fields, gets what `attrs.define`
makes of it, but that its instances have no slots; references to classes that come later are resolved. A class is to be
used first by one thread alone: the server makes and reads messages on the event loop's.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import attrs

_FIELDS = "__attrs_attrs__"  # where attrs and cattrs look for a class's fields
_FINISHING = threading.RLock()


@contextlib.contextmanager
def finished_late(module: str) -> Iterator[None]:
    """In here attrs leaves the classes of the module for later."""
    define, has, resolve_types = attrs.define, attrs.has, attrs.resolve_types

    def later(cls: Any = None, **options: Any) -> Any:  # Any: as attrs has it
        if cls is None or options or cls.__module__ != module:
            return define(cls, **options)
        setattr(cls, _FIELDS, _Unfinished(cls, define))
        cls.__init__ = _first_init(cls)
        return cls

    def resolved(cls: Any, *given: Any, **named: Any) -> Any:  # Any: as attrs has it
        return cls if _is_unfinished(cls) else resolve_types(cls, *given, **named)

    instead = {"define": later, "has": lambda cls: _is_unfinished(cls) or has(cls), "resolve_types": resolved}
    try:
        vars(attrs).update(instead)
        yield
    finally:
        vars(attrs).update(define=define, has=has, resolve_types=resolve_types)


class _Unfinished:
    """Stands for the fields of a class until somebody asks for them."""

    def __init__(self, cls: Any, define: Callable[..., Any]) -> None:  # Any: as attrs has it
        self._cls, self._define = cls, define

    def __get__(self, _instance: object, _owner: type) -> Any:  # Any: as attrs has it
        with _FINISHING:
            if vars(self._cls)[_FIELDS] is self:
                # In place, as without slots there is no second class; init: the one that is there is ours.
                self._define(self._cls, slots=False, init=True)
                attrs.resolve_types(self._cls, vars(sys.modules[self._cls.__module__]), {})
        return getattr(self._cls, _FIELDS)


def _first_init(cls: Any) -> Callable[..., None]:  # Any: as attrs has it
    def __init__(self: object, *given: object, **named: object) -> None:
        getattr(cls, _FIELDS)
        cls.__init__(self, *given, **named)

    return __init__


def _is_unfinished(cls: object) -> bool:
    return isinstance(cls, type) and isinstance(vars(cls).get(_FIELDS), _Unfinished)
