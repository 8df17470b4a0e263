"""Which package a frame of a profile is in.

What: a profile names functions by import path, and files as the compiler recorded them: where they lay, or with
-trimpath by import path and version. What was inlined bears the name of its own package, but literals in it bear that
of the function they were inlined into; so a folder's path is what most of its functions agree on.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.profiles.model import Frame
from escapelens.profiles.names import split
from escapelens.record import dataclass
from escapelens.regexp import regexp

_VERSION = regexp(r"@[^/]+")
_CAPITAL = regexp(r"!([a-z])")
_CACHE = "/pkg/mod/"
_GOROOT = "$GOROOT/src/"
RUNTIME = ("runtime", "internal/runtime/")


@dataclass(frozen=True, slots=True)
class Folder:
    """A package here: where its files lie and its import path; each "" if not known."""

    dir: str
    import_path: str


def folder_of(file: str) -> tuple[str, str]:
    """Folder, with slashes, and base name of a file in a profile, whatever the system it was made on."""
    folder, _, name = file.replace("\\", "/").rpartition("/")
    return folder, name


def path_of(folder: str) -> str:
    """The import path that a folder itself tells: of the module cache, of GOROOT by its name, with -trimpath; or ""."""
    if folder.startswith(_GOROOT):
        return folder[len(_GOROOT) :]
    _, cache, path = folder.rpartition(_CACHE)
    if cache:
        return _plain(path)
    absolute = folder.startswith("/") or folder[1:3] == ":/"
    return "" if absolute or folder.startswith(".") else _plain(folder)


def _plain(path: str) -> str:
    return _CAPITAL.sub(lambda m: m[1].upper(), _VERSION.sub("", path))


def import_paths(frames: Iterable[Frame]) -> dict[str, str]:
    """Folders of the frames' files, and their import paths, "" where nothing tells it (a main package)."""
    found: dict[str, str] = {}
    for frame in frames:
        folder, _ = folder_of(frame.file)
        if not found.get(folder):
            found[folder] = path_of(folder) or _agreed(folder, frame.function)
    return found


def _agreed(folder: str, function: str) -> str:
    package, _ = split(function)
    tail = _plain(folder)
    for path in (package, package.removesuffix("_test")):
        if path and tail.endswith("/" + path):
            return path
    return ""


def is_runtime(frame: Frame) -> bool:
    """Is it a function of the run time, whatever name it is linked by?"""
    package, _ = split(frame.function)
    if package == RUNTIME[0] or package.startswith(RUNTIME[1]):
        return True
    folder, _ = folder_of(frame.file)
    return folder.endswith("/src/runtime") or folder == RUNTIME[0] or f"/src/{RUNTIME[1]}" in f"{folder}/"
