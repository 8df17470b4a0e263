"""Whether sentences are plain: no name that only the compiler knows, in any message, step or advice of whole packages.

    python -m findings.plain [PATTERN…]

Patterns are those of `go build`; without any the standard library. Exit status 1 if such a name is found.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from escapelens.common.cache import cache_dir
from escapelens.engine import Engine, Options
from escapelens.findings.model import Finding
from escapelens.findings.names import is_plain


def inner_names(patterns: list[str]) -> Iterator[tuple[str, int, list[str]]]:
    """Of each package: import path, sentences, those with an inner name."""
    engine = Engine(Options(keep=True), cache_dir())
    keys, errors = engine.resolve(patterns, os.getcwd())
    if errors:
        raise SystemExit("\n".join(errors))
    for key in keys:
        report = engine.analyze(key)
        said = [text for file in report.files.values() for f in file.findings for text in sentences(f)]
        yield report.import_path, len(said), [text for text in said if not is_plain(text)]
        engine.forget(key)


def sentences(finding: Finding) -> list[str]:
    return [finding.message, finding.advice, *(step.message for step in finding.steps)]


def main() -> int:
    sentences = found = 0
    for path, count, bad in inner_names(sys.argv[1:] or ["std"]):
        sentences += count
        found += len(bad)
        for text in bad:
            print(f"{path}: {text}")
    print(f"{found} of {sentences:,} sentences hold a name that only the compiler knows")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
