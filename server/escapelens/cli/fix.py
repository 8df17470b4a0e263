"""`escapelens fix`: quick fixes that are proven, as a diff or written to the files.

Each candidate is proven on the text that the fixes before it have left, so what is written holds together. Fixes that
change anything but what is allocated are for a person to choose: they are not made here.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys

from escapelens.cli.gc import short_path
from escapelens.cli.options import Trouble, complain, make_engine, read_settings, resolve, scope
from escapelens.cli.progress import Progress
from escapelens.common.language import language
from escapelens.common.scope import Scope
from escapelens.engine import Engine
from escapelens.fixes import KINDS, in_bulk
from escapelens.fixes.context import apply_edits
from escapelens.fixes.model import Edit, Fix

Tried = tuple[str, tuple[Edit, ...]]  # title and edits of a candidate
ROUNDS = 1000  # fixes per package, should fixes ever call for one another in a circle


def run(args: argparse.Namespace) -> int:
    cwd = os.getcwd()
    try:
        kinds = frozenset(_kind(name) for name in args.kind)
        settings = read_settings(args, cwd)
        engine = make_engine(settings)
        keys, _ = resolve(engine, args.patterns, cwd)
    except Trouble as trouble:
        complain(str(trouble))
        return 2
    texts: dict[str, bytes] = {}
    files, tongue = scope(settings, cwd), language(settings.locale)
    with Progress(len(keys)) as progress:
        for done, key in enumerate(keys):
            progress.at(done, os.path.basename(key))
            made = fix_package(engine, key, kinds, texts, files)
            progress.clear()
            for place, fix in made:
                complain(f"{short_path(place[0], cwd)}:{place[1]}: {tongue(fix.label)}")
    for path in sorted(texts):
        with open(path, "rb") as file:
            before = file.read()
        if args.write:
            with open(path, "wb") as file:
                file.write(texts[path])
        else:
            sys.stdout.write(_diff(short_path(path, cwd), before, texts[path]))
    return 0 if keys else 2


def _kind(name: str) -> str:
    """The kind of fixes that is named, with hyphens or underscores; Trouble if there is none."""
    kind = name.replace("-", "_")
    if kind in KINDS:
        return kind
    near = difflib.get_close_matches(kind, KINDS, 1, 0.4)
    known = ", ".join(k.replace("_", "-") for k in (near or sorted(KINDS)))
    raise Trouble(
        f"there is no kind of fixes called {name}; " + (f"did you mean {known}?" if near else f"known: {known}")
    )


def fix_package(
    engine: Engine, key: str, kinds: frozenset[str], texts: dict[str, bytes], files: Scope
) -> list[tuple[tuple[str, int], Fix]]:
    """Apply proven fixes in the files spoken of one by one, each with its file and line; texts (by path) is what files
    hold after them."""
    applied: list[tuple[tuple[str, int], Fix]] = []
    refused: set[Tried] = set()
    while len(applied) < ROUNDS:
        fix = _next_fix(engine, key, kinds, refused, files)
        if fix is None:
            break
        for path in dict.fromkeys(edit.file for edit in fix.edits):
            if path not in texts:
                with open(path, "rb") as file:
                    texts[path] = file.read()
        first = fix.edits[-1]  # imports come before it
        applied.append(((first.file, texts[first.file].count(b"\n", 0, first.start) + 1), fix))
        for path in dict.fromkeys(edit.file for edit in fix.edits):
            texts[path] = apply_edits(texts[path], [e for e in fix.edits if e.file == path])
            engine.set_overlay(path, texts[path])
        refused = {(title, tuple(_moved(e, fix.edits) for e in edits)) for title, edits in refused}
    return applied


def _next_fix(engine: Engine, key: str, kinds: frozenset[str], refused: set[Tried], files: Scope) -> Fix | None:
    for path in filter(files.has, sorted(engine.analyze(key).files)):
        for candidate in engine.fixes(key, path, 0, sys.maxsize, kinds):
            if (candidate.title, candidate.edits) in refused or not in_bulk(candidate):
                continue
            proven = engine.prove(key, candidate)
            if proven is not None and proven.edits:
                return proven
            refused.add((candidate.title, candidate.edits))
    return None


def _moved(edit: Edit, made: tuple[Edit, ...]) -> Edit:
    """The edit after others were made, if they did not touch it."""
    shift = sum(
        len(e.new_text.encode()) - (e.end - e.start) for e in made if e.file == edit.file and e.end <= edit.start
    )
    return Edit(edit.file, edit.start + shift, edit.end + shift, edit.new_text)


def _diff(name: str, before: bytes, after: bytes) -> str:
    old, new = (t.decode("utf-8", "replace").splitlines(keepends=True) for t in (before, after))
    return "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
