"""What a quick fix may look at, from what is kept of a package."""

from __future__ import annotations

from escapelens.cancel import NEVER, Cancel
from escapelens.findings.model import PackageReport
from escapelens.fixes.context import FixContext
from escapelens.incremental.package import PackageState
from escapelens.model.objects import Object
from escapelens.packages.package import PackageFiles
from escapelens.syntax import nodes


def fix_context(state: PackageState, report: PackageReport, files: PackageFiles, cancel: Cancel = NEVER) -> FixContext:
    """What a quick fix may look at."""
    funcs: dict[str, list[nodes.FuncDecl]] = {}
    others: list[nodes.Decl] = []
    for path, file in state.parsed.items():
        funcs[path] = []
        for decl in file.lower_all():
            if isinstance(decl, nodes.FuncDecl):
                funcs[path].append(decl)
            else:
                others.append(decl)
    outside = tuple(
        state.dependencies.read(files.path(name))
        for name in [*files.test_go_files, *files.xtest_go_files, *files.ignored_files, *files.s_files]
        if files.path(name) not in state.parsed and name.endswith((".go", ".s"))
    )

    def inlinable(func: Object | None) -> bool:
        unit = state.units.get(func)
        return unit is None or unit.inlinable is not False

    return FixContext(
        state.pkg,
        state.layout,
        {path: file.data for path, file in state.parsed.items()},
        funcs,
        tuple(f for r in report.files.values() for f in r.findings),
        tuple(others),
        outside,
        {path: file.imports for path, file in state.parsed.items()},
        frozenset(p for p, f in state.parsed.items() if f.problems or any(top.problems for top in f.decls)),
        cancel,
        inlinable,
    )
