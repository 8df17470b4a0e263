"""The table of measured costs in docs/codes.md is that of a machine, and each page has all of its parts."""

from __future__ import annotations

import re

import pytest

from escapelens.common.about import code_page
from escapelens.findings.model import CODES
from findings.costs import PAGE, measure, row

TEXT = PAGE.read_text(encoding="utf-8")
_TIMES = re.compile(r" [\d,]+ ns, [\d,]+ ns \|$")


def test_costs_are_as_measured() -> None:
    measured = measure()
    assert sorted(measured) == sorted(CODES)
    for code, paid in measured.items():
        assert _TIMES.sub("", row(code, *paid)) in TEXT, f"{code}: run python -m findings.costs --write"


def test_an_example_costs_more_than_what_is_written_instead() -> None:
    rows = re.findall(
        r"^\| \[`([\w-]+)`\]\(#\1\) \| (\d+) allocations?, .*? \| (nothing|\d+ allocations?).*\|", TEXT, re.M
    )
    assert [code for code, *_ in rows] == list(measured_order())
    assert all(int(before) > int(re.sub(r"\D", "", after) or 0) for _, before, after in rows)


def measured_order() -> list[str]:
    return re.findall(r"^\| \[`([\w-]+)`\]", TEXT, re.M)


@pytest.mark.parametrize("code", CODES)
def test_each_page_says_why_and_when_to_leave_it(code: str) -> None:
    page = code_page(code)
    order = [page.find(part) for part in ("\nWhy: ", "```go", "What helps", "\nLeave it ")]
    if code == "runtime-alloc":
        order[0] = page.find("\nWhy:\n")
    assert -1 not in order and order == sorted(order)
