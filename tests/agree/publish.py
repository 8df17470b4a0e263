"""`--write`: the measured figures into README.md and docs/agreement.md."""

from __future__ import annotations

import re
from pathlib import Path

from agree.score import ESCAPE_KINDS, INLINE_KINDS, KINDS, Comparison, Tally

ROOT = Path(__file__).resolve().parents[2]
Runs = dict[str, list[Comparison]]  # by gcflags


def replace_block(text: str, name: str, block: str) -> str:
    """The text with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced."""
    return re.sub(
        f"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", lambda m: m[1] + block + m[2], text, flags=re.DOTALL
    )


def _sum(comparisons: list[Comparison], kinds: tuple[str, ...]) -> Tally:
    total = Tally()
    for c in comparisons:
        total.add(c.total(kinds))
    return total


def _f1(t: Tally) -> str:
    return f"{t.f1:.4f}" if t.same + t.missing + t.extra else "–"


def summary(version: str, corpus: str, runs: Runs) -> str:
    """One row for each run, for the README."""
    rows = [
        "| Go | code | flags | packages | lines | F1 escape kinds | F1 inline kinds | F1 all |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for flags, comparisons in runs.items():
        every = _sum(comparisons, KINDS)
        rows.append(
            f"| {version} | {corpus} | `{flags}` | {len(comparisons)} | {every.same + every.missing:,} | "
            f"{_f1(_sum(comparisons, ESCAPE_KINDS))} | {_f1(_sum(comparisons, INLINE_KINDS))} | {_f1(every)} |"
        )
    return "\n".join(rows) + "\n"


def details(version: str, corpus: str, runs: Runs) -> str:
    """Tables by kind of message and the packages that differ, for docs/agreement.md."""
    out = [
        "# Agreement with the compiler",
        "",
        f"Go {version}, {corpus}, linux/amd64, lines whose file belongs to the package, as sets. Written by `make",
        "agree ARGS=--write`; `make agree ARGS='--diff PATTERN'` prints the lines that differ.",
    ]
    for flags, comparisons in runs.items():
        out += ["", f"## `-gcflags='{flags}'`", "", "| kind | same | missing | extra | F1 |", "|---|---|---|---|---|"]
        for kind in KINDS:
            t = _sum(comparisons, (kind,))
            if t.same + t.missing + t.extra:
                out.append(f"| {kind} | {t.same:,} | {t.missing:,} | {t.extra:,} | {_f1(t)} |")
        worst = [c for c in comparisons if c.missing or c.extra]
        worst.sort(key=lambda c: (-(len(c.missing) + len(c.extra)), c.package))
        if worst:
            out += ["", "Packages that differ most:", "", "| package | same | missing | extra |", "|---|---|---|---|"]
            for c in worst[:20]:
                t = c.total(KINDS)
                out.append(f"| {c.package} | {t.same:,} | {t.missing} | {t.extra} |")
        else:
            out += ["", "No package differs."]
    return "\n".join(out) + "\n"


def write(version: str, corpus: str, runs: Runs) -> None:
    readme = ROOT / "README.md"
    readme.write_text(replace_block(readme.read_text(), "agreement", summary(version, corpus, runs)))
    (ROOT / "docs" / "agreement.md").write_text(details(version, corpus, runs))
