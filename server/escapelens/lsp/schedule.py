"""One worker thread, and the order in which it is asked.

What: `Worker` runs jobs one at a time off the event loop, the most urgent first, and knows analyses by name: asking for
one that is already waiting changes nothing but its urgency. `Debouncer` delays until a burst of events is over.

Property: at most one job touches the engine at a time; every accepted job's future ends, also when the worker closes;
`close` waits for nothing but the job that is running.
"""

from __future__ import annotations

import asyncio
import heapq
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from escapelens.common.stack import deep_thread

REQUEST, CHANGED, RELATED = 0, 1, 2  # urgency: somebody waits; a file was saved; what may follow from it


class Worker:
    """The thread. `submit` may be called from the event loop only; futures are thread-safe."""

    def __init__(self, name: str = "escapelens-worker") -> None:
        self._jobs: list[tuple[int, int, str, Callable[[], Any], Future[Any]]] = []
        self._waiting: dict[str, Future[Any]] = {}
        self._count = 0
        self._ready = threading.Condition()
        self._closed = False
        self._thread = deep_thread(self._run, name)

    def submit(self, job: Callable[[], Any], urgency: int = REQUEST, name: str = "") -> Future[Any]:
        """Queue a job. With a name, a waiting job of the same name is superseded by (and shares the future of) this."""
        with self._ready:
            future = self._waiting.get(name) if name else None
            if future is None or future.done():
                future = Future()
                if name:
                    self._waiting[name] = future
            if self._closed:
                future.cancel()
                return future
            self._count += 1
            heapq.heappush(self._jobs, (urgency, self._count, name, job, future))
            self._ready.notify()
            return future

    def close(self, timeout: float = 2.0) -> None:
        """Drop what waits and end the thread after the running job."""
        with self._ready:
            self._closed = True
            jobs, self._jobs = self._jobs, []
            self._ready.notify()
        for job in jobs:
            job[4].cancel()
        self._thread.join(timeout)

    def _take(self) -> tuple[Callable[[], Any], Future[Any]] | None:
        with self._ready:
            while True:
                while not self._jobs and not self._closed:
                    self._ready.wait()
                if self._closed:
                    return None
                _, _, name, job, future = heapq.heappop(self._jobs)
                if name and self._waiting.get(name) is future:
                    del self._waiting[name]
                if _start(future):
                    return job, future

    def _run(self) -> None:
        while (taken := self._take()) is not None:
            job, future = taken
            try:
                future.set_result(job())
            except BaseException as error:
                future.set_exception(error)


def _start(future: Future[Any]) -> bool:
    """Mark the future running; False if it was cancelled, or done by a superseding job."""
    if future.done() or future.running():
        return False
    return future.set_running_or_notify_cancel()


class Debouncer:
    """Calls a function `delay` seconds after the last `kick` of the same name. For the event loop's thread."""

    def __init__(self) -> None:
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def kick(self, name: str, delay: float, action: Callable[[], None]) -> None:
        self.drop(name)
        loop = asyncio.get_running_loop()

        def fire() -> None:
            self._timers.pop(name, None)
            action()

        self._timers[name] = loop.call_later(delay, fire)

    def drop(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def waiting(self, name: str) -> bool:
        return name in self._timers

    def close(self) -> None:
        for name in list(self._timers):
            self.drop(name)
