"""`--write`: the measured figures into README.md and docs/agreement.md."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from agree.corpora import Row
from agree.score import ESCAPE_KINDS, INLINE_KINDS, KINDS, Comparison, Tally, reasons_of, sum_of

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a row."""

    row: Row
    version: str
    comparisons: list[Comparison]


def replace_block(text: str, name: str, block: str) -> str:
    """The text with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced; it names the commit
    that was measured."""
    block = f"{_measured()}\n\n{block}"
    return re.sub(
        f"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", lambda m: m[1] + block + m[2], text, flags=re.DOTALL
    )


def _measured() -> str:
    def git(*args: str) -> str:
        return subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    commit, day = git("log", "-1", "--format=%h %cs").split()
    changed = (
        " with changes" if git("status", "--porcelain", "--untracked-files=no", "--", "analysis", "server") else ""
    )
    return f"Measured at `{commit}`{changed}, {day}."


def _f1(t: Tally) -> str:
    """With four decimals; 1.0000 only if nothing differs."""
    if not t.same + t.missing + t.extra:
        return "–"
    return f"{min(t.f1, 0.9999) if t.missing or t.extra else 1:.4f}"


def summary(results: list[Result]) -> str:
    """A line for each row, for the README."""
    out = [
        "| Go | code | flags | packages | lines | missing | extra | F1 escape kinds | F1 inline kinds | F1 all |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        escape, inline, every = (sum_of(r.comparisons, kinds) for kinds in (ESCAPE_KINDS, INLINE_KINDS, KINDS))
        out.append(
            f"| {r.version} | {r.row.corpus} | `{r.row.flags}` | {len(r.comparisons)} | "
            f"{every.same + every.missing:,} | {every.missing:,} | {every.extra:,} | "
            f"{_f1(escape)} | {_f1(inline)} | {_f1(every)} |"
        )
    return "\n".join(out) + "\n"


def details(results: list[Result]) -> str:
    """Tables by kind of message, classes of difference and the packages that differ, for docs/agreement.md."""
    out = [
        "# Agreement with the compiler",
        "",
        "linux/amd64 unless another target is named; lines whose file belongs to the package, as sets of (file, line,",
        "column, message); the compiler is asked with -pgo=off and without cgo. Written by `make agree`; `make agree",
        "ARGS='--diff PATTERN'` prints the lines that differ.",
    ]
    for r in results:
        out += ["", f"## Go {r.version}, {r.row.corpus}, `-gcflags='{r.row.flags}'`", ""]
        out += ["| kind | same | missing | extra | F1 |", "|---|---|---|---|---|"]
        for kind in KINDS:
            t = sum_of(r.comparisons, (kind,))
            if t.same + t.missing + t.extra:
                out.append(f"| {kind} | {t.same:,} | {t.missing:,} | {t.extra:,} | {_f1(t)} |")
        out += _reasons(r.comparisons)
        worst = [c for c in r.comparisons if c.missing or c.extra]
        worst.sort(key=lambda c: (-(len(c.missing) + len(c.extra)), c.package))
        if not worst:
            out += ["", "No package differs."]
            continue
        out += ["", "Packages that differ most:", "", "| package | same | missing | extra |", "|---|---|---|---|"]
        for c in worst[:20]:
            t = c.total(KINDS)
            out.append(f"| {c.package} | {t.same:,} | {t.missing} | {t.extra} |")
    return "\n".join(out) + "\n"


def _reasons(comparisons: list[Comparison]) -> list[str]:
    found = reasons_of(comparisons)
    if found is None:
        return []
    shares = (("inlining decisions", found.decisions), ("costs and reasons", found.details), ("chains", found.chains))
    out = ["", "| of -m=2 | the compiler's | the same | extra |", "|---|---|---|---|"]
    return out + [f"| {name} | {s.all:,} | {s.same:,} ({s.value:.2%}) | {s.extra:,} |" for name, s in shares]


def write(results: list[Result]) -> None:
    readme = ROOT / "README.md"
    readme.write_text(replace_block(readme.read_text(), "agreement", summary(results)))
    (ROOT / "docs" / "agreement.md").write_text(details(results))
