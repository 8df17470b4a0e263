"""`escapelens explain FILE:LINE[:COL]`: what is known of a place, in words."""

from __future__ import annotations

import argparse
import os

from escapelens.cli.options import Trouble, complain, make_engine, read_settings
from escapelens.cli.source import source_lines
from escapelens.common import words
from escapelens.common.language import Language, language
from escapelens.engine import Engine
from escapelens.findings.model import FileReport, Span
from escapelens.packages.files import read_file
from escapelens.regexp import regexp
from escapelens.say import say

_PLACE = regexp(r"^(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?$")


def run(args: argparse.Namespace) -> int:
    try:
        path, line, column = _place(args.place)
        settings = read_settings(args, os.getcwd())
        engine = make_engine(settings)
        key = engine.package_of(path)
        report = engine.analyze(key).files.get(path) if key is not None else None
        lines = source_lines(path)
        if not 0 < line <= len(lines):
            raise Trouble(f"{args.place}: the file has {len(lines)} lines")
        if report is None:
            raise Trouble(f"{args.place}: the file is not part of a package here")
    except Trouble as trouble:
        complain(str(trouble))
        return 2
    tongue = language(settings.locale)
    said = list(_said(report, tongue, line, column))
    if key is not None:
        said += _costs(engine, key, path, line, column)
    print("\n\n".join(said) if said else tongue(say("Nothing escapes here.")))
    return 0


def _place(raw: str) -> tuple[str, int, int]:
    """Absolute path, line, column (0: the whole line)."""
    found = _PLACE.match(raw)
    if found is None:
        raise Trouble(f"{raw}: expected FILE:LINE or FILE:LINE:COL")
    path = os.path.abspath(found["file"])
    if not os.path.isfile(path):
        raise Trouble(f"{found['file']}: no such file")
    return path, int(found["line"]), int(found["column"] or 0)


def _costs(engine: Engine, key: str, path: str, line: int, column: int) -> list[str]:
    """What the calls of a line cost with all they call, or the one at the column."""
    text = read_file(path)
    start = sum(len(x) + 1 for x in text.split(b"\n")[: line - 1])
    end = text.find(b"\n", start)
    offsets = range(start, end if end >= 0 else len(text))
    chosen = offsets[column - 1 : column] if column else offsets
    found = {(c.start, c.end): c.text for at in chosen if (c := engine.cost_at(key, path, at)) is not None}
    return [f"{text[s:e].decode('utf-8', 'replace')}: {said}" for (s, e), said in found.items() if s in offsets]


def _said(report: FileReport, tongue: Language, line: int, column: int) -> list[str]:
    def here(span: Span) -> bool:
        if column == 0 or span.line != line:
            return span.line == line
        return span.column <= column <= span.column + span.end - span.start

    findings = [f for f in report.findings if here(f.span)]
    told = {f.compiler for f in findings}
    said = [words.explanation(f, tongue, markdown=False) for f in findings]
    answers = [words.answer_line(a, tongue, False) for a in report.answers if here(a.span) and a.text not in told]
    said += dict.fromkeys(answers)
    said += [f"{tongue(say('Mark:'))} {tongue(n.message)}" for n in report.notices if here(n.span)]
    said += [f"{tongue(say('Partial:'))} {tongue(p.message)}" for p in report.problems if here(p.span)]
    return said
