"""Where packages allocate: the ledgers' sites by file and line, with the findings that speak of them.

What: `places_of` lays the ledgers of one package out in its files (and in those whose generic functions it
instantiates); an `Atlas` holds several packages. A site is found on the line on which it is paid, which is the line
that the run time sees: of a variable its declaration, of a parameter the function's name.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable

from escapelens.findings.model import FileReport, Finding, PackageReport
from escapelens.ledger import FunctionCosts, Site
from escapelens.profiles.folders import Folder, path_of
from escapelens.profiles.names import without_arguments
from escapelens.record import dataclass, field
from escapelens.source import Layout

Ledger = tuple[Layout, Iterable[FunctionCosts]]


@dataclass(frozen=True, slots=True)
class Place:
    """A site where it lies. offset: of what allocates, in bytes; line: where it is paid; callees: the functions whose
    inlined bodies it stands in, outermost first, without type arguments."""

    path: str
    line: int
    offset: int
    function: str
    site: Site
    callees: tuple[str, ...]
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class RuntimeCall:
    """A call of a function of package runtime, whose own frames profiles leave out."""

    line: int
    name: str


@dataclass(slots=True, eq=False)
class Places:
    """Of one package. functions: name without type arguments -> lines of those declared so; calls: by path."""

    folder: Folder
    places: list[Place] = field(default_factory=list)
    calls: dict[str, list[RuntimeCall]] = field(default_factory=dict)
    functions: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    files: dict[str, FileReport] = field(default_factory=dict)
    generic: dict[str, FileReport] = field(default_factory=dict)


def places_of(report: PackageReport, generic: dict[str, FileReport], ledgers: Iterable[Ledger]) -> Places:
    """What the ledgers of a package's variants say, laid out as its files are now. generic: reports on generic code of
    other packages, as it is instantiated here."""
    out = Places(Folder(report.dir, report.import_path), files=report.files, generic=generic)
    findings = {p: _allocating(file) for p, file in (*generic.items(), *report.files.items())}
    seen: set[tuple[object, ...]] = set()
    for layout, functions in ledgers:
        for costs in functions:
            _function(out, layout, costs, findings, seen)
    return out


def _function(
    out: Places,
    layout: Layout,
    costs: FunctionCosts,
    findings: dict[str, list[Finding]],
    seen: set[tuple[object, ...]],
) -> None:
    at = layout.locate(costs.pos)
    name = without_arguments(costs.function)
    if at is not None:
        out.functions.setdefault((at.file, name), set()).add(at.line)
    for site in costs.sites:
        if not site.when.may and site.when.how != "reuse":
            continue
        at, paid = layout.locate(site.pos), layout.locate(site.paid_at)
        if at is None or paid is None:
            continue
        callees = tuple(map(without_arguments, site.callees))
        mark = at.file, at.offset, site.kind, site.what, site.size, callees, paid.line, name
        if mark not in seen:  # an instance of a generic function, or a test's copy of the package
            seen.add(mark)
            finding = _speaking(findings.get(at.file, ()), site, at.offset)
            out.places.append(Place(paid.file, paid.line, at.offset, name, site, callees, finding))
    for call in costs.calls:
        if call.static.startswith("runtime."):
            at = layout.locate(call.pos)
            if at is not None:
                out.calls.setdefault(at.file, []).append(RuntimeCall(at.line, call.static))


def _allocating(file: FileReport) -> list[Finding]:
    return [f for f in file.findings if f.code != "leaking-param" and f.often != "never"]


_SPOKEN = {"box": "boxed", "append": "append-growth"}  # the code of findings that speak of such a site
_UNSPOKEN = ("entry", "goroutine", "defer")  # kinds of sites that no finding speaks of


def _speaking(findings: Iterable[Finding], site: Site, offset: int) -> Finding | None:
    """The finding that speaks of a site at the offset: of its kind, else of what is inlined there, the narrowest."""
    if site.kind in _UNSPOKEN:
        return None
    code = _SPOKEN.get(site.kind, "")
    around = [f for f in findings if f.span.start <= offset <= f.span.end]
    if not site.callees:  # findings at calls that were inlined speak for all that these allocate
        around = [f for f in around if f.code == code or (not code and f.code not in _SPOKEN.values())]
    return min(around, key=lambda f: (f.code != code, f.span.end - f.span.start, f.span.start), default=None)


class Atlas:
    """The places of several packages."""

    def __init__(self, packages: Iterable[Places] = ()) -> None:
        self._places: dict[tuple[str, int], list[tuple[Folder, Place]]] = defaultdict(list)
        self._calls: dict[tuple[str, int], list[tuple[Folder, RuntimeCall]]] = defaultdict(list)
        self._functions: dict[tuple[str, str], list[tuple[Folder, int]]] = defaultdict(list)
        self._known: set[Folder] = set()
        for places in packages:
            self.add(places)

    def add(self, package: Places) -> None:
        self._known.add(package.folder)
        for place in package.places:
            folder, name = _lies(place.path, package)
            self._places[name, place.line].append((folder, place))
        for path, calls in package.calls.items():
            folder, name = _lies(path, package)
            for call in calls:
                self._calls[name, call.line].append((folder, call))
        for (path, function), lines in package.functions.items():
            folder, name = _lies(path, package)
            known = self._functions[name, function]
            known += [entry for line in sorted(lines) if (entry := (folder, line)) not in known]

    def has(self, folder: Folder) -> bool:
        return any(_same(folder, known) for known in self._known)

    def at(self, folder: Folder, name: str, line: int, callees: tuple[str, ...]) -> list[Place]:
        """What allocates on a line of the file of this name, in bodies inlined there by these calls; they may end in
        functions of package runtime, which profiles leave out."""
        found = self._places.get((name, line), ())
        return [place for f, place in found if _leads(place.callees, callees) and _same(f, folder)]

    def runtime_calls(self, folder: Folder, name: str, line: int) -> list[str]:
        return [call.name for f, call in self._calls.get((name, line), ()) if _same(f, folder)]

    def starts(self, folder: Folder, name: str, function: str) -> list[int]:
        """Lines on which functions of this name begin in the file."""
        return [line for f, line in self._functions.get((name, function), ()) if _same(f, folder)]


def _lies(path: str, package: Places) -> tuple[Folder, str]:
    slashed = path.replace("\\", "/")
    folder, name = posixpath.split(slashed)
    own = folder == package.folder.dir.replace("\\", "/")
    return (package.folder if own else Folder(folder, path_of(folder))), name


def _leads(callees: tuple[str, ...], by: tuple[str, ...]) -> bool:
    n = len(by)
    return callees[:n] == by and all(name.startswith("runtime.") for name in callees[n:])


def _same(a: Folder, b: Folder) -> bool:
    return (a.dir != "" and a.dir == b.dir) or (a.import_path != "" and a.import_path == b.import_path)
