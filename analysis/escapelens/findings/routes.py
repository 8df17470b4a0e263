"""How a call comes to allocate, in words: from call to call to the line that pays.

What: `Routes.of` follows the steps that the sums over the graph of calls remember (ledger/across.py), through functions
of the package at hand and, by their facts, through those of others. `summary` says the sums themselves.

Property: a route ends at a site, or where nobody knows more; it never repeats a function.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable, Sequence

from escapelens.check.checker import checker_of
from escapelens.facts.costs import decode_costs, paid_of
from escapelens.findings.model import Span, Step
from escapelens.findings.placing import span_at
from escapelens.findings.syntax_index import SyntaxIndex, place_of, token_at
from escapelens.ir.names import trim_inline_hash
from escapelens.ir.nodes import Func, Name
from escapelens.ledger.across import MANY, Across
from escapelens.ledger.across import Step as Taken
from escapelens.ledger.own import ALWAYS, CATEGORIES, COLD, COLD_UNKNOWN, GROWTH, ON_COLD_PATH, UNKNOWN
from escapelens.model.objects import AnyObject, Object, Package
from escapelens.record import dataclass
from escapelens.say import counted, listed, made, say, template
from escapelens.source import Layout
from escapelens.syntax import nodes as S

_WHAT = {
    "variable": template("a variable moved to the heap"),
    "parameter": template("a parameter moved to the heap"),
    "new": template("a new object"),
    "slice": template("a slice literal"),
    "arguments": template("the slice of variadic arguments"),
    "make": template("make"),
    "map": template("a map"),
    "entry": template("a map that may grow"),
    "channel": template("a channel"),
    "closure": template("a closure"),
    "method value": template("a method value"),
    "box": template("a value put into an interface"),
    "append": template("append, when the slice has no room"),
    "concatenation": template("a concatenation of strings"),
    "conversion": template("a conversion that copies"),
    "run time": template("the run time"),
}
_UNKNOWN = {
    "recursion": template("is recursive, and nobody knows how often"),
    "goroutine": template("starts a goroutine, which may need a new stack"),
    "defer": template("defers in a loop"),
    "code that is not Go": template("is code that is not Go"),
    "code that is not known": template("leads to code that is not known"),
    "code in error": template("leads to code in error"),
}


@dataclass(frozen=True, slots=True)
class Route:
    """functions: those called, outermost first. known: whether its end is a site. kind, size: of the site, or why
    nothing is known there."""

    functions: tuple[str, ...]
    steps: tuple[Step, ...]
    kind: str
    size: int
    callee: str

    @property
    def end(self) -> str:
        """ "allocates 48 bytes: a new object"."""
        return said(self.kind, self.size)

    @property
    def where(self) -> str:
        """ "errors.New in fmt.Errorf", "" if it is where one began."""
        names = [*self.functions, *([self.callee] if self.callee else [])]
        names = [*names[:1], "…", *names[-2:]] if len(names) > 3 else names
        text = names.pop() if names else ""
        for name in reversed(names):
            text = say("{what} in {caller}", what=text, caller=name)
        return text


def said(kind: str, size: int) -> str:
    what = _WHAT.get(kind)
    if what is not None and size >= 0:
        return say("allocates {size}: {what}", size=_bytes(size), what=say(what))
    if what is not None:
        return say("allocates: {what}", what=say(what))
    if kind.startswith("call of "):
        return say("calls {callee}, and nobody knows what that does", callee=kind.removeprefix("call of "))
    unknown = _UNKNOWN.get(kind)
    return say(unknown) if unknown is not None else say("leads to {what}", what=kind)


def _bytes(size: int) -> str:
    return say("{n:,} bytes", n=size)


class Routes:
    """layout, places: of the package at hand; read: the text of a file of a dependency, nothing if it is not there."""

    def __init__(
        self,
        across: Across,
        layout: Layout,
        places: SyntaxIndex,
        read: Callable[[str], bytes],
    ) -> None:
        self._across = across
        self._layout = layout
        self._places = places
        self._read = read

    def counts(self, fn: Func) -> tuple[int, ...]:
        """Places that fn pays at with all that it calls, by category."""
        return self._across.costs(fn).counts

    def of(self, fn: Func, category: int) -> Route:
        """How fn, which has costs of the category, comes to it."""
        taken = self._across.costs(fn).steps[category]
        assert taken is not None
        return self.by(fn, taken, category)

    def by(self, fn: Func, taken: Taken, category: int) -> Route:
        """The same by a step that fn may take."""
        names: list[str] = []
        steps: list[Step] = []
        seen = {fn}
        while True:
            here = printed(fn.nname, fn.pkg)
            if taken.paid is not None:
                paid = taken.paid
                self._step(steps, taken.pos, say("{function} {does}", function=here, does=said(paid.kind, paid.size)))
                return Route(tuple(names), tuple(steps), paid.kind, paid.size, paid.callee)
            name = taken.to
            assert name is not None
            called = printed(name, fn.pkg)
            self._step(steps, taken.pos, say("{function} calls {callee}", function=here, callee=called))
            names.append(called)
            if name.func is None:
                return self._beyond(name.obj, category, names, steps)
            if name.func in seen:
                return Route(tuple(names), tuple(steps), "recursion", -1, "")
            fn = name.func
            seen.add(fn)
            costs = self._across.costs(fn)
            category = _below(costs.counts, category)
            following = costs.steps[category]
            assert following is not None
            taken = following

    def _beyond(self, obj: AnyObject, category: int, names: list[str], steps: list[Step]) -> Route:
        """On through functions of other packages, by their facts."""
        seen: set[object] = set()
        while obj is not None and obj not in seen:
            seen.add(obj)
            known = obj.facts
            costs = decode_costs(known.costs) if known is not None and known.costs is not None else {}
            if not costs:
                break
            category = _below([costs[c][0] if c in costs else 0 for c in range(CATEGORIES)], category)
            _, line, step = costs[category]
            if not step:  # of something worse
                category = next(c for c in costs if costs[c][2])
                _, line, step = costs[category]
            here = printed_object(obj)
            if step.startswith("="):
                kind, size, callee = paid_of(step)
                steps.append(self._foreign(obj, line, say("{function} {does}", function=here, does=said(kind, size))))
                return Route(tuple(names), tuple(steps), kind, size, callee)
            path, _, key = step.partition(":")
            called = f"{(path or obj.pkg.path).rpartition('/')[2]}.{key}"
            steps.append(self._foreign(obj, line, say("{function} calls {callee}", function=here, callee=called)))
            names.append(called)
            obj = _lookup(obj.pkg, path, key)
        return Route(tuple(names), tuple(steps), "code that is not known", -1, "")

    def _step(self, steps: list[Step], pos: int, message: str) -> None:
        node = self._places.node(pos, (S.CallExpr,)) or self._places.node(pos)
        if isinstance(node, S.CallExpr):
            node = node.fun
        place = place_of(node) if node is not None else token_at(pos)
        span = span_at(self._layout, place) if place is not None else None
        if span is not None:
            steps.append(Step(span, message))

    def _foreign(self, obj: AnyObject, line: int, message: str) -> Step:
        """A step at a line of another package's function, counted from its first."""
        at = self._layout.locate(obj.pos) if obj.pos else None
        if at is None:
            return Step(Span("", 0, 1, 1, 1), message)
        info = checker_of(obj.pkg).obj_map.get(obj)
        chunk = info.group.top.chunk if info is not None else None
        first = self._layout.locate(chunk.base) if chunk is not None else None
        line += first.line if first is not None else at.line
        path = at.file
        lines = self._read(path).split(b"\n")
        if not 0 < line <= len(lines):
            return Step(
                Span("", 0, 1, line, 1),
                say("{what} ({place})", what=message, place=f"{os.path.basename(at.file)}:{line}"),
            )
        text = lines[line - 1]
        start = sum(len(x) + 1 for x in lines[: line - 1]) + len(text) - len(text.lstrip())
        end = max(start + len(text.strip()), start + 1)
        return Step(Span(path, start, end, line, len(text) - len(text.lstrip()) + 1), message)


