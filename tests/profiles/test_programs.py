"""The five programs of examples/profiles: at least 97 % of what they allocate is joined, nothing to a wrong line."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapelens.cli import main
from escapelens.profiles.decode import decode
from profiles.programs import (
    ENOUGH,
    EXAMPLES,
    PROGRAMS,
    TESTED,
    Said,
    compiled,
    joined,
    raw,
    run_benchmarks,
    run_program,
    score,
    stacks,
)


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    into = tmp_path_factory.mktemp("profiles")
    found = {name: run_program(name, into) for name in PROGRAMS}
    flags = ("-trimpath", "-bench=.", "-benchtime=100x", "-memprofilerate=1")
    return {**found, TESTED: run_benchmarks(f"./{TESTED}", EXAMPLES, into, *flags)[0]}


@pytest.fixture(scope="module")
def said() -> Said:
    return compiled(EXAMPLES)


@pytest.mark.parametrize("name", [*PROGRAMS, TESTED])
def test_samples_have_a_place(name: str, profiles: dict[str, Path], said: Said) -> None:
    figures = score(name, joined(profiles[name], EXAMPLES), said)
    assert figures.joined >= ENOUGH, figures
    assert figures.wrong == []


def test_samples_are_those_that_pprof_reads(profiles: dict[str, Path]) -> None:
    path = profiles["words"]
    assert stacks(decode(path.read_bytes())) == raw(path)


def test_benchmarks_share_their_allocations(
    profiles: dict[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLES)
    path = profiles[TESTED]
    command = ["profile", str(path), f"./{TESTED}", "--bench", str(path.with_suffix(".txt")), "--no-fixes"]
    assert main.main(command) == 0
    out = capsys.readouterr().out
    assert "codec.go:40:21: &Frame{kind, payload} is allocated on the heap" in out
    row = out[out.index("codec.go:40:21") :].splitlines()[1].strip()
    assert row.endswith("allocs/op in BenchmarkDecode")
    assert 95 < float(row.split()[0]) < 101, row  # a hundred frames each time; what is made before the loop counts, too
