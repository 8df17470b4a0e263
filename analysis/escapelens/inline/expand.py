"""The expansion of a call: what InlinedCallExpr replaces it.

Shape, for a call f(a, b) of func f(x, y) r:

    init: x, y := a, b (one assignment list that declares both), r declared and zeroed unless that can wait for the one
          return, an inline mark
    body: f's statements with `return v` turned into `r = v; goto .iN`, then the label .iN
    return_vars: r

Variables of f become variables of the caller, in f's order, at inlined positions (parameters too); `inl_formal` marks
those that were parameters or results. Unnamed parameters and results print as the caller's own.

Counterpart: `noder/reader.go: unifiedInlineCall`, `inline/inl.go: CalleeEffects`.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING

from escapelens.inline.copying import Copying, Results, bump_for
from escapelens.ir import nodes as N
from escapelens.ir.visit import visit_list

if TYPE_CHECKING:
    from escapelens.inline.inliner import Inliner
    from escapelens.inline.sites import CallSites

INLINED = ".i"  # how the label at the end of an inlined body begins


def expand(
    inl: Inliner, caller: N.Func, call: N.CallExpr, callee: N.Func, index: int, sites: CallSites
) -> N.InlinedCallExpr:
    """The expression that replaces `call`. callee.inl holds a body; `sites` learns of nodes that change lists."""
    inline = callee.inl
    assert inline is not None and inline.body is not None and inline.dcl is not None
    pos = call.pos
    bump = bump_for(index)
    # What a wrapper does stands at the call; what a literal that binds arguments to a function does, at that literal.
    at_call = callee.wrapper and callee.oclosure is None

    ctx = Copying()
    ctx.bump = 0 if callee.wrapper else bump
    ctx.caller = caller
    ctx.target = inl.target
    ctx.index = index
    for cv in callee.closure_vars:
        if cv.outer is not None:
            ctx.names[cv] = cv.outer

    params, results, fresh = [], [], []
    for old in inline.dcl:
        new = ctx.declare(old)
        new.curfn = caller
        new.pos = old.pos and old.pos + bump
        if old.class_ == N.PAUTO:
            if callee.wrapper:
                new.pos = pos if at_call else old.pos
        else:
            if old.class_ == N.PPARAM:
                params.append(new)
            elif old.class_ == N.PPARAMOUT:
                results.append(new)
            if old.sym[:2] in ("~p", "~r"):
                new.pkg = caller.pkg
            new.inl_formal = True
            new.class_ = N.PAUTO
        fresh.append(new)

    label = intern(f"{INLINED}{caller.label}")
    caller.label += 1
    inl.labels += 1
    ctx.label_suffix = f"·{inl.labels}"
    ctx.results = Results(results, pos, label, inline.can_delay_results)

    init = call.init if isinstance(call.init, list) else []  # the same list: sites point into it
    call.init = N.NOTHING
    callee_effects(init, call.fun, sites)
    if params:
        as2 = N.AssignListStmt(pos, "AS2", list(params), call.args, def_=True)  # the same list of arguments
        for name in params:
            if name.sym != "_":
                as2.run_before(N.Decl(pos, name))
                name.defn = as2
        init.append(as2)
    if not inline.can_delay_results:
        for name in results:
            init.append(N.Decl(pos, name))
            init.append(N.AssignStmt(pos, name, None))
    init.append(N.InlineMarkStmt(pos, index))

    body = ctx.stmts(inline.body)
    if at_call:
        _put_at(body, pos)
    caller.dcl += fresh
    body.append(N.LabelStmt(pos, label))

    res = N.InlinedCallExpr(pos, body, list(results), call.typ)
    res.init = init
    res.reshape = call.reshape
    res.callee = callee
    return res


def _put_at(nodes: list[N.Node], pos: int) -> None:
    """A wrapper has no text: what it does stands at the call, and its call counts as the caller's (syntheticBody)."""

    def put(n: N.Node) -> None:
        if n.__class__ is not N.Name:
            n.pos = pos

    visit_list(nodes, put)


def callee_effects(init: list[N.Node], callee: N.AnyNode, sites: CallSites) -> None:
    """Move what must happen before the callee is known into init."""
    while callee is not None:
        if callee.init:
            sites.moved(callee.init, init)
            init += callee.init
            callee.init = N.NOTHING
        if callee.op == "CONVNOP" or callee.op == "PAREN":
            callee = callee.x
        elif callee.op == "INLCALL":
            sites.moved(callee.body, init)
            init += callee.body
            callee.body = []
            callee = callee.return_vars[0]
        else:
            return
