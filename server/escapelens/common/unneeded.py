"""Modules that libraries import and that we have no use for, stood in for while these libraries are imported.

What: argparse has its words translated by gettext's catalogues, of which we ship none; msgspec knows UUIDs, and asks
typing_extensions for names that typing has since Python 3.11; platformdirs tells of runtime folders, too.
Why: loading these is a part of every command's start.
Property: whoever imports one of them afterwards gets the real one; a function that is not stood in for comes from it,
others ask it when they are called.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

_CALLED: dict[str, tuple[str, ...]] = {
    "pathlib": ("Path",),
    "tempfile": ("TemporaryFile", "gettempdir"),
    "textwrap": ("dedent",),
}


@contextlib.contextmanager
def stood_in_for() -> Iterator[None]:
    """None of them is loaded in here, but where one was before."""
    with _instead(_stand_ins()):
        yield


@contextlib.contextmanager
def none(*names: str) -> Iterator[None]:
    """There are no such modules in here, but where they are loaded: asyncio would have ssl, and we encrypt nothing."""
    with _instead(dict.fromkeys(names)):
        yield


@contextlib.contextmanager
def _instead(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    mine = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(mine)  # type: ignore[arg-type]  # None says that there is no such module
    try:
        yield
    finally:
        for name, module in mine.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


class _StandIn(ModuleType):
    def __init__(self, name: str, **members: object) -> None:
        super().__init__(name)
        vars(self).update(members)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.real(), name)

    def real(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)

    def when_called(self, name: str) -> Callable[..., object]:
        return lambda *given, **named: getattr(self.real(), name)(*given, **named)


def _stand_ins() -> dict[str, ModuleType | None]:
    found: dict[str, ModuleType | None] = {
        "gettext": _StandIn("gettext", gettext=str, ngettext=lambda one, many, count: one if count == 1 else many),
        "typing_extensions": None,
        "uuid": _StandIn("uuid", UUID=type("UUID", (), {}), SafeUUID=type("SafeUUID", (), {"unknown": None})),
    }
    for name, functions in _CALLED.items():
        found[name] = module = _StandIn(name)
        vars(module).update({function: module.when_called(function) for function in functions})
    return found
