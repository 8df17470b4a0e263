"""Command-line patterns to packages: folders, files, import paths, wildcards, `std`, `cmd`, `all`.

Counterpart: cmd/go/internal/search (MatchDirs), cmd/go/internal/modload/search.go (matchPackages), internal pkgpattern.
Property: packages come once each, in the order of the arguments and sorted within a pattern.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from escapelens.packages.modfile import ModVersion
from escapelens.packages.modload import Module, ModuleContext
from escapelens.packages.package import PLAIN, TEST, XTEST, PackageFiles

if TYPE_CHECKING:
    from escapelens.packages.load import Loader, LoadError

_VENDOR = "\x00"


def matcher(pattern: str) -> Callable[[str], bool]:
    """pkgpattern.go: MatchPattern. `...` matches anything but a `vendor` element on the way."""
    if _VENDOR in pattern:
        return lambda name: False
    wild, rest = "[^" + _VENDOR + "]*", r"\.\.\."
    expression = _hide_vendor(re.escape(pattern))
    below_vendor = f"/{_VENDOR}/{rest}"
    if expression.endswith(below_vendor):
        expression = expression[: -len(below_vendor)] + f"(/vendor|{below_vendor})"
    elif expression.endswith("/" + rest):
        expression = expression[: -len("/" + rest)] + f"(/{rest})?"
    compiled = re.compile(expression.replace(rest, wild), re.S)
    return lambda name: compiled.fullmatch(_hide_vendor(name)) is not None


def _hide_vendor(path: str) -> str:
    parts = path.split("/")
    return "/".join(_VENDOR if p == "vendor" and i + 1 < len(parts) else p for i, p in enumerate(parts))


def expand(loader: Loader, args: list[str], cwd: str) -> tuple[list[PackageFiles], list[LoadError]]:
    from escapelens.packages.load import LoadError

    packages: dict[int, PackageFiles] = {}
    errors: list[LoadError] = []
    args = args or ["."]
    if any(a.endswith(".go") for a in args):
        return _files(loader, args, cwd)
    for arg in args:
        found: list[PackageFiles] = []
        if _is_local(arg):
            found, message = _local(loader, arg, cwd)
        else:
            found, message = _by_path(loader, arg, cwd)
        if message:
            errors.append(LoadError(arg, message))
        for pkg in found:
            packages.setdefault(id(pkg), pkg)
    return list(packages.values()), errors


def _is_local(arg: str) -> bool:
    return arg in (".", "..") or arg.startswith(("./", "../", ".\\", "..\\")) or os.path.isabs(arg)


def _files(loader: Loader, args: list[str], cwd: str) -> tuple[list[PackageFiles], list[LoadError]]:
    from escapelens.packages.load import LoadError

    errors: list[LoadError] = []
    paths: list[str] = []
    for arg in args:
        path = os.path.normpath(os.path.join(cwd, arg))
        if not arg.endswith(".go"):
            errors.append(LoadError(arg, "named files must be .go files"))
        elif not loader.fs.is_file(path):
            errors.append(LoadError(arg, f"no such file: {arg}"))
        elif paths and os.path.dirname(path) != os.path.dirname(paths[0]):
            errors.append(LoadError(arg, "named files must all be in one directory"))
        else:
            paths.append(path)
    return ([loader.package_of_files(paths)] if paths else []), errors


def _local(loader: Loader, arg: str, cwd: str) -> tuple[list[PackageFiles], str]:
    fs = loader.fs
    if "..." not in arg:
        directory = os.path.normpath(os.path.join(cwd, arg))
        if not fs.is_dir(directory):
            return [], f"directory {arg} not found"
        pkg = loader.package_at(directory)
        if _has_files(pkg) or pkg.problems:
            return [pkg], ""
        if pkg.ignored_files:
            return [pkg], f"build constraints exclude all Go files in {directory}"
        return [], f"no Go files in {directory}"
    base, _, _ = arg.partition("...")
    base = base.rpartition("/")[0] or ("/" if os.path.isabs(arg) else ".")
    root = os.path.normpath(os.path.join(cwd, base))
    if not fs.is_dir(root):
        return [], f"directory {base} not found"
    pattern = os.path.normpath(os.path.join(cwd, arg)).replace(os.sep, "/")
    matches = matcher(pattern)
    out = []
    for directory in _walk(loader, root, prune_vendor=False, prune_modules=True):
        if matches(directory.replace(os.sep, "/")):
            pkg = loader.package_at(directory)
            if _has_files(pkg) or pkg.problems:
                out.append(pkg)
    return out, "" if out else f"{arg} matched no packages"


def _by_path(loader: Loader, arg: str, cwd: str) -> tuple[list[PackageFiles], str]:
    context = loader.context_for(cwd)
    if arg in ("std", "cmd"):
        return _standard(loader, arg), "" if loader.src else "no Go installation is known (GOROOT)"
    if arg == "all":
        return _all(loader, context), ""
    if arg == "work":
        return [p for m in context.mains for p in _in_module(loader, context, m, lambda _: True)], ""
    if "..." in arg:
        matches = matcher(arg)
        literal = arg.partition("...")[0]
        out = []
        if "." not in literal.split("/")[0]:
            names = ("std", "cmd") if _can_match(literal, "cmd") else ("std",)
            out = [p for name in names for p in _standard(loader, name) if matches(p.import_path)]
        modules = [*context.mains, *(context.module(m) for m in _modules(context) if _can_match(literal, m.path))]
        for module in modules:
            out += _in_module(loader, context, module, matches)
        out.sort(key=lambda p: p.import_path)
        return out, "" if out else f"{arg} matched no packages"
    pkg, message = loader.resolve(arg, loader.package_at(cwd))
    return ([pkg], "") if pkg is not None else ([], message)


def _can_match(literal: str, path: str) -> bool:
    """Whether a pattern that begins with `literal` may match something below `path`."""
    return path.startswith(literal) or literal.startswith(path)


def _modules(context: ModuleContext) -> list[ModVersion]:
    return context.build_list() if context.vendor is None else []


def _standard(loader: Loader, name: str) -> list[PackageFiles]:
    """`std` or `cmd`, GOROOT's vendor folders included."""
    if not loader.src:
        return []
    root = loader.src if name == "std" else os.path.join(loader.src, "cmd")
    out = []
    for directory in _walk(loader, root, prune_vendor=False, prune_modules=True):
        path = os.path.relpath(directory, loader.src).replace(os.sep, "/")
        if path in (".", "builtin") or (path == "runtime/cgo" and not loader.config.std.cgo):
            continue
        pkg = loader.package_at(directory)
        # commands of modules vendored by cmd are no commands of Go
        if _has_files(pkg) and not (path.startswith("cmd/vendor/") and pkg.name == "main"):
            out.append(pkg)
    out.sort(key=lambda p: p.import_path)
    return out


