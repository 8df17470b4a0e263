"""Each example has a finding of its code, at the right place, and nothing in it is out of place."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.findings.model import CODES, Span
from findings.report import report

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# code -> (text under the squiggle, words of the message) of one of its findings
EXPECTED = {
    "returned": ("count", "a pointer to it is returned"),
    "outlives-scope": ("größe", "stored in the package variable global"),
    "captured": (
        "a",
        "captured by reference, for `a, b = b, a+b` assigns to it, by a function literal that may outlive",
    ),
    "boxed": ("p", "boxing p (Point) copies 16 bytes to the heap"),
    "dynamic-call": ("make([]byte, 16)", "passed to r.Read, a call through an interface"),
    "sent": ("job", "a pointer to it is sent on a channel"),
    "stored": ("übrig", "stored in the map m"),
    "too-large": ("make([]int, 8193)", "65,544 bytes"),
    "unknown-size": ("make([]int, n)", "up to 4 elements fit"),
    "append-growth": ("append", "each time that it outgrows its capacity in this loop"),
    "goroutine": ("n", "captured by reference, for `n++` assigns to it, in a goroutine"),
    "deferred": ("func()", "deferred in a loop"),
    "leaking-param": ("t", "t leaks"),
    "runtime-alloc": ("[]byte(s)", "longer than 32 bytes"),
}


def source_of(code: str) -> str:
    return next((EXAMPLES / code).glob("*.go")).read_text(encoding="utf-8")


def text_at(source: str, span: Span) -> str:
    return source.encode()[span.start : span.end].decode()


@pytest.mark.parametrize("code", CODES)
def test_the_scenario_is_recognised(code: str) -> None:
    source = source_of(code)
    found = [f for f in report(source).findings if f.code == code]
    text, words = EXPECTED[code]
    assert any(text_at(source, f.span) == text and words in f.message for f in found), [
        (text_at(source, f.span), f.message) for f in found
    ]


@pytest.mark.parametrize("code", CODES)
def test_places_are_in_order(code: str) -> None:
    source = source_of(code)
    lines = source.encode().split(b"\n")
    answer = report(source)
    spans = [f.span for f in answer.findings] + [s.span for f in answer.findings for s in f.steps]
    spans += [a.span for a in answer.answers]
    for span in spans:
        assert span.start < span.end
        text = text_at(source, span)  # raises if a character is cut in half
        assert "\n" not in text
        assert text.strip() == text
        assert lines[span.line - 1][span.column - 1 :].startswith(text.encode())
    keys = [f.key for f in answer.findings]
    assert len(keys) == len(set(keys))
    assert [f.span.start for f in answer.findings] == sorted(f.span.start for f in answer.findings)


def test_same_input_same_output() -> None:
    for code in CODES:
        assert report(source_of(code)) == report(source_of(code))
