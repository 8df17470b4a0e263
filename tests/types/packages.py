"""Packages from text, for the tests of the checker."""

from __future__ import annotations

from typing import Any

from escapelens.check.checker import check_package
from escapelens.check.config import Config
from escapelens.model.objects import Package
from escapelens.syntax.parse import parse_file


def package(
    *sources: str, path: str = "p", imports: dict[str, Package] | None = None, goarch: str = "amd64"
) -> Package:
    """A package whose files hold sources; a missing package clause is added."""
    files = []
    for i, source in enumerate(sources):
        if not source.lstrip().startswith("package "):
            source = f"package {path.rsplit('/', 1)[-1]}\n{source}"
        files.append(parse_file(f"{i}.go", source.encode()))
    return check_package(path, files, Config(goarch=goarch), lambda p: (imports or {}).get(p))


def lookup(pkg: Package, name: str) -> Any:
    obj = pkg.scope.lookup(name)
    assert obj is not None, name
    return obj


def type_of(source: str, name: str) -> str:
    """The type of a package-level object, without package paths."""
    from escapelens.model.typestring import type_string

    return type_string(lookup(package(source), name).typ, lambda p: "")
