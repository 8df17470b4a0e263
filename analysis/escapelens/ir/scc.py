"""Functions of a package, callees before callers.

What: `VisitFuncsBottomUp` of ir/scc.go: the strongly connected components of the graph of mentions, found by Tarjan's
algorithm. An edge is any mention of a function that has a body here: its name, a method, a literal. A literal that
captures variables is never a component's root: it is analysed with the function around it.

Property: the order of components, and of the functions in one, is the compiler's; messages are printed in it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import TypeAlias

from escapelens.ir.nodes import PFUNC, AnyNode, Func, Node
from escapelens.ir.visit import PUSH

_DONE = 1 << 62

Mentions: TypeAlias = Callable[[Func], list[Func]]
"""The functions with a body here that a function is to be taken to mention."""


def captures(fn: Func) -> bool:
    """Whether fn is a literal that captures at least one variable (func.go: IsClosure)."""
    return fn.oclosure is not None and bool(fn.closure_vars)


def root_of(fn: Func) -> Func:
    """The function of the source (or instance) that a literal belongs to."""
    while fn.closure_parent is not None:
        fn = fn.closure_parent
    return fn


def around(fn: Func) -> list[Func]:
    """The function and those that it is a literal in, innermost first."""
    found = [fn]
    while (parent := found[-1].closure_parent) is not None:
        found.append(parent)
    return found


def mentioned_funcs(fn: Func) -> list[Func]:
    """The functions with a body here that fn's own body mentions, in order, with repetitions."""
    return [name.defn for name in mentioned_names(fn) if name.defn is not None]


def mentioned_names(fn: Func) -> list[AnyNode]:
    """The Names of the functions that fn's own body mentions, literals included, in order, with repetitions."""
    out: list[Node] = []
    push = PUSH
    stack = fn.body[::-1]
    while stack:
        n = stack.pop()
        op = n.op
        if op == "NAME":
            if n.class_ == PFUNC:  # type: ignore[attr-defined]
                out.append(n)
            continue
        if op == "DOTMETH" or op == "METHVALUE" or op == "METHEXPR":
            name = n.func_name  # type: ignore[attr-defined]
            if name is not None:
                out.append(name)
        elif op == "CLOSURE":
            out.append(n.func.nname)  # type: ignore[attr-defined]
        push[n.__class__](n, stack)
    return out


def visit_funcs_bottom_up(
    funcs: Iterable[Func],
    analyze: Callable[[list[Func], bool], object],
    within: Container[Func] | None = None,
    mentions: Mentions = mentioned_funcs,
) -> None:
    """Call analyze(component, recursive) for every component, callees first. within: look at no other functions."""
    node_id: dict[Func, int] = {}
    component_stack: list[Func] = []
    gen = 0

    # One frame per function being visited: [function, its id, smallest id reached, callees, next callee].
    frames: list[tuple[Func, int, list[int], list[Func]]] = []

    def enter(fn: Func) -> None:
        nonlocal gen
        gen += 1
        node_id[fn] = gen
        frame_id = gen
        gen += 1
        component_stack.append(fn)
        callees = mentions(fn)
        if within is not None:
            callees = [callee for callee in callees if callee in within]
        frames.append((fn, frame_id, [gen, 0], callees))

    for root in funcs:
        if captures(root) or root in node_id:
            continue
        enter(root)
        while frames:
            fn, fn_id, state, callees = frames[-1]
            if state[1] < len(callees):
                callee = callees[state[1]]
                state[1] += 1
                seen = node_id.get(callee)
                if seen is None:
                    enter(callee)
                elif seen < state[0]:
                    state[0] = seen
                continue
            frames.pop()
            low = state[0]
            if (low == fn_id or low == fn_id + 1) and not captures(fn):
                i = len(component_stack) - 1
                while True:
                    node_id[component_stack[i]] = _DONE
                    if component_stack[i] is fn:
                        break
                    i -= 1
                block = component_stack[i:]
                del component_stack[i:]
                analyze(block, low == fn_id)
            if frames and low < frames[-1][2][0]:
                frames[-1][2][0] = low
