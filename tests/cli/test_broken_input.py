"""Broken input: one clear line, the rest analysed, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agree.oracle import goroot
from escapelens.engine import Engine, Options
from escapelens.findings.model import PackageReport

BODY = "func F() *int { y := 1; return &y }\n"


def report(folder: Path, files: dict[str, bytes], package: str) -> PackageReport:
    for name, data in {"go.mod": b"module m\n\ngo 1.27\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    engine = Engine(Options(goroot=str(goroot())))
    keys, errors = engine.resolve([package], str(folder))
    assert errors == []
    return engine.analyze(keys[0])


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"p/a.go": b'package p\n\nvar x = "a\0b"\n' + BODY.encode()}, ""),
        ({"p/a.go": b"package p\n\n// \xff\xfe\n" + BODY.encode()}, ""),
        ({"p/a.go": b'package p\n\nimport "no.such/thing"\n\nvar _ = thing.X\n' + BODY.encode()}, "no.such/thing"),
        ({"p/a.go": b'package p\n\nimport "no.such/t"\n\nfunc F() *int { y := 1; t.X(&y); return &y }\n'}, "no.such/t"),
        (
            {"p/a.go": b"package p\n\n" + BODY.encode(), "p/b.go": b"package q\n"},
            "found packages p (a.go) and q (b.go)",
        ),
        (
            {
                "p/a.go": b'package p\n\nimport "m/q"\n\nvar _ = q.G\n\n' + BODY.encode(),
                "q/a.go": b'package q\n\nimport "m/p"\n\nvar G = p.F\n',
            },
            "import cycle: m/p imports m/q imports m/p",
        ),
        ({"go.mod": b"modul m(\n", "p/a.go": b"package p\n\n" + BODY.encode()}, "unknown directive: modul"),
        ({"p/a.go": b"package p\n\nfunc G( {\n\n" + BODY.encode()}, ""),
    ],
    ids=["nul", "not utf-8", "import", "call of import", "package clause", "cycle", "go.mod", "syntax"],
)
def test_the_rest_is_analysed(tmp_path: Path, files: dict[str, bytes], says: str) -> None:
    found = report(tmp_path, files, "./p")
    assert "moved to heap: y" in [line.text for line in found.gc_lines]
    assert says in "\n".join(found.partial)


def test_an_empty_file_has_a_problem(tmp_path: Path) -> None:
    found = report(tmp_path, {"p/a.go": b""}, "./p")
    assert [p.message for p in found.files[str(tmp_path / "p" / "a.go")].problems]


def test_a_long_generated_file(tmp_path: Path) -> None:
    lines = "".join(f"func F{i}(p *int) int {{\n\tx := *p + {i}\n\treturn x\n}}\n\n" for i in range(10_000))
    found = report(tmp_path, {"p/a.go": b"package p\n\n" + lines.encode()}, "./p")
    assert found.stats.functions == 10_000


def test_a_disk_that_is_full_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text("package p\n\nfunc f() *int { return new(int) }\n")
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [sys.executable, "-c", "from escapelens.cli.main import entry; entry()", "check", str(tmp_path)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert run.returncode == 2
    assert run.stderr == "escapelens: not all could be written: No space left on device\n"
