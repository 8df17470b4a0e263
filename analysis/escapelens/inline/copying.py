"""Copies of function bodies with fresh variables.

What: two kinds of copy. The *template* of an inlinable function is a pristine copy of its body, made before the
function's own calls are expanded. An *expansion* is a copy of a template at a call: positions carry the inlined call's
index, labels are renamed, each return becomes assignments and a jump, literals become new functions.

Why: the compiler re-reads the body from export data at every call, for local functions too. A body read anew differs
from a copy of the unexpanded body in nothing that is analysed: its variables are new and numbered in the same order,
its literals are new functions of their own.

How: for each node class a copier is compiled from its slots on first use (as in ir/visit.py).

Counterpart: `noder/reader.go` in its inlining mode (inlPos, label, funcLit, inlClosureFunc, inlReturn).
"""

from __future__ import annotations

from collections.abc import Sequence

from escapelens.compiled import Function, compiled
from escapelens.ir import nodes as N
from escapelens.ir.inltree import INL_SHIFT
from escapelens.ir.names import closure_name, named_after
from escapelens.ir.target import GaveUp, Target
from escapelens.ir.visit import LIST_FIELDS, Table, copy, slots

MAX_COPIES = 10_000  # of literals, in one function

_DEFINING = frozenset({N.AssignStmt, N.AssignListStmt, N.RangeStmt, N.TypeSwitchGuard})


class Copying:
    """One copy in progress. names: old variables to new; bump: what is added to positions."""

    __slots__ = ("bump", "caller", "defns", "index", "label_suffix", "names", "outer_closure", "results", "target")

    def __init__(self) -> None:
        self.names: dict[N.Name, N.Name] = {}
        self.defns: dict[N.Node, list[N.Name]] = {}  # defining statement -> new variables it defines
        self.bump = 0
        self.label_suffix = ""
        self.results: Results | None = None  # how returns are rewritten; None: kept
        self.caller: N.Func | None = None  # where literals go; None: into a template
        self.target: Target | None = None  # whose list new literals join
        self.index = -1
        self.outer_closure: N.Func | None = None  # the literal being copied, of which the caller's is the copy

    def declare(self, old: N.Name) -> N.Name:
        """A fresh variable for old."""
        new = copy(old)
        new.opt = None
        self.names[old] = new
        defn = old.defn
        if defn is not None and defn.__class__ in _DEFINING:
            self.defns.setdefault(defn, []).append(new)
        return new

    def stmts(self, nodes: Sequence[N.Node]) -> list[N.Node]:
        return [DUP[n.__class__](n, self) for n in nodes]


class Results:
    """What a return turns into: `vars` are assigned, then a jump to `label`, all at the call's position `pos`."""

    __slots__ = ("delay", "label", "pos", "vars")

    def __init__(self, vars: list[N.Name], pos: int, label: str, delay: bool) -> None:
        self.vars = vars
        self.pos = pos
        self.label = label
        self.delay = delay


def template(fn: N.Func) -> tuple[list[N.Node], list[N.Name]]:
    """A pristine copy of fn's body with its own variables, to be kept in fn.inl."""
    ctx = Copying()
    dcl = [ctx.declare(n) for n in fn.dcl]
    return ctx.stmts(fn.body), dcl


# ---------------------------------------------------------------------------------------------------------------------
# Copiers by class


def _make_dup(cls: type[N.Node]) -> Function:
    names = slots(cls)
    lines = [
        "def dup(n, ctx, new, DUP):",
        " c = new(n.__class__)",
        " c.op = n.op",
        " c.typ = n.typ",
        " c.implicit = n.implicit",
        " c.pos = n.pos and n.pos + ctx.bump",  # what has no position gets none
        " c.esc = n.esc",
        " c.opt = None",
        " x = n.init",
        " c.init = [DUP[y.__class__](y, ctx) for y in x] if x else x",
    ]
    for i, s in enumerate(names):
        if s in ("op", "typ", "implicit", "pos", "esc", "opt", "init"):
            continue
        if s in cls.FIELDS and s in LIST_FIELDS:
            lines.append(f" c._{i} = [None if y is None else DUP[y.__class__](y, ctx) for y in n._{i}]")
        elif s in cls.FIELDS:
            lines += [f" x = n._{i}", f" c._{i} = None if x is None else DUP[x.__class__](x, ctx)"]
        elif s == "label":
            lines += [" x = n.label", " c.label = f'~{x}{ctx.label_suffix}' if x and ctx.label_suffix else x"]
        else:
            lines.append(f" c._{i} = n._{i}")
    if cls in _DEFINING:
        lines += [" if n in ctx.defns:", "  for name in ctx.defns[n]: name.defn = c"]
    lines.append(" return c")
    return compiled("\n".join(lines), names, defaults=(object.__new__, DUP))


def _dup_name(n: N.Name, ctx: Copying) -> N.Name:
    return ctx.names.get(n, n)


