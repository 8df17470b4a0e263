"""A second check of what did not change is answered from disk, and says the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from escapelens.engine import Engine, Options
from escapelens.findings import kept
from escapelens.findings.model import PackageReport
from escapelens.findings.severity import Rules
from escapelens.incremental.package import PackageState
from escapelens.record import replace

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = Options(keep=True, live=False)

USER = """\
package user

import "example.com/m/used"

func F(n int) *int { return used.Keep(&n) }

type T struct{ next *T }

func (t *T) Grow() []*T { return append([]*T{t}, &T{}) }
"""
USED = """\
package used

//go:noinline
func Keep(p *int) *int { return p }
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "m"
    for name, text in (("user", USER), ("used", USED)):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.go").write_text(text)
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    return folder


class Counted:
    """Engines over one cache, each new as a new process has it."""

    def __init__(self, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cache = str(cache)
        self.runs = 0
        update = PackageState.update

        def counting(state: PackageState, *args: object) -> object:
            self.runs += 1
            return update(state, *args)  # type: ignore[arg-type]

        monkeypatch.setattr(PackageState, "update", counting)

    def check(self, folder: Path, options: Options = OPTIONS) -> tuple[PackageReport, bool]:
        """The report, and whether it was analysed for it."""
        before = self.runs
        report = Engine(options, self.cache).analyze(str(folder))
        return report, self.runs > before


def said(report: PackageReport) -> object:
    return report.import_path, report.dir, report.files, report.gc_lines, report.partial


@pytest.mark.parametrize("options", [OPTIONS, replace(OPTIONS, m=2), replace(OPTIONS, no_inline=True)])
def test_second_answer_is_the_first(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: Options
) -> None:
    counted = Counted(tmp_path / "cache", monkeypatch)
    first, anew = counted.check(module / "user", options)
    again, analysed = counted.check(module / "user", options)
    assert anew and not analysed
    assert said(again) == said(first) and any(f.findings for f in first.files.values()) and first.gc_lines
    assert again.stats.reused == first.stats.functions


def test_what_changes_the_answer_is_seen(module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(tmp_path / "cache", monkeypatch)
    user, used = module / "user", module / "used" / "used.go"
    first, _ = counted.check(user)
    for options in (replace(OPTIONS, no_inline=True), replace(OPTIONS, rules=Rules(codes={"returned": "off"}))):
        assert counted.check(user, options)[1]
    used.write_text(USED.replace("return p", "return nil"))  # the package itself is as it was
    other, analysed = counted.check(user)
    assert analysed and said(other) != said(first)
    used.write_text(USED)
    back, analysed = counted.check(user)
    assert not analysed and said(back) == said(first)
    (user / "more.go").write_text("package user\n\nfunc More() *int { return new(int) }\n")
    assert counted.check(user)[1]


def test_elsewhere_it_is_said_of_the_files_there(module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(tmp_path / "cache", monkeypatch)
    counted.check(module / "user")
    there = tmp_path / "there"
    shutil.copytree(module, there)
    report, _ = counted.check(there / "user")
    assert list(report.files) == [str(there / "user" / "user.go")]


def test_what_is_not_complete_is_not_kept(module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(tmp_path / "cache", monkeypatch)
    (module / "user" / "more.go").write_text("package user\n\nfunc Broken( {\n")
    assert counted.check(module / "user")[1] and counted.check(module / "user")[1]


def test_examples_come_back_whole() -> None:
    engine = Engine(Options())
    for folder in sorted(path.parent for path in (ROOT / "examples").rglob("*.go")):
        report = engine.analyze(str(folder))
        again = kept.load(kept.dump(report))
        assert again is not None
        assert (again.files, again.gc_lines) == (report.files, report.gc_lines)


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x95\x01\x01\x01\x01\x01", b"\x95\xa0\xa0\x91\x91\x01\x90\x00"])
def test_damage_is_no_report(payload: bytes) -> None:
    assert kept.load(payload) is None


def test_who_asks_for_the_compilers_lines_alone_gets_the_same(module: Path, tmp_path: Path) -> None:
    def analyse(**options: bool) -> PackageReport:
        return Engine(replace(OPTIONS, keep=False, **options), str(tmp_path / "facts")).analyze(str(module / "user"))

    whole, lines = analyse(), analyse(lines=True)
    assert lines.gc_lines == whole.gc_lines != ()
    assert lines.files.keys() == whole.files.keys()
    assert any(f.findings for f in whole.files.values()) and not any(f.findings for f in lines.files.values())
