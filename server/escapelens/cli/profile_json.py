"""`escapelens profile --format=json`: everything that joining a profile tells, one document.

Shares are of all samples, 0 to 1; `value` counts what `sample` names. `version` grows when a field changes meaning.
"""

from __future__ import annotations

import msgspec

from escapelens.cli.json_ import values
from escapelens.cli.profile import Profiled
from escapelens.profiles.joined import Joined, Row, identity

VERSION = 1


def render(profiled: Profiled) -> str:
    joined = profiled.joined
    document: dict[str, object] = {
        "version": VERSION,
        "profile": profiled.heap.path,
        "sample": joined.kind,
        "total": joined.total,
        "shares": {
            "findings": joined.share(joined.sum(joined.findings)),
            "runtime": joined.share(joined.sum(joined.named)),
            "unknown": joined.share(joined.sum(joined.unknown)),
        },
        "findings": [_finding(profiled, row) for row in joined.findings],
        "runtime": [{**_row(joined, row), "name": row.spot.name} for row in joined.named],
        "unknown": [{**_row(joined, row), "why": row.spot.unknown} for row in joined.unknown],
        "withoutSamples": profiled.quiet,
        "newerThanProfile": profiled.doubtful,
    }
    if profiled.benchmarks:
        document["benchmarks"] = profiled.benchmarks
    return msgspec.json.format(msgspec.json.encode(document, enc_hook=values), indent=2).decode() + "\n"


def _finding(profiled: Profiled, row: Row) -> dict[str, object]:
    finding = row.spot.finding
    assert finding is not None
    joined, ident = profiled.joined, identity(finding)
    return {
        **_row(joined, row),
        "calls": joined.share(joined.calls.get(ident, 0)),
        "fixes": profiled.fixes.get(ident, ()),
        "finding": finding,
    }


def _row(joined: Joined, row: Row) -> dict[str, object]:
    return {
        "share": joined.share(row.value),
        "value": row.value,
        "objects": row.objects,
        "bytes": row.space,
        "file": row.spot.path,
        "line": row.spot.line,
        "function": row.spot.function,
        "stale": row.spot.stale,
        "via": [{"file": path, "line": line, "value": value} for (path, line), value in row.via.most_common(5)],
        "benchmarks": dict(row.benchmarks),
    }
