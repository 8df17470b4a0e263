"""Two processes build facts of the same packages into one store, one of them is killed half way, 20 times."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import msgspec
import pytest

from escapelens.engine import Engine, Options
from escapelens.facts.model import ReachedFacts
from escapelens.facts.patience import Patience
from escapelens.facts.store import FactStore
from escapelens.packages.environment import goroot
from escapelens.releases.known import CURRENT

ROUNDS = 20
PACKAGES = 10

PACKAGE = """\
package p{n}

{imports}

type T struct{{ next *T; at int }}

func New{n}(at int) *T {{ return &T{{at: at}} }}

func Map[K comparable, V any](in []K, f func(K) V) map[K]V {{
	out := make(map[K]V, len(in))
	for _, k := range in {{
		out[k] = f(k)
	}}
	return out
}}

func Sum(ts []*T) (n int) {{
	for _, t := range ts {{
		n += t.at{more}
	}}
	return n
}}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A program that imports PACKAGES packages, each of which imports the one before."""
    folder = tmp_path / "module"
    for n in range(PACKAGES):
        (folder / f"p{n}").mkdir(parents=True)
        imports = f'import "example.com/m/p{n - 1}"' if n else ""
        more = f" + p{n - 1}.New{n - 1}(n).Sum()" if n else ""
        text = PACKAGE.format(n=n, imports=imports, more=more) + "\nfunc (t *T) Sum() int { return t.at }\n"
        (folder / f"p{n}" / "p.go").write_text(text)
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    lines = "".join(f'import "example.com/m/p{n}"\n' for n in range(PACKAGES))
    uses = "".join(f"\t_ = p{n}.New{n}({n})\n" for n in range(PACKAGES))
    (folder / "main.go").write_text(f"package main\n\n{lines}\nfunc main() {{\n{uses}}}\n")
    return folder


def start(module: Path, cache: Path, *more: str) -> subprocess.Popen[str]:
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "ESCAPELENS_CACHE": str(cache),
        "GOROOT": goroot(CURRENT),
    }
    command = [sys.executable, "-m", "escapelens.cli.main", "facts", "build", "--progress", *more, "."]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=module, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )


def stores(cache: Path) -> list[Path]:
    """The folders below the cache that hold facts."""
    return sorted({path.parent.parent for path in cache.rglob("*.facts")})


def test_killed_builders_leave_the_store_sound(module: Path, tmp_path: Path) -> None:
    chance = random.Random(27)
    killed_half_way = 0
    for turn in count():  # some builders end before they are killed
        if turn >= ROUNDS and killed_half_way > ROUNDS // 2:
            break
        assert turn < 5 * ROUNDS, "builders are done before they can be killed"
        cache = tmp_path / f"cache{turn}"
        victim, survivor = start(module, cache), start(module, cache)
        assert victim.stdout is not None
        for _ in range(chance.randrange(PACKAGES // 2)):
            victim.stdout.readline()
        time.sleep(chance.random() / 50)
        half_way = victim.poll() is None
        killed_half_way += half_way
        if turn % 2 and half_way:
            os.killpg(victim.pid, signal.SIGKILL)  # with its workers
        else:
            victim.kill()
        victim.communicate(timeout=60)
        out, err = survivor.communicate(timeout=120)
        assert survivor.returncode == 0, err
        assert "Traceback" not in err

        found = set()
        for folder in stores(cache):
            store = FactStore(folder)
            for path in folder.rglob("*.facts"):
                payload = store.get(path.stem)
                assert payload is not None, f"{path} is damaged"
                found.update(msgspec.msgpack.decode(payload, type=ReachedFacts).funcs)
        assert {f"New{n}" for n in range(PACKAGES)} <= found
        # what the two have left is whole: a third has nothing to build
        third = start(module, cache)
        out, err = third.communicate(timeout=120)
        assert third.returncode == 0 and out == "", out + err


def test_workers_start_while_their_parent_waits_for_its_input_to_end(module: Path, tmp_path: Path) -> None:
    """A server holds that input open; a worker that is forked closes its own."""
    lacking = Engine(Options(), cache_dir=str(tmp_path / "other"))
    lacking.analyze(str(module), patience=Patience(0))
    missing = lacking.missing_facts(str(module))
    assert missing is not None
    builder = start(module, tmp_path / "cache", "--serve", "--jobs", "2")
    assert builder.stdin is not None
    try:
        builder.stdin.write(missing.told() + "\n")
        builder.stdin.flush()
        assert builder.wait(60) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(builder.pid, signal.SIGKILL)
        builder.communicate()
    assert stores(tmp_path / "cache")
