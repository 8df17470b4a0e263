"""From remarks to findings and answers.

What: `drafts` reads the remarks of some functions once, with virtual positions, so that it can be cached with them;
`placing.py` puts drafts at places of a snapshot's files. One finding per allocation site: the boxes and buffers that an
inlined call allocates, instances of a generic function and repeated sentences are merged into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from escapelens.findings import append_growth
from escapelens.findings.case import Case, CaseContext, notes_of
from escapelens.findings.model import Severity
from escapelens.findings.scenarios import CONCEALED, ESCAPING, LEAKS, Scenario, scenario_of
from escapelens.findings.steps import DraftStep, chain
from escapelens.findings.syntax_index import Place, SyntaxIndex, place_of, token_at
from escapelens.ir.fmt import Printer
from escapelens.ir.inltree import INL_SHIFT, InlTree
from escapelens.ir.names import trim_inline_hash
from escapelens.model.sizes import Sizes
from escapelens.record import dataclass
from escapelens.remarks import (
    CAN_INLINE,
    CANNOT_INLINE,
    ESCAPES,
    HIDDEN,
    INLINING_CALL,
    LEAKING_PARAM,
    MOVED_TO_HEAP,
    NO_ESCAPE,
    PARAM_NO_ESCAPE,
    ZERO_COPY,
    Escaping,
    Flow,
    Inlinable,
    Leaking,
    Remark,
    Why,
)
from escapelens.syntax import nodes as S


@dataclass(slots=True, eq=False)
class Draft:
    """A finding that does not know its file yet. compiler: the compiler's lines; func: the ir.Func it is in."""

    code: str
    severity: Severity
    place: Place
    message: str
    compiler: list[str]
    function: str
    steps: list[DraftStep]
    advice: str
    size: int | None
    in_loop: bool
    in_goroutine: bool
    func: Any


@dataclass(slots=True, eq=False)
class AnswerDraft:
    kind: str
    place: Place
    text: str
    function: str
    detail: str = ""


Drafts = list[Draft | AnswerDraft]

_ANSWERS = {
    NO_ESCAPE: "does not escape",
    PARAM_NO_ESCAPE: "does not escape",
    ZERO_COPY: "does not escape",
    LEAKING_PARAM: "leaking param",
    CAN_INLINE: "can inline",
    CANNOT_INLINE: "cannot inline",
    INLINING_CALL: "inlining call",
}

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
_CONVERSIONS = frozenset({"STR2BYTES", "STR2BYTESTMP", "BYTES2STR", "STR2RUNES", "RUNES2STR", "RUNESTR"})


def drafts(remarks: Sequence[Remark], inl_tree: InlTree, sizes: Sizes, places: SyntaxIndex, pkg: Any) -> Drafts:
    """Read remarks (of whole functions, in their order) as findings and answers. places: the package's syntax."""
    ctx = CaseContext(inl_tree, sizes, places, Printer(pkg))
    out: Drafts = []
    sites: dict[tuple[str, Place], Draft] = {}
    for i, r in enumerate(remarks):
        kind = r.kind
        answer = _ANSWERS.get(kind)
        case = None
        if answer is not None:
            place = _answer_place(ctx, r)
            if place is not None:
                detail = f"cost {r.about.cost}" if isinstance(r.about, Inlinable) else ""
                out.append(AnswerDraft(answer, place, r.text, _function(r), detail))
        if kind in (MOVED_TO_HEAP, ESCAPES):
            case = _case(ctx, r, r.about.path if isinstance(r.about, Escaping) else [])
            if costs_nothing(case):
                place = _place(case)
                if place is not None:
                    out.append(AnswerDraft("escapes", place, r.text, _function(r)))
                continue
            _add(out, sites, case, scenario_of(case, ESCAPING))
        elif kind in (NO_ESCAPE, HIDDEN):
            case = _case(ctx, r, [])
            after = remarks[i + 1] if i + 1 < len(remarks) else None
            case.zero_copy = after is not None and after.kind == ZERO_COPY and after.node is r.node
            _add(out, sites, case, scenario_of(case, CONCEALED))
        elif kind == LEAKING_PARAM:
            _add(out, sites, _case(ctx, r, r.about.path if isinstance(r.about, Leaking) else []), LEAKS)
    return out


def costs_nothing(case: Case) -> bool:
    """Does it allocate nothing although it "escapes"? What has no size, a literal without captures; see has_room."""
    if case.op == "CLOSURE":
        return not case.node.func.closure_vars
    if case.op != "CONVIFACE" and (case.size == 0 or case.why == Why.ZERO_SIZED_ELEMENT):
        return True
    return case.op == "APPEND" and append_growth.has_room(case)


def _function(r: Remark) -> str:
    return trim_inline_hash(r.func.sym) if r.func is not None else ""


def _case(ctx: CaseContext, r: Remark, path: list[Flow]) -> Case:
    return Case(ctx, r, r.node, _site(ctx, r), path, notes_of(path))


def _site(ctx: CaseContext, r: Remark) -> S.Node | None:
    """The syntax that a remark speaks of; of an inlined node, the call."""
    pos = r.pos
    if not pos:
        return None
    node = r.node
    if node is None:
        return ctx.places.node(pos)
    if node.pos >> INL_SHIFT:
        return ctx.places.node(pos, (S.CallExpr,))
    if node.op in _CONVERSIONS or (node.op == "CONVIFACE" and not node.implicit):
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


def _answer_place(ctx: CaseContext, r: Remark) -> Place | None:
    if r.kind == INLINING_CALL:
        call = ctx.places.node(r.pos, (S.CallExpr,))
        if isinstance(call, S.CallExpr):
            return place_of(call.fun)
        return token_at(r.pos) if call is None else place_of(call)
    if r.kind in (CAN_INLINE, CANNOT_INLINE):
        decl = ctx.places.node(r.pos, (S.FuncDecl, S.FuncLit))
        return place_of(decl) if decl is not None else token_at(r.pos)
    return _place(_case(ctx, r, []))


def _add(out: Drafts, sites: dict[tuple[str, Place], Draft], case: Case, scenario: Scenario | None) -> None:
    if scenario is None:
        return
    place = _place(case)
    if place is None:
        return
    # One finding for all that an inlined call allocates; elsewhere one for each scenario at a place.
    key = ("inlined" if case.inlined else scenario.CODE, place)
    draft = Draft(
        scenario.CODE,
        severity_of(scenario, case),
        place,
        scenario.message(case),
        [case.remark.text],
        _function(case.remark),
        chain(case),
        scenario.advice(case),
        case.size if scenario.CODE != "leaking-param" else None,
        case.in_loop,
        case.in_goroutine,
        case.remark.func,
    )
    known = sites.get(key)
    if known is None:
        sites[key] = draft
        out.append(draft)
        return
    lines = known.compiler + [t for t in draft.compiler if t not in known.compiler]
    if _RANK[draft.severity] > _RANK[known.severity]:
        for name in Draft.__slots__:
            setattr(known, name, getattr(draft, name))
    known.compiler = lines


_RANK = {"off": 0, "hint": 1, "info": 2, "warning": 3}


def severity_of(scenario: Scenario, case: Case) -> Severity:
    """A scenario's own judgement of the case if it has one, else its usual severity."""
    own = getattr(scenario, "severity", None)
    level: Severity = scenario.SEVERITY if own is None else own(case)
    if case.inlined and level in ("info", "warning"):
        return "hint"  # written elsewhere: nothing to be done at this line
    return level
