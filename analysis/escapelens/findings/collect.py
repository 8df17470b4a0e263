"""From remarks to findings and answers.

What: `drafts` reads the remarks of some functions once, with virtual positions, so that it can be cached with them;
`placing.py` puts drafts at places of a snapshot's files. One finding per allocation site: the boxes and buffers that an
inlined call allocates, instances of a generic function and repeated sentences are merged into one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from sys import intern
from typing import TYPE_CHECKING

from escapelens import remarks as R
from escapelens.findings.case import Case, CaseContext, notes_of
from escapelens.findings.causes import join, together
from escapelens.findings.cost import Cost
from escapelens.findings.draft import AnswerDraft, Draft, Drafts
from escapelens.findings.given_back import given_back
from escapelens.findings.growths import join_growths
from escapelens.findings.mixed import taken_along
from escapelens.findings.names import CONVERSIONS, source_text
from escapelens.findings.others import go_another_way
from escapelens.findings.remedies import bound_before, converted_before, ranged_copy
from escapelens.findings.reports import reported
from escapelens.findings.room import has_room
from escapelens.findings.scenarios import CONCEALED, ESCAPING, LEAKS, Scenario, scenario_of
from escapelens.findings.sites import Sites, cost_of
from escapelens.findings.spared import DONE_ONCE
from escapelens.findings.steps import chain
from escapelens.findings.syntax_index import Place, SyntaxIndex, place_of, token_at
from escapelens.findings.told_of import told_of
from escapelens.findings.ways import doubted, go_by_return, within
from escapelens.inline.budget import CLOSURE_CALLED_ONCE_COST, MAX_BUDGET
from escapelens.ir.fmt import Printer
from escapelens.ir.inltree import INL_SHIFT, POS_MASK, InlTree
from escapelens.ir.names import trim_inline_hash
from escapelens.ledger import FunctionCosts
from escapelens.model.sizes import Sizes
from escapelens.record import replace
from escapelens.regexp import regexp
from escapelens.say import say
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.ir.nodes import AnyNode
    from escapelens.model.objects import Package

_ANSWERS = {
    R.NO_ESCAPE: "does not escape",
    R.PARAM_NO_ESCAPE: "does not escape",
    R.ZERO_COPY: "does not escape",
    R.MAY_ESCAPE: "may escape",
    R.LEAKING_PARAM: "leaking param",
    R.CAN_INLINE: "can inline",
    R.CANNOT_INLINE: "cannot inline",
    R.INLINING_CALL: "inlining call",
}

_ON_HEAP = frozenset({R.MOVED_TO_HEAP, R.ESCAPES})
_OF_WHOLE = frozenset({R.NO_ESCAPE, R.PARAM_NO_ESCAPE, R.ZERO_COPY, R.MAY_ESCAPE})

_WANTED: dict[str, tuple[type, ...]] = {
    "CLOSURE": (S.FuncLit, S.CallExpr, S.ForStmt),
    "PTRLIT": (S.Operation, S.CompositeLit, S.CallExpr),
    "SLICELIT": (S.CompositeLit, S.CallExpr),
    "MAPLIT": (S.CompositeLit,),
    "NEW": (S.CallExpr,),
    "MAKESLICE": (S.CallExpr,),
    "MAKEMAP": (S.CallExpr,),
    "APPEND": (S.CallExpr,),
    "METHVALUE": (S.SelectorExpr,),
    "ADDSTR": (S.Operation, S.AssignStmt),
    "MAKECHAN": (S.CallExpr,),
    "ASOP": (S.AssignStmt,),
}
_OVER = regexp(r"cost (\d+) exceeds budget (\d+)")


def drafts(
    remarks: Sequence[R.Remark],
    costs: Iterable[FunctionCosts],
    inl_tree: InlTree,
    sizes: Sizes,
    places: SyntaxIndex,
    pkg: Package,
    *,
    whole: bool = True,
) -> Drafts:
    """Read remarks (of whole functions, in their order) as findings and answers.

    costs: the ledgers of these functions; places: the package's syntax; whole: else statements of them are left out, so
    that nothing is known not to escape.
    """
    ctx = CaseContext(inl_tree, sizes, places, Printer(pkg))
    out: Drafts = []
    found = _Found(Sites(costs))
    holders = {id(_variable(r.node)): r for r in remarks if r.kind in _ON_HEAP and r.node is not None}
    for i, r in enumerate(remarks):
        kind = r.kind
        answer = _ANSWERS.get(kind)
        case = None
        if answer is not None and (whole or kind not in _OF_WHOLE):
            place = _answer_place(ctx, r)
            if place is not None:
                detail = (
                    _inlining(r)
                    if kind != R.MAY_ESCAPE
                    else say("it is given to code in error, or to code that uses what is not known here")
                )
                out.append(AnswerDraft(answer, place, intern(trim_inline_hash(r.text)), _function(r), detail))
        if kind in _ON_HEAP:
            case = _held_case(ctx, r, holders)
            if costs_nothing(case):
                place = _place(case)
                if place is not None:
                    out.append(AnswerDraft("escapes", place, r.text, _function(r)))
                continue
            found.add(out, case, scenario_of(case, ESCAPING))
        elif kind in (R.NO_ESCAPE, R.HIDDEN):
            case = _case(ctx, r, [])
            after = remarks[i + 1] if i + 1 < len(remarks) else None
            case.zero_copy = after is not None and after.kind == R.ZERO_COPY and after.node is r.node
            found.add(out, case, scenario_of(case, CONCEALED))
        elif kind == R.LEAKING_PARAM:
            found.add(out, _case(ctx, r, r.about.path if isinstance(r.about, R.Leaking) else []), LEAKS)
    found.tell_literals(out)
    found.tell_others()
    join(found.cases)
    join_growths(found.cases)
    return out


def costs_nothing(case: Case) -> bool:
    """Does it allocate nothing although it "escapes"? What has no size, a literal without captures; see has_room."""
    if case.op == "CLOSURE":
        return not case.node.func.closure_vars
    if case.op != "CONVIFACE" and (case.size == 0 or case.why == R.Why.ZERO_SIZED_ELEMENT):
        return True
    return case.op == "APPEND" and has_room(case)


def _inlining(r: R.Remark) -> str:
    """What inlining costs, beside the budget; why not, if that is not a matter of cost."""
    if r.kind == R.CANNOT_INLINE:
        over = _OVER.search(r.text)
        return say("not inlinable: {n} over budget", n=int(over[1]) - int(over[2])) if over is not None else ""
    if not isinstance(r.about, R.Inlinable):
        return ""
    if r.kind == R.CAN_INLINE:
        return say(
            "inlinable, {n} of {budget}",
            n=r.about.cost,
            budget=MAX_BUDGET if r.about.cost <= MAX_BUDGET else CLOSURE_CALLED_ONCE_COST,
        )
    return say("cost {n}", n=r.about.cost)


def _function(r: R.Remark) -> str:
    return trim_inline_hash(r.func.sym) if r.func is not None else ""


def _case(ctx: CaseContext, r: R.Remark, path: list[R.Flow]) -> Case:
    way = within(ctx, r, path)
    case = Case(ctx, r, r.node, _site(ctx, r), way, notes_of(way), beyond=path[len(way) :])
    if r.kind in _ON_HEAP:
        go_by_return(case)
        go_another_way(case)
    return case


def _held_case(ctx: CaseContext, r: R.Remark, holders: dict[int, R.Remark]) -> Case:
    """The case of something on the heap, with what holds it. holders: what is on the heap, by the node's identity."""
    first = case = _case(ctx, r, r.about.path if isinstance(r.about, R.Escaping) else [])
    seen = {id(_variable(r.node))}
    while case.sink is not None and case.sink is not R.HEAP_NODE:
        key = id(_variable(case.sink))
        held = holders.get(key)
        if held is None or key in seen:
            break
        seen.add(key)
        case.holder = case = _case(ctx, held, held.about.path if isinstance(held.about, R.Escaping) else [])
    end = r.about.path[-1].dst if isinstance(r.about, R.Escaping) and r.about.path else None
    if first.to_result and end is not None and end is not R.HEAP_NODE:
        first.through = holders.get(id(_variable(end)))
    return first


