"""Garbage in cycles is looked for when `Sweeper` says so, and what was looked through is set aside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).resolve().parents[2] / "server"
HEAD = f"""
import gc, sys
sys.path.insert(0, {str(SERVER)!r})
from escapelens.common import garbage
garbage.YOUNG, garbage.MANY = 1_000, 20_000
class Node:
    def __init__(self): self.me = self
    def __del__(self): Node.gone += 1
Node.gone = 0
garbage.hold()
sweeper = garbage.Sweeper()
"""


def run(code: str) -> list[int]:
    done = subprocess.run([sys.executable, "-c", HEAD + code], capture_output=True, text=True, check=True)
    return [int(word) for word in done.stdout.split()]


def test_nothing_is_looked_for_before_a_sweep() -> None:
    code = "[Node() for _ in range(5_000)]; print(Node.gone); sweeper.sweep(); print(Node.gone)"
    assert run("kept = [[] for _ in range(5_000)]; sweeper.sweep();" + code) == [0, 5_000]


def test_what_was_just_analysed_is_not_looked_through() -> None:
    assert run("[Node() for _ in range(5_000)]; sweeper.sweep(); print(Node.gone)") == [0]


def test_what_was_looked_through_is_set_aside() -> None:
    code = "kept = [[] for _ in range(5_000)]; sweeper.sweep(); print(gc.get_freeze_count(), len(gc.get_objects()))"
    aside, left = run(code)
    assert aside > 5_000 > left


def test_garbage_among_what_was_set_aside_is_found_once_there_is_much_of_it() -> None:
    code = """
kept = [[] for _ in range(25_000)]
sweeper.sweep()
for _ in range(20):
    nodes = [Node() for _ in range(2_000)]
    sweeper.sweep()
    del nodes
print(Node.gone)
"""
    (gone,) = run(code)
    assert gone >= 20_000
