"""The parts of a page, from the whole to the single finding."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from escapelens.cli.page.build import Element, element
from escapelens.cli.page.model import Page, allocates, speaks, weight
from escapelens.cli.result import cost
from escapelens.cli.source import source_lines
from escapelens.common import about, words
from escapelens.findings.model import CODES, Finding, Often, PackageReport, Severity
from escapelens.findings.versus import Allocation
from escapelens.profiles.folders import folder_of
from escapelens.profiles.joined import Row
from escapelens.profiles.joining import Spot, plain
from escapelens.profiles.names import split

FUNCTIONS, ROWS, FINDINGS = 25, 20, 2000  # listed at most
LONG = 40  # characters of a cell that needs room
_OFTEN: tuple[tuple[Often, str], ...] = (
    ("loop", "in a loop"),
    ("hot", "in a function called from a loop"),
    ("once", "once per call"),
    ("cold", "on a rare path"),
)
_SEVERITIES: tuple[Severity, ...] = ("warning", "info", "hint")


def heading(page: Page) -> Element:
    findings = [f for f in _all(page) if allocates(f)]
    shown = [f for f in findings if f.severity != "off"]
    functions = {(f.span.file, words.declared(f.function)) for f in shown}
    tiles = [
        _tile(f"{len(shown):,}", "findings", f"of {len(findings):,} allocations"),
        _tile(
            f"{sum(f.severity == 'warning' for f in shown):,}", "warnings", "large, or hot by the profile", "warning"
        ),
        _tile(f"{sum(f.often == 'loop' for f in shown):,}", "in loops", "paid again and again", "info"),
        _tile(f"{len(functions):,}", "functions", f"in {_packages(page)}"),
    ]
    difference = page.result.difference
    if difference is not None:
        change = f"+{len(difference.new) + len(difference.grown):,} −{len(difference.gone):,}"
        tiles.append(_tile(change, "since the baseline", f"{difference.kept:,} as before"))
    if page.joined is not None:
        share = page.joined.share(page.joined.sum(page.joined.findings))
        tiles.append(_tile(words.percent(share), "of the profile", "is of findings"))
    return element(
        "header",
        element("p", "Escape Lens", class_="brand"),
        element("h1", page.title),
        element("p", page.about, class_="quiet"),
        element("div", *tiles, class_="tiles"),
    )


def _packages(page: Page) -> str:
    n = len(page.result.reports)
    return f"{n:,} packages" if n != 1 else "1 package"


def _tile(value: str, what: str, more: str, kind: str = "") -> Element:
    return element(
        "div",
        element("strong", value),
        element("span", what),
        element("small", more),
        class_=f"tile {kind}".strip(),
    )


def trend(page: Page) -> Element | None:
    difference = page.result.difference
    if difference is None:
        return None
    counts = {
        "new": len(difference.new),
        "more": len(difference.grown),
        "gone": len(difference.gone),
        "kept": difference.kept,
    }
    rows = [_change("new", page, a, cost(a)) for a in difference.new]
    rows += [_change("more", page, a, f"{cost(a)}; was {cost(old) or 'once'}") for old, a in difference.grown]
    rows += [_change("gone", page, a, cost(a)) for a in difference.gone]
    names = {"new": "new", "more": "costs more", "gone": "gone", "kept": "as before"}
    return _section(
        f"Since {page.result.against}",
        _bar_with_legend([(f"trend-{name}", n, f"{n:,} {names[name]}") for name, n in counts.items()]),
        _table(("", "function", "where", "what", "cost"), rows[:FINDINGS]) if rows else element("p", "No change."),
        _more(len(rows), FINDINGS),
    )


def _change(kind: str, page: Page, a: Allocation, paid: str) -> Element:
    f = a.finding
    where = f"{page.result.path(f.span.file)}:{f.span.line}" if f is not None else a.package
    what = f.message if f is not None else a.what
    chip = element("span", {"new": "new", "more": "more", "gone": "gone"}[kind], class_=f"chip {kind}")
    return _row(chip, element("code", words.declared(a.function)), where, what, element("span", paid, class_="paid"))


def profile(page: Page) -> Element | None:
    joined, heap = page.joined, page.heap
    if joined is None or heap is None:
        return None
    parts = (("findings", joined.findings), ("runtime", joined.named), ("unknown", joined.unknown))
    names = {"findings": "findings", "runtime": "the run time", "unknown": "unknown"}
    bar = [
        (f"part-{name}", joined.sum(rows), f"{words.percent(joined.share(joined.sum(rows)))} {names[name]}")
        for name, rows in parts
    ]
    rows = sorted(joined.findings + joined.named + joined.unknown, key=lambda row: row.sort_key)
    total = sum(row.space for row in rows)
    objects = sum(row.objects for row in rows)
    return _section(
        "Heap profile",
        element(
            "p",
            f"{os.path.basename(heap.path)}: {joined.kind}, {words.amount(total)} in {objects:,} objects",
            class_="quiet",
        ),
        _bar_with_legend(bar),
        _table(
            ("share", "bytes", "objects", "where", "what"),
            [_sampled(page, row, joined.share(row.value)) for row in rows[:ROWS]],
        ),
        _more(len(rows), ROWS),
    )


def _sampled(page: Page, row: Row, share: float) -> Element:
    spot, finding = row.spot, row.spot.finding
    what = finding.message if finding is not None else f"{spot.name or spot.unknown} in {plain(spot.function)}"
    return _row(
        _share(share),
        _number(row.space, words.amount(row.space)),
        _number(row.objects, f"{row.objects:,}"),
        f"{_path(page, spot)}:{spot.line}",
        what,
    )


def _path(page: Page, spot: Spot) -> str:
    """A file of the packages at hand by its path, any other by its package's."""
    if any(os.path.dirname(spot.path) == report.dir for report in page.result.reports):
        return page.result.path(spot.path)
    package, _ = split(spot.function)
    return f"{package}/{folder_of(spot.path)[1]}"


