"""The files of one package and what they import.

Counterpart: go/build (Package), cmd/go/internal/load (Package, TestPackagesFor).
Property: file lists are base names in the order the go command compiles them: sorted by name.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable

from escapelens.packages.constraint import good_os_arch_file, should_build
from escapelens.packages.files import FileSystem
from escapelens.packages.header import FileHeader
from escapelens.packages.modload import Module, ModuleContext
from escapelens.record import dataclass, field
from escapelens.syntax.constraint import ConstraintError

PLAIN, TEST, XTEST = "", "test", "xtest"  # which variant: the package, with its tests, its external tests


@dataclass(frozen=True, slots=True)
class FileProblem:
    file: str  # base name; "" if it concerns the package
    message: str


@dataclass(slots=True, eq=False)
class PackageFiles:
    import_path: str
    dir: str
    name: str = ""
    go_files: list[str] = field(default_factory=list)
    cgo_files: list[str] = field(default_factory=list)
    test_go_files: list[str] = field(default_factory=list)
    xtest_go_files: list[str] = field(default_factory=list)
    ignored_files: list[str] = field(default_factory=list)
    s_files: list[str] = field(default_factory=list)  # assembly that go build gives to Go's assembler
    pgo: str = ""  # path of the default.pgo beside a command
    standard: bool = False
    module: Module | None = None
    go_version: str = ""  # language version, "go1.22"; "" means the newest
    problems: list[FileProblem] = field(default_factory=list)
    headers: dict[str, FileHeader] = field(default_factory=dict)  # of all files above but the ignored ones
    context: ModuleContext | None = None
    resolver: Callable[[str, PackageFiles], str] | None = None

    @property
    def compile_path(self) -> str:
        """The path the compiler is told: `main` for commands."""
        return "main" if self.name == "main" else self.import_path

    def path(self, name: str) -> str:
        return os.path.join(self.dir, name)

    def files(self, variant: str = PLAIN) -> list[str]:
        """Base names of the Go files compiled for a variant (those that use cgo among them), in go build's order."""
        if variant == XTEST:
            return list(self.xtest_go_files)
        return self.go_files + self.cgo_files + (self.test_go_files if variant == TEST else [])

    def imports(self, variant: str = PLAIN) -> list[str]:
        """Import strings of a variant's files, sorted, without duplicates."""
        return sorted({i for name in self.files(variant) for i in self.headers[name].imports})

    def imports_of(self, variant: str = PLAIN) -> dict[str, str]:
        """Import string -> import path, where vendoring makes them differ too."""
        resolve = self.resolver
        if resolve is None:
            return {i: i for i in self.imports(variant)}
        return {i: resolve(i, self) for i in self.imports(variant)}


def read_package(
    pkg: PackageFiles, fs: FileSystem, header: Callable[[str], FileHeader], names: list[str] | None = None
) -> PackageFiles:
    """Sort the files of `pkg.dir` (or those named) into `pkg`. go/build/build.go: Import."""
    context = pkg.context
    config = context.config if context is not None else None
    if config is not None and pkg.standard:
        config = config.std
    first = ""
    assembly: list[str] = []
    for name in fs.file_names(pkg.dir) if names is None else names:
        extension = name[name.rfind(".") :] if "." in name else ""
        if extension not in (".go", ".s") or name.startswith(("_", ".")):
            continue
        given = names is not None
        if config is not None and not given and not good_os_arch_file(config, name):
            if extension == ".go":
                pkg.ignored_files.append(name)
            continue
        try:
            h = header(os.path.join(pkg.dir, name))
        except OSError as e:
            pkg.problems.append(FileProblem(name, f"cannot read: {e.strerror}"))
            continue
        build = True
        if h.constraint_error:
            pkg.problems.append(FileProblem(name, h.constraint_error))
            continue
        if config is not None and not given:
            try:
                build = should_build(config, h.go_build, list(h.plus_build))
            except ConstraintError as e:
                pkg.problems.append(FileProblem(name, f"parsing //go:build line: {e}"))
                continue
        if extension != ".go":
            if build:
                assembly.append(name)
            continue
        if not build or h.package == "documentation":
            pkg.ignored_files.append(name)
            continue
        first = _add_go_file(pkg, name, h, first, config is None or config.cgo)
    if pkg.name == "main" and names is None and fs.is_file(pkg.path("default.pgo")):
        pkg.pgo = pkg.path("default.pgo")
    pkg.s_files = [] if pkg.cgo_files else assembly
    return pkg


def _add_go_file(pkg: PackageFiles, name: str, h: FileHeader, first: str, cgo: bool) -> str:
    """Returns the first file of the package so far."""
    if h.error:
        pkg.problems.append(FileProblem(name, h.error))
    package = h.package
    is_test = name.endswith("_test.go")
    is_xtest = is_test and package.endswith("_test") and pkg.name != package
    if is_xtest:
        package = package.removesuffix("_test")
    if package:
        if not pkg.name:
            pkg.name = package
            first = name
        elif package != pkg.name:
            message = f"found packages {pkg.name} ({first}) and {package} ({name}) in {pkg.dir}"
            pkg.problems.append(FileProblem(name, message))
    uses_cgo = "C" in h.imports
    if is_test and uses_cgo:
        pkg.problems.append(FileProblem(name, f"use of cgo in test {pkg.path(name)} not supported"))
    if uses_cgo and not is_test:
        target = pkg.cgo_files if cgo else pkg.ignored_files
    elif is_xtest:
        target = pkg.xtest_go_files
    elif is_test:
        target = pkg.test_go_files
    else:
        target = pkg.go_files
    target.append(name)
    if target is not pkg.ignored_files:
        pkg.headers[name] = h
    return first
