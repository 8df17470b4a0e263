"""What is stood in for while libraries are imported is the real thing for everybody else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from escapelens.common.unneeded import stood_in_for

_FRESH = """
import sys
from escapelens.common.unneeded import stood_in_for
before = set(sys.modules)
with stood_in_for():
    import argparse, msgspec, platformdirs
new = set(sys.modules) - before
"""


def _run(lines: str) -> str:
    """In a process that has imported none of them."""
    return subprocess.run(
        [sys.executable, "-c", _FRESH + lines], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_libraries_load_none_of_them() -> None:
    unneeded = "{'gettext', 'pathlib', 'tempfile', 'textwrap', 'typing_extensions', 'uuid'}"
    assert _run(f"print(sorted(new & {unneeded}))") == "[]"


def test_afterwards_they_are_the_real_ones() -> None:
    printed = _run(
        "import gettext, tempfile, uuid; print(gettext.dgettext('a', 'b'), uuid.UUID(int=1), tempfile.mkstemp)"
    )
    assert printed.startswith("b 00000000-0000-0000-0000-000000000001 <function mkstemp")


def test_the_libraries_work() -> None:
    schema = "class S(msgspec.Struct):\n    'Said\\n    so.'\n    a: int\n"
    printed = _run(
        schema
        + "print(msgspec.json.schema(S)['$defs']['S']['description'].split())\n"
        + "print(platformdirs.user_runtime_path('x').name, msgspec.json.decode(b'[1]'))"
    )
    assert printed.splitlines() == ["['Said', 'so.']", "x [1]"]


def test_a_name_that_is_not_stood_in_for_comes_from_the_real_module() -> None:
    assert _run("with stood_in_for():\n    from textwrap import indent\nprint(indent('a', '-'))") == "-a"


def test_what_was_imported_before_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    import textwrap

    with stood_in_for():
        import textwrap as again
    assert again is textwrap


def test_the_server_loads_no_encryption() -> None:
    lines = "from escapelens.common.unneeded import none\nwith none('ssl'):\n    import escapelens.lsp.server\n"
    assert _run(lines + "print('ssl' in sys.modules, '_ssl' in sys.modules)\nimport ssl\nprint(ssl.__name__)") == (
        "False False\nssl"
    )