def _variable(n: AnyNode) -> AnyNode:
    """A node, or the variable that it is a copy of in a function literal."""
    return n.canonical if n.op == "NAME" else n


def _site(ctx: CaseContext, r: R.Remark) -> S.Node | None:
    """The syntax that a remark speaks of; of an inlined node, the call."""
    pos = r.pos
    if not pos:
        return None
    node = r.node
    if node is None:
        return ctx.places.node(pos)
    if node.pos >> INL_SHIFT:
        return ctx.places.node(pos, (S.CallExpr,))
    return _written(ctx, node, pos)


def _written(ctx: CaseContext, node: AnyNode, pos: int) -> S.Node | None:
    """The syntax of a node that is written at pos."""
    if node.op in CONVERSIONS or (node.op == "CONVIFACE" and not node.implicit):
        operand = ctx.places.node(pos)
        if operand is not None:
            return ctx.places.conversion_of(operand) or operand
        return None
    if node.op == "CONVIFACE":
        return ctx.places.node(pos)
    return ctx.places.node(pos, _WANTED.get(node.op, (S.Name,)))


def _place(case: Case) -> Place | None:
    site = case.site
    if site is None:
        return token_at(case.remark.pos) if case.remark.pos else None
    if isinstance(site, S.CallExpr) and (case.inlined or case.op in ("SLICELIT", "APPEND", "CLOSURE")):
        return place_of(site.fun)
    return place_of(site)


