"""Does a step of a way come after what is made? The compiler looks at no order, and takes the first way that it finds.

Property: a step is only said to be of another time, or of another way, if no loop leads from what is made to it.
"""

from __future__ import annotations

import itertools

from escapelens.check.terminating import is_terminating_list
from escapelens.findings.case import Case, notes_of
from escapelens.ir.nodes import PPARAM, AnyNode
from escapelens.remarks import HEAP_NODE, Why
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import walk


def is_before(c: Case, pos: int, var: AnyNode = None) -> bool:
    """Is what stands at pos done before a case is made? var: the variable that it is done with; in a loop that declares
    it, each round has its own."""
    site, at = _both(c, pos)
    if site is None or at is None:
        return False
    places = c.ctx.places
    if any(isinstance(p, S.Stmt) and p.start <= pos and not isinstance(p, _HOLDING) for _, p in places.ancestors(site)):
        return False
    around = itertools.takewhile(lambda p: not isinstance(p, _ENDING), (p for _, p in places.ancestors(site)))
    if any(p.start <= pos < p.end for p in around):
        return False  # of one expression
    literals = [p for _, p in places.ancestors(at) if isinstance(p, S.FuncLit)]
    if any(not lit.start <= site.start < lit.end for lit in literals):
        return False  # which may run later
    return pos < site.start and not _loops(c, site, pos, var)


def leads_out(dst: AnyNode, why: Why) -> bool:
    """Does the way go on in another function by a step to dst, and perhaps in another call of this one? Then the order
    of its text says nothing of what comes behind."""
    is_parameter = dst is not None and dst is not HEAP_NODE and dst.op == "NAME" and dst.class_ == PPARAM
    return why == Why.RETURN or (why == Why.CALL_PARAMETER and is_parameter)


def way_out(c: Case) -> AnyNode | None:
    """The first step by which the way leads out of the function, but for its end; None if it stays."""
    steps = ((note, f.dst) for f in c.path for note in notes_of([f]) if note != c.last)
    return next((where for (where, why), dst in steps if leads_out(dst, why)), None)


def is_elsewhere(c: Case, pos: int, var: AnyNode = None) -> bool:
    """Does what stands at pos stand in another branch of an if, or case of a switch, than what is made, or behind a
    block that is left by a return before?"""
    site, at = _both(c, pos)
    if site is None or at is None or _loops(c, site, pos, var):
        return False
    places = c.ctx.places
    ways = {id(parent): child for child, parent in places.ancestors(site)}
    for child, parent in places.ancestors(at):
        other = ways.get(id(parent))
        if other is not None:
            arms = (parent.then, parent.else_) if isinstance(parent, S.IfStmt) else ()
            cases = isinstance(child, S.CaseClause | S.CommClause) and isinstance(other, S.CaseClause | S.CommClause)
            return child is not other and ((cases or (child in arms and other in arms)) or _is_beyond(c, site, at))
    return False


def _is_beyond(c: Case, site: S.Node, at: S.Node) -> bool:
    """Does a block around what is made end the function, before what stands at another place can be done?"""
    places = c.ctx.places
    around = places.literal(site)
    if places.literal(at) is not around:
        return False  # which may be called later, or be deferred
    for _, block in places.ancestors(site):
        if block is around:
            return False
        if isinstance(block, S.BlockStmt) and block.end <= at.start and is_terminating_list(block.stmts):
            branches = (n for n in walk(block) if isinstance(n, S.BranchStmt))
            return not any(_leads_out(c, n, block) for n in branches)
    return False


def _leads_out(c: Case, branch: S.BranchStmt, block: S.Node) -> bool:
    """May a branch lead out of a block around it?"""
    left = (S.ForStmt,) if branch.tok == "continue" else (S.ForStmt, S.SwitchStmt, S.SelectStmt)
    around = itertools.takewhile(lambda p: p is not block, (p for _, p in c.ctx.places.ancestors(branch)))
    is_plain = branch.label is None and branch.tok in ("break", "continue")
    return not is_plain or not any(isinstance(p, left) for p in around)


_HOLDING = (S.BlockStmt, S.LabeledStmt, S.IfStmt, S.ForStmt, S.SwitchStmt, S.SelectStmt)
_ENDING = (*_HOLDING, S.CaseClause, S.CommClause, S.FuncLit)


def _both(c: Case, pos: int) -> tuple[S.Node | None, S.Node | None]:
    """What is made, and what stands at pos, if both are of one declaration."""
    places, site = c.ctx.places, c.site
    if site is None or c.is_variable or not pos or places.table(pos) is not places.table(site.start):
        return None, None
    return site, places.node(pos)


def _loops(c: Case, site: S.Node, pos: int, var: AnyNode) -> bool:
    """Is there a loop around both, in whose next round the variable is still the same, or a function literal, in whose
    next call it is?"""
    is_known = var is not None and var is not HEAP_NODE and var.op == "NAME"
    declared = var.canonical.pos if is_known else 0
    for _, p in c.ctx.places.ancestors(site):
        if isinstance(p, S.ForStmt) and p.start <= pos < p.end and not p.body.start <= declared < p.body.end:
            return True
        if isinstance(p, S.FuncLit) and p.start <= pos < p.end and not p.start <= declared < p.end:
            return True
    return False
