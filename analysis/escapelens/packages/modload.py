"""Which modules a main module or workspace builds with, and which of them provides a package.

What: ModuleContext is one go.mod (or go.work) and everything it leads to, found in the module cache, in replacements,
in vendor. Versions are selected by minimal version selection over the pruned module graph.
Counterpart: cmd/go/internal/modload (readModGraph, importFromModules, dirInModule, vendor.go), internal/mvs.
Property: needs no network and no go command; a module that is not on disk is a reason in words.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator

from escapelens.packages import semver
from escapelens.packages.config import BuildConfig
from escapelens.packages.files import STAT, FileSystem, Question
from escapelens.packages.modfile import ModFile, ModVersion, VendorList, parse_mod, parse_vendor_list, parse_work
from escapelens.record import dataclass, field
from escapelens.regexp import regexp

DEFAULT_GO = "1.16"  # language of a module whose go.mod has no go directive
_LANGUAGE = regexp(r"\d+\.\d+", re.A)
_PRUNING = semver.go_key("1.17")
_VENDORING = semver.go_key("1.14")
_WORK_VENDORING = semver.go_key("1.22")


@dataclass(slots=True, eq=False)
class Module:
    path: str
    version: str  # "" for main modules and the standard library
    dir: str  # "" if it is not on disk
    go: str = ""  # as in its go.mod
    main: bool = False
    local: bool = False  # lies outside the module cache, so modules may nest in it
    standard: bool = False

    @property
    def go_version(self) -> str:
        """Language version as `-lang` gets it."""
        m = _LANGUAGE.match(self.go or DEFAULT_GO)
        return f"go{m.group()}" if m else f"go{DEFAULT_GO}"


@dataclass(slots=True, eq=False)
class Found:
    dir: str
    module: Module


@dataclass(slots=True, eq=False)
class _Summary:
    require: list[ModVersion] = field(default_factory=list)
    go: str = ""

    @property
    def pruned(self) -> bool:
        return semver.go_key(self.go or DEFAULT_GO) >= _PRUNING


def contains_go_files(fs: FileSystem, directory: str) -> bool:
    return any(name.endswith(".go") for name in fs.file_names(directory))


class ModuleContext:
    """A main module, or the main modules of a workspace, and their build list."""

    def __init__(self, config: BuildConfig, fs: FileSystem, root: str, work: str = "") -> None:
        """`root`: folder of the go.mod; `work`: path of the go.work that uses it, if any."""
        self.config = config
        self.fs = fs.recording()  # what decides about the modules and where their packages are
        self.key = root, work
        self.work = work
        self.root = os.path.dirname(work) if work else root
        self.problems: list[str] = []
        self.replace: dict[ModVersion, tuple[ModVersion, str]] = {}  # with the folder the replacement is relative to
        self.exclude: set[ModVersion] = set()
        self.mains: list[Module] = []
        self._mod_files: list[ModFile] = []
        self._summaries: dict[ModVersion, _Summary] = {}
        self._modules: dict[ModVersion, Module] = {}
        self._selected: dict[str, str] | None = None
        self._has_go: dict[str, bool] = {}
        self.go = ""
        if work:
            self._load_work(work)
        else:
            self._load_main(root)
        self.vendor = self._vendor_list()

    # -----------------------------------------------------------------------------------------------------------------
    # The main modules

    def _load_main(self, root: str) -> None:
        mod = self._read_mod(os.path.join(root, "go.mod"))
        release = self.config.release.name
        if mod is None:
            mod = ModFile()
            if self.work:
                self.problems.append(f"go.mod file not found in {root}")
            else:  # no module: files speak the newest language
                mod.go = release
        if mod.go and semver.go_key(mod.go) > semver.go_key(f"{release}.999"):
            self.problems.append(
                f"{os.path.join(root, 'go.mod')}: go {mod.go} is newer than Go {release}, which is imitated"
            )
        self._mod_files.append(mod)
        self.mains.append(Module(mod.module or "command-line-arguments", "", root, mod.go, main=True, local=True))
        for old, new in mod.replace.items():
            self.replace.setdefault(old, (new, root))
        self.exclude |= mod.exclude
        if not self.work:
            self.go = mod.go

    def _load_work(self, path: str) -> None:
        try:
            work = parse_work(self.fs.read(path))
        except OSError as e:
            self.problems.append(f"cannot read {path}: {e.strerror}")
            return
        self.problems += [f"{path}:{p.line}: {p.message}" for p in work.problems]
        self.go = work.go
        for use in work.use:
            self._load_main(os.path.normpath(os.path.join(self.root, use)))
        for old, new in work.replace.items():
            if not old.version:
                for key in [k for k in self.replace if k.path == old.path]:
                    del self.replace[key]
            self.replace[old] = (new, self.root)

    def _read_mod(self, path: str) -> ModFile | None:
        try:
            mod = parse_mod(self.fs.read(path))
        except OSError:
            return None
        self.problems += [f"{path}:{p.line}: {p.message}" for p in mod.problems]
        return mod

    def _vendor_list(self) -> VendorList | None:
        directory = os.path.join(self.root, "vendor")
        if self.config.mod in ("mod", "readonly"):
            return None
        if self.config.mod != "vendor":
            least = _WORK_VENDORING if self.work else _VENDORING
            if not self.fs.is_dir(directory) or semver.go_key(self.go or DEFAULT_GO) < least:
                return None
        path = os.path.join(directory, "modules.txt")
        try:
            out = parse_vendor_list(self.fs.read(path))
        except OSError:
            return VendorList() if self.config.mod == "vendor" else None
        if self.config.mod != "vendor" and out.workspace != bool(self.work):
            return None
        return out

    def renewed(self, fs: FileSystem) -> ModuleContext:
        """The same modules over a later state of the files, or a fresh start if what decides about them has changed."""
        new = ModuleContext(self.config, fs, *self.key)
        if self.same_in(fs):
            new._summaries, new._modules, new._selected = self._summaries, self._modules, self._selected
            new.fs.asked = {question for question in self.asked if question[0] == STAT}
        return new

    @property
    def asked(self) -> set[Question]:
        """What was asked of the files so far."""
        return self.fs.asked or set()

    def same_in(self, fs: FileSystem) -> bool:
        """Whether the modules are the same in another state of the files, wherever their packages are."""
        return all(self.fs.identity(path) == fs.identity(path) for what, path in self.asked.copy() if what == STAT)

    def main_for(self, directory: str) -> Module | None:
        """The main module whose tree `directory` lies in."""
        best: Module | None = None
        for m in self.mains:
            if inside(directory, m.dir) and (best is None or len(m.dir) > len(best.dir)):
                best = m
        return best

    # -----------------------------------------------------------------------------------------------------------------
    # Other modules

    def module(self, mod: ModVersion) -> Module:
        """A module of the build list with its replacement applied."""
        found = self._modules.get(mod)
        if found is None:
            directory, local = self._module_dir(mod)
            go = self._summary(mod).go
            if directory and not self.fs.is_dir(directory):
                directory = ""
            found = self._modules[mod] = Module(mod.path, mod.version, directory, go, local=local)
        return found

    def _replacement(self, mod: ModVersion) -> tuple[ModVersion, str] | None:
        return self.replace.get(mod) or self.replace.get(ModVersion(mod.path))

    def _module_dir(self, mod: ModVersion) -> tuple[str, bool]:
        replaced = self._replacement(mod)
        if replaced is not None:
            mod, base = replaced
            if not mod.version:
                return os.path.normpath(os.path.join(base, mod.path)), True
        cache = self.config.module_cache
        if not cache:
            return "", False
        return os.path.join(cache, f"{semver.escape(mod.path)}@{semver.escape(mod.version)}"), False

    def _summary(self, mod: ModVersion) -> _Summary:
        found = self._summaries.get(mod)
        if found is None:
            found = self._summaries[mod] = self._read_summary(mod)
        return found

    def _read_summary(self, mod: ModVersion) -> _Summary:
        directory, local = self._module_dir(mod)
        paths = [os.path.join(directory, "go.mod")] if directory else []
        if not local and self.config.module_cache:
            replaced = self._replacement(mod)
            real = replaced[0] if replaced is not None else mod
            cached = os.path.join(
                self.config.module_cache,
                "cache",
                "download",
                semver.escape(real.path),
                "@v",
                semver.escape(real.version) + ".mod",
            )
            paths.insert(0, cached)
        for path in paths:
            try:
                parsed = parse_mod(self.fs.read(path))
            except OSError:
                continue
            return _Summary([r.mod for r in parsed.require if r.mod not in self.exclude], parsed.go)
        return _Summary()

    # -----------------------------------------------------------------------------------------------------------------
    # Version selection

    def roots(self) -> list[ModVersion]:
        """What the main modules require themselves."""
        mains = {m.path for m in self.mains}
        out: dict[ModVersion, None] = {}
        for mod in self._mod_files:
            for r in mod.require:
                if r.mod not in self.exclude and r.mod.path not in mains:
                    out.setdefault(r.mod)
        return list(out)

    def selected(self) -> dict[str, str]:
        """Module path -> version over the whole module graph. modload/buildlist.go: readModGraph."""
        if self._selected is None:
            self._selected = self._select()
        return self._selected

    def _select(self) -> dict[str, str]:
        best: dict[str, str] = {}
        mains = {m.path for m in self.mains}

        def see(mod: ModVersion) -> None:
            if mod.path in mains or mod.version == "none":
                return
            old = best.get(mod.path)
            if old is None or semver.key(mod.version) > semver.key(old):
                best[mod.path] = mod.version

        main_pruned = semver.go_key(self.go or DEFAULT_GO) >= _PRUNING
        pruned_by_main = main_pruned and not self.work
        queue = [(mod, pruned_by_main) for mod in self.roots()]
        seen: set[tuple[ModVersion, bool]] = set()
        while queue:
            mod, pruned = queue.pop()
            if (mod, pruned) in seen or mod.path in mains or mod.version == "none":
                continue
            seen.add((mod, pruned))
            see(mod)
            summary = self._summary(mod)
            for r in summary.require:
                see(r)
                if not pruned or not summary.pruned:
                    # below an unpruned module everything counts; in a workspace every module's own pruning does
                    unpruned = not summary.pruned or not (pruned or self.work)
                    queue.append((r, not unpruned))
        return best

    def build_list(self) -> list[ModVersion]:
        return [ModVersion(path, version) for path, version in sorted(self.selected().items())]

    # -----------------------------------------------------------------------------------------------------------------
    # Packages

    def find(self, path: str) -> Found | str:
        """The folder that holds package `path`, or why there is none. modload/import.go: importFromModules."""
        for found in self._in_mains(path):
            return found
        if self.vendor is not None:
            return self._in_vendor(path, self.vendor)
        prefixes = list(_prefixes(path))
        missing = ""
        if not self.work:
            # a pruned go.mod lists whatever its packages need
            own: dict[str, str] = {}
            for mod in self.roots():
                known = own.get(mod.path)
                if known is None or semver.key(mod.version) > semver.key(known):
                    own[mod.path] = mod.version
            found_at, missing = self._in_modules(path, prefixes, own)
            if found_at is not None:
                return found_at
        found_at, missing_too = self._in_modules(path, prefixes, self.selected())
        if found_at is not None:
            return found_at
        if missing or missing_too:
            return missing or missing_too
        for old, (new, _) in self.replace.items():
            if old.path in prefixes and old.path not in self.selected():
                return f"module {old.path} provides package {path} and is replaced by {new.path} but not required"
        main = self.mains[0].path if self.mains else ""
        if _is_prefix(main, path):
            return f"package {path} is not in the main module"
        return f"no required module provides package {path}; to add it:\n\tgo get {path}"

    def _in_mains(self, path: str) -> Iterator[Found]:
        for m in sorted(self.mains, key=lambda m: -len(m.path)):
            found = self._in_module(path, m)
            if found is not None:
                yield found

    def _in_vendor(self, path: str, vendor: VendorList) -> Found | str:
        directory = os.path.join(self.root, "vendor", *path.split("/"))
        module_path = vendor.packages.get(path, "")
        if not module_path or not self._go_dir(directory):
            return f"cannot find module providing package {path}: import lookup disabled by -mod=vendor"
        version, go = vendor.modules.get(module_path, ("", ""))
        key = ModVersion(module_path, version)
        module = self._modules.get(key)
        if module is None:
            root = os.path.join(self.root, "vendor", *module_path.split("/"))
            module = self._modules[key] = Module(module_path, version, root, go)
        return Found(directory, module)

    def _in_modules(self, path: str, prefixes: list[str], versions: dict[str, str]) -> tuple[Found | None, str]:
        missing = ""
        for prefix in prefixes:
            version = versions.get(prefix)
            if version is None:
                continue
            module = self.module(ModVersion(prefix, version))
            if not module.dir:
                missing = (
                    missing or f"module {prefix}@{version} is not in the module cache; to fetch it: go mod download"
                )
                continue
            found = self._in_module(path, module)
            if found is not None:
                return found, ""
        return None, missing

    def _in_module(self, path: str, module: Module) -> Found | None:
        """modload/import.go: dirInModule."""
        if path == module.path:
            directory = module.dir
        elif _is_prefix(module.path, path):
            directory = os.path.join(module.dir, *path[len(module.path) + 1 :].split("/"))
        else:
            return None
        if module.local:
            d = directory
            while len(d) > len(module.dir):
                if self.fs.is_file(os.path.join(d, "go.mod")):
                    return None
                d = os.path.dirname(d)
        return Found(directory, module) if self._go_dir(directory) else None

    def _go_dir(self, directory: str) -> bool:
        known = self._has_go.get(directory)
        if known is None:
            known = self._has_go[directory] = contains_go_files(self.fs, directory)
        return known


def _prefixes(path: str) -> Iterator[str]:
    """`path` and its parents, longest first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _is_prefix(module: str, path: str) -> bool:
    return bool(module) and path.startswith(module) and path[len(module) : len(module) + 1] in ("", "/")


def inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
