"""`escapelens profile`: formats, exit status, complaints."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from escapelens.cli import main as cli
from escapelens.profiles.model import Profile, Sample
from profiles.encode import encode, zipped
from profiles.test_joining import ORDER, frame, main, module

__all__ = ["module"]


@pytest.fixture
def path(module: Path) -> Path:
    new, param = frame(module, "New", "&T{a: a}"), frame(module, "Param", "func Param")
    samples = (
        Sample(((new,), main(module)), (60, 960, 6, 96), 16),
        Sample(((param,), main(module)), (2, 32, 2, 32), 16),
        Sample((main(module),), (1, 8, 1, 8), 8),
    )
    written = module.parent / "heap.pprof"
    written.write_bytes(zipped(Profile(ORDER, samples)))
    return written


def test_text(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", "heap.pprof"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == ("heap.pprof: alloc_space: 1.0 kB in 63 objects: 99.2 % findings, 0.0 % run time, 0.8 % unknown")
    assert any(line.startswith("  96.0 %  960 bytes           60  p/p.go:7:29: &T{a: a} is allocated") for line in out)
    assert any(line.endswith("main.main: its package is not known here") for line in out)


def test_json_and_kinds(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", "--format=json", "--sample=inuse_objects", str(path), "./p"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["sample"] == "inuse_objects" and said["total"] == 9
    first = said["findings"][0]
    assert (first["value"], first["objects"], first["bytes"], first["line"]) == (6, 6, 96, 7)
    assert first["finding"]["code"] == "returned" and said["unknown"][0]["why"]
    assert sum(said["shares"].values()) == pytest.approx(1)


def test_sarif_has_what_was_sampled(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", "--format=sarif", str(path)]) == 0
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert [(r["level"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in results] == [
        ("warning", 7),
        ("note", 21),
    ]
    assert results[0]["message"]["text"].endswith(" — 96.0 % of the bytes allocated")


def test_a_base_is_subtracted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", str(path), "--base", str(path)]) == 0
    assert "alloc_space: 0 bytes in 0 objects" in capsys.readouterr().out


def test_only_files_are_read(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.pprof")
    for name in ("p", "pipe.pprof", os.devnull):
        assert cli.main(["profile", name]) == 2
        assert capsys.readouterr().err == f"escapelens: {name}: it is no file\n"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("absent.pprof", None, "absent.pprof: No such file or directory"),
        ("empty.pprof", b"", "empty.pprof: it is empty"),
        ("cut.pprof", zipped(Profile(ORDER, ()))[:-4], "cut.pprof: it is cut off"),
        ("cpu.pprof", encode(Profile(("samples", "cpu"), ())), "cpu.pprof: no alloc_space in it: it has samples, cpu"),
        ("b.txt", b"BenchmarkX 1 2 ns/op\n", "b.txt: the output of a benchmark, no profile; name it with --bench"),
        ("p.go", b"package p\n", "p.go: a field in it has the unknown wire type 3"),
    ],
)
def test_other_files_are_one_line(
    name: str, data: bytes | None, said: str, module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if data is not None:
        Path(name).write_bytes(data)
    assert cli.main(["profile", name]) == 2
    printed = capsys.readouterr()
    assert printed.err == f"escapelens: {said}\n" and printed.out == ""


def test_a_wrong_base_or_benchmark_is_one_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("base.pprof").write_bytes(b"\x1f\x8b\x08")
    assert cli.main(["profile", str(path), "--base", "base.pprof"]) == 2
    assert capsys.readouterr().err == "escapelens: base.pprof: it is cut off\n"
    Path("bench.txt").write_text("PASS\n")
    assert cli.main(["profile", str(path), "--bench", "bench.txt"]) == 2
    assert capsys.readouterr().err.startswith("escapelens: bench.txt: no benchmark's line in it")
