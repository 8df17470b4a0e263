"""It compiles: what the compiler would refuse of the functions at hand.

The checker was written for analysis: it finds types, and goes on where the compiler stops. This judge reads what it
left on the syntax and asks the rest: what is unused, missing, duplicate or misplaced, and whether values fit where they
go.

    compiles(pkg, decls) -> problems            functions, checked
    imports(pkg, path, decls) -> problems       imports of a file, given all of its declarations

Counterpart: cmd/compile/internal/types2. Property: what the compiler refuses is never found fine, which
`tests/fixes/mutants.py` holds against go/types; what it takes may be refused, rarely.
"""

from __future__ import annotations

from collections.abc import Iterable

from escapelens.check.checker import checker_of
from escapelens.fixes.judges.compiles import calls as _calls  # noqa: F401  (enters itself)
from escapelens.fixes.judges.compiles import literals as _literals  # noqa: F401  (enters itself)
from escapelens.fixes.judges.compiles.statements import function
from escapelens.fixes.judges.compiles.types import check_type
from escapelens.fixes.judges.compiles.unused import unused_imports, unused_variables
from escapelens.fixes.judges.compiles.verdict import CompileProblem, Verdict
from escapelens.model.objects import Func, Package
from escapelens.model.types import Signature
from escapelens.syntax import nodes


def compiles(pkg: Package, decls: Iterable[nodes.FuncDecl]) -> list[CompileProblem]:
    """Why the compiler would refuse the functions; empty if it would not. They must be checked."""
    check = checker_of(pkg)
    v = Verdict(check)
    for decl in decls:
        v.problems += [CompileProblem(p.pos, p.msg) for p in check.problems if decl.start <= p.pos <= decl.end]
        sig = decl.name.obj.typ if isinstance(decl.name.obj, Func) else None
        if not isinstance(sig, Signature):
            v.bad(decl, "no function")
            continue
        if decl.recv is not None:
            check_type(v, decl.recv.type)
        names = [f.name.value for f in (*decl.type.param_list, *decl.type.result_list, *decl.tparam_list) if f.name]
        names += [decl.recv.name.value] if decl.recv is not None and decl.recv.name is not None else []
        named = [n for n in names if n != "_"]
        if len(named) != len(set(named)):
            v.bad(decl, "a parameter twice")
        for f in (*decl.type.param_list, *decl.type.result_list):
            check_type(v, f.type)
        if (
            decl.name.value in ("main", "init")
            and decl.recv is None
            and (decl.name.value == "init" or pkg.name == "main")
        ):
            if sig.params.vars or sig.results.vars or decl.tparam_list:
                v.bad(decl, f"{decl.name.value} has neither parameters nor results")
        if decl.body is not None:
            function(v, sig, decl.type, decl.body)
            v.problems += [
                CompileProblem(pos, f"declared and not used: {name}") for pos, name in unused_variables(decl)
            ]
    return v.problems


def imports(pkg: Package, path: str, decls: Iterable[nodes.Node]) -> list[CompileProblem]:
    """Imports of the file that nothing uses; decls: all that it declares, checked."""
    scope = checker_of(pkg).scopes.get(path)
    if scope is None:
        return [CompileProblem(0, "unknown file")]
    return [CompileProblem(p.pos, f'"{p.path}" imported and not used') for p in unused_imports(scope.imports, decls)]