def _below(counts: Sequence[int], category: int) -> int:
    """The category in which a callee pays what its caller pays in this one."""
    if counts[category]:
        return category
    return next((c for c in range(CATEGORIES) if counts[c] and ON_COLD_PATH[c] == category), category)


def _lookup(pkg: Package, path: str, key: str) -> Object | None:
    """The function that facts of pkg call by that name."""
    found = checker_of(pkg).importer(path) if path else pkg
    if found is None:
        return None
    return next((obj for obj, info in checker_of(found).obj_map.items() if info.key == key), None)


def printed(name: Name, local: Package | None) -> str:
    sym = trim_inline_hash(name.sym)
    return sym if name.pkg is None or name.pkg is local else f"{name.pkg.name}.{sym}"


def printed_object(obj: AnyObject) -> str:
    info = checker_of(obj.pkg).obj_map.get(obj)
    return f"{obj.pkg.name}.{info.key if info is not None else obj.name}"


# -- sums in words


def summary(own: Sequence[int], total: Sequence[int], unknown: Route | None) -> str:
    """Of a function: "3 allocations of its own, 5 in callees, 2 of them cold"."""
    mine, all_ = _places(own), _places(total)
    if not all_ and unknown is None:
        return say("allocates nothing, in its callees neither")
    parts = []
    if all_:
        own_ones = counted(mine, "{n} allocation of its own", "{n} allocations of its own")
        parts.append(own_ones if mine else say("no allocations of its own"))
        parts.append(say("{n} in callees", n=_number(all_ - mine)))
        if total[COLD]:
            parts.append(say("{n} of them cold", n=_number(total[COLD])))
    if unknown is not None:
        more = template("more is unknown: it {does}" if all_ else "what it allocates is unknown: it {does}")
        parts.append(made(more, {"does": _in(unknown.end, unknown.where)}))
    return listed(parts)