def kinds(page: Page) -> Element:
    counts: Counter[tuple[str, Often]] = Counter((f.code, f.often) for f in _all(page) if allocates(f))
    most = max(counts.values(), default=1)
    rows = []
    for code in sorted(CODES, key=lambda code: -sum(counts[code, often] for often, _ in _OFTEN)):
        total = sum(counts[code, often] for often, _ in _OFTEN)
        if total:
            cells = [_heat(counts[code, often], most) for often, _ in _OFTEN]
            rows.append(_row(element("code", code), *cells, _number(total, f"{total:,}"), _first_sentence(code)))
    heads = ("kind", *(said for _, said in _OFTEN), "all", "")
    return _section("Allocations by kind and cost", _table(heads, rows))


def _first_sentence(code: str) -> str:
    first = " ".join(about.code_page(code).partition("\n\n")[0].split())
    return first.partition(". ")[0].removesuffix(".").replace("`", "") + "."


def _heat(n: int, most: int) -> Element:
    return element("td", f"{n:,}" if n else "", data_value=str(n), class_="heat", style=f"--heat: {n / most:.3f}")


def packages(page: Page) -> Element:
    shown = {report.import_path: [f for f in _of(report) if f.severity != "off"] for report in page.result.reports}
    most = max(map(len, shown.values()), default=1) or 1
    rows = []
    for report in sorted(page.result.reports, key=lambda r: (-len(shown[r.import_path]), r.import_path)):
        found = shown[report.import_path]
        counts = Counter(f.severity for f in found)
        bar = _bar([(name, counts[name], f"{counts[name]:,} {name}") for name in _SEVERITIES], len(found) / most)
        partial = (
            element("span", "partial", {"title": "; ".join(report.partial)}, class_="chip") if report.partial else None
        )
        share = sum(f.measured.share for f in _of(report) if f.measured is not None)
        cells: list[Element | str] = [element("td", element("code", report.import_path), " ", partial)]
        cells += [_share(share)] if page.joined is not None else []
        loops = sum(f.often == "loop" for f in found)
        cells += [_number(len(found), f"{len(found):,}"), _number(loops, f"{loops:,}"), element("td", bar)]
        rows.append(_row(*cells))
    shares = ("profile",) if page.joined is not None else ()
    return _section("Packages", _table(("package", *shares, "findings", "in loops", "warning, info, hint"), rows))


def functions(page: Page) -> Element | None:
    by_function: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for f in _all(page):
        if allocates(f) and speaks(f):
            by_function[f.span.file, words.declared(f.function)].append(f)

    def heat(found: Sequence[Finding]) -> tuple[float, int, int, int]:
        share = sum(f.measured.share for f in found if f.measured is not None)
        sizes = sum(f.size or 0 for f in found if f.often == "loop")
        return share, sum(f.often == "loop" for f in found), sizes, len(found)

    hottest = sorted(by_function.items(), key=lambda item: (*(-x for x in heat(item[1])), item[0]))
    rows = []
    for (path, function), found in hottest[:FUNCTIONS]:
        share, loops, _, count = heat(found)
        size = sum(f.size or 0 for f in found)
        cells: list[Element | str] = [element("td", element("code", function))]
        cells += [_share(share)] if page.joined is not None else []
        cells += [_number(count, f"{count:,}"), _number(loops, f"{loops:,}"), _number(size, words.amount(size))]
        rows.append(_row(*cells, f"{page.result.path(path)}:{min(f.span.line for f in found)}"))
    shares = ("profile",) if page.joined is not None else ()
    heads = ("function", *shares, "findings", "in loops", "known bytes", "from")
    return _section("Hottest functions", _table(heads, rows), _more(len(hottest), FUNCTIONS)) if rows else None


