"""Bytecode in one file: the same modules, sooner; and never those of another source."""

from __future__ import annotations

import marshal
import os
import py_compile
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path
from types import ModuleType

import pytest

from escapelens.common import bytecode
from escapelens.common.bytecode import Bytecode, Finder

_COMMAND = """
import os, sys
from escapelens.cli.main import entry
from escapelens.common import bytecode
leave = os._exit
def told(status):
    kept = [m for n, m in sys.modules.items() if type(getattr(m, "__loader__", None)) is bytecode._Loader]
    print(len(kept), all(os.path.isfile(m.__file__) for m in kept), file=sys.stderr)
    leave(status)
os._exit = told
sys.argv = ["escapelens", "check", "--fresh", "--format=gc", "-m", "."]
entry()
"""


def _command(folder: Path, **more: str) -> tuple[str, int]:
    """What a command says in the folder's package, and how many of its modules came from the file."""
    (folder / "go.mod").write_text("module example.com/small\n\ngo 1.27\n")
    (folder / "small.go").write_text("package small\n\nfunc f() *int { return new(int) }\n")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "PYTHONPYCACHEPREFIX": str(folder / "prefix"),
        "ESCAPELENS_CACHE": str(folder / "cache"),
        **more,
    }
    run = subprocess.run([sys.executable, "-c", _COMMAND], env=env, cwd=folder, capture_output=True, text=True)
    number, there = run.stderr.splitlines()[-1].split()
    assert there == "True"
    return run.stdout, int(number)


def _written(folder: Path) -> list[Path]:
    return list((folder / "prefix").rglob("*.pycs"))


def test_the_second_command_takes_its_modules_from_the_file(tmp_path: Path) -> None:
    first, none = _command(tmp_path)
    second, kept = _command(tmp_path)
    assert "new(int) escapes to heap" in first == second
    assert none == 0
    assert kept > 150
    [file] = _written(tmp_path)
    written = file.read_bytes()
    _command(tmp_path)
    assert file.read_bytes() == written, "there was nothing new"


@pytest.mark.parametrize("part", [slice(0, None), slice(0, 4), slice(100_000, 104_096), slice(-1, None)])
def test_a_damaged_file_is_written_anew(tmp_path: Path, part: slice) -> None:
    _command(tmp_path)
    [file] = _written(tmp_path)
    said = bytearray(file.read_bytes())
    said[part] = bytes(len(said[part]))
    file.write_bytes(said)
    assert _command(tmp_path)[1] == 0
    assert _command(tmp_path)[1] > 150


def test_what_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "at" / "inside").mkdir(parents=True)
    bytecode.write(str(tmp_path / "at"), Bytecode([], {}, {}))
    assert [path.name for path in tmp_path.iterdir()] == ["at"]


def test_nothing_is_written_where_python_may_not(tmp_path: Path) -> None:
    assert _command(tmp_path, PYTHONDONTWRITEBYTECODE="1")[1] == 0
    assert not _written(tmp_path)


def test_what_is_kept_of_another_package_is_not_used(tmp_path: Path) -> None:
    _command(tmp_path)
    [file] = _written(tmp_path)
    folders, modules, texts = marshal.loads(file.read_bytes()[8:])
    bytecode.write(str(file), Bytecode([*folders, "elsewhere"], modules, texts))
    assert _command(tmp_path)[1] == 0


def _finder(source: Path, *, time: int | None) -> Finder:
    """That knows the source as it is now, as a module."""
    code = marshal.dumps(compile("answer = 'kept'", str(source), "exec"))
    pyc = MAGIC_NUMBER + (1).to_bytes(4, "little") + source_hash(source.read_bytes()) + code
    kept = (os.path.relpath(source, bytecode._ROOT), source.stat().st_size, time, pyc)
    return Finder(Bytecode([], {"escapelens.made_up": kept}, {}, source.stat().st_mtime - 2.0))


def _answer(finder: Finder) -> object:
    spec = finder.find_spec("escapelens.made_up")
    if spec is None:
        return None
    assert spec.loader is not None
    made: dict[str, object] = {"__name__": "escapelens.made_up"}
    exec(spec.loader.get_code("escapelens.made_up"), made)  # type: ignore[attr-defined]
    return made["answer"]


@pytest.mark.parametrize("timed", [True, False])
def test_a_module_is_that_of_its_source(tmp_path: Path, timed: bool) -> None:
    source = tmp_path / "made_up.py"
    source.write_text("answer = 'read'")
    finder = _finder(source, time=source.stat().st_mtime_ns if timed else None)
    assert _answer(finder) == "kept"
    assert finder.find_spec("escapelens.other") is None
    os.utime(source, ns=(1, 1))
    assert _answer(finder) == (None if timed else "kept"), "a wheel knows no times"
    os.utime(source)
    source.write_text("answer = 'same'")
    os.utime(source, (finder.bytecode.written + 3600,) * 2)
    assert _answer(finder) is None, "of the same size, and written long after"
    source.write_text("answer = 'read again'")
    assert _answer(finder) is None
    source.unlink()
    assert _answer(finder) is None


def test_what_a_wheel_brings_lies_in_one_folder() -> None:
    found = bytecode.shipped()
    assert found.folders == ["."]
    assert {source for source, *_ in found.modules.values()} >= {"common/bytecode.py", "compiled.py"}
    assert {time for _, _, time, _ in found.modules.values()} == {None}


def test_bytecode_of_a_module_that_is_cut_short_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, names = tmp_path / "cut.py", ("escapelens.cut", "escapelens.whole")
    source.write_text("whole = 1\n")
    (tmp_path / "whole.py").write_text("whole = 2\n")
    made = Path(py_compile.compile(str(source), doraise=True) or "")
    made.write_bytes(made.read_bytes()[:20])
    for name in names:
        module = ModuleType(name)
        module.__loader__ = SourceFileLoader(name, str(tmp_path / f"{name.rpartition('.')[2]}.py"))
        monkeypatch.setitem(sys.modules, name, module)
    assert [name for name, _ in bytecode._imported() if name in names] == ["escapelens.whole"]
