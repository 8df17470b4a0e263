"""The bytecode of what commands import of ours, and of methods that are made of text, in one file.

Why: to find, to open and to read a file for each of two hundred modules took a tenth of a short command, and to compile
the methods that it calls another.
What: a command that ends writes the file anew if it imported or compiled what is not in it; the next one takes that
from there. It lies where Python keeps the bytecode of this module. A wheel brings one for the Python that it was built
with (hatch_build.py).

Property: a module whose source is of another time or size than the one that was compiled is imported as if there were
no such file; a wheel, which cannot know times, says sizes, and no source of it is a minute newer than the file. Only
modules of ours are in it, and none is used if the file is not as it was written. Where Python may not write bytecode,
nothing is written.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import zlib
from collections.abc import Collection, Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash, spec_from_file_location
from types import CodeType, ModuleType
from typing import TypeAlias

from escapelens import compiled

_PACKAGE = __name__.partition(".")[0]
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_UNPACKING = 60.0  # seconds in which a wheel's files are written
_UNCHECKED = MAGIC_NUMBER + (1).to_bytes(4, "little")  # PEP 552: Python asks for neither time nor hash of the source


Module: TypeAlias = "tuple[str, int, int | None, bytes]"
"""The source's path, by slashes, from our package's folder; its size in bytes; when it was changed, in nanoseconds, or
None if that is not known; what Python would keep of it."""


class Bytecode:
    """folders: that our package consists of, relative to the first. modules: by name. texts: as compiled.CODES.
    written: when, in seconds."""

    def __init__(
        self, folders: list[str], modules: dict[str, Module], texts: dict[str, CodeType], written: float = 0.0
    ) -> None:
        self.folders, self.modules, self.texts, self.written = folders, modules, texts, written


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, now: os.stat_result, pyc: bytes) -> None:
        super().__init__(name, path)
        self._now, self._pyc = now, pyc

    def path_stats(self, path: str) -> dict[str, float]:
        return {"mtime": self._now.st_mtime, "size": self._now.st_size}

    def get_data(self, path: str) -> bytes:
        return super().get_data(path) if path == self.path else self._pyc


class Finder:
    """Finds modules among those that were kept (importlib.abc.MetaPathFinder). before: what was imported without it."""

    def __init__(self, bytecode: Bytecode) -> None:
        self.bytecode = bytecode
        self.before = frozenset(sys.modules)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        kept = self.bytecode.modules.get(fullname)
        if kept is None:
            return None
        source, size, time, pyc = kept
        path = _absolute(source)
        try:
            now = os.stat(path)
        except OSError:
            return None
        if now.st_size != size or (time is not None and now.st_mtime_ns != time):
            return None
        if time is None and now.st_mtime > self.bytecode.written + _UNPACKING:
            return None
        inside = [os.path.dirname(path)] if path.endswith("__init__.py") else None
        loader = _Loader(fullname, path, now, pyc)
        return spec_from_file_location(fullname, path, loader=loader, submodule_search_locations=inside)


def file() -> str:
    """Where it is kept for this Python."""
    return cache_from_source(__file__) + "s"


def use() -> None:
    """From here on, modules and texts are taken from the file, if there is one."""
    if _finder() is None:
        bytecode = _read()
        compiled.CODES.update(bytecode.texts)
        sys.meta_path.insert(0, Finder(bytecode))


def keep() -> None:
    """Write the file anew if this process imported or compiled what is not in it."""
    finder = _finder()
    if finder is None or sys.dont_write_bytecode or not _may_write(os.path.dirname(file())):
        return
    known, new = finder.bytecode, dict(_imported(finder.before))
    if new or len(compiled.CODES) > len(known.texts):
        write(file(), Bytecode(known.folders, known.modules | new, compiled.CODES))


def write(path: str, bytecode: Bytecode) -> None:
    """Write it in one step, for whoever may read our sources; whoever may not, does not."""
    from escapelens.facts.store import write_whole  # when a command begins it would not come from the file

    said = marshal.dumps((bytecode.folders, bytecode.modules, bytecode.texts))
    with contextlib.suppress(OSError):
        write_whole(path, _head(said) + said, os.stat(__file__).st_mode & 0o666)


def shipped() -> Bytecode:
    """What this process imported and compiled, for a wheel: one folder, installed at a time that nobody knows."""
    roots = set(sys.modules[_PACKAGE].__path__)
    modules: dict[str, Module] = {}
    for name, (source, size, _, pyc) in _imported():
        path = _absolute(source)
        [root] = [root for root in roots if path.startswith(root + os.sep)]
        modules[name] = path[len(root) + 1 :].replace(os.sep, "/"), size, None, pyc
    return Bytecode(["."], modules, compiled.CODES)


def _finder() -> Finder | None:
    return next((finder for finder in sys.meta_path if isinstance(finder, Finder)), None)


def _may_write(folder: str) -> bool:
    with contextlib.suppress(OSError):
        os.makedirs(folder, exist_ok=True)
    return os.access(folder, os.W_OK)


def _head(said: bytes | memoryview) -> bytes:
    """What it begins with: who can read it, and what tells that it is whole."""
    return MAGIC_NUMBER + zlib.crc32(said).to_bytes(4, "little")


def _read() -> Bytecode:
    """What was kept of this very package; nothing if another Python or another place wrote it, or if it is damaged."""
    folders = sorted({_relative(folder) for folder in sys.modules[_PACKAGE].__path__})
    with contextlib.suppress(OSError), open(file(), "rb") as stream:
        found = stream.read()
        said = memoryview(found)[8:]
        if found[:8] == _head(said):
            there, modules, texts = marshal.loads(said)
            if there == folders:
                return Bytecode(folders, modules, texts, os.fstat(stream.fileno()).st_mtime)
    return Bytecode(folders, {}, {})


def _imported(before: Collection[str] = ()) -> Iterator[tuple[str, Module]]:
    """The modules that this process imported from files of their own, but for those imported before."""
    for name, module in list(sys.modules.items()):
        loader = getattr(module, "__loader__", None)
        if not name.startswith(_PACKAGE + ".") or name in before or type(loader) is not SourceFileLoader:
            continue
        with contextlib.suppress(OSError, ImportError, SyntaxError, ValueError, EOFError):  # the last: cut short
            stat = os.stat(loader.path)
            code = loader.get_code(name)
            pyc = _UNCHECKED + source_hash(loader.get_data(loader.path)) + marshal.dumps(code)
            yield name, (_relative(loader.path), stat.st_size, stat.st_mtime_ns, pyc)


def _relative(path: str) -> str:
    with contextlib.suppress(ValueError):  # of another drive
        path = os.path.relpath(path, _ROOT)
    return path.replace(os.sep, "/")


def _absolute(source: str) -> str:
    path = f"{_ROOT}{os.sep}{source.replace('/', os.sep)}"
    return os.path.normpath(path) if source.startswith("..") else path
