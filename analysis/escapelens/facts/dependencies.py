"""All packages that one analysis can import, each loaded once, from the cheapest place that has it.

What: `Dependencies.importer(files)` is what the type checker asks for imported packages. A package comes from, in
order: the shipped facts of std; the store, if it was analysed as a whole; its source. There it is only declared: types
are known, and what its functions do with their arguments is found when somebody asks (demand.py).

Keys: a package's facts are found by a digest of its files, its language version, the target and the keys of what it
imports. Equal keys mean equal facts, whoever built them.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from escapelens.check.checker import check_package, checker_of
from escapelens.check.config import Config, Importer
from escapelens.digest import sha256
from escapelens.facts.load import load_package
from escapelens.facts.model import PackageFacts, analysis_version, decode, encode
from escapelens.facts.patience import Patience
from escapelens.facts.shipped import ShippedStd
from escapelens.facts.store import FactStore
from escapelens.ir.target import Flags
from escapelens.model.objects import Package
from escapelens.packages.assembly import read_assembly
from escapelens.packages.files import STAT
from escapelens.packages.load import Loader
from escapelens.packages.package import PLAIN, TEST, XTEST, PackageFiles
from escapelens.record import dataclass
from escapelens.source import Layout
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.parse import outline_file, parse_file

if TYPE_CHECKING:
    from escapelens.facts.demand import Demand
    from escapelens.ledger.bodiless import Bodiless

_At = tuple[tuple[str, str] | None, str, str]
"""Where a package is met: the modules it is looked up in (GOROOT's are the same for all), its path, its folder."""


@dataclass(slots=True, eq=False)
class _Unit:
    """A package that can be imported. `files` is None for one known from shipped facts only."""

    path: str
    files: PackageFiles | None
    key: str
    package: Package | None = None


class Dependencies:
    def __init__(
        self,
        loader: Loader,
        flags: Flags,
        store: FactStore | None,
        shipped: ShippedStd | None = None,
    ) -> None:
        self.loader = loader
        self.flags = flags
        self.store = store
        self.shipped = shipped
        self.patience = Patience()  # for what is not known yet
        self.layout = Layout()
        self.demands: dict[str, Demand] = {}  # by key: packages declared from source, in order of first import
        self._units: dict[_At, _Unit] = {}
        self._tests: dict[_At, _Unit] = {}  # packages with their tests
        self._edited: set[str] = set()  # folders with edited files, which `settle` has to look at

    # -- importing

    def importer(self, files: PackageFiles, variant: str = PLAIN) -> Importer:
        """Resolves the import paths written in the package's files (an external test also imports the package with its
        tests)."""

        def load(path: str) -> Package | None:
            if variant == XTEST and path == files.import_path and files.test_go_files:
                return self._tested(files)
            unit = self._resolve(path, files)
            return None if unit is None else self._load(unit)

        return load

    def _tested(self, files: PackageFiles) -> Package:
        """The package with its tests, as its external tests import it."""
        at, key = _at(files), self._key(files, TEST)
        unit = self._tests.get(at)
        if unit is None or unit.key != key:
            unit = self._tests[at] = _Unit(files.import_path, None, key)
            unit.package = self.declare(files, key, TEST)
        assert unit.package is not None
        return unit.package

    def import_key(self, path: str, files: PackageFiles, variant: str = PLAIN) -> str:
        """The key of what an import path written in files leads to, "" if to nothing."""
        if variant == XTEST and path == files.import_path and files.test_go_files:
            return self._key(files, TEST)
        unit = self._resolve(path, files)
        return "" if unit is None else unit.key

    def config(self, go_version: str) -> Config:
        return Config(self.flags.goarch, go_version, self.flags.release, self.flags.strict)

    def _resolve(self, path: str, importing: PackageFiles) -> _Unit | None:
        if self.shipped is not None and path in self.shipped:
            return self._shipped_unit(path)
        if path == "unsafe":
            return None
        found, _ = self.loader.resolve(path, importing)
        if found is None or not (found.go_files or found.cgo_files):
            return None
        if found.standard and self.shipped is not None and found.import_path in self.shipped:
            return self._shipped_unit(found.import_path)  # std vendors packages: it writes other paths than theirs
        return self._unit(found)

    def _shipped_unit(self, path: str) -> _Unit:
        at = None, path, ""
        unit = self._units.get(at)
        if unit is None:
            assert self.shipped is not None
            unit = self._units[at] = _Unit(path, None, f"{self.shipped.digest}/{path}")
        return unit

    def _unit(self, files: PackageFiles) -> _Unit:
        at = _at(files)
        unit = self._units.get(at)
        if unit is None:
            unit = self._units[at] = _Unit(files.import_path, files, "")
            unit.key = self._key(files)
        return unit

    def _load(self, unit: _Unit) -> Package | None:
        if unit.package is not None:
            return unit.package
        facts = self._facts(unit)
        if facts is not None:
            importer = self._facts_importer(facts.imports, unit)
            config = self.config(facts.go_version)
            unit.package = load_package(facts, self._folder(unit), config, importer, self.layout)
        elif unit.files is not None:
            unit.package = self.declare(unit.files, unit.key)
        return unit.package

    def _folder(self, unit: _Unit) -> str:
        """Where its sources lie, or would if there were a Go tree."""
        if unit.files is not None:
            return unit.files.dir
        return os.path.join(self.loader.src or os.path.join("$GOROOT", "src"), *unit.path.split("/"))

    def _facts_importer(self, imports: dict[str, str], unit: _Unit) -> Importer:
        """imports: as written -> as resolved (PackageFacts.imports)."""

        def load(path: str) -> Package | None:
            resolved = imports.get(path, path)
            if self.shipped is not None and resolved in self.shipped:
                return self._load(self._shipped_unit(resolved))
            if unit.files is None:
                return None
            found = self._resolve(path, unit.files) or self._resolve(resolved, unit.files)
            return None if found is None else self._load(found)

        return load

    def package(self, files: PackageFiles) -> Package | None:
        """The package as its importers see it."""
        return self._load(self._unit(files))

    def declare(self, files: PackageFiles, key: str, variant: str = PLAIN) -> Package:
        """The package from its source, nothing analysed yet."""
        # few declarations are needed; what is published has no errors
        parsed = self.parse(files, variant, outline_file if self.loader.fixed(files.dir) else parse_file)
        for file in parsed:
            file.layout(self.layout)
            for decl in file.decls:
                decl.let_go()
        pkg = check_package(files.import_path, parsed, self.config(files.go_version), self.importer(files))
        demand = self.demands.get(key)
        if demand is None:
            from escapelens.facts.demand import Demand  # std, and so what imports nothing else, ships

            demand = self.demands[key] = Demand(self, files, variant, key)
        return demand.attach(pkg)

    def parse(
        self, files: PackageFiles, variant: str = PLAIN, parse: Callable[[str, bytes], SyntaxFile] = parse_file
    ) -> list[SyntaxFile]:
        """The variant's files, parsed; one that can't be read counts as empty."""
        return [parse(path, self.read(path)) for path in map(files.path, files.files(variant))]

    def bodiless(self, files: PackageFiles) -> Bodiless:
        """What is known of the package's functions that have no body."""
        from escapelens.ledger.bodiless import Bodiless  # of use to those alone who analyse dependencies

        config, path = self.loader.config, files.compile_path
        return Bodiless(path, lambda: read_assembly(config, path, [*map(files.path, files.s_files)], self.read))

    def read(self, path: str) -> bytes:
        try:
            return self.loader.fs.read(path)
        except OSError:
            return b""

    def _digest(self, path: str) -> bytes:
        try:
            return self.loader.fs.digest(path)
        except OSError:
            return b""

    # -- facts

    def _facts(self, unit: _Unit) -> PackageFacts | None:
        if unit.files is None:
            payload = self.shipped.get(unit.path) if self.shipped is not None else None
            return None if payload is None else _decode(payload)
        return self.stored(unit.key)

    def saved(self, files: PackageFiles) -> bool:
        """Whether others can find the facts: they do not see what is only in our editor."""
        fs = self.loader.fs
        return all(fs.saved(dep.path(name)) for dep in self.order(files) for name in dep.files())

    def unchanged(self, files: PackageFiles) -> bool:
        """Whether the package's key is still that of its texts."""
        disk = self.loader.fs.disk
        return not disk.torn and not disk.changed((STAT, files.path(name)) for name in files.files())

    def stored(self, key: str) -> PackageFacts | None:
        payload = self.store.get(key) if self.store is not None else None
        return None if payload is None else _decode(payload)

    def build(self, files: PackageFiles) -> None:
        """Analyse the package as a whole and keep its facts."""
        from escapelens.facts.build import build_facts

        facts = build_facts(self, files)
        if self.store is not None and self.unchanged(files):
            self.store.put(self.key(files), encode(facts))

    # -- keys and order

    def key(self, files: PackageFiles) -> str:
        """Hex digest under which the facts of these files are kept."""
        return self._unit(files).key

    def variant_key(self, files: PackageFiles, variant: str) -> str:
        """The same for a variant of the package: all that an analysis of it sees, assembly aside."""
        return self._key(files, variant)

    def _key(self, files: PackageFiles, variant: str = PLAIN) -> str:
        h = sha256()
        for part in (
            analysis_version(),
            files.import_path,
            files.go_version,
            f"{self.flags.goos}/{self.flags.goarch}",
            ",".join(sorted(self.loader.config.all_tags)),
            str(self.loader.config.cgo),
            self.flags.release.name,
        ):
            h.update(part.encode() + b"\0")
        for name in files.files(variant):
            h.update(name.encode() + b"\0" + self._digest(files.path(name)))
        for name in files.imports(variant):
            unit = self._resolve(name, files)
            h.update(f"{name}={unit.path} {unit.key}\0".encode() if unit is not None else f"{name}=?\0".encode())
        return h.hexdigest()

    def order(self, files: PackageFiles) -> list[PackageFiles]:
        """The package's dependencies that have source here, each after those it imports; itself last."""
        done: dict[str, PackageFiles] = {}
        seen: set[str] = set()
        stack: list[tuple[PackageFiles, bool]] = [(files, False)]
        while stack:
            at, finished = stack.pop()
            name = f"{at.import_path}\n{at.dir}"
            if finished:
                done.setdefault(name, at)
                continue
            if name in seen:
                continue
            seen.add(name)
            stack.append((at, True))
            for path in reversed(at.imports()):
                unit = self._resolve(path, at)
                if unit is not None and unit.files is not None:
                    stack.append((unit.files, False))
        return list(done.values())

    def between(self, files: PackageFiles, wanted: Callable[[bytes], bool]) -> Iterator[Package]:
        """What the package imports, directly or not, as far as some text of it is wanted; each after those it imports.

        Of std known from shipped facts what packages with source here import: what std has inlined itself, it exports.
        """
        below = self.order(files)
        shipped = {
            path: None for at in below for path in at.imports() if self.shipped is not None and path in self.shipped
        }
        for path in shipped:
            pkg = self._load(self._shipped_unit(path))
            if pkg is not None and any(wanted(info.group.top.text) for info in checker_of(pkg).obj_map.values()):
                yield pkg
        for at in below[:-1]:
            if any(wanted(self.read(at.path(name))) for name in at.files()):
                pkg = self.package(at)
                if pkg is not None:
                    yield pkg

    def save(self) -> None:
        """Keep what was found."""
        for demand in self.demands.values():
            demand.save()

    def look_again(self) -> None:
        """Somebody else may have found what was wanted."""
        for demand in self.demands.values():
            demand.refresh()

    def look_at(self, view: Loader) -> None:
        """Answer for another view of the files from now on."""
        paths = view.differs_from(self.loader)
        if paths is None:
            self.refresh(view)
            return
        self.loader = view
        self._edited.update(map(os.path.dirname, paths))

    def settle(self, files: PackageFiles, variant: str) -> None:
        """Before the package is analysed: see edits of what it may import. It does not import itself, but for its
        external tests."""
        if self._edited and (variant == XTEST or self._edited != {files.dir}):
            self.refresh(self.loader)

    def refresh(self, loader: Loader) -> None:
        """Files may have changed: go on with loader. Packages that differ, and those that import them, come anew."""
        torn = self.loader.fs.disk.torn  # then keys are not those of the texts
        self.loader = loader
        self._edited.clear()
        if torn:
            self.demands.clear()
            self._tests.clear()
        old = {at: unit for at, unit in self._units.items() if unit.files is not None and not unit.files.standard}
        for at in old:
            del self._units[at]
        for unit in old.values():
            assert unit.files is not None
            files = loader.again(unit.files)
            if files is None or files.dir != unit.files.dir:
                continue
            new = self._unit(files)
            if new.key == unit.key and not torn:
                new.package = unit.package
        present = {unit.key for unit in (*self._units.values(), *self._tests.values())}
        self.demands = {key: demand for key, demand in self.demands.items() if key in present}


def _at(files: PackageFiles) -> _At:
    return files.context.key if files.context is not None and not files.standard else None, files.import_path, files.dir


def _decode(payload: bytes) -> PackageFacts | None:
    try:
        return decode(payload)
    except msgspec.MsgspecError:
        return None