def of_call(counts: Sequence[int], first: Route | None, unknown: Route | None) -> str:
    """Of a call: "allocates 48 bytes: errors.New in fmt.Errorf"."""
    places = _places(counts)
    if not places and unknown is None:
        return say("allocates nothing")
    text = _pays(counts, first, places) if first is not None else ""
    if unknown is None:
        return text
    does = _in(unknown.end, unknown.where)
    return say("{text}; unknown beyond: {does}", text=text, does=does) if text else say("unknown: {does}", does=does)


def _pays(counts: Sequence[int], first: Route, places: int) -> str:
    kind = _WHAT.get(first.kind)
    what = say(kind) if kind is not None else first.kind
    what = say("{where} ({what})", where=first.where, what=what) if first.where else what
    much = _bytes(first.size) if first.size >= 0 else ""
    cold = places == counts[COLD]
    growth = not cold and not counts[ALWAYS]
    if places == 1:
        text = say("allocates {size}", size=much) if much else say("allocates")
    else:
        text = say("allocates in {n} places", n=_number(places))
    if cold:
        text = say("{text} on cold paths", text=text)
    elif growth:
        text = say("{text} when something grows", text=text)
    if places > 1:
        if counts[COLD] and not (cold or growth):
            text = say("{text}, {n} of them cold", text=text, n=_number(counts[COLD]))
        text = say("{text}, first {size}", text=text, size=much) if much else say("{text}, first", text=text)
    return say("{text}: {what}", text=text, what=what)


def _in(does: str, where: str) -> str:
    return say("{what} in {caller}", what=does, caller=where) if where else does


def _places(counts: Sequence[int]) -> int:
    return min(counts[ALWAYS] + counts[GROWTH] + counts[COLD], MANY)


def _number(count: int) -> str:
    return say("{n} or more", n=MANY) if count >= MANY else str(count)


def worst(counts: Sequence[int]) -> tuple[int | None, int | None]:
    """The first category that allocates, and the first of which nothing is known."""
    pays = next((c for c in (ALWAYS, GROWTH, COLD) if counts[c]), None)
    return pays, next((c for c in (UNKNOWN, COLD_UNKNOWN) if counts[c]), None)