def _dup_return(n: N.ReturnStmt, ctx: Copying) -> N.Node:
    """reader.go: inlReturn."""
    to = ctx.results
    if to is None:
        return _plain_return(n, ctx)  # type: ignore[no-any-return]
    block: list[N.Node] = [DUP[x.__class__](x, ctx) for x in n.init]
    if n.results:
        rhs = [DUP[x.__class__](x, ctx) for x in n.results]
        as2 = N.AssignListStmt(to.pos, "AS2", list(to.vars), rhs)
        if to.delay:
            for name in to.vars:
                block.append(N.Decl(to.pos, name))
                name.defn = as2
        block.append(as2)
    block.append(N.BranchStmt(to.pos, "GOTO", to.label))
    return N.BlockStmt(to.pos, block)


def count_copy(target: Target, caller: N.Func) -> None:
    """One more literal is copied into the function around caller, or else the end of it."""
    while caller.closure_parent is not None:
        caller = caller.closure_parent
    made = target.copies[caller] = target.copies.get(caller, 0) + 1
    if made > MAX_COPIES:
        raise GaveUp("too many function literals are inlined")


def _dup_closure(n: N.ClosureExpr, ctx: Copying) -> N.ClosureExpr:
    """A copy of the literal with a function of its own (reader.go: funcLit).

    The function keeps its source positions, only the literal itself is at an inlined position. In a template the copy
    is no function of the package yet; in an expansion it joins the target's functions, before the literals inside it.
    """
    old = n.func
    new = copy(old)
    c = copy(n)
    c.pos = n.pos + ctx.bump
    c.init = [DUP[x.__class__](x, ctx) for x in n.init] or n.init
    c.opt = None
    c.func = new
    new.oclosure = c
    new.opt = None
    new.inl = None
    new.inlinability_checked = new.unsettled = False
    new.leak_tags = None
    new.closures = []
    nname = new.nname = copy(old.nname)
    nname.func = new
    nname.defn = new

    caller = ctx.caller
    if caller is not None:
        assert ctx.target is not None
        count_copy(ctx.target, caller)
        _name_literal(old, new, c, ctx)
        nname.sym, nname.pkg = new.sym, new.pkg
        new.dupok = caller.dupok
        new.closure_parent = caller
        caller.closures.append(new)
        if old.range_parent is not None:
            around = caller.range_parent if caller.oclosure is not None else None
            new.range_parent = around or caller
        ctx.target.funcs.append(new)

    inner = Copying()
    inner.caller = new if caller is not None else None
    inner.target = ctx.target
    inner.outer_closure = old
    new.closure_vars = []
    for cv in old.closure_vars:
        v = inner.declare(cv)
        v.pos = cv.pos if cv.implicit or not cv.pos else cv.pos + ctx.bump
        v.curfn = new
        if cv.outer is not None:
            v.outer = ctx.names.get(cv.outer, cv.outer)
            v.defn = v.outer.canonical
        new.closure_vars.append(v)
    new.dcl = []
    for local in old.dcl:
        v = inner.declare(local)
        v.curfn = new
        new.dcl.append(v)
    new.init = inner.stmts(old.init)
    new.body = inner.stmts(old.body)
    return c


def _name_literal(old: N.Func, new: N.Func, c: N.ClosureExpr, ctx: Copying) -> None:
    assert ctx.caller is not None and ctx.target is not None
    if ctx.outer_closure is not None:  # inside a literal: its own name goes on after that of the new one around it
        around = ctx.outer_closure.sym
        if old.sym.startswith(around):
            new.sym = ctx.caller.sym + old.sym[len(around) :]
        new.pkg = ctx.caller.pkg
        return
    why = "RANGE" if old.range_parent is not None else "CLOSURE"
    tree = ctx.target.inl_tree
    if not ctx.target.flags.release.numbers_inlined_literals:  # named after the caller and all the calls on the way
        caller = named_after(ctx.caller, ctx.target.flags.release)
        new.pkg, around = closure_name(caller, 0, why, tree)
        calls = "".join(f".{call.name}" for call in reversed(tree.stack(c.pos)))
        new.sym = caller.sym + calls + around[len(caller.sym) :]
        return
    new.pkg, new.sym = closure_name(ctx.caller, c.pos, why, tree, _number(old.sym))


def _number(sym: str) -> int:
    """The number at the end of a literal's name."""
    if sym.endswith("#"):
        sym = sym[: sym.rfind("#", 0, -1)]
    digits = len(sym)
    while digits and sym[digits - 1].isdigit():
        digits -= 1
    return int(sym[digits:] or 0)


DUP = Table(_make_dup)
_plain_return = DUP[N.ReturnStmt]
DUP[N.Name] = _dup_name
DUP[N.ReturnStmt] = _dup_return
DUP[N.ClosureExpr] = _dup_closure


def bump_for(index: int) -> int:
    """What turns a source position into one inlined by call number `index`."""
    return (index + 1) << INL_SHIFT
