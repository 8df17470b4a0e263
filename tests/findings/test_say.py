"""Sentences know how they were made, and can be said in another language."""

from __future__ import annotations

import pickle

import pytest

from escapelens.common.language import ENGLISH, language, translated
from escapelens.findings import kept
from escapelens.findings.model import FileReport, Finding, PackageReport, Span
from escapelens.fixes.model import Fix
from escapelens.say import counted, listed, say

NESTED = say("Preallocate the slice {name}: {new}", name="out", new="make([]T, 0, n)")


@pytest.mark.parametrize(
    ("locale", "name"),
    [
        (None, "en"), ("", "en"), ("de-CH", "en"), ("en", "en"), ("C", "en"), ("zh-TW", "en"), ("zh_HK.UTF-8", "en"),
        ("zh-Hant-TW", "en"), ("zh-CN", "zh-cn"), ("zh-cn", "zh-cn"), ("zh_CN.UTF-8", "zh-cn"), ("zh", "zh-cn"),
        ("zh-Hans", "zh-cn"), ("zhx", "en"),
    ],
)  # fmt: skip
def test_a_locale_chooses_the_language(locale: str | None, name: str) -> None:
    assert language(locale).name == name


def test_parts_are_translated_too() -> None:
    fix = Fix("preallocate", NESTED, (), gain=counted(3, "{n} allocation", "{n} allocations"))
    assert fix.label == "Preallocate the slice out: make([]T, 0, n): 3 allocations"
    assert language("zh-CN")(fix.label) == "为切片 out 预分配空间：make([]T, 0, n)：3 次分配"
    assert ENGLISH(fix.label) == fix.label and type(ENGLISH(fix.label)) is str
    assert language("zh-CN")(listed(["a", "b", "c"])) == "a，b，c"
    assert language("zh-CN")("code") == "code"


def test_reports_keep_what_they_were_made_of() -> None:
    span = Span("p.go", 0, 1, 1, 1)
    finding = Finding("boxed", span, NESTED, "x escapes to heap", "info", "f", advice=listed(["x", say("the closure")]))
    report = PackageReport("p", "/p", {"p.go": FileReport("p.go", (finding,))}, partial=(say("once"),))
    again = kept.load(kept.dump(report))
    assert again is not None and again.files == report.files and again.partial == ("once",)
    (said,) = translated(again, language("zh-CN")).files["p.go"].findings
    assert (said.message, said.advice) == ("为切片 out 预分配空间：make([]T, 0, n)", "x，闭包")
    assert translated(again, ENGLISH) is again
    assert language("zh-CN")(pickle.loads(pickle.dumps(NESTED))) == said.message
