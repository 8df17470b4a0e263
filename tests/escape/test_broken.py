"""Whatever the input: damaged source is analysed as far as it goes, and nothing raises."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from escape.pipeline import check
from escapelens import pipeline
from escapelens.findings.collect import drafts
from escapelens.findings.placing import file_report, place
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.ir.target import Flags
from escapelens.ledger import of
from escapelens.source import Layout
from escapelens.syntax.parse import parse_file

SOURCES = sorted((Path(__file__).parent / "testdata").glob("*/*.go"))


def damaged(source: bytes, rnd: random.Random) -> bytes:
    """The source with a few tokens lost, doubled or replaced by others."""
    tokens = re.findall(rb"\w+|\s+|[^\w\s]", source)
    for _ in range(rnd.randint(1, 4)):
        i = rnd.randrange(len(tokens))
        match rnd.randrange(3):
            case 0:
                del tokens[i : i + rnd.randint(1, 3)]
            case 1:
                tokens[i] = rnd.choice(tokens)
            case _:
                tokens.insert(i, rnd.choice(tokens))
    return b"".join(tokens)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_source_is_survived(seed: int) -> None:
    rnd = random.Random(seed)
    source = damaged(rnd.choice(SOURCES).read_bytes(), rnd)
    file = parse_file("p.go", source)
    layout = Layout()
    file.layout(layout)
    pkg = check("p", [file])
    done = pipeline.run(pkg, Flags(no_inline=bool(seed & 1), m=1 + (seed & 1)))
    places = SyntaxIndex(file.lower_all())
    costs = of(done.target.funcs, done.target)
    found = drafts(done.report, costs, done.target.inl_tree, pkg.checker.config.sizes, places, pkg)
    answer = file_report("p.go", place(found, layout).values())
    assert all(0 <= f.span.start < f.span.end <= len(source) for f in answer.findings)
