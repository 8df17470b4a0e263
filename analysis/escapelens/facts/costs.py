"""What a function costs its callers, as facts keep it: sums by category, and the first step to what matters of them.

What: for each category (ledger/own.py) that a function pays in, a number: count * 16 + category, and 8 if two entries
follow that say how it comes to pay: the line, from the declaration's first, and the step. That is "=kind size callee"
where the function pays itself (size "?" if it hangs on something), "path:key" or ":key" for a call of another package's
function or of one of its own. Literals and instances, which have no facts, are stepped over. Steps are left out where
whoever asks is told of a worse category first.

Nothing is kept of functions of which nothing is known; of those that allocate nothing the list is empty.
"""

from __future__ import annotations

from escapelens.facts.known import key_of
from escapelens.ir.nodes import Func, Name
from escapelens.ledger.across import Across, Step
from escapelens.ledger.own import ALWAYS, COLD, UNKNOWN, Paid
from escapelens.model.objects import Func as FuncObject
from escapelens.source import CHUNKS

Wire = list[int | str]
_WORSE = ((), (ALWAYS,), (ALWAYS,), (ALWAYS,), (ALWAYS, COLD, UNKNOWN))
"""Of each category those by which its step is left out."""


def encode_costs(fn: Func, across: Across) -> Wire:
    """The costs of a function that has facts."""
    wire: Wire = []
    costs = across.costs(fn)
    for category, (count, step) in enumerate(zip(costs.counts, costs.steps, strict=True)):
        if step is None:
            continue
        if any(costs.counts[worse] for worse in _WORSE[category]):
            wire.append(count * 16 + category)
        else:
            wire += (count * 16 + 8 + category, _line(step.pos), _step(fn, category, step, across))
    return wire


def decode_costs(wire: Wire) -> dict[int, tuple[int, int, str]]:
    """By category the count, and line and step ("" where they are left out)."""
    found = {}
    at = 0
    while at < len(wire):
        head = int(wire[at])
        if head & 8:
            found[head % 8] = head // 16, int(wire[at + 1]), str(wire[at + 2])
            at += 3
        else:
            found[head % 8] = head // 16, 0, ""
            at += 1
    return found


def _line(pos: int) -> int:
    chunk = CHUNKS.at(pos)
    return 0 if chunk is None else chunk.line_of(pos - chunk.base)[0]


def _step(fn: Func, category: int, step: Step, across: Across) -> str:
    inside = ""  # the literal or instance that pays
    seen = {fn}
    while step.to is not None:
        name = step.to
        key = name_key(name, fn)
        if key:
            return key
        inside = inside or name.sym
        steps = across.costs(name.func).steps if name.func is not None else ()
        following = next((s for s in (*steps[category : category + 1], *steps) if s is not None), None)
        if name.func is None or name.func in seen or following is None:
            return paid_text(Paid(category, step.pos, "code that is not known"), inside)
        seen.add(name.func)
        step = following
    assert step.paid is not None
    return paid_text(step.paid, inside)


def paid_text(paid: Paid, inside: str = "") -> str:
    size = "?" if paid.size < 0 else str(paid.size)
    callee = paid.callee or inside
    return f"={paid.kind} {size} {callee}".rstrip()


def paid_of(step: str) -> tuple[str, int, str]:
    """Kind, size and callee of a step that is a site."""
    words = step.removeprefix("=").split(" ")
    at = next((i for i, word in enumerate(words) if i and (word == "?" or word.isdigit())), len(words) - 1)
    return " ".join(words[:at]), -1 if words[at] == "?" else int(words[at]), " ".join(words[at + 1 :])


def name_key(name: Name, within: Func) -> str:
    """How facts call a function from another; "" for one that has none."""
    obj = name.obj
    if not isinstance(obj, FuncObject) or obj.pkg is None or (name.func is not None and name.func.dupok):
        return ""
    key = key_of(obj)
    return key and (f":{key}" if obj.pkg is within.pkg else f"{obj.pkg.path}:{key}")
