"""The store of facts stays sound whatever happens to its files and writers."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from escapelens.facts.store import MAGIC, FactStore

KEY = hashlib.sha256(b"key").hexdigest()


def test_round_trip(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    assert store.get(KEY) is None
    assert store.put(KEY, b"payload")
    assert store.get(KEY) == b"payload"
    assert store.info().entries == 1
    assert store.clear() == 1
    assert store.get(KEY) is None


def test_damage_counts_as_absent_and_is_removed(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    store.put(KEY, b"payload" * 100)
    path = tmp_path / KEY[:2] / f"{KEY}.facts"
    whole = path.read_bytes()
    for damaged in (b"", whole[:10], whole[:-1], whole[:60] + b"x" + whole[61:], b"another program's file", MAGIC):
        path.write_bytes(damaged)
        assert store.get(KEY) is None
        assert not path.exists()


def test_unwritable_root_is_survived(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = FactStore(blocked / "facts")
    assert store.put(KEY, b"x") is False
    assert store.get(KEY) is None
    assert store.info().entries == 0


def test_least_recently_used_goes_first(tmp_path: Path) -> None:
    store = FactStore(tmp_path, limit=2_000)
    keys = [hashlib.sha256(bytes([i])).hexdigest() for i in range(4)]
    for i, key in enumerate(keys):
        store.put(key, b"x" * 600)
        path = tmp_path / key[:2] / f"{key}.facts"
        os.utime(path, (i, i)) if path.exists() else None
    store.evict()
    assert store.get(keys[0]) is None
    assert store.get(keys[3]) is not None


WRITER = textwrap.dedent(
    """
    import hashlib, sys
    from escapelens.facts.store import FactStore
    store = FactStore(sys.argv[1])
    print("ready", flush=True)
    while True:
        for i in range(50):
            key = hashlib.sha256(b"%d" % i).hexdigest()
            store.put(key, (b"%d " % i) * 20_000)
    """
)


def test_killed_writers_leave_it_sound(tmp_path: Path) -> None:
    """Two processes write the same keys, one is killed half way, 20 times over."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    store = FactStore(tmp_path)
    survivor = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], env=env, stdout=subprocess.PIPE)
    try:
        assert survivor.stdout is not None and survivor.stdout.readline()
        for _ in range(20):
            victim = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], env=env, stdout=subprocess.PIPE)
            assert victim.stdout is not None and victim.stdout.readline()
            time.sleep(0.02)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            victim.stdout.close()
            for i in range(50):
                payload = store.get(hashlib.sha256(b"%d" % i).hexdigest())
                assert payload is None or payload == (b"%d " % i) * 20_000
    finally:
        survivor.kill()
        survivor.wait()
        if survivor.stdout is not None:
            survivor.stdout.close()
    present = [store.get(hashlib.sha256(b"%d" % i).hexdigest()) for i in range(50)]
    assert any(p is not None for p in present)
