"""Virtual folders for the package tests: one text with `-- path --` lines, as txtar."""

from __future__ import annotations

import re

from escapelens.packages.config import BuildConfig
from escapelens.packages.files import FileSystem
from escapelens.packages.load import Loader

ROOT = "/escapelens-tests"  # does not exist: everything is overlay


def files(text: str) -> dict[str, bytes]:
    parts = re.split(r"^-- (.+) --\n", text, flags=re.M)
    return {f"{ROOT}/{name}": body.encode() for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def loader(text: str, **config: object) -> Loader:
    settings: dict[str, object] = {"goroot": f"{ROOT}/goroot", "gomodcache": f"{ROOT}/cache"}
    return Loader(BuildConfig(**{**settings, **config}), FileSystem(files(text)))  # type: ignore[arg-type]


def at(path: str) -> str:
    return f"{ROOT}/{path}" if path else ROOT
