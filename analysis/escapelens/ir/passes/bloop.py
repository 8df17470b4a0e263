"""Benchmark loops: what `for b.Loop()` computes is kept alive.

What: in the body of `for b.Loop()` assigned variables, results and arguments are named and handed to calls of
`runtime.KeepAlive` that the inliner leaves alone.

Counterpart: `bloop/bloop.go`. Property: only packages that import testing are touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from escapelens.ir import nodes as N
from escapelens.ir.constness import is_addressable, under
from escapelens.ir.lowering.body import addr, temp_at
from escapelens.ir.static_value import is_blank
from escapelens.ir.target import Target
from escapelens.ir.typefmt import pkg_prefix
from escapelens.ir.visit import any_, edit_children
from escapelens.model.objects import PARAM_VAR, Package, Var
from escapelens.model.types import UNSAFE_POINTER, AnyType, Signature, Tuple, Type
from escapelens.model.universe import TYP, UNIVERSE

if TYPE_CHECKING:
    from escapelens.remarks import Remarks

_OTHER = "other"  # report.OTHER

_THROUGH_X = frozenset("SLICE SLICE3 DOT CONV CONVIFACE CONVNOP ADDR DOTPTR INDEX INDEXMAP".split())  # noqa: SIM905

_RUNTIME = Package("runtime", "runtime")


def walk(target: Target, report: Remarks, fns: Sequence[N.Func] | None = None) -> None:
    """Treat functions of the package, all of them if none are given (bloop.go: Walk); notes are those of -m=2."""
    if not any(p.path == "testing" for p in target.pkg.imports):
        return
    for fn in target.funcs if fns is None else fns:
        if any_(fn, _is_testing_bloop):
            with target.survive(fn):
                _Editor(fn, target, report).edit_children(fn, False)


def _is_testing_bloop(n: N.AnyNode) -> bool:
    if n.op != "FOR" or n.cond is None or n.cond.op != "CALLFUNC" or n.cond.fun.op != "METHEXPR":
        return False
    name = n.cond.fun.func_name
    return name is not None and name.sym == "(*B).Loop" and name.pkg is not None and name.pkg.path == "testing"


def _addressable_name(n: N.AnyNode) -> N.Name | None:
    """The variable that n is a part, an address or a conversion of."""
    while n is not None:
        if n.op == "NAME":
            return n if is_addressable(n) else None
        n = n.x if n.op in _THROUGH_X else None
    return None


def _keep_alive_func() -> N.Name:
    any_type = UNIVERSE.elems["any"].typ
    sig = Signature(None, Tuple([Var(0, _RUNTIME, "x", any_type, PARAM_VAR)]), Tuple([]), False)
    return N.Name(0, "KeepAlive", sig, N.PFUNC, _RUNTIME)


class _Editor:
    def __init__(self, fn: N.Func, target: Target, report: Remarks) -> None:
        self.fn = fn
        self.pkg = target.pkg
        self.report = report
        self.keep_alive = _keep_alive_func()

    def edit_children(self, n: N.Node, in_bloop: bool) -> None:
        edit_children(n, lambda x: self.edit(x, in_bloop))

    def edit(self, n: N.AnyNode, in_bloop: bool) -> N.AnyNode:
        in_bloop = in_bloop or _is_testing_bloop(n)
        self.edit_children(n, in_bloop)
        if in_bloop:
            op = n.op
            if op == "FOR" or op == "RANGE":
                self.preserve_stmts(n.body)
            elif op == "IF":
                self.preserve_stmts(n.body)
                self.preserve_stmts(n.else_)
            elif op == "BLOCK":
                self.preserve_stmts(n.list_)
            elif op == "CASE":
                self.preserve_stmts(getattr(n, "list_", []))
                self.preserve_stmts(n.body)
        return n

    def note(self, pos: int, text: str) -> None:
        self.report.say(_OTHER, pos, text, level=2, func=self.fn)

    def note_name(self, name: N.Name, pos: int) -> None:
        self.note(pos, f"{pkg_prefix(name.pkg) + '.' if name.pkg is not None else ''}{name.sym} will be kept alive")

    def temp(self, pos: int, typ: AnyType) -> N.Name:
        return temp_at(pos, self.fn, typ, self.pkg)

    def preserve_stmts(self, stmts: list[N.AnyNode]) -> None:
        stmts[:] = [self.preserve(s) for s in stmts]

    def preserve(self, n: N.AnyNode) -> N.AnyNode:
        """bloop.go: preserveStmt."""
        cls = n.__class__
        if cls is N.AssignStmt:
            if is_blank(n.x) and n.y is not None:
                n.x = self.declare_temp(n, n.y.typ)
                n.def_ = True
            return self.keep_alive_at(self.keep_alive_nodes(n.pos, n.x), n)
        if cls is N.AssignListStmt:
            return self.preserve_list(n)
        if n.op == "ASOP":
            return self.keep_alive_at(self.keep_alive_nodes(n.pos, n.x), n)
        if cls is N.CallExpr:
            sig = under(n.fun.typ) if n.fun is not None else None
            if sig.__class__ is Signature and sig.results.vars:
                return self.preserve_results(n, [v.typ for v in sig.results.vars])
            return self.preserve_args(n)
        return n

    def declare_temp(self, stmt: N.Node, typ: AnyType) -> N.Name:
        tmp = self.temp(stmt.pos, typ)
        stmt.run_before(N.Decl(stmt.pos, tmp))
        return tmp

    def preserve_list(self, n: N.AssignListStmt) -> N.AnyNode:
        kept: list[N.AnyNode] = []
        for i, lhs in enumerate(n.lhs):
            if is_blank(lhs):
                tuple_: N.AnyNode = n.rhs[0].typ if len(n.rhs) == 1 else None
                if tuple_.__class__ is Tuple and len(tuple_.vars) == len(n.lhs):
                    typ: AnyType = tuple_.vars[i].typ
                elif len(n.rhs) == len(n.lhs):
                    typ = n.rhs[i].typ
                else:
                    self.report.say(
                        _OTHER, n.pos, "unrecognized shape for assign list stmt for blank assignment", func=self.fn
                    )
                    continue
                n.lhs[i] = self.declare_temp(n, typ)
                n.def_ = True
            kept += self.keep_alive_nodes(n.pos, n.lhs[i])
        return self.keep_alive_at(kept, n)

    def keep_alive_nodes(self, pos: int, n: N.AnyNode) -> list[N.AnyNode]:
        name = _addressable_name(n)
        if name is not None:
            self.note_name(name, pos)
            return [name]
        if n.op == "DEREF":
            self.note(pos, "dereference will be kept alive")
            return [n]
        self.note(pos, "expr is unknown to bloop pass")
        return []

    def keep_alive_at(self, nodes: list[N.AnyNode], stmt: N.AnyNode) -> N.AnyNode:
        if not nodes:
            return stmt
        out = [stmt]
        for n in nodes:
            if n.op != "NAME" or n.sym == "_":
                continue
            arg = N.ConvExpr(stmt.pos, "CONV", TYP[UNSAFE_POINTER], addr(stmt.pos, n))
            arg.op = "CONVNOP"
            boxed = N.ConvExpr(stmt.pos, "CONVIFACE", UNIVERSE.elems["any"].typ, arg)
            boxed.implicit = True
            call = N.CallExpr(stmt.pos, "CALLFUNC", self.keep_alive, [boxed])
            call.no_inline = True
            call.is_compiler_var_live = True
            out.append(call)
        return N.BlockStmt(stmt.pos, out)

    def preserve_results(self, call: N.CallExpr, types: list[Type]) -> N.AnyNode:
        tmps = [self.temp(call.pos, t) for t in types]
        self.note(call.pos, f"function result{'s' if len(types) > 1 else ''} will be kept alive")
        op = "AS2FUNC" if len(types) > 1 else "AS2"
        assign = N.AssignListStmt(call.pos, op, list(tmps), [call], True)
        assign.run_before(*[N.Decl(call.pos, tmp) for tmp in tmps])
        return self.keep_alive_at(list(tmps), assign)

    def preserve_args(self, call: N.CallExpr) -> N.AnyNode:
        assigns: list[N.Node] = []
        names: list[N.AnyNode] = []

        def preserve_temp(pos: int, n: N.AnyNode) -> N.Name:
            tmp = self.temp(pos, n.typ)
            assign = N.AssignStmt(pos, tmp, n, True)
            assign.run_before(N.Decl(pos, tmp))
            assigns.append(assign)
            names.append(tmp)
            self.note(call.pos, "function arg will be kept alive")
            return tmp

        for i, a in enumerate(call.args):
            name = _addressable_name(a)
            if name is not None:
                self.note_name(name, call.pos)
                names.append(name)
            elif a.op == "SLICELIT":
                elems: list[N.AnyNode] = a.list_  # type: ignore[attr-defined]
                direct = []
                for j, elem in enumerate(elems):
                    name = _addressable_name(elem)
                    if name is not None:
                        self.note_name(name, call.pos)
                        direct.append(name)
                    else:
                        elems[j] = preserve_temp(elem.pos, elem)
                names += direct
            else:
                call.args[i] = preserve_temp(call.pos, a)
        if assigns:
            return self.keep_alive_at(names, N.BlockStmt(call.pos, [*assigns, call]))
        return self.keep_alive_at(names, call)
