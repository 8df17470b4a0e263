"""`escapelens report`: a page that stands alone, says what there is, and takes no text for markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from escapelens.cli import main as cli
from escapelens.findings.names import is_plain
from profiles.test_command import path
from profiles.test_joining import module

__all__ = ["module", "path"]
HOSTILE = """package p

// </script><img src=x onerror=alert(1)>
func F(s string) any { return s + "</pre><script>alert(1)</script>" }
"""


class Outline(HTMLParser):
    """Tags and texts of a page; every tag that is opened is closed in order."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)


def page(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, Outline]:
    assert cli.main(["report", *arguments]) == 0
    text = capsys.readouterr().out
    return text, Outline(text)


def test_the_page_stands_alone(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, outline = page(capsys, "./...")
    assert not {"link", "img", "iframe", "object", "base"} & set(outline.tags)
    assert not [a for a in outline.attributes if a[0] in ("src", "href", "action") or a[0].startswith("on")]
    (script,) = outline.texts["script"]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [value for name, value in outline.attributes if name == "content" and value and "default-src" in value]
    assert policy.startswith("default-src 'none'") and f"script-src 'sha256-{digest}'" in policy
    assert re.search(r"https?://", text) is None


def test_it_has_packages_functions_kinds_and_findings(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, outline = page(capsys, "./...")
    assert outline.texts["h1"] == ["example.com/m/p"]
    assert outline.texts["h2"] == ["Hottest functions", "Allocations by kind and cost", "Packages", "Findings"]
    assert "&T{a: a} is allocated on the heap: it is returned" in outline.texts["span"]
    assert "&T" in outline.texts["mark"]
    assert "p/p.go:7:29" in outline.texts["code"]


def test_a_baseline_shows_what_has_changed(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "-q", "--write-baseline", "base.json", "./..."]) == 0
    source = module / "p.go"
    source.write_text(source.read_text().replace("return l\n", "return l\n}\n\nfunc More() *T {\n\treturn new(T)\n"))
    _, outline = page(capsys, "./...", "--baseline", "base.json")
    assert outline.texts["h2"][0] == "Since base.json"
    assert "1 new" in outline.texts["span"] and "0 gone" in outline.texts["span"] and "+1 −0" in outline.texts["strong"]


def test_a_profile_leads_to_the_hottest(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, outline = page(capsys, "./...", "--profile", str(path))
    assert outline.texts["h2"][:2] == ["Heap profile", "Hottest functions"]
    assert "heap.pprof: alloc_space, 1.0 kB in 63 objects" in outline.texts["p"]
    assert outline.texts["td"].count("96.0 %") == 2 and str(path.parent) not in text
    assert cli.main(["profile", "--format=html", str(path)]) == 0
    assert Outline(capsys.readouterr().out).texts["h2"][0] == "Heap profile"


def test_what_is_said_is_text(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (module / "p.go").write_text(HOSTILE)
    text, outline = page(capsys, "./...")
    assert outline.tags.count("script") == 1 and "img" not in outline.tags
    assert "&lt;script&gt;alert(1)" in text


def test_to_a_file(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", "./...", "-o", "report.html"]) == 0
    assert capsys.readouterr().out == "" and Outline(Path("report.html").read_text(encoding="utf-8")).texts["h1"]
    assert cli.main(["report", "./nowhere", "-o", "other.html"]) == 2
    assert not Path("other.html").exists()


INSTANCES = """package p

func New[T any](v T) *T { return &v }

func Use() (*int, *string, func() *int) {
	return New(1), New("a"), func() *int { return new(int) }
}

var kept *int

func init() { kept = new(int) }

var made = func() *int { return new(int) }
"""


def test_functions_go_by_the_names_of_the_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.go").write_text(INSTANCES)
    _, outline = page(capsys, str(tmp_path / "p.go"))
    assert {"New", "Use", "init"} <= set(outline.texts["code"])
    assert not [text for text in outline.texts["code"] if not is_plain(text)]
