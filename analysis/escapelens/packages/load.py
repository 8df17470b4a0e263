"""Folders and import paths to packages.

What: a Loader answers for one build configuration and one state of the files: which package is in a folder, where an
import leads, what a pattern means. No `go` command is run.
Counterpart: cmd/go/internal/load (PackagesAndErrors, Import), cmd/go/internal/modload (loadImport, stdVendor).
Property: every question about the same files has the same answer; a failure is a reason in words.
"""

from __future__ import annotations

import os.path
from collections.abc import Container, Iterable

from escapelens.packages import patterns
from escapelens.packages.config import BuildConfig
from escapelens.packages.files import LIST, STAT, FileSystem, Identity, Question, is_relevant
from escapelens.packages.header import FileHeader, read_header
from escapelens.packages.modfile import parse_mod, parse_work
from escapelens.packages.modload import Found, Module, ModuleContext, contains_go_files, inside
from escapelens.packages.package import PLAIN, TEST, XTEST, PackageFiles, read_package
from escapelens.record import dataclass, replace

COMMAND_LINE = "command-line-arguments"


@dataclass(frozen=True, slots=True)
class LoadError:
    what: str  # import path, pattern or folder
    message: str


class Loader:
    def __init__(self, config: BuildConfig, fs: FileSystem | None = None) -> None:
        self.config = config
        self.fs = fs or FileSystem()
        self.src = os.path.normpath(config.goroot_src) if config.goroot_src else ""
        self.cache = os.path.normpath(config.module_cache) if config.module_cache else ""
        self._headers: dict[str, tuple[Identity | None, FileHeader]] = {}
        self._contexts: dict[tuple[str, str], ModuleContext] = {}
        self._roots: dict[str, tuple[str, str]] = {}
        self._packages: dict[tuple[int, str], PackageFiles] = {}
        self._found: dict[tuple[int, str], Found | str] = {}
        self._std_modules: dict[str, Module] = {}
        self._watched: dict[tuple[int, str, str], list[Question]] = {}

    def next(self, fs: FileSystem) -> Loader:
        """A loader for a later state of the files; what cannot have changed is kept."""
        new = Loader(self.config, fs)
        new._headers = self._headers
        new._contexts = {key: context.renewed(fs) for key, context in self._contexts.items()}
        edited = {os.path.dirname(path) for path in (*self.fs.overlays, *fs.overlays)}
        new._std_modules = self._std_modules
        new._packages = {key: pkg for key, pkg in self._packages.items() if pkg.standard and pkg.dir not in edited}
        # files of the module cache never change; where the build list is the same their packages are handed on
        same = {id(old): new._contexts[key] for key, old in self._contexts.items() if old.same_in(fs)}
        for (context, place), pkg in self._packages.items():
            now = same.get(context)
            if now is not None and self.cache and inside(pkg.dir, self.cache) and pkg.dir not in edited:
                new._packages[id(now), place] = replace(pkg, context=now, resolver=new.import_path)
        return new

    def edited(self, fs: FileSystem, paths: Iterable[str]) -> Loader | None:
        """A loader for a state of the files in which those at paths differ; None if that may change an answer."""
        for path in paths:
            known = any(name == os.path.basename(path) for name, _, _ in self.fs.entries(os.path.dirname(path)))
            if not (path.endswith(".go") and known and fs.is_file(path)):
                return None
            try:
                if self.header(path) != read_header(fs.read(path)):
                    return None
            except OSError:
                return None
        new = Loader(self.config, fs)
        new._headers, new._contexts, new._roots = self._headers, self._contexts, self._roots
        new._packages, new._found, new._std_modules = self._packages, self._found, self._std_modules
        new._watched = self._watched
        return new

    def differs_from(self, other: Loader) -> set[str] | None:
        """Paths of files that may have other declarations than in another view; None if more may differ."""
        if self._packages is not other._packages:
            return None
        here, there = self.fs.overlays, other.fs.overlays
        if here is there:
            return set()
        return {path for path in {**here, **there} if here.get(path) != there.get(path)}

    # -----------------------------------------------------------------------------------------------------------------
    # The disk

    def fixed(self, path: str) -> bool:
        """Whether it lies in GOROOT or in the module cache, where nothing changes but by coming."""
        return bool(self.src and inside(path, self.src)) or bool(self.cache and inside(path, self.cache))

    def watched(self, pkg: PackageFiles) -> list[Question]:
        """What the disk may answer otherwise some day so that the package, or one it leads to, is another."""
        key = id(pkg.context), pkg.import_path, pkg.dir
        known = self._watched.get(key)
        if known is None:
            known = self._watched[key] = [q for q in self._watch(pkg) if not self._for_good(q)]
        return known

    def _watch(self, pkg: PackageFiles) -> Iterable[Question]:
        asked: dict[Question, None] = {}
        directory = pkg.dir
        while directory != (parent := os.path.dirname(directory)):
            asked[STAT, os.path.join(directory, "go.mod")] = None
            asked[STAT, os.path.join(directory, "go.work")] = None
            directory = parent
        work = [(pkg, variant) for variant in (PLAIN, TEST, XTEST)]
        seen: set[tuple[str, str]] = set()
        while work:
            at, variant = work.pop()
            if (name := (at.import_path + variant, at.dir)) in seen or at.standard:
                continue
            seen.add(name)
            if not self.fixed(at.dir) and variant == PLAIN:
                asked[LIST, at.dir] = None
                asked.update(((STAT, at.path(n)), None) for n in self.fs.file_names(at.dir) if is_relevant(n))
            for path in at.imports(variant):
                found, _ = self.resolve(path, at)
                if found is not None:
                    work.append((found, PLAIN))
        if pkg.context is not None:
            asked.update(dict.fromkeys(pkg.context.asked))
        return [q for q in asked if not self._listed(q, asked)]

    def _listed(self, question: Question, asked: Container[Question]) -> bool:
        """Whether the file is not there, and the list of its folder will tell when it is: not one that was made since
        the file was asked about, and has it."""
        what, path = question
        folder, name = os.path.split(path)
        if what != STAT or (LIST, folder) not in asked or not is_relevant(name) or self.fs.disk.stat(path) is not None:
            return False
        return all(name != there for there, _, _ in self.fs.disk.entries(folder))

    def _for_good(self, question: Question) -> bool:
        """Whether the answer stays as it is. A module that is not in the cache may come."""
        what, path = question
        if not self.fixed(path):
            return False
        there = self.fs.disk.stat(path) is not None if what == STAT else bool(self.fs.disk.entries(path))
        return there or bool(self.src and inside(path, self.src))

    # -----------------------------------------------------------------------------------------------------------------
    # Packages

    def package_at(self, directory: str) -> PackageFiles:
        """The package in a folder, as its own module or workspace sees it."""
        directory = os.path.normpath(directory)
        context = self.context_for(directory)
        if self.src and inside(directory, self.src):
            path = os.path.relpath(directory, self.src).replace(os.sep, "/")
            return self.package_in(context, path, directory, self._std_module(path))
        main = context.main_for(directory)
        if main is None or not main.dir:
            return self.package_in(context, COMMAND_LINE, directory, None)
        rel = os.path.relpath(directory, main.dir).replace(os.sep, "/")
        if context.vendor is not None and not context.work and rel.startswith("vendor/"):
            found = context.find(rel.removeprefix("vendor/"))
            if isinstance(found, Found) and found.dir == directory:
                return self.package_in(context, rel.removeprefix("vendor/"), directory, found.module)
        path = main.path if rel == "." else f"{main.path}/{rel}"
        return self.package_in(context, path, directory, main)

    def again(self, pkg: PackageFiles) -> PackageFiles | None:
        """What is now the package that pkg, of an earlier state of the files, was for those who import it."""
        if pkg.context is None:
            return None
        context = self._contexts.get(pkg.context.key)
        found = self._find(context, pkg.import_path) if context is not None else ""
        if context is None or isinstance(found, str):
            return None
        return self.package_in(context, pkg.import_path, found.dir, found.module)

    def package_of_files(self, paths: list[str]) -> PackageFiles:
        """The package made of given files. load/pkg.go: GoFilesPackage."""
        paths = [os.path.normpath(p) for p in paths]
        directory = os.path.dirname(paths[0])
        context = self.context_for(directory)
        pkg = self._new(context, COMMAND_LINE, directory, context.main_for(directory))
        pkg.go_version = f"go{self.config.release.name}"  # whatever the module says
        return read_package(pkg, self.fs, self.header, [os.path.basename(p) for p in paths])

    def resolve(self, path: str, importer: PackageFiles | str) -> tuple[PackageFiles | None, str]:
        """The package an import string means in `importer` (a package, or a folder), or None and why."""
        if isinstance(importer, str):
            importer = self.package_at(importer)
        if path == "C":
            return None, 'import "C" is not a package'
        if not path:
            return None, "invalid import path: empty"
        if path.startswith(("./", "../")) or path in (".", ".."):
            return None, f'"{path}" is relative, but relative import paths are not supported in module mode'
        context = importer.context
        if context is None:
            context = self.context_for(importer.dir)
        path = self.import_path(path, importer)
        found = self._find(context, path)
        if isinstance(found, str):
            return None, found
        return self.package_in(context, path, found.dir, found.module), ""

    def import_path(self, path: str, importer: PackageFiles) -> str:
        """The import path an import string stands for: packages of GOROOT import from GOROOT's own vendor folders.
        modload/load.go: stdVendor."""
        if not importer.standard or is_standard(path) or not self.src:
            return path
        p = importer.import_path
        vendor = "cmd/vendor" if p == "cmd" or p.startswith("cmd/") else "vendor"
        vendored = f"{vendor}/{path}"
        return vendored if self.fs.is_dir(os.path.join(self.src, *vendored.split("/"))) else path

    def expand(self, args: list[str], cwd: str) -> tuple[list[PackageFiles], list[LoadError]]:
        """Packages named on a command line, and what could not be found."""
        return patterns.expand(self, args, cwd)

    def import_cycle(self, pkg: PackageFiles) -> list[str]:
        """A cycle of imports that `pkg` leads to, first path repeated at the end; empty if there is none."""
        done: set[str] = set()
        stack: list[tuple[PackageFiles, list[str]]] = [(pkg, pkg.imports())]
        path = [pkg.import_path]
        while stack:
            p, left = stack[-1]
            if not left:
                stack.pop()
                done.add(path.pop())
                continue
            target, _ = self.resolve(left.pop(0), p)
            if target is None or target.import_path in done:
                continue
            if target.import_path in path:
                return [*path[path.index(target.import_path) :], target.import_path]
            path.append(target.import_path)
            stack.append((target, [] if target.standard else target.imports()))
        return []

    def header(self, path: str) -> FileHeader:
        """Raises OSError."""
        identity = self.fs.identity(path)
        known = self._headers.get(path)
        if known is not None and known[0] == identity and identity is not None:
            return known[1]
        header = read_header(self.fs.read(path))
        self._headers[path] = (identity, header)
        return header

    def package_in(self, context: ModuleContext, path: str, directory: str, module: Module | None) -> PackageFiles:
        """The package in a folder whose import path and module are known."""
        # packages of GOROOT are the same for everyone
        standard = module is not None and module.standard
        key = (0 if standard else id(context), f"{path}\x00{directory}")
        pkg = self._packages.get(key)
        if pkg is None:
            pkg = self._packages[key] = self._new(context, path, directory, module)
            read_package(pkg, self.fs, self.header)
        return pkg

    def _new(self, context: ModuleContext, path: str, directory: str, module: Module | None) -> PackageFiles:
        pkg = PackageFiles(path, directory, module=module, context=context, resolver=self.import_path)
        if module is not None:
            pkg.standard = module.standard
            pkg.go_version = module.go_version
        return pkg

    # -----------------------------------------------------------------------------------------------------------------
    # Modules

    def context_for(self, directory: str) -> ModuleContext:
        """The module or workspace a folder belongs to."""
        directory = os.path.normpath(directory)
        key = self._root_of(directory)
        context = self._contexts.get(key)
        if context is None:
            context = self._contexts[key] = ModuleContext(self.config, self.fs, *key)
        return context

    def _root_of(self, directory: str) -> tuple[str, str]:
        """Folder of the go.mod and path of the go.work in charge ("" if none)."""
        known = self._roots.get(directory)
        if known is None:
            root = self._upwards(directory, "go.mod")
            cached = bool(self.cache) and inside(directory, self.cache)
            standard = bool(self.src) and inside(directory, self.src)
            work = "" if cached or standard else self._work_for(directory, root)
            known = self._roots[directory] = (root or directory, work)
        return known

    def _upwards(self, directory: str, name: str) -> str:
        while True:
            if self.fs.is_file(os.path.join(directory, name)):
                return directory
            parent = os.path.dirname(directory)
            if parent == directory:
                return ""
            directory = parent

    def _work_for(self, directory: str, root: str) -> str:
        """The go.work to use, if it uses the module at `root`."""
        setting = self.config.gowork
        if setting == "off":
            return ""
        if setting:
            path = os.path.normpath(setting)
        else:
            folder = self._upwards(directory, "go.work")
            if not folder:
                return ""
            path = os.path.join(folder, "go.work")
        try:
            work = parse_work(self.fs.read(path))
        except OSError:
            return ""
        base = os.path.dirname(path)
        used = {os.path.normpath(os.path.join(base, use)) for use in work.use}
        return path if not root or root in used else ""

    def _find(self, context: ModuleContext, path: str) -> Found | str:
        key = (id(context), path)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find_std(path) or self._find_in_modules(context, path)
        return found

    def _find_in_modules(self, context: ModuleContext, path: str) -> Found | str:
        found = context.find(path)
        if isinstance(found, str) and is_standard(path):
            if not self.src:
                return f"package {path}: no Go installation is known (GOROOT)"
            return f"package {path} is not in std ({os.path.join(self.src, path)})"
        return found

    def _find_std(self, path: str) -> Found | None:
        if not self.src or not (is_standard(path) or path.startswith(("vendor/", "cmd/vendor/"))):
            return None
        directory = os.path.join(self.src, *path.split("/"))
        if path == "builtin" or not contains_go_files(self.fs, directory):
            return None
        return Found(directory, self._std_module(path))

    def _std_module(self, path: str) -> Module:
        name = "cmd" if path == "cmd" or path.startswith("cmd/") else "std"
        module = self._std_modules.get(name)
        if module is None:
            root = os.path.join(self.src, "cmd") if name == "cmd" else self.src
            try:
                go = parse_mod(self.fs.read(os.path.join(root, "go.mod"))).go
            except OSError:
                go = self.config.release.name
            module = self._std_modules[name] = Module(name, "", root, go, standard=True)
        return module


def is_standard(path: str) -> bool:
    """search.go: IsStandardImportPath."""
    return "." not in path.split("/")[0]
