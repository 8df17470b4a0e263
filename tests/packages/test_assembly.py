"""Symbols of assembly, beside what the assembler itself lists (`go tool asm -gensymabis`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from escapelens.packages.assembly import ABI0, SymABIs, read_assembly
from escapelens.packages.config import BuildConfig

GO = Path(sys.executable).with_name("go")
CALLS = Path(__file__).resolve().parents[1] / "cli" / "testdata" / "assembly" / "calls.s"
FORMS = """\
#include "macros.h"
#include "missing.h"
#define TWICE(a, b) CALL a; CALL b
#define REF $·data<>(SB)
#define NESTED TWICE(·first(SB), other∕path·second(SB))
#undef GONE
#define	TABBED	CALL ·tabbed(SB)
TEXT ·defined(SB),4,$0-0; TWICE(·third(SB), (AX))
l1: l2:	NESTED
	MOVQ REF, AX
	MOVQ $·address(SB), AX
	MOVQ $·offset+8(SB), AX
	MOVQ ·indexed(SB)(AX*8), BX
	LEAQ ·table+16(SB), AX
#ifdef GOARCH_amd64
	CALL ·amd64(SB)
#else
	CALL ·elsewhere(SB)
#endif
#ifdef GONE
	CALL ·gone(SB)
#endif
#ifndef GOARCH_amd64
#ifdef GOOS_linux
	CALL ·never(SB)
#endif
#else
	INCLUDED
#endif
	TABBED
	JMP runtime·memmove(SB) /* a comment
	over lines */
DATA ·words+0(SB)/8, $·inData(SB)
GLOBL ·words(SB), 8, $8
TEXT ·second<ABIInternal>(SB), 4, $0
	RET
"""
MACROS = "#define GONE\n#define INCLUDED \\\n\tCALL ·included(SB) \\\n\tCALL ·afterwards(SB)\n"


def ours(path: str, files: list[str], goarch: str = "amd64") -> SymABIs:
    config = BuildConfig(goos="linux", goarch=goarch)
    return read_assembly(config, path, files, lambda name: Path(name).read_bytes())


def assembler(path: str, folder: Path, files: list[str], out: Path) -> SymABIs:
    options = ["-p", path, "-I", str(folder), "-D", "GOOS_linux", "-D", "GOARCH_amd64", "-gensymabis", "-o", str(out)]
    env = {**os.environ, "GOARCH": "amd64", "GOTOOLCHAIN": "local"}
    env.setdefault("GOCACHE", str(out.parent / "cache"))
    subprocess.run([str(GO), "tool", "asm", *options, *files], env=env, check=True)
    found = SymABIs()
    for line in out.read_text().splitlines():
        verb, name, abi = line.split()
        if verb == "def":
            found.defs[name] = abi
        else:
            found.refs.setdefault(name, set()).add(abi)
    return found


@pytest.mark.parametrize("path", ["runtime", "example.com/forms"])
def test_same_symbols_as_the_assembler(path: str, tmp_path: Path) -> None:
    forms = FORMS if path == "runtime" else FORMS.replace("<ABIInternal>", "")
    for name, text in {"forms.s": forms, "macros.h": MACROS, "missing.h": "", "textflag.h": ""}.items():
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / "forms.s"), str(CALLS)]
    wanted = assembler(path, tmp_path, files, tmp_path / "symabis")
    assert len(wanted.defs) == 4 and len(wanted.refs) > 10
    (tmp_path / "missing.h").unlink()
    found = ours(path, files)
    assert (found.defs, found.refs) == (wanted.defs, wanted.refs)


def test_what_cannot_be_read_counts_as_empty(tmp_path: Path) -> None:
    assert ours("p", [str(tmp_path / "missing.s")]) == SymABIs()
    broken = tmp_path / "broken.s"
    broken.write_bytes(
        b"#else\n#endif\n#define\n#define A A\nA\nTEXT\nTEXT \xc2\xb7f(SB\nCALL A(\nTEXT \xff\n:\nCALL \xc2\xb7g(SB)"
    )
    found = ours("p", [str(broken)])
    assert (found.defs, found.refs) == ({}, {"p.g": {ABI0}})
    loop = tmp_path / "loop.s"
    loop.write_text('#include "loop.s"\n#define A A A\nA\nCALL ·g(SB)\n')
    assert ours("p", [str(loop)]).refs == {"p.g": {ABI0}}


def test_what_functions_call(tmp_path: Path) -> None:
    text = """\
#define TWICE(a) CALL a; CALL b<>(SB)
TEXT ·leaf(SB), 4, $0
loop:
	BSWAPQ AX
	JNE loop
	JMP 2(PC)
	RET
TEXT b<>(SB), 4, $0
	CALL ·leaf(SB)
	RET
TEXT ·calls(SB), 4, $0
	TWICE(·leaf(SB))
	JMP other∕path·far(SB)
TEXT ·anywhere(SB), 4, $0
	CALL AX
TEXT ·table(SB), 4, $0
	JMP (AX)
"""
    path = tmp_path / "calls.s"
    path.write_text(text)
    calls = ours("p", [str(path)]).calls
    assert calls["p.leaf"] == set()
    assert calls["0 b<>(SB)"] == {"p.leaf"}
    assert calls["p.calls"] == {"p.leaf", "0 b<>(SB)", "other/path.far"}
    assert calls["p.anywhere"] == calls["p.table"] == {""}
