"""The engine: packages in, reports out.

The front ends talk to this module only. A Host knows the files and gives views of them, each of one moment; what is
kept between two analyses (the packages that can be imported, a PackageState for each package asked about) is brought to
the view that is asked, be it the present, or a fork of it in which a fix is proven.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from escapelens.cancel import NEVER, Cancel
from escapelens.digest import sha256
from escapelens.facts.dependencies import Dependencies
from escapelens.facts.model import report_version
from escapelens.facts.patience import Patience
from escapelens.facts.shipped import ShippedStd
from escapelens.facts.store import FactStore
from escapelens.findings.model import PackageReport, Span, Stats
from escapelens.findings.severity import Rules
from escapelens.host import Host
from escapelens.incremental.ledgers import differing
from escapelens.incremental.package import PackageState
from escapelens.incremental.package_report import failed_report, package_report
from escapelens.ir.target import Flags
from escapelens.packages import environment
from escapelens.packages.configure import Configured, Unsupported, Wanted, configure
from escapelens.packages.files import LIST, STAT
from escapelens.packages.load import Loader
from escapelens.packages.package import PLAIN, TEST, XTEST, PackageFiles
from escapelens.record import dataclass, field, replace
from escapelens.releases.known import CURRENT

if TYPE_CHECKING:
    from escapelens.facts.demand import Wanted as WantedFacts
    from escapelens.facts.spec import MissingFacts
    from escapelens.findings.flow_graph import FlowGraph
    from escapelens.fixes.model import Edit, Fix
    from escapelens.incremental.calls import Cost
    from escapelens.ledger import FunctionCosts
    from escapelens.profiles.places import Places

    _Proofs = dict[tuple[str, tuple[Edit, ...]], Fix | None]  # what became of fixes, by kind and edits

TORN = 3  # times that a package is analysed anew at once because its files changed while they were read
_RECURSION_LIMIT = 20_000  # Go expressions nest deeper than Python's default allows


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that change answers. go_version: release imitated, as `1.27`; goroot: "" = the std facts that ship.

    goos, goarch, build_tags, cgo: "", () and None = as the go command's settings say (packages/configure.py).
    no_optimize: as -gcflags=-N.
    m: 2 adds what -m=2 prints to `gc_lines` and follows the compiler's order at that level.
    foreign: `gc_lines` are all the compiler's, those of wrappers too, which take time to be made.
    strict: let mistakes of ours through (for tests); else what they spoil is partial.
    patient: analyse what is reached of dependencies before answering, however long it takes; otherwise answer in part
    and offer the rest as `Engine.missing_facts`.
    live: files may change between two questions; otherwise each is looked at once.
    keep: reports are kept on disk and answered from there as long as nothing changes; there is nothing to fix in them.
    lines: the compiler's lines alone are asked for, in its order: findings, which take time, are left out of reports.
    Beside findings they come callees first.
    """

    goos: str = ""
    goarch: str = ""
    build_tags: tuple[str, ...] = ()
    cgo: bool | None = None
    go_version: str = CURRENT.name
    goroot: str = ""
    tests: bool = False
    no_inline: bool = False
    no_optimize: bool = False
    m: int = 1
    foreign: bool = False
    strict: bool = False
    patient: bool = True
    live: bool = True
    keep: bool = False
    lines: bool = False
    rules: Rules = field(default_factory=Rules)


