"""What the documents and the extension say is what the code has: settings, codes, kinds of fixes, measured commits."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from escapelens.common.settings import Settings
from escapelens.findings.model import CODES
from escapelens.findings.scenarios import CONCEALED, ESCAPING, LEAKS
from escapelens.fixes import KINDS

ROOT = Path(__file__).resolve().parents[2]
SPEED = ("check", "cold", "editor", "growth", "steady", "installed")  # parts of `make bench`
OF_THE_EXTENSION = ("server.", "trace.")  # settings of the extension itself: how it starts the server, what it logs


def in_code() -> dict[str, Any]:
    defaults = json.loads(msgspec.json.encode(Settings()))
    return {info.encode_name: defaults[info.encode_name] for info in msgspec.structs.fields(Settings)}


def in_extension() -> dict[str, Any]:
    manifest = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text())
    properties: dict[str, Any] = manifest["contributes"]["configuration"]["properties"]
    names = {name.removeprefix("escapelens."): value for name, value in properties.items()}
    return {name: value for name, value in names.items() if not name.startswith(OF_THE_EXTENSION)}


def in_documents() -> dict[str, str]:
    """Setting -> its default as docs/settings.md writes it."""
    found = {}
    for line in (ROOT / "docs" / "settings.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        for name in re.findall(r"`([\w.<>]+)`", cells[0]) if len(cells) == 4 else ():
            found[name.partition(".")[0]] = cells[2]
    return found


def test_settings_are_the_same_everywhere() -> None:
    code = in_code()
    assert set(code) == set(in_documents()) == set(in_extension())
    assert {name: s["default"] for name, s in in_extension().items()} == code


def test_documented_defaults() -> None:
    words = {"empty": "", "none": [], "see [codes](codes.md)": {}}
    code = in_code()
    for name, text in in_documents().items():
        if name in ("goos", "goarch"):  # the machine's
            continue
        want = words[text] if text in words else text.strip("`")
        assert want in (code[name], json.dumps(code[name])), name


def test_documented_values() -> None:
    for name, schema in in_extension().items():
        if "enum" in schema:
            row = next(
                r for r in (ROOT / "docs" / "settings.md").read_text().splitlines() if r.startswith(f"| `{name}`")
            )
            assert re.findall(r"`(\w+)`", row.split("|")[2]) == schema["enum"], name


def headings(page: str) -> list[str]:
    return re.findall(r"^## (.+)$", (ROOT / "docs" / page).read_text(), re.M)


def test_codes_are_the_same_everywhere() -> None:
    codes = list(CODES)
    scenarios = {s.CODE for s in (LEAKS, *CONCEALED, *ESCAPING)}
    assert sorted(scenarios) == sorted(codes), "findings/scenarios.py, CODES in findings/model.py"
    assert list(in_extension()["severity"]["properties"]) == codes, "escapelens.severity in editors/vscode/package.json"
    assert [h for h in headings("codes.md") if h not in ("partial", "promise", "mark")] == codes, "docs/codes.md"
    listed = re.search(r"^## What it finds\n(.*?)\n\n", (ROOT / "README.md").read_text(), re.M | re.S)
    assert listed is not None
    assert re.findall(r"`([\w-]+)`", listed[1]) == codes, "README.md: What it finds"
    assert {p.name for p in (ROOT / "examples").iterdir() if p.is_dir()} >= set(codes), "examples/"


def test_kinds_of_fixes_have_their_section() -> None:
    missing = [kind for kind in KINDS if kind.replace("_", "-") not in headings("fixes.md")]
    assert missing == []


@pytest.mark.parametrize("table", ["agreement", "types", *(f"speed-{part}" for part in SPEED)])
def test_tables_are_dated_by_the_commit_that_measured_them(table: str) -> None:
    text = (ROOT / "README.md").read_text()
    head = re.search(
        f"<!-- {table}:begin -->\nMeasured at `([0-9a-f]{{7,}})`(?: with changes)?, \\d{{4}}-\\d\\d-\\d\\d\\.\n", text
    )
    assert head is not None, f"{table}: written by hand?"
    known = subprocess.run(["git", "merge-base", "--is-ancestor", head[1], "HEAD"], cwd=ROOT, capture_output=True)
    shallow = (ROOT / ".git" / "shallow").exists()
    assert known.returncode == 0 or shallow, f"{table}: {head[1]} is no commit of this history"
