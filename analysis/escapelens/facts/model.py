"""The shape of facts on disk.

Encoded as MessagePack arrays by msgspec; the field order is the format. Nothing in them depends on the folder that the
sources lie in: the same package in another checkout has the same facts. Every key contains `analysis_version`: facts
of another version are never read.

Annotations are no text here: msgspec would compile each.
"""

import contextlib
import functools
import os
from collections.abc import Iterable, Iterator

import msgspec

from escapelens.digest import sha256

_ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
# The layers that facts come from; tests/layering has the list of all.
SOURCES = (
    *(
        "compiled.py",
        "record.py",
        "regexp.py",
        "digest.py",
        "say.py",
        "cancel.py",
        "releases",
        "source.py",
        "model",
        "generics",
        "syntax",
        "packages",
        "check",
    ),
    *("remarks.py", "ir", "inline", "escape", "pipeline.py", "ledger", "facts"),
)


@functools.cache
def analysis_version() -> str:
    """Digest of the code that facts come from."""
    return _said("facts") or _digest(SOURCES)


@functools.cache
def report_version() -> str:
    """Digest of the code that reports come from."""
    return _said("reports") or _digest(name for name in sorted(os.listdir(_ROOT)) if name != "__pycache__")


def _said(what: str) -> str:
    """A wheel says versions in files (hatch_build.py), so that no command has to read all sources."""
    with contextlib.suppress(OSError), open(os.path.join(_ROOT, "facts", f"version-{what}"), encoding="utf-8") as file:
        return file.read()
    return ""


def _digest(names: Iterable[str]) -> str:
    h = sha256()
    for name in names:
        for path in sorted(_sources(os.path.join(_ROOT, name))):
            with open(path, "rb", buffering=0) as file:
                h.update(path[len(_ROOT) :].replace(os.sep, "/").encode() + b"\0" + file.read())
    return h.hexdigest()[:16]


def _sources(path: str) -> Iterator[str]:
    if path.endswith(".py"):
        yield path
    elif os.path.isdir(path):
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from _sources(entry.path)
                elif entry.name.endswith(".py"):
                    yield entry.path


class FuncFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """What is known of one function.

    inl_cost: cost in nodes if it can be inlined, else -1. leaks: one tag per receiver and parameter, in order, eight
    bytes each (escape/leaks.py; b"" for a parameter without pointers). can_delay_results: ir.Inline. costs: what a call
    allocates (facts/costs.py), None if nobody knows.
    """

    inl_cost: int = -1
    leaks: list[bytes] = []
    can_delay_results: bool = False
    costs: list[int | str] | None = None


class DeclFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """One top-level declaration: its text (trimmed) and the header that lets it stay unparsed.

    kind: "func" | "const" | "var" | "type"; names: what it declares; line, column: of its first byte in the original
    file, 1-based; line breaks inside the text are those of the original.
    """

    kind: str
    names: list[str]
    text: bytes
    line: int
    column: int
    recv: str = ""
    ptr_recv: bool = False
    generic: bool = False
    pragma: list[str] = []


class FileFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """One source file: its base name, its imports as (local name or "", path as written)."""

    name: str
    imports: list[tuple[str, str]]
    decls: list[DeclFacts]
    go_version: str = ""


class PackageFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """A package. imports: import path as written -> package path it resolves to. funcs: by func_key.

    partial: reasons why its facts may say less than the compiler knows. inlined_imports:
    link names of the functions of other packages that were inlined in it, whose bodies it therefore exports.
    """

    path: str
    name: str
    go_version: str
    files: list[FileFacts]
    funcs: dict[str, FuncFacts]
    imports: dict[str, str] = {}
    partial: list[str] = []
    inlined_imports: list[str] = []


class ReachedFacts(msgspec.Struct, array_like=True, gc=False, omit_defaults=True):
    """What has been found of a package that is analysed function by function (facts/demand.py).

    exports, keeps: link names of functions of other packages whose bodies its export data are known to hold, or not to
    hold. whole: there is nothing more to be found.
    """

    funcs: dict[str, FuncFacts] = {}
    exports: list[str] = []
    keeps: list[str] = []
    whole: bool = False


encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(PackageFacts)


def decode(data: bytes) -> PackageFacts:
    """Raises msgspec.MsgspecError if data is not facts of this version."""
    return _decoder.decode(data)
