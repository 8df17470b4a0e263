"""A small workspace on disk that changes in every way a programmer, an editor or git changes one.

`Workspace` knows the moves; each is total (moving what is not there does nothing), so that any sequence of them is one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

BODIES = (
    "return p",
    "sink = p\n\treturn nil",
    "return nil",
    "if p == nil {\n\t\treturn DEP(p)\n\t}\n\treturn DEP(nil)",
    "return DEP(p)",
    "x := *p\n\treturn DEP(&x)",
    "var a any = *p\n\tprintln(a)\n\tfor i := range 3 {\n\t\tdefer func() { println(&i) }()\n\t}\n\treturn nil",
    "defer println(*p)\n\treturn DEP(p",  # broken
)
MOVES = len(BODIES)

# package folder, relative to the world -> import path of the one it calls
IMPORTS = {
    "ws/a": "example.com/ws/b",
    "ws/b": "example.com/ws/b/c",
    "ws/b/c": "example.com/out/deep",
    "ws/t": "example.com/ws/a",
    "out/deep": "example.com/out",
    "other/deep": "",
    "ws/vendor/example.com/out/deep": "",
    "out": "",
}
FILES = ("f.go", "g.go", "g_test.go", "x_test.go", "w_windows.go")
OPENED = ("ws/a", "ws/b", "ws/t", "out/deep")

GO_MODS = (
    "module example.com/ws\n\ngo 1.22\n\nrequire example.com/out v1.0.0\n\nreplace example.com/out => ../out\n",
    "module example.com/ws\n\ngo 1.20\n\nrequire example.com/out v1.0.0\n\nreplace example.com/out => ../out\n",
    "module example.com/ws\n\ngo 1.22\n\nrequire example.com/out v1.0.0\n\nreplace example.com/out => ../other\n",
    "module example.com/ws\n\ngo 1.22\n\nrequire example.com/out v1.0.0\n",
    "module example.com/elsewhere\n\ngo 1.22\n",
)
OUT_MODS = ("module example.com/out\n\ngo 1.22\n", "module example.com/out\n\ngo 1.18\n")
GO_WORKS = ("go 1.22\n\nuse (\n\t./ws\n\t./out\n)\n", "go 1.22\n\nuse ./ws\n")
MODULES_TXT = (
    "# example.com/out v1.0.0 => ../out\n## explicit; go 1.22\nexample.com/out/deep\n# example.com/out => ../out\n"
)


def source(folder: str, name: str, how: int, imports: bool) -> str:
    """The text of a file; how: which body."""
    package = os.path.basename(folder)
    dep = IMPORTS[folder] if imports else ""
    letter = "F" if name == "f.go" else "G" if name == "g.go" else "T"
    call = os.path.basename(dep) + ".F" if dep else "G" if letter == "F" else "F"
    head = f"package {package}\n"
    if name == "x_test.go":
        dep = "example.com/" + folder.replace("other", "out")
        head, call, letter = f"package {package}_test\n", f"{package}.T" if how % 2 else f"{package}.F", "X"
    if dep:
        head += f'\nimport "{dep}"\n'
    if name == "f.go":
        head += "\nvar sink *int\n"
    body = BODIES[how].replace("DEP", call)
    use = f"func use{letter}() {{\n\ty := 1\n\tprintln({letter}(&y))\n}}\n"
    return f"{head}\nfunc {letter}(p *int) *int {{\n\t{body}\n}}\n\n{use}"


class Workspace:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._time = 1_700_000_000_000_000_000
        self.write("ws/go.mod", GO_MODS[0])
        self.write("out/go.mod", OUT_MODS[0])
        self.write("other/go.mod", OUT_MODS[0])
        for folder in IMPORTS:
            if "vendor" not in folder:
                self.put(folder, "f.go", 4, True)
                self.put(folder, "g.go", 0, False)

    def path(self, name: str) -> str:
        return str(self.root / name)

    def write(self, name: str, text: str) -> None:
        """Two writes within one tick of the file system's clock can not be told apart by anybody: give each its own."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self._time += 1_000_000_000
        os.utime(path, ns=(self._time, self._time))

    def put(self, folder: str, name: str, how: int, imports: bool) -> None:
        self.write(f"{folder}/{name}", source(folder, name, how, imports))

    def remove(self, name: str) -> None:
        path = self.root / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def rename(self, old: str, new: str) -> None:
        source, target = self.root / old, self.root / new
        if source.exists() and not target.exists() and target.parent.is_dir() and source not in target.parents:
            source.rename(target)
