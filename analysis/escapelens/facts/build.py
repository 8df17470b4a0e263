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
    from escapelens.model.objects import Package
    from escapelens.packages.package import PackageFiles


def build_facts(dependencies: Dependencies, files: PackageFiles, variant: str = PLAIN) -> PackageFacts:
    """Check and analyse one package whose dependencies' facts are at hand."""
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
    facts = trim(pkg, parsed, imports, func_facts(pkg, analysis.target.funcs), [])
    pipeline.inlined_wrappers(analysis, Remarks())  # what is inlined in them is exported, too
    facts.inlined_imports = inlined_imports(analysis.target)
    return facts


def func_facts(pkg: Package, funcs: Iterable[Func]) -> dict[str, FuncFacts]:
    """What importers of pkg may know of each function that is neither a literal nor an instance."""
    facts = {}
    for fn in funcs:
        if fn.oclosure is None and not fn.dupok and fn.obj is not None and fn.pkg is pkg and (key := key_of(fn.obj)):
            facts[key] = _facts_of(fn)
    return facts


def _facts_of(fn: Func) -> FuncFacts:
    leaks = [bytes(tag) for tag in fn.leak_tags or []]
    if fn.inl is None:
        return FuncFacts(leaks=leaks)
    return FuncFacts(fn.inl.cost, leaks, fn.inl.can_delay_results)