class Engine:
    """One per front end. Not thread-safe: calls come from one worker thread at a time."""

    def __init__(self, options: Options | None = None, cache_dir: str | None = None) -> None:
        """Raises Unsupported if the options and the go command's settings name what cannot be imitated."""
        self.options = options = options or Options()
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION_LIMIT))
        wanted = Wanted(options.goos, options.goarch, options.build_tags, options.cgo, options.go_version)
        configured = configure(wanted)
        config, self.notes = configured.config, configured.notes
        release = config.release
        shipped, goroot = self._std(configured)
        config = replace(config, goroot=goroot or None)
        source = f"from {goroot}" if shipped is None else "of the facts that ship"
        self.about = f"Go {release.name} for {config.goos}/{config.goarch}, standard library {source}"
        # -l and -m=2 concern the packages asked for; those they import are compiled as always.
        flags = Flags(
            goos=config.goos,
            goarch=config.goarch,
            release=release,
            m=1,
            strict=self.options.strict,
        )
        self._flags = replace(
            flags,
            no_inline=options.no_inline,
            no_optimize=options.no_optimize,
            m=options.m,
            wrappers=options.m > 1 or options.foreign,
        )
        self._host = Host(config)
        self._store = os.path.join(cache_dir, "facts") if cache_dir else ""
        store = FactStore(self._store) if self._store else None
        self._keep = FactStore(os.path.join(cache_dir, "reports")) if cache_dir and options.keep else None
        if store is not None and (why := store.trouble()):
            self.notes += (f"nothing can be kept in {self._store}: {why}; name another folder in ESCAPELENS_CACHE",)
            self._store, store = "", None
        self.dependencies = Dependencies(self._host.present(), flags, store, shipped)
        self._states: dict[tuple[str, str], PackageState] = {}
        self._asked: dict[str, tuple[str, str]] = {}  # packages of the module cache: import path, and where it counts
        self._reports: dict[str, tuple[Loader, PackageReport]] = {}  # by key, with the view that they are of
        self._proofs: dict[str, tuple[PackageReport, _Proofs]] = {}  # by key, with the report that they start from

    def _std(self, configured: Configured) -> tuple[ShippedStd | None, str]:
        """Where std comes from: a GOROOT that was asked for, the shipped facts, or a Go tree that is found."""
        config = configured.config
        version = config.release.name
        asked = self.options.goroot
        if asked:
            found = environment.release(asked)
            if found is None or not environment.has_sources(asked):
                raise Unsupported(f"goroot {asked}: not a Go source tree (no src/fmt, or no VERSION)")
            if found != config.release:
                raise Unsupported(
                    f"goroot {asked} holds Go {found.name}, but Go {version} is to be imitated; "
                    f"name the release with --go (goVersion)"
                )
            return None, asked
        root = environment.goroot(config.release)
        if environment.release(root) != config.release:
            root = ""
        if configured.default_std:
            shipped = ShippedStd(config.release, config.goos, config.goarch)
            if shipped.digest:
                return shipped, root
        if not root:
            why = "with these settings " if not configured.default_std else ""
            raise Unsupported(
                f"nothing is known of the standard library of Go {version} for {config.goos}/{config.goarch} {why}"
                f"here: no facts of it ship, and no Go {version} source tree was found; name one with --goroot (goroot)"
            )
        return None, root

    # -- files

    def set_overlay(self, path: str, text: bytes | None) -> None:
        """Text of an unsaved buffer; None: the disk counts again."""
        self._host.set_overlay(path, text)

    def look_back(self, texts: Mapping[str, bytes], absent: Iterable[str]) -> None:
        """Answer for another state of the files from now on: with these texts, by path, and without those absent."""
        self._host.look_back(texts, absent)

    def hangs_on(self, key: str, paths: Iterable[str]) -> bool:
        """Whether the package or one that it leads to may have been made from any of these files, now or without it."""
        view = self._host.present()
        watched = set(view.watched(self._files(view, key)))
        return any((STAT, p) in watched or (LIST, os.path.dirname(p)) in watched for p in paths)

    def set_rules(self, rules: Rules) -> None:
        """How findings are shown from now on; nothing is analysed anew for that."""
        self.options = replace(self.options, rules=rules)

    def resolve(self, patterns: list[str], cwd: str) -> tuple[list[str], list[str]]:
        """Patterns as for go build -> (package keys for `analyze`, one error line for each that matched nothing)."""
        found, errors = self._host.present().expand(patterns, cwd)
        return [self._key(f, patterns, cwd) for f in found], [f"{e.what}: {e.message}" for e in errors]

    def _key(self, files: PackageFiles, patterns: list[str], cwd: str) -> str:
        if any(p.endswith(".go") for p in patterns):
            return os.pathsep.join(os.path.normpath(os.path.join(cwd, p)) for p in patterns if p.endswith(".go"))
        if files.module is not None and not files.module.local and not files.standard:
            self._asked[files.dir] = files.import_path, cwd  # what it imports is for the module at cwd to say
        return files.dir

    def package_of(self, path: str) -> str | None:
        """The key of the package that the file at `path` belongs to."""
        return os.path.dirname(os.path.normpath(path)) if path.endswith(".go") else None

    def files_of(self, key: str) -> list[str]:
        """Paths of the Go files of a package, sorted."""
        files = self._files(self._host.present(), key)
        return [files.path(name) for name in files.files(TEST if self.options.tests else PLAIN)]

    def _files(self, view: Loader, key: str) -> PackageFiles:
        if key.endswith(".go"):
            return view.package_of_files(key.split(os.pathsep))
        if key in self._asked:
            found, _ = view.resolve(*self._asked[key])
            if found is not None:
                return found
        return view.package_at(key)

    def _present(self, key: str) -> Loader:
        """The view of this moment, of the disk as far as the package hangs on it: its own files, those of the packages
        it leads to, and what says where these are, but for GOROOT and the module cache."""
        view = self._host.present()
        if self.options.live and self._host.stale(view.watched(self._files(view, key))):
            view = self._host.renew()
        return view

    def outdated(self, key: str) -> bool:
        """Whether files may have changed on disk since the last `analyze` that the package hangs on."""
        view = self._host.present()
        known = self._reports.get(key)
        if known is None or view.differs_from(known[0]) is None:
            return True
        return self._host.stale(view.watched(self._files(view, key)))

    # -- analysis

    def analyze(self, key: str, *, patience: Patience | None = None, cancel: Cancel = NEVER) -> PackageReport:
        """Report on the package; only what changed since the last call is analysed anew. Raises Cancelled.

        patience: for what it reaches of its imports and nobody has analysed yet; Options.patient if not given.
        """
        view = self._present(key)
        report = self._report_in(view, key, patience, cancel)
        for _ in range(TORN):
            if not view.fs.disk.torn:
                break
            self._states.clear()
            view = self._host.renew()
            report = self._report_in(view, key, patience, cancel)
        self._reports[key] = view, report
        return report

    def _report_in(
        self, view: Loader, key: str, patience: Patience | None = None, cancel: Cancel = NEVER
    ) -> PackageReport:
        """Report on the package as a view shows it. What is kept of it between two analyses follows from view to view:
        that is a matter of speed."""
        endless = self.options.patient or not self._store
        self.dependencies.patience = patience or (Patience() if endless else Patience(0))
        self.dependencies.look_at(view)
        files = self._files(view, key)
        try:
            return self._kept(key, files, cancel)
        except Exception as error:
            if self.options.strict:
                raise
            self.forget(key)  # states may be half done
            names = files.files(TEST if self.options.tests else PLAIN)
            return failed_report(files, [files.path(name) for name in names], error)

    def _kept(self, key: str, files: PackageFiles, cancel: Cancel) -> PackageReport:
        """The report as it was kept, or as it is made now, and kept if that is asked for and it is complete."""
        store = self._keep
        if store is None:
            return self._report(key, files, cancel)
        from escapelens.findings import kept  # most commands keep no reports

        name = self._name(files)
        payload = store.get(name)
        report = kept.load(payload) if payload is not None else None
        if report is None:
            report = self._report(key, files, cancel)
            if kept.is_complete(report) and self.dependencies.unchanged(files):
                store.put(name, kept.dump(report))
        return report

    def _name(self, files: PackageFiles) -> str:
        """Digest of all that a report on the package hangs on."""
        keys = [self.dependencies.variant_key(files, variant) for variant in self._variants(files)]
        assembly = [self.dependencies.read(files.path(name)) for name in files.s_files] if self._flags.wrappers else []
        said = (report_version(), files.dir, files.compile_path, keys, assembly, replace(self.options, goroot=""))
        return sha256(repr(said).encode()).hexdigest()

    def _report(self, key: str, files: PackageFiles, cancel: Cancel) -> PackageReport:
        states, stats = self._updated(key, files, cancel)
        self.dependencies.save()
        options = self.options
        verbose = options.m > 1
        return package_report(states, files, options.rules, stats, verbose=verbose, findings=not options.lines)

    def _updated(self, key: str, files: PackageFiles, cancel: Cancel = NEVER) -> tuple[list[PackageState], Stats]:
        """What is kept of the package's variants, brought up to the view that dependencies look at."""
        states = []
        functions = analysed = 0
        for variant in self._variants(files):
            state = self._states.get((key, variant))
            if state is None:
                state = self._states[key, variant] = PackageState(
                    self.dependencies, files, self._flags, variant, findings=not self.options.lines
                )
            work = state.update(files, cancel)
            functions += work.functions
            analysed += work.analysed
            states.append(state)
        return states, Stats(functions, analysed, functions - analysed)

    def _current(self, key: str) -> tuple[Loader, PackageReport]:
        """The present view, and the report on the package as it shows it."""
        known = self._reports.get(key)
        if known is None or known[0] is not self._host.present():
            self.analyze(key)
            known = self._reports[key]
        return known

    def _states_of(self, key: str) -> tuple[list[PackageState], PackageReport, PackageFiles]:
        """What is kept of the package, as it is now; the report on it, its files."""
        view, report = self._current(key)
        self.dependencies.look_at(view)
        files = self._files(view, key)
        return self._updated(key, files)[0], report, files

    def anticipate(self, key: str, cancel: Cancel = NEVER) -> None:
        """Have ready what the next edit of the package will need. Raises Cancelled, to go on later."""
        for (of, _), state in self._states.items():
            if of == key:
                state.anticipate(cancel)

    def missing_facts(self, key: str) -> MissingFacts | None:
        """Facts of dependencies that would complete the package's report; call `adopt_facts` when they are there."""
        here = self._files(self._host.present(), key).context
        modules = here.key if here is not None else None
        wanted = {}
        for facts, demand in self.dependencies.demands.items():
            files = demand.files
            if demand.wanted and (files.standard or (files.context is not None and files.context.key == modules)):
                wanted[facts] = files.import_path, demand.wanted
        return self.to_find(key, wanted) if wanted else None

    def to_find(self, key: str, wanted: dict[str, tuple[str, WantedFacts]]) -> MissingFacts:
        """Facts that an analysis of the package lacks, by whomever it was made, as something that can be looked for."""
        from escapelens.facts.spec import MissingFacts, Spec  # of use to those alone who build facts

        here = os.path.dirname(key.split(os.pathsep)[0]) if key.endswith(".go") else key
        spec = Spec(self._host.present().config, self._store, self.dependencies.shipped is not None, here)
        return MissingFacts(spec, wanted)

    def adopt_facts(self) -> None:
        """Facts were found: the next `analyze` of each package uses them."""
        self.dependencies.look_again()
        self._states.clear()

    def _variants(self, files: PackageFiles) -> list[str]:
        if not self.options.tests:
            return [PLAIN]
        return [TEST if files.test_go_files else PLAIN] + ([XTEST] if files.xtest_go_files else [])

    def forget(self, key: str) -> None:
        """Drop what is kept of a package."""
        for variant in (PLAIN, TEST, XTEST):
            self._states.pop((key, variant), None)
        self._reports.pop(key, None)
        self._proofs.pop(key, None)

    def costs(self, key: str) -> list[FunctionCosts]:
        """The allocation ledgers of the package's functions and literals, as it was last analysed."""
        return [costs for state in self._states_of(key)[0] for costs in state.ledgers().all()]

    def places(self, key: str) -> Places:
        """Where the package allocates, by file and line, as it is now: what heap profiles are joined to."""
        from escapelens.findings.placing import file_report
        from escapelens.profiles.places import places_of

        states, report, _ = self._states_of(key)
        generic = {
            path: file_report(path, placed.values(), rules=self.options.rules, where=state.layout.placements)
            for state in states
            for path, placed in state.elsewhere().items()
        }
        return places_of(report, generic, [(state.layout, state.ledgers().all()) for state in states])

    def cost_at(self, key: str, path: str, offset: int) -> Cost | None:
        """What the call, or the function declared, at a byte of the file costs with all it calls."""
        try:
            for state in self._states_of(key)[0]:
                if path in state.parsed:
                    return state.calls().at(path, offset)
        except Exception:
            if self.options.strict:
                raise
        return None

    def function_at(self, key: str, path: str, line: int) -> str:
        """The function declared at a line of the file or around it, as `graph` takes it; "" if there is none."""
        from escapelens.incremental.picture import function_at

        states = self._states_of(key)[0]
        return next((name for state in states if path in state.parsed and (name := function_at(state, path, line))), "")

    def graph(self, key: str, path: str, function: str) -> FlowGraph | list[str]:
        """The escape graph of a function of the file, "F" or "T.M"; the names there are if there is none of that name.

        The package is analysed for it as if nothing were known: graphs are not kept.
        """
        from escapelens.incremental.picture import functions_of, graph_of

        view = self._present(key)
        self.dependencies.look_at(view)
        files = self._files(view, key)
        known: list[str] = []
        for variant in self._variants(files):
            state = PackageState(self.dependencies, files, replace(self._flags, graphs=True), variant, findings=False)
            state.update(files)
            found = functions_of(state, path)
            if function in found:
                return graph_of(state, found[function])
            known += found
        return known

    # -- fixes: their modules are imported when they are asked for

    def fixes(
        self, key: str, path: str, start: int, end: int, kinds: frozenset[str] = frozenset(), cancel: Cancel = NEVER
    ) -> list[Fix]:
        """Candidate quick fixes (of these kinds, or of all) that touch bytes start..end of the file, not yet proven.
        Raises Cancelled."""
        from escapelens.findings.promises import breaking
        from escapelens.fixes import propose
        from escapelens.incremental.fixing import fix_context

        states, report, files = self._states_of(key)
        found: list[Fix] = []
        for state in states:
            if path in state.parsed:
                context = fix_context(state, report, files, cancel)
                found += propose(context, path, start, end, kinds)
                for at in breaking(report, path, start, end):
                    if at.file in state.parsed:
                        found += propose(context, at.file, at.start, at.end, kinds)
        return found

    def marks(self, key: str, path: str, start: int, end: int) -> list[Fix]:
        """Marks that would accept what is shown at bytes start..end of the file, and such as can go from there."""
        from escapelens.fixes.ignore import offers, removals

        states, report, _ = self._states_of(key)
        known = report.files.get(path)
        file = next((state.parsed[path] for state in states if path in state.parsed), None)
        if known is None or file is None:
            return []

        def here(span: Span) -> bool:
            return span.start <= end and start <= span.end

        shown = [f for f in known.findings if f.severity != "off" and here(f.span)]
        return removals(file, [n for n in known.notices if here(n.span)]) + offers(file, shown)

    def fix_all(self, key: str, title: str, path: str = "", kinds: frozenset[str] = frozenset()) -> Fix | None:
        """All fixes of the file, or of the package, safe in bulk that get along, as one; None without any."""
        from escapelens.fixes.bulk import compatible, together

        paths = [path] if path else self.files_of(key)
        found = (fix for p in paths for fix in self.fixes(key, p, 0, sys.maxsize, kinds))
        made = compatible(found, lambda fix: self.prove(key, fix))
        if not made:
            return None
        whole = together(made, title)
        return whole if len(made) == 1 else self.prove(key, whole)

    def prove(self, key: str, fix: Fix, cancel: Cancel = NEVER) -> Fix | None:
        """The fix with its edits, if analysis of a view that has them shows that it wins; else None.

        Raises Cancelled if that takes a while (`PackageState.update`) and cancel is set. Menus and hovers at one place
        ask for the same again and again: it is found out once.
        """
        from escapelens.fixes.context import apply_edits
        from escapelens.fixes.judges import judge
        from escapelens.fixes.judges.allocates import Seen
        from escapelens.incremental.fixing import fix_context

        states, report, _ = self._states_of(key)
        of, proofs = self._proofs.get(key, (None, {}))
        if of is not report:
            of, proofs = self._proofs[key] = report, {}
        if (fix.kind, fix.edits) in proofs:
            return proofs[fix.kind, fix.edits]
        before, view = [state.ledgers() for state in states], self._host.present()
        by_path = {path: [e for e in fix.edits if e.file == path] for path in dict.fromkeys(e.file for e in fix.edits)}
        fork = self._host.fork({path: apply_edits(view.fs.read(path), edits) for path, edits in by_path.items()})
        edited = self._report_in(fork, key, cancel=cancel)
        files = self._files(fork, key)
        states = self._updated(key, files)[0]
        contexts = tuple(fix_context(state, edited, files) for state in states)
        old, new = differing(before, [state.ledgers() for state in states])
        proven = proofs[fix.kind, fix.edits] = judge(fix, Seen(report, old), Seen(edited, new, contexts))
        return proven