def _answer_place(ctx: CaseContext, r: R.Remark) -> Place | None:
    if r.kind == R.INLINING_CALL:
        call = ctx.places.node(r.pos, (S.CallExpr,))
        if isinstance(call, S.CallExpr):
            return place_of(call.fun)
        return token_at(r.pos) if call is None else place_of(call)
    if r.kind in (R.CAN_INLINE, R.CANNOT_INLINE):
        decl = ctx.places.node(r.pos, (S.FuncDecl, S.FuncLit))
        return place_of(decl) if decl is not None else token_at(r.pos)
    return _place(_case(ctx, r, []))


# Advice where what allocates is rarely done.
_RARE = {
    "error": say("It costs only where an error is made or returned."),
    "panic": say("It costs only when it panics."),
    "exit": say("It costs only when the program ends."),
    "once": DONE_ONCE,
    "goexit": say("It costs only when the goroutine ends."),
    "test": say("It costs only in tests."),
}


def in_literal(case: Case) -> int:
    """Where it stands in a function literal of this declaration that is inlined here, whose own body tells of the same;
    0 if it does not."""
    places = case.ctx.places
    here, at = places.table(case.remark.pos), [case.node.pos] if case.node is not None else []
    at += [call.pos for call in case.ctx.inl_tree.stack(case.node.pos)] if at else []
    pos = next((pos for pos in at if places.table(pos & POS_MASK) is here), 0)
    return pos & POS_MASK if pos >> INL_SHIFT else 0


def _told_within(case: Case, pos: int) -> Case:
    """The case of what is inlined with a literal of this declaration, at its place in the literal."""
    places, node = case.ctx.places, case.node
    own = pos == node.pos & POS_MASK
    site = _written(case.ctx, node, pos) if own else places.node(pos, (S.CallExpr,))
    if site is None:
        return case
    found = copy(case)
    found.within, found.site = pos, site
    return found


def is_never_made(case: Case) -> bool:
    """Is it the error that fmt.Errorf makes of nothing but a text, where there is something to format?"""
    call = case.site
    if not case.inlined or case.op not in ("PTRLIT", "NEW") or not isinstance(call, S.CallExpr):
        return False
    formats = source_text(call.fun) == "fmt.Errorf" and len(call.arg_list) > 1 and not call.has_dots
    return formats and case.ctx.printer.type(case.node.typ) == "*errors.errorString"


