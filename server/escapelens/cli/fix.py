"""`escapelens fix`: quick fixes that are proven, as a diff or written to the files.

Each fix is proven on the text that the fixes before it have left, so what is written holds together.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys

from escapelens.cli.gc import short_path
from escapelens.cli.options import Trouble, complain, make_engine, read_settings, resolve
from escapelens.engine import Engine
from escapelens.fixes.model import Fix

ROUNDS = 200  # fixes per package, should fixes ever call for one another in a circle


def run(args: argparse.Namespace) -> int:
    cwd = os.getcwd()
    try:
        engine = make_engine(read_settings(args, cwd))
        keys, _ = resolve(engine, args.patterns, cwd)
    except Trouble as trouble:
        complain(str(trouble))
        return 2
    texts: dict[str, bytes] = {}
    for key in keys:
        for fix in _fix_package(engine, key, [kind.replace("-", "_") for kind in args.kind], texts):
            complain(fix.title)
    for path in sorted(texts):
        with open(path, "rb") as file:
            before = file.read()
        if args.write:
            with open(path, "wb") as file:
                file.write(texts[path])
        else:
            sys.stdout.write(_diff(short_path(path, cwd), before, texts[path]))
    return 0 if keys else 2


def _fix_package(engine: Engine, key: str, kinds: list[str], texts: dict[str, bytes]) -> list[Fix]:
    """Apply proven fixes one by one; texts (by path) is what the files hold after them."""
    applied: list[Fix] = []
    refused: set[tuple[str, str]] = set()
    while len(applied) < ROUNDS:
        fix = _next_fix(engine, key, kinds, refused)
        if fix is None:
            break
        for path in dict.fromkeys(edit.file for edit in fix.edits):
            if path not in texts:
                with open(path, "rb") as file:
                    texts[path] = file.read()
            texts[path] = apply(texts[path], fix, path)
            engine.set_overlay(path, texts[path])
        applied.append(fix)
    return applied


def _next_fix(engine: Engine, key: str, kinds: list[str], refused: set[tuple[str, str]]) -> Fix | None:
    for path in sorted(engine.analyze(key).files):
        for candidate in engine.fixes(key, path, 0, sys.maxsize):
            name = (candidate.kind, candidate.title)
            if name in refused or (kinds and candidate.kind not in kinds):
                continue
            proven = engine.prove(key, candidate)
            refused.add(name)
            if proven is not None and proven.edits:
                return proven
    return None


def apply(text: bytes, fix: Fix, path: str) -> bytes:
    """The file's text with the fix's edits of it."""
    for edit in sorted((e for e in fix.edits if e.file == path), key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.new_text.encode() + text[edit.end :]
    return text


def _diff(name: str, before: bytes, after: bytes) -> str:
    old, new = (t.decode("utf-8", "replace").splitlines(keepends=True) for t in (before, after))
    return "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
