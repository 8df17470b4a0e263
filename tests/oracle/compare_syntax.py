"""Compare our syntax trees with those of the compiler's parser, node by node, positions included.

What: builds tests/oracle/syntax/main.go beside a copy of the toolchain's cmd/compile/internal/syntax, runs it over
files and compares its listing with one of our nodes.

Use: `python tests/oracle/compare_syntax.py FILE...` or names on standard input, one a line.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from escapelens.record import fields
from escapelens.source import Layout
from escapelens.syntax.nodes import BranchStmt, ImportDecl, Node
from escapelens.syntax.parse import parse_file

# names of fields that differ from the compiler's by more than underscores
_NAMES = {("BlockStmt", "stmts"): "list"}
_LEFT_OUT = {"pos", "start", "end", "pragma", "iota"}
_BATCH = 200


def build(directory: Path) -> Path:
    goroot = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    (directory / "syntax").mkdir()
    for path in Path(goroot, "src/cmd/compile/internal/syntax").glob("*.go"):
        if not path.name.endswith("_test.go"):
            shutil.copy(path, directory / "syntax")
    (directory / "go.mod").write_text("module dump\n\ngo 1.27\n")
    shutil.copy(Path(__file__).parent / "syntax" / "main.go", directory)
    subprocess.run(["go", "build", "-o", "dump", "."], cwd=directory, check=True)
    return directory / "dump"


class Dumper:
    """Our nodes in the listing's form."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines: list[str] = []
        self._fields: dict[type, list[tuple[str, str]]] = {}

    def fields(self, c: type) -> list[tuple[str, str]]:
        found = self._fields.get(c)
        if found is None:
            names = [f.name for f in fields(c) if f.init and f.name not in _LEFT_OUT]
            found = sorted((_NAMES.get((c.__name__, n), n.replace("_", "")), n) for n in names)
            self._fields[c] = found
        return found

    def place(self, pos: int) -> str:
        at = self.layout.locate(pos) if pos else None
        return f"{at.line}:{at.column}" if at else "-"

    def dump(self, n: Node, indent: int = 0) -> None:
        scalars: list[str] = []
        below: list[tuple[str, Any]] = []
        for name, attribute in self.fields(n.__class__):
            value = getattr(n, attribute)
            if name in ("rbrace", "colon"):
                scalars.append(f"{name}={self.place(value)}")
            elif name == "group":
                scalars.append(f"group={'true' if value is not None else 'false'}")
            elif isinstance(value, bool):
                scalars.append(f"{name}={'true' if value else 'false'}")
            elif isinstance(value, int):
                scalars.append(f"{name}={value}")
            elif name == "value" and isinstance(value, str):
                scalars.append(f'value="{value}"')
            elif isinstance(value, str):
                scalars.append(f"{name}={':' if value == ':=' else value}")
            elif isinstance(value, list | Node):
                below.append((name, value))
        if isinstance(n, BranchStmt):
            scalars.append("target=" + (self.place(n.target.pos) if n.target else "-"))
        if isinstance(n, ImportDecl):
            scalars.append("group=")
        scalars.sort()
        self.lines.append(" " * indent + " ".join([type(n).__name__, self.place(n.pos), *scalars]))
        for name, value in below:
            if value == []:
                continue
            self.lines.append(" " * (indent + 1) + "." + name)
            for x in value if isinstance(value, list) else [value]:
                if x is None:
                    self.lines.append(" " * (indent + 2) + "nil")
                else:
                    self.dump(x, indent + 2)


def normal(lines: list[str]) -> list[str]:
    """Leave out what the two print differently: quoting, groups of imports, and tags (which we pad to the fields)."""
    out: list[str] = []
    skip = -1
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if skip >= 0 and indent > skip:
            continue
        skip = indent if line.strip() == ".taglist" else -1
        if skip >= 0 or not line:
            continue
        line = re.sub(
            r' value="(.*)"', lambda m: m.group() if re.fullmatch(r"\w+", m.group(1), re.A) else "", line, flags=re.S
        )
        out.append(re.sub(r"group=\S*", "", line).rstrip() if "ImportDecl" in line else line)
    return out


def ours(path: str) -> list[str]:
    file = parse_file(path, Path(path).read_bytes())
    layout = Layout()
    file.layout(layout)
    dumper = Dumper(layout)
    if file.package_name is None:
        return []
    dumper.lines.append(f"goversion={file.go_version} errs=0")
    dumper.dump(file.package_name)
    for decl in file.decls:
        for d in decl.lower():
            dumper.dump(d)
    for problem in [*file.problems, *(p for d in file.decls for p in d.problems)]:
        print(f"{path}: problem: {problem}")
    return dumper.lines


def main() -> int:
    sys.setrecursionlimit(20_000)
    names = sys.argv[1:] or [line.strip() for line in sys.stdin]
    different = 0
    with tempfile.TemporaryDirectory() as directory:
        dump = build(Path(directory))
        for i in range(0, len(names), _BATCH):
            batch = names[i : i + _BATCH]
            run = subprocess.run([str(dump)], input="\n".join(batch), capture_output=True, text=True, check=True)
            wanted: dict[str, list[str]] = {}
            for part in re.split(r"^FILE ", run.stdout, flags=re.M)[1:]:
                name, _, rest = part.partition("\n")
                wanted[name] = rest.split("\n")
            for name in batch:
                want, got = normal(wanted.get(name, [])), normal(ours(name))
                if want == got:
                    continue
                different += 1
                at = next((j for j, (a, b) in enumerate(zip(want, got, strict=False)) if a != b), -1)
                print(f"{name}: want {want[at].strip()!r}, got {got[at].strip()!r}" if at >= 0 else f"{name}: lengths")
    print(f"{len(names)} files, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
