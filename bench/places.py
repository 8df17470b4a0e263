"""The code that speed is measured on, laid out under .cache/bench so that it can be edited: a program of eight lines
that imports gin, gin, nats-server's largest package, net/http in a GOROOT of its own, and packages that are made up.

Property: what was laid out before is laid out again; nothing outside .cache/bench is written to.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agree import oracle
from agree.toolchain import CACHE
from e2e import installed

ROOT = Path(__file__).resolve().parents[1]
HERE = CACHE / "bench"
REQUIRED = Path(__file__).with_name("modules")
GOPLS = "v0.24.0"

PROGRAM = """\
package main

import "github.com/gin-gonic/gin"

func main() {
	r := gin.Default()
	r.GET("/", func(c *gin.Context) { c.String(200, "%s", c.Query("name")) })
	_ = r.Run()
}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A package: its folder, the folder that is opened around it, the file that is edited."""

    name: str
    folder: Path
    root: Path
    file: Path

    def text(self) -> str:
        return self.file.read_text()


def environment(**more: str | Path) -> dict[str, str]:
    """For both sides: the pinned Go, first on PATH."""
    env = oracle.go_env()
    env["PATH"] = os.pathsep.join([str(Path(env["GOROOT"]) / "bin"), env.get("PATH", "")])
    return env | {name: str(value) for name, value in more.items()}


@cache
def goroot() -> Path:
    """The pinned GOROOT once more, of hard links: a file that is edited there is a new one."""
    source = oracle.goroot()
    target = HERE / f"goroot-{(source / 'VERSION').read_text().split()[0]}"
    if not (target / "VERSION").exists():
        _fresh(target)
        shutil.copytree(source, target, copy_function=_link, symlinks=True)
    _restore(source / "src/net/http", target / "src/net/http")
    return target


@cache
def escapelens() -> Path:
    """The command as this checkout installs it: a wheel in an environment of its own."""
    return installed.with_pip(installed.build_wheel(HERE / "wheel", ROOT), HERE / "venv", Path(sys.executable))


def gopls() -> Path:
    target = HERE / "gopls" / GOPLS
    if not (target / "gopls").exists():
        done = oracle.go(["install", f"golang.org/x/tools/gopls@{GOPLS}"], HERE, {"GOBIN": str(target)})
        if done.returncode:
            raise SystemExit(f"gopls can't be installed: {done.stderr[-2000:]}")
    return target / "gopls"


def tiny() -> Place:
    folder = _fresh(HERE / "tiny")
    shutil.copytree(REQUIRED, folder)
    (folder / "modules.go").unlink()
    (folder / "main.go").write_text(PROGRAM)
    return Place("tiny, imports gin", folder, folder, folder / "main.go")


def net_http() -> Place:
    folder = goroot() / "src/net/http"
    return Place("net/http", folder, folder, folder / "server.go")


def gin() -> Place:
    root = _module("github.com/gin-gonic/gin")
    return Place("gin", root, root, root / "context.go")


def nats() -> Place:
    root = _module("github.com/nats-io/nats-server/v2")
    return Place("nats-server", root / "server", root, root / "server" / "client.go")


def made_up(functions: int) -> Place:
    """A package of so many functions, 25 in a file; each calls another, and lets something escape."""
    folder = _fresh(HERE / f"made-up-{functions}")
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text(f"module example.com/growth\n\ngo {oracle.pinned().release}\n")
    (folder / "item.go").write_text("package growth\n\ntype item struct {\n\tname string\n\tnext *item\n}\n")
    for at in range(0, functions, 25):
        bodies = [FUNCTION.format(n=n, other=(n * 7 + 3) % n if n else 0) for n in range(at, at + 25)]
        (folder / f"f{at:05}.go").write_text('package growth\n\nimport "strconv"\n' + "".join(bodies))
    return Place(f"{functions:,} functions", folder, folder, folder / f"f{functions // 50 * 25:05}.go")


FUNCTION = """
func f{n}(count int, names []string) *item {{
	first := &item{{name: strconv.Itoa(count)}}
	for i, name := range names {{
		if count > i {{
			first.next = &item{{name: name + "{n}", next: first.next}}
		}}
	}}
	if count > {n} {{
		return f{other}(count-1, append(names, first.name))
	}}
	return first
}}
"""


def _module(path: str) -> Path:
    """A copy of a required module that can be written to; what it imports is in the module cache."""
    found = oracle.go(["mod", "download", "-json", path], REQUIRED)
    source = Path(json.loads(found.stdout)["Dir"])
    target = _fresh(HERE / path.removesuffix("/v2").rpartition("/")[2])
    shutil.copytree(source, target, copy_function=shutil.copyfile)
    for folder, _, _ in os.walk(target):
        os.chmod(folder, 0o755)
    done = oracle.go(["mod", "download"], target)
    if done.returncode:
        raise SystemExit(f"what {path} imports can't be downloaded: {done.stderr[-2000:]}")
    return target


def _restore(source: Path, target: Path) -> None:
    for file in source.glob("*.go"):
        if not file.samefile(target / file.name):
            (target / file.name).unlink()
            _link(file, target / file.name)


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _fresh(folder: Path) -> Path:
    """The path, with nothing there."""
    if folder.exists():
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder
