"""Analysing a package for its facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escapelens import pipeline
from escapelens.check.checker import check_package
from escapelens.facts.known import key_of
from escapelens.facts.model import FuncFacts, PackageFacts
from escapelens.facts.reexport import inlined_imports
from escapelens.facts.trim import trim
from escapelens.ir.nodes import Func
from escapelens.packages.package import PLAIN
from escapelens.remarks import Remarks

if TYPE_CHECKING:
    from escapelens.facts.dependencies import Dependencies
    from escapelens.ledger.across import Across
    from escapelens.model.objects import Package
    from escapelens.packages.package import PackageFiles


def build_facts(dependencies: Dependencies, files: PackageFiles, variant: str = PLAIN) -> PackageFacts:
    """Check and analyse one package whose dependencies' facts are at hand."""
    from escapelens.ledger.across import across_of  # of use to those alone who analyse dependencies

    parsed = dependencies.parse(files, variant)
    for file in parsed:
        file.layout(dependencies.layout)
    pkg = check_package(files.import_path, parsed, dependencies.config(files.go_version), dependencies.importer(files))
    analysis = pipeline.run(pkg, dependencies.flags)
    imports = {}
    for path in files.imports(variant):
        found, _ = dependencies.loader.resolve(path, files)
        if found is not None:
            imports[path] = found.import_path
    across = across_of(analysis.target, dependencies.bodiless(files), analysis.builder.known_name)
    facts = trim(pkg, parsed, imports, func_facts(pkg, analysis.target.funcs, across), [])
    pipeline.inlined_wrappers(analysis, Remarks())  # what is inlined in them is exported, too
    facts.inlined_imports = inlined_imports(analysis.target)
    return facts


def func_facts(pkg: Package, funcs: Iterable[Func], across: Across) -> dict[str, FuncFacts]:
    """What importers of pkg may know of each function that is neither a literal nor an instance."""
    facts = {}
    for fn in funcs:
        if fn.oclosure is None and not fn.dupok and fn.obj is not None and fn.pkg is pkg and (key := key_of(fn.obj)):
            facts[key] = _facts_of(fn, across)
    return facts


def _facts_of(fn: Func, across: Across) -> FuncFacts:
    from escapelens.facts.costs import encode_costs

    leaks = [bytes(tag) for tag in fn.leak_tags or []]
    costs = encode_costs(fn, across)
    if fn.inl is None:
        return FuncFacts(leaks=leaks, costs=costs)
    return FuncFacts(fn.inl.cost, leaks, fn.inl.can_delay_results, costs)
