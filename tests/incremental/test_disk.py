"""Whatever happens to the files, in editors and on disk: what the engine says is what a new engine says.

`ESCAPELENS_SEQUENCES=2000` runs as many sequences of changes (`make disk`); without it, a sample.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule

from escapelens.engine import Engine, Options
from escapelens.findings.model import PackageReport
from escapelens.packages.files import Disk
from incremental.disk import FILES, GO_MODS, GO_WORKS, IMPORTS, MODULES_TXT, MOVES, OPENED, OUT_MODS, Workspace, source

SEQUENCES = int(os.environ.get("ESCAPELENS_SEQUENCES", "40"))

folders, names = st.sampled_from(sorted(IMPORTS)), st.sampled_from(FILES)
bodies, flags = st.integers(0, MOVES - 1), st.booleans()


def said(report: PackageReport) -> dict[str, Any]:
    return {
        "path": report.import_path,
        "files": report.files,
        "lines": sorted((x.file, x.line, x.column, x.text) for x in report.gc_lines),
        "partial": report.partial,
    }


class Files(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.workspace = Workspace(Path(self.folder.name).resolve())
        self.engine = Engine(OPTIONS, f"{self.folder.name}/cache")
        self.overlays: dict[str, bytes] = {}

    @rule(folder=folders, name=names, how=bodies, imports=flags)
    def write(self, folder: str, name: str, how: int, imports: bool) -> None:
        self.workspace.put(folder, name, how, imports)

    @rule(folder=folders, name=names)
    def delete(self, folder: str, name: str) -> None:
        self.workspace.remove(f"{folder}/{name}")

    @rule(folder=folders)
    def delete_folder(self, folder: str) -> None:
        self.workspace.remove(folder)

    @rule(folder=folders, old=names, new=names)
    def rename(self, folder: str, old: str, new: str) -> None:
        self.workspace.rename(f"{folder}/{old}", f"{folder}/{new}")

    @rule(old=folders, new=folders)
    def move_folder(self, old: str, new: str) -> None:
        self.workspace.rename(old, new)

    @rule(text=st.sampled_from(GO_MODS))
    def edit_module(self, text: str) -> None:
        self.workspace.write("ws/go.mod", text)

    @rule(text=st.sampled_from(OUT_MODS), name=st.sampled_from(("out/go.mod", "other/go.mod", "ws/b/go.mod")))
    def edit_other_module(self, text: str, name: str) -> None:
        self.workspace.write(name, text)

    @rule(name=st.sampled_from(("ws/go.mod", "out/go.mod", "ws/b/go.mod", "go.work", "ws/vendor")))
    def remove_what_rules(self, name: str) -> None:
        self.workspace.remove(name)

    @rule(text=st.sampled_from(GO_WORKS))
    def edit_workspace(self, text: str) -> None:
        self.workspace.write("go.work", text)

    @rule(how=bodies)
    def vendor(self, how: int) -> None:
        self.workspace.put("ws/vendor/example.com/out/deep", "f.go", how, False)
        self.workspace.write("ws/vendor/modules.txt", MODULES_TXT)

    @rule(folder=folders, name=names, how=bodies, imports=flags)
    def edit(self, folder: str, name: str, how: int, imports: bool) -> None:
        self._overlay(f"{folder}/{name}", source(folder, name, how, imports).encode())

    @rule(folder=folders, name=names)
    def open(self, folder: str, name: str) -> None:
        path = Path(self.workspace.path(f"{folder}/{name}"))
        if path.exists():
            self._overlay(f"{folder}/{name}", path.read_bytes())

    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        if self.overlays:
            path = data.draw(st.sampled_from(sorted(self.overlays)))
            del self.overlays[path]
            self.engine.set_overlay(path, None)

    def _overlay(self, name: str, text: bytes) -> None:
        path = self.workspace.path(name)
        self.overlays[path] = text
        self.engine.set_overlay(path, text)

    @rule(folder=st.sampled_from(OPENED))
    def look(self, folder: str) -> None:
        fresh = Engine(OPTIONS)
        for path, text in self.overlays.items():
            fresh.set_overlay(path, text)
        key = self.workspace.path(folder)
        assert said(self.engine.analyze(key)) == said(fresh.analyze(key))
        assert not self.engine.outdated(key)

    def teardown(self) -> None:
        try:
            for folder in OPENED:
                self.look(folder)
        finally:
            self.folder.cleanup()


OPTIONS = Options(tests=True)
TestFiles = Files.TestCase
TestFiles.settings = settings(
    max_examples=SEQUENCES,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_a_file_that_changes_between_its_digest_and_its_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And then back, so that no digest shows that what was read is not what counts."""
    ws = Workspace(tmp_path.resolve())
    key, changing = ws.path("ws/a"), ws.path("ws/b/f.go")
    engine = Engine(OPTIONS, str(tmp_path / "cache"))
    digest, changes = Disk.digest, iter([1])

    def and_change(disk: Disk, path: str) -> bytes:
        found = digest(disk, path)
        if path == changing and next(changes, None):
            ws.put("ws/b", "f.go", 1, True)
        return found

    monkeypatch.setattr(Disk, "digest", and_change)
    escaping = said(engine.analyze(key))
    assert escaping == said(Engine(OPTIONS).analyze(key))
    ws.put("ws/b", "f.go", 4, True)
    assert said(engine.analyze(key)) == said(Engine(OPTIONS).analyze(key)) != escaping
    assert said(Engine(OPTIONS, str(tmp_path / "cache")).analyze(key)) == said(Engine(OPTIONS).analyze(key))
