"""Statements.

Counterpart: `escape/stmt.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.escape.assign import addr, assign_heap, assign_list, reassigned
from escapelens.escape.call import call_
from escapelens.escape.graph import Escape, deref, dot_type, flow, new_loc, note, tee_hole
from escapelens.escape.utils import is_string
from escapelens.escape.verdicts import say_hidden
from escapelens.escape.walk import EXPR, LOOPING, STMT, block, dcl, discard, expr, labels_of, stmt, stmts
from escapelens.inline.expand import INLINED
from escapelens.ir import ops as O
from escapelens.model.types import Array
from escapelens.model.under import under
from escapelens.remarks import Why

if TYPE_CHECKING:
    from escapelens.ir import nodes as N
    from escapelens.ir.nodes import AnyNode


def _nothing(e: Escape, n: N.BranchStmt | N.InlineMarkStmt) -> None:
    pass


def _block(e: Escape, n: N.BlockStmt) -> None:
    stmts(e, n.list_)


def _dcl(e: Escape, n: N.Decl) -> None:
    if n.x.sym != "_":
        dcl(e, n.x)


def _label(e: Escape, n: N.LabelStmt) -> None:
    if n.label == "_" or n.label.startswith(INLINED):  # nothing jumps back to the end of an inlined body
        return
    if e.labels is None:
        e.labels = labels_of(e.curfn)
    if e.labels.pop(n.label, 0) == LOOPING:
        e.loop_depth += 1


def _if(e: Escape, n: AnyNode) -> None:
    while True:
        discard(e, n.cond)
        block(e, n.body)
        if len(n.else_) == 1 and n.else_[0].op == O.OIF and not n.else_[0].init:
            n = n.else_[0]  # a long chain of else-ifs must not use up the stack
            continue
        if n.else_:
            block(e, n.else_)
        return


def _check_nil(e: Escape, n: AnyNode) -> None:
    discard(e, n.x)


def _for(e: Escape, n: N.ForStmt) -> None:
    e.loop_depth += 1
    discard(e, n.cond)
    stmt(e, n.post)
    block(e, n.body)
    e.loop_depth -= 1


def _range(e: Escape, n: AnyNode) -> None:
    # The operand is evaluated outside the loop and lasts until its end.
    tmp = new_loc(e, None, True)
    expr(e, (tmp, 0, None, False), n.x)
    e.loop_depth += 1
    ks = [addr(e, n.key), addr(e, n.value)]
    if under(n.x.typ).__class__ is Array:
        flow(e.batch, note(ks[1], n, Why.RANGE), tmp)
    else:
        flow(e.batch, deref(ks[1], n, Why.RANGE_DEREF), tmp)
    reassigned(ks, n)
    block(e, n.body)
    e.loop_depth -= 1


def _switch(e: Escape, n: AnyNode) -> None:
    guard = n.tag
    if guard is not None and guard.op == O.OTYPESW:
        ks = []
        if guard.tag is not None:
            for cas in n.cases:
                cv = cas.var
                if cv is None:
                    continue
                k = dcl(e, cv)  # these variables have no declaration statement
                if cv.typ is not None and e.has_pointers(cv.typ):
                    ks.append(dot_type(e, k, cv.typ, cas, Why.SWITCH_CASE))
        expr(e, tee_hole(e, ks), guard.x)
    else:
        discard(e, guard)
    for cas in n.cases:
        for x in cas.list_:
            discard(e, x)
        block(e, cas.body)


def _select(e: Escape, n: AnyNode) -> None:
    for cas in n.cases:
        stmt(e, cas.comm)
        block(e, cas.body)


def _recv(e: Escape, n: AnyNode) -> None:
    EXPR[O.ORECV](e, e.discard_hole, n)


def _send(e: Escape, n: AnyNode) -> None:
    discard(e, n.chan)
    assign_heap(e, n.value, Why.SEND, n)


def _assign(e: Escape, n: N.AssignStmt) -> None:
    assign_list(e, [n.x], [n.y], Why.ASSIGN, n)


def _assign_op(e: Escape, n: N.AssignOpStmt) -> None:
    if n.as_op == O.OADD and is_string(n.x.typ):
        say_hidden(e, n)
    assign_list(e, [n.x], [n.y], Why.ASSIGN, n)


def _assign_pair(e: Escape, n: AnyNode) -> None:
    assign_list(e, n.lhs, n.rhs, Why.ASSIGN_PAIR, n)


def _assign_dot_type(e: Escape, n: AnyNode) -> None:
    assign_list(e, n.lhs, n.rhs, Why.ASSIGN_PAIR_DOT_TYPE, n)


def _assign_map(e: Escape, n: AnyNode) -> None:
    assign_list(e, n.lhs, n.rhs, Why.ASSIGN_PAIR_MAP, n)


def _assign_receive(e: Escape, n: AnyNode) -> None:
    assign_list(e, n.lhs, n.rhs, Why.ASSIGN_PAIR_RECEIVE, n)


def _assign_func(e: Escape, n: N.AssignListStmt) -> None:
    rhs = n.rhs[0]
    stmts(e, rhs.init)
    ks = [addr(e, x) for x in n.lhs]
    call_(e, ks, rhs)
    reassigned(ks, n)


def _return(e: Escape, n: AnyNode) -> None:
    results = e.batch.params_and_results(e.curfn)[1]
    assign_list(e, results, n.results, Why.RETURN, n)


def _tail_call(e: Escape, n: N.TailCallStmt) -> None:
    call_(e, None, n.call)


STMT.update(dict.fromkeys((O.OFALL, O.OINLMARK, O.OBREAK, O.OCONTINUE, O.OGOTO), _nothing))
STMT.update(
    {
        O.OBLOCK: _block,
        O.ODCL: _dcl,
        O.OLABEL: _label,
        O.OIF: _if,
        O.OCHECKNIL: _check_nil,
        O.OFOR: _for,
        O.ORANGE: _range,
        O.OSWITCH: _switch,
        O.OSELECT: _select,
        O.ORECV: _recv,
        O.OSEND: _send,
        O.OAS: _assign,
        O.OASOP: _assign_op,
        O.OAS2: _assign_pair,
        O.OAS2DOTTYPE: _assign_dot_type,
        O.OAS2MAPR: _assign_map,
        O.OAS2RECV: _assign_receive,
        O.OSELRECV2: _assign_receive,
        O.OAS2FUNC: _assign_func,
        O.ORETURN: _return,
        O.OTAILCALL: _tail_call,
    }
)
