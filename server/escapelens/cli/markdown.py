"""`--format=markdown`: a summary that a pull request can show; the functions that pay most come first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from escapelens.cli.result import Result, cost, counted, verdict
from escapelens.common import words
from escapelens.findings.versus import Allocation, Difference

ROWS = 200  # of a table: what shows it takes no more than some ten thousand characters
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


def render(result: Result) -> str:
    difference = result.difference
    if difference is None:
        rows = [
            ("", f.function, f"{result.path(f.span.file)}:{f.span.line}", words.sentence(f), ", ".join(words.facts(f)))
            for f in result.findings()
        ]
        head = counted(len(rows), "finding")
    else:
        rows = [*_rows(result, difference)]
        head = verdict(difference, result.against)
    out = [f"### Escape Lens: {head}", ""]
    if rows:
        changes = difference is not None
        out += [_row(["", *_HEAD] if changes else [*_HEAD]), _row(["---"] * (len(_HEAD) + changes))]
        for change, function, place, what, paid in rows[:ROWS]:
            cells = [f"`{function}`", place, _plain(what), paid]
            out.append(_row([change, *cells] if changes else cells))
    if len(rows) > ROWS:
        out += ["", f"… and {len(rows) - ROWS:,} more."]
    partial = [f"- `{r.import_path}` is known in part: {_plain(why)}" for r in result.reports for why in r.partial]
    return "\n".join([*out, *(["", *partial] if partial else [])]) + "\n"


_HEAD = ("function", "where", "what", "cost")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rows(result: Result, difference: Difference) -> Iterator[tuple[str, str, str, str, str]]:
    """(change, function, where, what, cost), function by function."""
    by_function: dict[tuple[str, str], list[tuple[str, Allocation, str]]] = defaultdict(list)
    for a in difference.new:
        by_function[a.package, a.function].append(("new", a, cost(a)))
    for before, a in difference.grown:
        by_function[a.package, a.function].append(("more", a, f"{cost(a)}; was {cost(before) or 'once'}"))
    for a in difference.gone:
        by_function[a.package, a.function].append(("gone", a, cost(a)))
    for (_, function), changes in sorted(by_function.items(), key=lambda item: (_weight(item[1]), item[0])):
        for change, a, paid in changes:
            f = a.finding
            place = f"{result.path(f.span.file)}:{f.span.line}" if f is not None else ""
            said = words.sentence(f) if f is not None else a.what
            yield f"**{change}**" if change != "gone" else change, function, place, said, paid


def _weight(changes: list[tuple[str, Allocation, str]]) -> tuple[int, int]:
    """The more is paid anew, the smaller."""
    paid = [a for change, a, _ in changes if change != "gone"]
    return -sum(1 + a.loop * len(changes) for a in paid), -sum(a.size or 0 for a in paid)
