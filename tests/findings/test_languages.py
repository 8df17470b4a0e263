"""Nothing is said in English alone: in a language that has no words, what is built beside templates stands out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from escapelens.common import words
from escapelens.common.cache import cache_dir
from escapelens.common.language import Language
from escapelens.engine import Engine, Options
from escapelens.findings.model import Finding
from escapelens.say import Said
from findings.table import ROOT

_WORDS = re.compile(r"(?<![\w.\"`'])[a-z]{2,} [a-z]{2,}(?![\w.(\"'])")  # two words in a row, as code rarely has them
_CODE = re.compile(r"\b(?:func|chan|map|struct|interface|go|range|type|var|const|return|case|select|defer|else|if)\b")
_PART = re.compile(r"\{[^{}]*\}")


class Pseudo(Language):
    """Speaks in dots where templates have words; placeholders stay."""

    def __call__(self, text: str) -> str:
        if not isinstance(text, Said):
            return text
        return self.template(text).format_map({name: self.part(value) for name, value in text.parts.items()})

    def template(self, text: Said) -> str:
        said = text.template
        kept = _PART.findall(said.replace("{{", "").replace("}}", ""))
        dots = _PART.sub("\0", said.replace("{{", "").replace("}}", ""))
        dots = re.sub(r"[^\0 ]", "·", dots)
        for part in kept:
            dots = dots.replace("\0", part, 1)
        return dots


PSEUDO = Pseudo()


def texts(finding: Finding) -> Iterator[str]:
    yield words.sentence(finding)
    yield from words.facts(finding)
    yield finding.advice
    yield finding.partial
    yield from (step.message for step in finding.steps)


def left_over(text: str, source: str) -> list[str]:
    """Words that stand beside each other in no piece of the source."""
    return [m for m in _WORDS.findall(PSEUDO(text)) if m not in source and not _CODE.search(m)]


@pytest.mark.parametrize("pattern", ["./examples/...", "bufio", "text/tabwriter", "net/textproto"])
def test_no_english_is_left(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    engine = Engine(Options(keep=True), cache_dir())
    keys, errors = engine.resolve([pattern], str(ROOT))
    assert keys and not errors
    found = 0
    for key in keys:
        for path, file in engine.analyze(key).files.items():
            source = " ".join(Path(path).read_text(encoding="utf-8").split()) if Path(path).is_file() else ""
            for finding in file.findings:
                for text in texts(finding):
                    found += 1
                    assert not left_over(text, source), text
            assert [n.message for n in file.notices if left_over(n.message, source)] == []
            labels = [fix.label for fix in engine.fixes(key, path, 0, sys.maxsize)]
            assert [label for label in labels if left_over(label, source)] == []
    assert found


def test_what_is_built_beside_templates_is_found() -> None:
    assert left_over("the slice is returned", "") == ["the slice", "is returned"]
    assert left_over("`x` escapes", "") == []