def findings(page: Page) -> Element:
    listed = sorted(
        (f for f in _all(page) if speaks(f)), key=lambda f: (*(-x for x in weight(f)), f.span.file, f.span.start)
    )
    boxes = [
        element("label", element("input", {"checked": ""}, type="checkbox", value=name), f" {name}", class_=name)
        for name in _SEVERITIES
    ]
    search = element("input", type="search", placeholder="Filter by text, file, function, kind", aria_label="Filter")
    return _section(
        "Findings",
        element("div", search, *boxes, element("output"), class_="filter", id="filter"),
        element("div", *(_finding(page, f) for f in listed[:FINDINGS]), id="findings"),
        _more(len(listed), FINDINGS),
    )


def _finding(page: Page, f: Finding) -> Element:
    place = f"{page.result.path(f.span.file)}:{f.span.line}:{f.span.column}"
    said = words.facts(f)
    chips = [element("span", f.code, class_=f"chip {f.severity}"), *(element("span", x, class_="chip") for x in said)]
    if f.measured is not None and f.measured.share:
        chips.insert(0, element("span", words.percent(f.measured.share), class_="chip hot"))
    steps = [element("li", _step(page, step.span.file, step.span.line), step.message) for step in f.steps]
    return element(
        "details",
        element("summary", element("span", *chips, class_="chips"), element("span", f.message, class_="message")),
        element("p", element("code", place), " in ", element("code", words.declared(f.function)), class_="quiet"),
        _excerpt(f),
        element("ol", *steps) if steps else None,
        element("p", f"Profile: {words.profiled(f.measured)}") if f.measured is not None else None,
        element("p", f.advice, class_="advice") if f.advice else None,
        element("p", f"Partial: {f.partial}") if f.partial else None,
        class_=f"finding {f.severity}",
        data_severity=f.severity,
    )


def _step(page: Page, path: str, line: int) -> Element | None:
    return element("code", f"{page.result.path(path)}:{line}: ", class_="quiet") if path else None


def _excerpt(f: Finding) -> Element | None:
    lines = source_lines(f.span.file)
    if not 0 < f.span.line <= len(lines):
        return None
    line, start = lines[f.span.line - 1], f.span.column - 1
    end = min(start + f.span.end - f.span.start, len(line))
    before, inside, after = (raw.decode("utf-8", "replace") for raw in (line[:start], line[start:end], line[end:]))
    return element("pre", before.lstrip() or None, element("mark", inside), after)


def footer(page: Page) -> Element:
    return element("footer", f"Escape Lens {about.version()}")


ALL: tuple[Callable[[Page], Element | None], ...] = (
    heading,
    trend,
    profile,
    functions,
    kinds,
    packages,
    findings,
    footer,
)

# -- what they are made of


def _all(page: Page) -> list[Finding]:
    return [f for report in page.result.reports for f in _of(report)]


def _of(report: PackageReport) -> list[Finding]:
    return [f for path in sorted(report.files) for f in report.files[path].findings]


def _section(title: str, *content: Element | None) -> Element:
    return element("section", element("h2", title), *content)


def _table(heads: Iterable[str], rows: Sequence[Element]) -> Element:
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    return element("div", element("table", element("thead", head), element("tbody", *rows)), class_="scroll")


def _row(*cells: Element | str) -> Element:
    return element("tr", *map(_cell, cells))


def _cell(content: Element | str) -> Element:
    if isinstance(content, Element):
        return content if content.tag == "td" else element("td", content)
    return element("td", content, class_="text") if len(content) > LONG else element("td", content)


def _number(value: float, text: str) -> Element:
    return element("td", text, data_value=str(value), class_="number")


def _share(share: float) -> Element:
    said = words.percent(share) if share else ""
    return element("td", said, data_value=str(share), class_="number share", style=f"--share: {min(share, 1):.4f}")


def _bar(parts: Sequence[tuple[str, int, str]], width: float = 1.0) -> Element:
    """Parts side by side: class, how much, in words."""
    total = sum(n for _, n, _ in parts) or 1
    made = [
        element("i", {"title": said, "style": f"width: {100 * n / total:.2f}%"}, class_=f"part {name}")
        for name, n, said in parts
        if n
    ]
    label = ", ".join(said for _, n, said in parts if n)
    return element("div", *made, {"style": f"width: {100 * width:.2f}%"}, class_="bar", role="img", aria_label=label)


def _bar_with_legend(parts: Sequence[tuple[str, int, str]]) -> Element:
    legend = [element("span", element("i", class_=f"dot {name}"), said) for name, _, said in parts]
    return element("div", _bar(parts), element("p", *legend, class_="legend"))


def _more(count: int, most: int) -> Element | None:
    return element("p", f"… and {count - most:,} more.", class_="quiet") if count > most else None
