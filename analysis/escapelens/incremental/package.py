"""A package's state between two analyses: parsed files, types, IR, and a unit per function."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING

from escapelens import pipeline
from escapelens.cancel import NEVER, Cancel
from escapelens.check.checker import check_package, checker_of
from escapelens.facts.dependencies import Dependencies
from escapelens.incremental.board import Board
from escapelens.incremental.file_reports import FileReports
from escapelens.incremental.gathering import Gathering
from escapelens.incremental.ledgers import Ledgers
from escapelens.incremental.letting_go import let_go
from escapelens.incremental.unit import Key, Unit, costs_of, identity, initialises, mentions_now
from escapelens.incremental.units import Units
from escapelens.ir.scc import root_of
from escapelens.ir.target import Flags, Target
from escapelens.model.objects import Package
from escapelens.packages.assembly import SymABIs, read_assembly
from escapelens.packages.files import Identity
from escapelens.packages.load import Loader
from escapelens.packages.package import PLAIN, XTEST, PackageFiles
from escapelens.record import dataclass
from escapelens.say import forget, say
from escapelens.source import Layout, Placement
from escapelens.syntax.file import SyntaxFile
from escapelens.syntax.parse import parse_file

if TYPE_CHECKING:
    from escapelens.findings.draft import Drafts
    from escapelens.findings.placing import Placed
    from escapelens.findings.spared import Spared
    from escapelens.findings.syntax_index import SyntaxIndex
    from escapelens.incremental.calls import Calls
    from escapelens.ir.nodes import Func
    from escapelens.ledger.own import Own
    from escapelens.ledger.reading import Walked


WIDE = 500  # functions: in packages of more, an edit of declarations takes a while


@dataclass(frozen=True, slots=True)
class Work:
    """Of one analysis: functions of the package, and how many of them were analysed for it."""

    functions: int
    analysed: int


class PackageState:
    """One variant (plain, with tests, external tests) of one package. `update` brings it up to date.

    findings: are wanted of it; else they are made if somebody asks for them after all.
    """

    def __init__(
        self,
        dependencies: Dependencies,
        files: PackageFiles,
        flags: Flags,
        variant: str = PLAIN,
        *,
        findings: bool = True,
    ) -> None:
        self.dependencies = dependencies
        self.flags = flags
        self.files = files
        self.variant = variant
        self.findings = findings
        self.parsed: dict[str, SyntaxFile] = {}
        self.layout = Layout(below=dependencies.layout)
        self.analysis: pipeline.Analysis | None = None
        self._units: Units | None = None
        self._board = Board()
        # Declarations that stand elsewhere than on the board, by the bases of their chunks, and where they stood there.
        self._moved: dict[int, Placement | None] = {}
        self._view: Loader | None = None  # that the files were parsed from
        # Of files when they were parsed, and which object came of it: an analysis that is given up takes none of them.
        self._identities: dict[str, tuple[Identity | None, int]] = {}
        self.places: SyntaxIndex | None = None
        self.reports = FileReports()
        self._imports: dict[str, str] = {}  # keys of what is imported, by path
        self._calls: Calls | None = None
        self.cycle: list[str] = []  # of imports that the package leads to

    @property
    def pkg(self) -> Package:
        assert self.analysis is not None
        return self.analysis.target.pkg

    @property
    def units(self) -> Units:
        assert self._units is not None
        return self._units

    @property
    def hot(self) -> frozenset[str]:
        """Functions of the package that it calls from within loops, by symbol, as of when it was last `placed`."""
        return self._board.hot

    @property
    def spared(self) -> Spared:
        """What inlining spares those that call the package's functions, as of then."""
        return self._board.spared

    # -- bringing it up to date

    def update(self, files: PackageFiles, cancel: Cancel = NEVER) -> Work:
        """Parse what changed and analyse what that makes stale. Raises Cancelled, if that takes a while:
        if everything has to be done, or if declarations of a big package were edited."""
        self.dependencies.settle(files, self.variant)
        self._calls = None
        parsed = self._parse(files)
        imports = self._import_keys(files)
        known = (
            self.analysis is not None
            and (self.files.compile_path, self.files.go_version) == (files.compile_path, files.go_version)
            and all(self._imports.get(path, key) == key for path, key in imports.items())
        )
        if not known or self.flags.wrappers:
            return self._everything(files, parsed, imports, cancel)
        from escapelens.incremental.diff import compare  # a command analyses a package once
        from escapelens.incremental.redeclaring import Everything
        from escapelens.incremental.redo import redo

        change = compare(self.parsed, parsed)
        if change.all or self._damaged(parsed):
            return self._everything(files, parsed, imports, cancel)
        if change.headers and len(self.units) > WIDE:
            cancel.check()
        self._take(files, parsed)
        if imports != self._imports:
            self._take_imports(imports)
        if change.nothing:
            return Work(len(self.units), 0)
        analysis, self.analysis = self.analysis, None  # until it is whole again
        assert analysis is not None
        try:
            analysed, declared = redo(analysis, self.units, change, self._checked(analysis))
        except Everything:
            return self._everything(files, parsed, imports, cancel)
        except Exception:
            if self.flags.strict:
                raise
            return self._everything(files, parsed, imports, cancel)
        self.analysis = analysis
        if self.places is not None:
            for top in declared.old:
                self.places.put(top.chunk.base, None)
            for top in declared.new:
                self.places.put(top.chunk.base, top.lower())
        return Work(len(self.units), analysed)

    def anticipate(self, cancel: Cancel) -> None:
        """Have ready what the next edit needs and no answer does. Raises Cancelled."""
        if self.analysis is not None and not self.flags.wrappers:
            from escapelens.incremental import redo  # loaded for it, too

            redo.anticipate(self.units, cancel)

    def _parse(self, files: PackageFiles) -> dict[str, SyntaxFile]:
        """The files as they are now; those that are the same stay the identical objects."""
        view = self.dependencies.loader
        edited = view.differs_from(self._view) if self._view is not None and files is self.files else None
        if edited is None:
            paths, parsed = [files.path(name) for name in files.files(self.variant)], {}
        else:
            paths, parsed = [path for path in edited if path in self.parsed], dict(self.parsed)
        for path in paths:
            old, now = self.parsed.get(path), view.fs.identity(path)
            if old is None or now is None or self._identities.get(path) != (now, id(old)):
                data = self.dependencies.read(path)
                old = old if old is not None and old.data == data else parse_file(path, data, old)
                self._identities[path] = now, id(old)
            parsed[path] = old
        return parsed

    def _damaged(self, parsed: dict[str, SyntaxFile]) -> bool:
        """Whether a file that changed has, or had, syntax in error: what is lost there may decide elsewhere."""
        return any(
            file.problems or self.parsed[path].problems
            for path, file in parsed.items()
            if path in self.parsed and self.parsed[path] is not file
        )

    def _import_keys(self, files: PackageFiles) -> dict[str, str]:
        key, variant = self.dependencies.import_key, self.variant
        return {path: key(path, files, variant) for path in files.imports(variant)}

    def _take_imports(self, imports: dict[str, str]) -> None:
        self._imports = imports
        self.cycle = [] if self.files.standard else self.dependencies.loader.import_cycle(self.files)

    def _everything(
        self, files: PackageFiles, parsed: dict[str, SyntaxFile], imports: dict[str, str], cancel: Cancel
    ) -> Work:
        cancel.check()  # as long as what is known can stay
        self.analysis = None  # until it is whole again
        # Trees are annotated once: declarations that were checked before get nodes of their own.
        for file in parsed.values():
            if self.parsed.get(file.path) is not None:
                file.decls = [d.renew() for d in file.decls]
        self._take(files, parsed)
        self._take_imports(imports)
        self.places = None
        gathering = Gathering(self._draft if self.findings else None)
        analysis = pipeline.run(
            self._check(), self.flags, self._assembly(), cancel, solved=gathering.solved, early=self.findings
        )
        self._units = Units(analysis.target, gathering.units, analysis.report)
        analysis.let_go()
        self.analysis = analysis
        self._board, self.reports = Board(), FileReports()
        forget()  # what was said of all of it
        return Work(len(self._units), len(self._units))

    def _checked(self, analysis: pipeline.Analysis) -> list[SyntaxFile]:
        """The files that the checker knows, as they are now."""
        return [self.parsed[file.path] for file in checker_of(analysis.target.pkg).files]

    def _check(self) -> Package:
        files = [f for f in self.parsed.values() if self.variant != XTEST or f.package_name is not None]
        path = self.files.compile_path if self.variant != XTEST else self.files.import_path + "_test"
        return check_package(
            path,
            files,
            self.dependencies.config(self.files.go_version),
            self.dependencies.importer(self.files, self.variant),
        )

    def _assembly(self) -> SymABIs | None:
        """What the package's assembly defines and calls, where that makes a difference."""
        files = self.files
        if not self.flags.wrappers or self.variant == XTEST:
            return None
        config, paths = self.dependencies.loader.config, [files.path(name) for name in files.s_files]
        return read_assembly(config, files.compile_path, paths, self.dependencies.loader.fs.read)

    def _take(self, files: PackageFiles, parsed: dict[str, SyntaxFile]) -> None:
        """These are the package's files now; say where their declarations stand."""
        old = self.parsed
        self.files, self.parsed, self._view = files, parsed, self.dependencies.loader
        before = self.layout.placements
        self.layout = layout = Layout(dict(before), self.dependencies.layout, self.layout._enough)
        gone: dict[int, None] = {}
        for file in [file for path, file in old.items() if parsed.get(path) is not file]:
            gone.update(dict.fromkeys(d.chunk.base for d in file.decls))
            if file.package is not None:
                gone[file.package.chunk.base] = None
        new = [file for path, file in parsed.items() if old.get(path) is not file]
        for file in new:
            file.layout(layout)
            for d in file.decls:
                gone.pop(d.chunk.base, None)
            if file.package is not None:
                gone.pop(file.package.chunk.base, None)
        for base in gone:
            layout.placements.pop(base, None)
            self._moved.setdefault(base, before.get(base))
        for base in [d.chunk.base for file in new for d in file.decls]:
            if (was := before.get(base)) != layout.placements.get(base):
                self._moved.setdefault(base, was)

    # -- answers

    def placed(self) -> set[str]:
        """See to it that `on_board` is what there is to say now; the files that have other things said of them."""
        was, self._moved = self._moved, {}
        now = self.layout.placements
        lost = {base for base, at in was.items() if at is None or base not in now}
        moved = {base: at for base, at in was.items() if at is not None}
        assert self.analysis is not None
        target, recursive = self.analysis.target, self.units.recursive_roots()
        return self._board.update(
            self.units, lost, moved, lambda unit: self._draft(unit, target, recursive), self.layout
        )

    def on_board(self, path: str) -> Mapping[Key, Placed]:
        """What there is to say of a file, by unit, as of when it was last `placed`."""
        return self._board.by_file.get(path, {})

    def elsewhere(self) -> dict[str, Mapping[Key, Placed]]:
        """What there was to say, when it was last placed, of generic code of other packages: instances made here."""
        return {path: placed for path, placed in self._board.by_file.items() if path not in self.parsed}

    def _draft(self, unit: Unit, target: Target, recursive: Container[Func]) -> None:
        """Make the unit's findings, and let go of what they were made from; recursive: of which functions not."""
        unit.drafts = []
        with target.survive(unit.root):
            walked: dict[Func, Walked] = {}
            unit.drafts = self._drafts(unit, target, walked)
            if not (initialises(unit.root) or unit.root in recursive):
                let_go(unit, target, self._own(target, walked))

    def _own(self, target: Target, walked: Mapping[Func, Walked]) -> Callable[[Func], Own]:
        from escapelens.ledger.own import own
        from escapelens.ledger.reading import Reading

        reading, bodiless = Reading(target), self.dependencies.bodiless(self.files)
        return lambda fn: own(fn, target, reading, bodiless, walked.get(fn))

    def _drafts(self, unit: Unit, target: Target, walked: dict[Func, Walked]) -> Drafts:
        from escapelens.findings.collect import drafts  # a report that was kept needs none of this
        from escapelens.findings.spared import spared_by
        from escapelens.findings.wanted import once_by, wanted_by
        from escapelens.ledger.often import called_in_loops

        sizes = checker_of(target.pkg).config.sizes
        costs = costs_of(unit, target, walked)
        prefix, called = f"{target.pkg.path}.", (called_in_loops(function.body) for function in costs)
        if looped := {name.removeprefix(prefix) for names in called for name in names}:
            unit.looped = frozenset(looped)
        mentioned = [each for fn in unit.funcs for each in mentions_now(unit, fn)]
        places, pkg = self.syntax_places(), target.pkg
        spared = spared_by(unit.remarks, target.inl_tree, pkg), wanted_by(unit.root, mentioned, pkg)
        if told := frozenset().union(*spared, once_by(unit.root, mentioned, pkg, places)):
            unit.spared = told
        whole = not any(fn in target.skipped for fn in unit.funcs)
        return drafts(unit.remarks, costs, target.inl_tree, sizes, places, target.pkg, whole=whole)

    def ledgers(self) -> Ledgers:
        """The ledgers of all functions and literals as they are now, whatever is redone later."""
        assert self.analysis is not None
        self.units.held = True
        return Ledgers(dict(self.units), self.analysis.target)

    def calls(self) -> Calls:
        """What the functions cost with all they call, as they are now."""
        assert self.analysis is not None
        if self._calls is None:
            from escapelens.incremental.calls import Calls  # asked for by promises and hovers only

            self._calls = Calls(self, self.syntax_places)
        return self._calls

    def partial(self) -> dict[Func | None, str]:
        """Why verdicts may say less than the compiler knows, by the ir.Func that a finding names."""
        assert self.analysis is not None
        found: dict[Func | None, str] = {}
        for key in self.units.partial:
            unit = self.units[key]
            found.update(dict.fromkeys(unit.funcs, unit.partial))
        why = say("there are errors in this function")
        if any(p.fake for p in self.pkg.imports):
            why = say("statements that use what is not known here are left out")
        for fn, because in self.analysis.target.skipped.items():
            around = self.units.get(identity(root_of(fn)))
            if around is not None and fn in around.funcs:  # else it was built again since
                found.update(dict.fromkeys(around.funcs, because or why))
        for fn, why in self.analysis.target.broken.items():
            found[fn] = say("this function could not be analysed ({why})", why=why)
        return found

    def syntax_places(self) -> SyntaxIndex:
        if self.places is None:
            from escapelens.findings.syntax_index import SyntaxIndex

            self.places = SyntaxIndex(d for file in self.parsed.values() for d in file.lower_all())
        return self.places
