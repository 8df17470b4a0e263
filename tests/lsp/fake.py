"""A stand-in for the engine that finds words instead of escapes, so that the front ends are tested alone.

`esc_returned` is a finding with code "returned" (underscores are dashes), `leak_x` a leaking parameter, `func f` can be
inlined, `broken!` is a problem, `sleepNNN` makes the analysis take NNN milliseconds, `crash!` makes it raise. The fix
for `esc_x` writes `ok_x`; one for `esc_x_stuck` can not be proven. With `later!`
getting ready for the next edit never ends.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from escapelens.cancel import NEVER, Cancel
from escapelens.engine import Options
from escapelens.facts.patience import Patience
from escapelens.findings.flow_graph import FlowEdge, FlowGraph, FlowNode
from escapelens.findings.model import (
    CODES,
    Answer,
    FileReport,
    Finding,
    GcLine,
    PackageReport,
    Problem,
    Span,
    Stats,
    Step,
)
from escapelens.findings.severity import Rules
from escapelens.fixes.model import Edit, Fix
from escapelens.incremental.calls import Cost
from escapelens.record import replace

WORD = re.compile(rb"\besc_([a-z_]+)")


class FakeEngine:
    def __init__(self, options: Options | None = None, cache_dir: str | None = None) -> None:
        self.options = options or Options()
        self.notes: tuple[str, ...] = ()
        self.about = "Go 1.27 for this/machine, standard library of a fake"
        self.overlays: dict[str, bytes] = {}
        self.runs = 0
        self.seen: dict[str, dict[str, bytes]] = {}

    def set_overlay(self, path: str, text: bytes | None) -> None:
        if text is None:
            self.overlays.pop(path, None)
        else:
            self.overlays[path] = text

    def set_rules(self, rules: Rules) -> None:
        self.options = replace(self.options, rules=rules)

    def resolve(self, patterns: list[str], cwd: str) -> tuple[list[str], list[str]]:
        keys, errors = [], []
        for pattern in patterns:
            path = Path(cwd, pattern.removesuffix("/...") or ".").resolve()
            if path.is_dir():
                keys.append(str(path))
            elif path.is_file():
                keys.append(str(path.parent))
            else:
                errors.append(f"{pattern}: no such package")
        return keys, errors

    def package_of(self, path: str) -> str | None:
        return os.path.dirname(path) if path.endswith(".go") else None

    def _texts(self, key: str) -> dict[str, bytes]:
        texts = {str(p): p.read_bytes() for p in sorted(Path(key).glob("*.go"))}
        texts.update({p: t for p, t in self.overlays.items() if os.path.dirname(p) == key})
        return texts

    def analyze(self, key: str, *, patience: Patience | None = None, cancel: Cancel = NEVER) -> PackageReport:
        self.runs += 1
        self.seen[key] = self._texts(key)
        files, lines = {}, []
        for path, text in self._texts(key).items():
            if b"crash!" in text:
                raise RuntimeError("the fake engine was told to crash")
            for ms in re.findall(rb"sleep(\d+)", text):
                for _ in range(max(int(ms) // 10, 1)):
                    cancel.check()
                    time.sleep(0.01)
            files[path] = report(path, text, self.options.rules)
            lines += [GcLine(path, f.span.line, f.span.column, f.compiler, 1) for f in files[path].findings]
        partial = tuple("broken" for f in files.values() if f.problems)
        stats = Stats(10, 1 if self.runs > 1 else 10, 9 if self.runs > 1 else 0, 0.001)
        return PackageReport("example.com/fake", key, files, lambda: tuple(lines), stats, partial)

    def outdated(self, key: str) -> bool:
        return self.seen.get(key) != self._texts(key)

    def missing_facts(self, key: str) -> None:
        return None

    def files_of(self, key: str) -> list[str]:
        return list(self._texts(key))

    def fixes(
        self, key: str, path: str, start: int, end: int, kinds: frozenset[str] = frozenset(), cancel: Cancel = NEVER
    ) -> list[Fix]:
        return [
            Fix("pass_by_value", f"Replace {f.key}", (), (f.key,), True)
            for f in self.analyze(key).files[path].findings
            if f.span.start <= end and start <= f.span.end
        ]

    def marks(self, key: str, path: str, start: int, end: int) -> list[Fix]:
        return []

    def function_at(self, key: str, path: str, line: int) -> str:
        return "f" if line == 3 else ""

    def graph(self, key: str, path: str, function: str) -> FlowGraph:
        nodes = FlowNode(0, "heap", "heap", True), FlowNode(1, "variable", "<x>", True)
        return FlowGraph(function, nodes, (FlowEdge(1, 0, -1, "assign", True),))

    def cost_at(self, key: str, path: str, offset: int) -> Cost | None:
        text = self._texts(key)[path]
        return Cost(offset, offset + 4, "allocates a *test*") if text[offset:].startswith(b"cost") else None

    def fix_all(self, key: str, title: str, path: str = "", kinds: frozenset[str] = frozenset()) -> Fix | None:
        made = [self.prove(key, fix) for p in self._texts(key) for fix in self.fixes(key, p, 0, sys.maxsize)]
        edits = tuple(e for fix in made if fix is not None for e in fix.edits if path in ("", e.file))
        return Fix("pass_by_value", title, edits) if edits else None

    def prove(self, key: str, fix: Fix, cancel: Cancel = NEVER) -> Fix | None:
        for path, file in self.analyze(key).files.items():
            for f in file.findings:
                if f.key == fix.removes[0] and "stuck" not in f.key:
                    edit = Edit(path, f.span.start, f.span.start + 4, "ok_")
                    return Fix(fix.kind, fix.title, (edit,), fix.removes, fix.preferred)
        return None

    def anticipate(self, key: str, cancel: Cancel = NEVER) -> None:
        """`later!` makes this take for ever."""
        while any(b"later!" in text for text in self._texts(key).values()):
            cancel.check()
            time.sleep(0.01)


def span(path: str, text: bytes, start: int, end: int) -> Span:
    return Span(path, start, end, text.count(b"\n", 0, start) + 1, start - text.rfind(b"\n", 0, start))


def report(path: str, text: bytes, rules: Rules) -> FileReport:
    findings, answers, problems = [], [], []
    function = ""
    for m in re.finditer(rb"func (\w+)|\besc_([a-z_]+)|\bleak_(\w+)|broken!", text):
        at = span(path, text, *m.span())
        if m[1]:
            function = m[1].decode()
            at = span(path, text, *m.span(1))
            answers.append(Answer("can inline", at, f"can inline {function}", function, "cost 7"))
        elif m[2]:
            name = m[2].decode()
            code = next((c for c in CODES if name.replace("_", "-").startswith(c)), "stored")
            severity = rules.codes.get(code, "off" if code == "leaking-param" else "warning")
            step = Step(span(path, text, 0, 7), "the file begins <here>")
            findings.append(
                Finding(
                    code, at, f"{name} escapes to the heap: it is a *test*", f"moved to heap: {name}", severity,
                    function, (step,), "Do not.", 24, True, False, "", f"esc_{name}",
                )
            )  # fmt: skip
        elif m[3]:
            answers.append(Answer("leaking param", at, f"leaking param: {m[3].decode()}", function))
        else:
            problems.append(Problem(at, "this is broken"))
    return FileReport(path, tuple(findings), lambda: tuple(answers), tuple(problems))


if __name__ == "__main__":
    from escapelens.lsp.server import create_server, run

    run(create_server(FakeEngine))  # type: ignore[arg-type]
