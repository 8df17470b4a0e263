"""A thread with a deep stack: Go nests deeper than the stack that a thread gets by default allows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

BYTES = 512 << 20  # reserved, not used, until somebody nests that deep


def deep_thread(target: Callable[[], None], name: str) -> threading.Thread:
    """A daemon thread, started."""
    before = threading.stack_size(BYTES)
    try:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread
    finally:
        threading.stack_size(before)


def run_deep(job: Callable[[], T]) -> T:
    """Run the job on a deep stack and wait for it; its exceptions are ours."""
    done: list[T] = []
    failed: list[BaseException] = []

    def target() -> None:
        try:
            done.append(job())
        except BaseException as error:
            failed.append(error)

    deep_thread(target, "escapelens-main").join()
    if failed:
        raise failed[0]
    return done[0]
