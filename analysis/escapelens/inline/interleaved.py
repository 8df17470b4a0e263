"""The driver: devirtualisation and expansion, interleaved, over a package or over some of its functions.

Order, which is that of the messages:
1. every function is judged, callees before callers (can_inline.py);
2. every function's call sites are numbered; each site is devirtualised if possible and its callee resolved, whereby the
   calls of each callee are counted over all functions;
3. callees before callers, each function's sites are tried in order. The calls of an expanded body are appended,
   resolved as a batch, then tried themselves: breadth first by depth of inlining. Functions that call each other are
   gone through again until nothing changes.

Counterpart: `inline/interleaved/interleaved.go`; `inl.go: TryInlineCall, mkinlcall`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import TypeAlias

from escapelens.inline.calls import can_inline_call, inl_callee, inline_call_target, might_inline
from escapelens.inline.can_inline import can_inline_funcs
from escapelens.inline.cost import is_big_func
from escapelens.inline.devirtualize import static_call
from escapelens.inline.expand import expand
from escapelens.inline.inliner import Inliner, Resolver
from escapelens.inline.sites import CallSites
from escapelens.ir.inltree import with_inl_index
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import AnyNode, CallExpr, Func, InlinedCallExpr
from escapelens.ir.scc import Mentions, mentioned_funcs, root_of, visit_funcs_bottom_up
from escapelens.ir.target import Target
from escapelens.remarks import CONSIDERED_BIG, INLINING_CALL, OTHER, Inlinable, Remarks

Inlined: TypeAlias = "Callable[[list[Func]], None]"


def devirtualize_and_inline(
    target: Target,
    report: Remarks,
    resolver: Resolver | None = None,
    inlined: Inlined | None = None,
    mentions: Mentions = mentioned_funcs,
) -> None:
    """Judge, devirtualize and inline all functions of the package (DevirtualizeAndInlinePackage).

    New literals and instances join target.funcs. inlined: told of functions when they are. mentions: of a function in
    which nothing is inlined or devirtualized yet.
    """
    inl = Inliner(target, report, resolver)
    funcs = list(target.funcs)
    can_inline_funcs(inl, funcs, None, mentions)
    inline_judged(inl, funcs, None, inlined, mentions)


def inline_judged(
    inl: Inliner,
    funcs: Sequence[Func],
    within: Container[Func] | None,
    inlined: Inlined | None = None,
    mentions: Mentions = mentioned_funcs,
) -> None:
    """Devirtualize and inline functions that have been judged; within: look at no others; mentions: see above.

    inlined: told of functions that call each other, literals in them included, when all calls in them are done, callees
    first. Instances that only imported bodies mention come next to whoever has one of these inlined.
    """
    judged = _Judged(inl, funcs, inlined)
    rerouted = {fn for fn in judged.states if fn.devirtualized}

    def mentioned(fn: Func) -> list[Func]:
        return mentioned_funcs(fn) if fn in rerouted else mentions(fn)

    visit_funcs_bottom_up(funcs, judged.inline, within, mentioned)


class _Judged:
    """Functions that have been judged, until they are inlined."""

    def __init__(self, inl: Inliner, funcs: Iterable[Func], inlined: Inlined | None) -> None:
        self.target = inl.target
        self.inlined = inlined
        self.states: dict[Func, _FuncState] = {}
        for fn in funcs:
            with self.target.survive(fn):
                self.states[fn] = _FuncState(inl, fn)

    def inline(self, component: list[Func], recursive: bool) -> None:
        self.target.cancel.check()
        states = self.states
        todo = [states.pop(fn) for fn in component if fn in states]
        while any([self._pass_over(state) for state in todo]):  # a list: every function gets its turn
            pass
        if self.inlined is not None and todo:
            met = [fn for state in todo for fn in mentioned_funcs(state.fn) if fn in states and root_of(fn).dupok]
            if met:
                visit_funcs_bottom_up(met, self.inline, {fn for fn in states if root_of(fn).dupok})
            self.inlined([state.fn for state in todo])

    def _pass_over(self, state: _FuncState) -> bool:
        changed = False
        with self.target.survive(state.fn):
            changed = state.fn not in self.target.broken and state.pass_over_sites()
        return changed


def devirtualize_and_inline_func(fn: Func, target: Target, report: Remarks, resolver: Resolver | None = None) -> None:
    """The same for a function made after all others, such as a wrapper (DevirtualizeAndInlineFunc)."""
    inl = Inliner(target, report, resolver)
    with target.survive(fn):
        state = _FuncState(inl, fn, resolve=False)
        while state.pass_one_by_one():
            pass


class _FuncState:
    """One function's call sites and what they resolve to (inlClosureState)."""

    __slots__ = ("big", "fn", "inl", "resolved", "root", "sites")

    def __init__(self, inl: Inliner, fn: Func, resolve: bool = True) -> None:
        self.inl = inl
        self.fn = fn
        self.root = root_of(fn)
        self.big = not inl.flags.no_inline and is_big_func(fn)
        if self.big:
            text = f"function {inl.printer.name(fn)} considered 'big'; reducing max cost of inlinees"
            inl.report.say(CONSIDERED_BIG, inl.position(fn.pos), text, level=2, func=fn, node=fn)
        self.sites = CallSites()
        self.sites.mark([fn.body])
        self.resolved: list[Func | None] = [None] * len(self.sites)
        if resolve:
            for i in range(len(self.sites)):
                self.resolve(i)

    def resolve(self, i: int) -> tuple[Func | None, int]:
        """The callee of site i, if known, and how often it is called so far."""
        inl = self.inl
        callee = self.resolved[i]
        if callee is not None:
            return callee, inl.use_counts[callee]
        call = self.sites.get(i)
        if call.__class__ is not CallExpr:
            return None, -1
        if call.op == "CALLINTER":
            said = len(inl.report)
            static_call(inl, call, self.sites)
            for remark in inl.report[said:]:
                remark.func = self.fn
            if call.op == "CALLFUNC":
                method: AnyNode = call.fun
                self.fn.devirtualized += (method.func_name,)
        callee = inline_call_target(inl, self.fn, call)
        if callee is None:
            return None, 0
        self.resolved[i] = callee
        count = inl.use_counts[callee] = inl.use_counts.get(callee, 0) + 1
        return callee, count

    def pass_over_sites(self) -> bool:
        """Try every site, then those that come with the expansions, batch by batch; whether anything changed."""
        changed = False
        begin, end = 0, len(self.sites)
        while begin < end:
            for i in range(begin, end):
                if self.edit(i):
                    changed = True
            begin, end = end, len(self.sites)
            self.resolved += [None] * (end - begin)
            for i in range(begin, end):
                self.resolve(i)
        return changed

    def pass_one_by_one(self) -> bool:
        """Like pass_over_sites, but new sites are not resolved before they are tried (fixpoint)."""
        changed = False
        i = 0
        while i < len(self.sites):
            if self.edit(i):
                changed = True
                self.resolved += [None] * (len(self.sites) - len(self.resolved))
            i += 1
        return changed

    def edit(self, i: int) -> bool:
        """Expand the call at site i, if it is one to be expanded."""
        call = self.sites.get(i)
        if call.__class__ is not CallExpr:
            return False
        callee, count = self.resolve(i)
        if callee is None or count <= 0:
            return False
        res = self.try_inline_call(call, count == 1 and callee.closure_parent is not None)
        if res is None:
            if callee.inl is None and callee.oclosure is None:
                self.sites.drop(i)  # never will be
            return False
        self.sites.put(i, res)
        self.sites.mark([res.body])
        self.inl.devirt.inlined_call(self.fn, call, res)
        return True

    def try_inline_call(self, call: CallExpr, called_once: bool) -> InlinedCallExpr | None:
        inl, fn = self.inl, self.fn
        if not might_inline(inl, call):
            return None
        callee = inl_callee(inl, fn, call.fun)
        if callee is None or callee.inl is None:
            return None
        if not can_inline_call(inl, fn, call, callee, self, called_once, log=True):
            return None
        return self._inline(call, callee)

    def _inline(self, call: CallExpr, callee: Func) -> InlinedCallExpr | None:
        """mkinlcall: the decision is made."""
        inl = self.inl
        tree = inl.target.inl_tree
        index = tree.add(self.root, call.pos, callee.sym, callee.pos, callee.pkg)
        text = f"inlining call to {trim_inline_hash(inl.printer.name(callee))}"
        remark = inl.report.say(INLINING_CALL, inl.position(call.pos), text, func=self.fn, node=call)
        if not inl.load_body(callee):
            # The callee's body cannot be had after all: take the decision back.
            inl.report.pop()
            tree.take_back(self.root)
            return None
        remark.about = Inlinable(callee.inl.cost)  # type: ignore[union-attr]
        for pos in inl.target.imprecise.get(callee, ()):  # said whenever the body is read
            pos = inl.position(with_inl_index(pos, index))
            inl.report.say(OTHER, pos, "imprecise interface call", func=self.fn)
        return expand(inl, self.fn, call, callee, index, self.sites)
