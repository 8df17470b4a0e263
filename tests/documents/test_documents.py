"""Documents in cases/: Go files, edits and the answers of a real session, which `pytest --update` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.archive import parse
from documents.play import EXTRA, MISSING, Player

CASES = sorted(Path(__file__).parent.glob("cases/**/*.txtar"))


@pytest.mark.asyncio
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
async def test_document(case: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    wanted = parse(case.read_text(encoding="utf-8"))
    given = await Player(tmp_path, wanted).play()
    assert not [line for line in given.text.splitlines() if line.startswith((MISSING, EXTRA))]
    if request.config.getoption("--update"):
        case.write_text(given.text, encoding="utf-8")
    else:
        assert given.text == wanted.text


def test_what_is_read_is_written() -> None:
    text = "a comment\n\n-- a --\nx\n-- b c --\n-- d --\nlast line without end"
    archive = parse(text)
    assert archive.text == text and [(s.name, s.text) for s in archive.sections][1] == ("b c", "")