class _Found:
    """The findings so far: one for all that an inlined call allocates, elsewhere one for each scenario at a place."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites
        self.cases: list[tuple[Case, Draft]] = []
        self._known: dict[tuple[str, Place], Draft] = {}
        self._at: dict[int, int] = {}  # where in cases a draft is
        self._others: list[tuple[Draft, Draft]] = []  # what an inlined call allocates, too, after what speaks for it
        self._again: list[tuple[int, Case, Scenario]] = []  # what inlined literals allocate, by where it is written

    def add(self, out: Drafts, case: Case, scenario: Scenario | None) -> None:
        if case.inlined and isinstance(case.site, S.FuncDecl):
            return  # in a wrapper of what is told where it is written
        if scenario is not None and case.inlined and (pos := in_literal(case)):
            self._again.append((pos, case, scenario))
        elif scenario is not None and not is_never_made(case):
            self._add(out, case, scenario)

    def _add(self, out: Drafts, case: Case, scenario: Scenario) -> None:
        place = _place(case)
        if place is None:
            return
        if scenario is LEAKS:
            cost = Cost("cold")
        else:
            case.cost = cost = cost_of(case, self.sites)
            if cost.often == "never" and case.remark.kind in (R.NO_ESCAPE, R.HIDDEN):
                return
        draft = Draft(
            scenario.CODE,
            place,
            case.what,
            doubted(case, scenario.message(case)),
            [case.remark.text],
            _function(case.remark),
            chain(case),
            (reported(case) if cost.cold == "log" else "")
            or _RARE.get(cost.cold, "")
            or made_in_rounds(case)
            or taken_along(case)
            or given_back(case)
            or scenario.advice(case),
            case.size if scenario is not LEAKS else None,
            cost,
            case.in_goroutine,
            case.remark.func,
            about=told_of(case),
        )
        key = ("inlined" if case.inlined else scenario.CODE, place)
        known = self._known.get(key)
        if known is None:
            self._known[key] = draft
            self._at[id(draft)] = len(self.cases)
            self.cases.append((case, draft))
            out.append(draft)
            return
        if case.inlined:
            self._others.append((known, draft if draft.cost.rank <= known.cost.rank else copy(known)))
        lines = known.compiler + [t for t in draft.compiler if t not in known.compiler]
        if draft.cost.rank > known.cost.rank:
            for name in Draft.__slots__:
                setattr(known, name, getattr(draft, name))
            self.cases[self._at[id(known)]] = case, known
        known.compiler = lines

    def tell_literals(self, out: Drafts) -> None:
        """What a literal allocates is paid as often as where it is inlined; it is told there if its body does not."""
        own = {(case.remark.pos, case.op): draft for case, draft in self.cases}
        for pos, case, scenario in self._again:
            draft = own.get((pos, case.op))
            if draft is None:
                case = _told_within(case, pos)
                if not is_never_made(case):
                    self._add(out, case, scenario)
                continue
            cost = cost_of(case, self.sites)
            if cost.rank[0] > draft.cost.rank[0]:
                draft.cost = replace(draft.cost, often=cost.often)

    def tell_others(self) -> None:
        """Name what an inlined call surely allocates beside what its finding speaks of."""
        parts: dict[int, tuple[Draft, list[Draft]]] = {}
        for head, other in self._others:
            if (
                _is_sure(head)
                and _is_sure(other)
                and head.cost.rank[0] == other.cost.rank[0]
                and other.name != head.name
            ):
                parts.setdefault(id(head), (head, []))[1].append(other)
        for head, others in parts.values():
            head.message = say("{message}; allocated with it: {parts}", message=head.message, parts=together(others))


def made_in_rounds(case: Case) -> str:
    """Advice for what is made in each round, whatever becomes of it: a conversion, a copy of an element, a method
    value; else ""."""
    return converted_before(case) or ranged_copy(case) or bound_before(case)


def _is_sure(draft: Draft) -> bool:
    """Is it allocated whenever the call that it stands for is made?"""
    cost = draft.cost
    return cost.site is not None and cost.site.when.how == "always" and not cost.maybe
