"""`--format=markdown`: a summary that a pull request can show; the functions that pay most come first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from escapelens.cli.result import Result, cost, verdict
from escapelens.common import words
from escapelens.findings.model import Finding
from escapelens.findings.versus import Allocation, Difference
from escapelens.regexp import regexp
from escapelens.say import counted, listed, say

_GONE = say("gone")
ROWS = 200  # of a table: what shows it takes no more than some ten thousand characters
_SPECIAL = regexp(r"([\\`*_\[\]<>|~#])")


def render(result: Result) -> str:
    difference = result.difference
    if difference is None:
        rows = [
            ("", words.declared(f.function), _place(result, f), words.sentence(f), listed(words.facts(f)))
            for f in result.findings()
        ]
        head = counted(len(rows), "{n} finding", "{n:,} findings")
    else:
        rows = [*_rows(result, difference)]
        head = verdict(difference, result.against)
    tongue = result.language
    out = [f"### Escape Lens: {tongue(head)}", ""]
    if rows:
        changes = difference is not None
        heads = [tongue(say("function")), tongue(say("where")), tongue(say("what")), tongue(say("cost"))]
        out += [_row(["", *heads] if changes else heads), _row(["---"] * (len(heads) + changes))]
        for change, function, place, what, paid in rows[:ROWS]:
            cells = [f"`{function}`", place, _plain(tongue(what)), tongue(paid)]
            out.append(_row([tongue(change), *cells] if changes else cells))
    if len(rows) > ROWS:
        out += ["", tongue(say("… and {n:,} more.", n=len(rows) - ROWS))]
    partial = [
        f"- {tongue(say('{package} is known in part: {why}', package=f'`{r.import_path}`', why=_plain(why)))}"
        for r in result.reports
        for why in r.partial
    ]
    return "\n".join([*out, *(["", *partial] if partial else [])]) + "\n"


def _place(result: Result, finding: Finding) -> str:
    return f"{result.path(finding.span.file)}:{finding.span.line}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rows(result: Result, difference: Difference) -> Iterator[tuple[str, str, str, str, str]]:
    """(change, function, where, what, cost), function by function."""
    by_function: dict[tuple[str, str], list[tuple[str, Allocation, str]]] = defaultdict(list)
    for a in difference.new:
        by_function[a.package, a.function].append((say("**new**"), a, cost(a)))
    for before, a in difference.grown:
        paid = say("{paid}; was {before}", paid=cost(a), before=cost(before) or say("once"))
        by_function[a.package, a.function].append((say("**more**"), a, paid))
    for a in difference.gone:
        by_function[a.package, a.function].append((_GONE, a, cost(a)))
    for (_, function), changes in sorted(by_function.items(), key=lambda item: (_weight(item[1]), item[0])):
        for change, a, paid in changes:
            f = a.finding
            place = _place(result, f) if f is not None else ""
            said = words.sentence(f) if f is not None else a.what
            yield change, words.declared(function), place, said, paid


def _weight(changes: list[tuple[str, Allocation, str]]) -> tuple[int, int]:
    """The more is paid anew, the smaller."""
    paid = [a for change, a, _ in changes if change != _GONE]
    return -sum(1 + a.loop * len(changes) for a in paid), -sum(a.size or 0 for a in paid)
