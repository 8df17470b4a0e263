"""A release is a value: nothing else compares version numbers, and facts of several lie side by side."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from escapelens.facts.shipped import ShippedStd, archive_name, write_archive
from escapelens.packages.config import BuildConfig
from escapelens.releases.known import CURRENT, KNOWN, find, has_loop_variables_per_iteration, language_of_constraint

ROOT = Path(__file__).resolve().parents[2]
MODULE_VERSIONS = {"semver.py", "modload.py"}  # versions of modules, and go lines among them, in the go command's order
NAMES = {"release", "releases", "minor", "major", "go_version", "language", "version", "number"}


def _is_version(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return bool(node.elts) and all(isinstance(e, ast.Constant) and isinstance(e.value, int) for e in node.elts)
    if isinstance(node, ast.Attribute):
        return node.attr in NAMES
    if isinstance(node, ast.Subscript):
        return _is_version(node.value)
    return isinstance(node, ast.Name) and node.id in NAMES


def version_comparisons(text: str) -> list[int]:
    ordered = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare) and any(isinstance(op, ordered) for op in node.ops)
        if any(_is_version(side) for side in (node.left, *node.comparators))
    ]


def test_nobody_else_compares_versions() -> None:
    assert version_comparisons("if b.release >= (1, 25): pass") == [1]
    assert version_comparisons("x = release[1] < 25") == [1]
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for part in ("analysis", "server", "tests", "bench")
        for path in (ROOT / part).rglob("*.py")
        if path.parent.name != "releases" and path.name not in MODULE_VERSIONS
        for line in version_comparisons(path.read_text())
    }
    assert found == set()


@pytest.mark.parametrize("version", ["1.27", "go1.27", "go1.27.3", "1.27rc1"])
def test_a_version_belongs_to_a_release(version: str) -> None:
    assert find(version) is CURRENT


def test_a_release_not_known_behaves_like_its_neighbour() -> None:
    newer, older = find("go1.99"), find("1.18")
    assert newer is not None and newer.name == "1.99" and newer.follows_func_variables
    assert "go1.99" in newer.tags() and "go1.27" in newer.tags()
    assert older is not None and older.name == "1.18" and not older.has_variable_make
    assert older.tags()[-1] == "go1.18"
    assert find("devel") is None and find("") is None


def test_releases_are_in_order_and_differ() -> None:
    assert [r.number for r in KNOWN] == sorted(r.number for r in KNOWN)
    for release in KNOWN:
        assert find(release.name) is release
    tags = [BuildConfig(release=r).all_tags for r in KNOWN]
    assert "goexperiment.jsonv2" in tags[-1] and "goexperiment.jsonv2" not in tags[-2]
    assert "goexperiment.dwarf5" in tags[-1] and "goexperiment.dwarf5" not in BuildConfig(goos="darwin").all_tags


def test_language_versions() -> None:
    assert not has_loop_variables_per_iteration("go1.21") and has_loop_variables_per_iteration("go1.22")
    assert has_loop_variables_per_iteration("")
    assert language_of_constraint("go1.9") == "go1.21" and language_of_constraint("go1.25") == "go1.25"


def test_archives_of_releases_lie_side_by_side(tmp_path: Path) -> None:
    for release in KNOWN:
        write_archive(tmp_path / archive_name(release), {("linux", "amd64"): {"fmt": release.name.encode()}})
    for release in KNOWN:
        assert ShippedStd(release, "linux", "amd64", folder=tmp_path).get("fmt") == release.name.encode()
