"""The table of templates is whole: each one that the source has stands in each catalogue, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.table import CATALOGUES, Use, catalogue, placeholders, uses

USES = list(uses())


def test_the_source_has_templates() -> None:
    assert len({use.text for use in USES}) > 20
    assert CATALOGUES


@pytest.mark.parametrize("use", [use for use in USES if use.parts is not None], ids=lambda use: use.where)
def test_templates_are_filled_with_what_they_name(use: Use) -> None:
    assert placeholders(use.text) == use.parts


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_catalogues_are_whole(path: Path) -> None:
    table, wanted = catalogue(path), dict.fromkeys(use.text for use in USES)
    missing = "".join(f'"{text}" = ""\n' for text in wanted if text not in table)
    assert not missing, f"to be translated in {path.name}:\n{missing}"
    assert [text for text in table if text not in wanted] == [], (
        f"nobody says this any more: take it out of {path.name}"
    )
    assert [text for text in table if placeholders(text) != placeholders(table[text])] == []