def _in_module(
    loader: Loader, context: ModuleContext, module: Module, matches: Callable[[str], bool]
) -> list[PackageFiles]:
    if not module.dir:
        return []
    out = []
    for directory in _walk(loader, module.dir, prune_vendor=True, prune_modules=module.local):
        rel = os.path.relpath(directory, module.dir).replace(os.sep, "/")
        path = module.path if rel == "." else f"{module.path}/{rel}"
        if matches(path):
            pkg = loader.package_in(context, path, directory, module)
            if _has_files(pkg) or pkg.problems:
                out.append(pkg)
    out.sort(key=lambda p: p.import_path)
    return out


def _all(loader: Loader, context: ModuleContext) -> list[PackageFiles]:
    """Packages of the main modules, what they and their tests import, and so on."""
    found: dict[str, PackageFiles] = {}
    queue: list[tuple[PackageFiles, bool]] = []
    for module in context.mains:
        for pkg in _in_module(loader, context, module, lambda _: True):
            found[pkg.import_path] = pkg
            queue.append((pkg, True))
    while queue:
        pkg, tests = queue.pop()
        imports = set(pkg.imports(PLAIN))
        if tests:
            imports.update(pkg.imports(TEST), pkg.imports(XTEST))
        for path in sorted(imports):
            target, _ = loader.resolve(path, pkg)
            if target is not None and target.import_path not in found:
                found[target.import_path] = target
                queue.append((target, False))
    return [found[p] for p in sorted(found)]


def _has_files(pkg: PackageFiles) -> bool:
    return bool(pkg.go_files or pkg.cgo_files or pkg.test_go_files or pkg.xtest_go_files)


def _walk(loader: Loader, root: str, prune_vendor: bool, prune_modules: bool) -> Iterator[str]:
    """Folders below `root` that may hold packages, sorted, parents first."""
    fs = loader.fs
    stack = [root]
    while stack:
        directory = stack.pop()
        entries = fs.entries(directory)
        if directory != root and prune_modules and any(n == "go.mod" and not d for n, d, _ in entries):
            continue
        yield directory
        if prune_vendor and directory != root and os.path.basename(directory) == "vendor":
            continue
        below = [
            os.path.join(directory, name)
            for name, is_dir, _ in entries
            if is_dir and not name.startswith((".", "_")) and name != "testdata"
        ]
        stack += reversed(below)
