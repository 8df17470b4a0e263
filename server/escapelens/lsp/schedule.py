"""One worker thread, and the order in which it is asked.

What: `Worker` runs jobs one at a time off the event loop, the most urgent first, and knows analyses by name: asking for
one that is already waiting changes nothing but its urgency. An analysis under way makes way, once, for what is more
urgent (what is made for LATER, always), and ends when nobody wants it any more. `Debouncer` delays until a burst of
events is over.

Property: at most one job touches the engine at a time; every accepted job's future ends, also when the worker closes;
`close` waits for nothing. Garbage is looked for when there has been no job for a while, or much is new.
"""

from __future__ import annotations

import asyncio
import heapq
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from escapelens.cancel import Cancel, Cancelled
from escapelens.common.garbage import BUSY, Sweeper
from escapelens.common.stack import deep_thread

# Urgency: somebody waits; a file was saved; what may follow from it; what somebody may wait for next.
REQUEST, CHANGED, RELATED, LATER = 0, 1, 2, 3

IDLE = 3.0  # seconds without a job after which nobody is likely to come soon: in a large package a look takes a second
REST = 0.05  # seconds in which an answer is sent

T = TypeVar("T")
Job = Callable[[Cancel], Any]  # Any: what it answers is between it and its future


@dataclass(slots=True, order=True)
class _Queued:
    urgency: int
    number: int
    name: str = field(compare=False)
    job: Job = field(compare=False)
    future: Future[Any] = field(compare=False)  # Any: as of Job
    cancel: Cancel = field(default_factory=Cancel, compare=False)
    made_way: bool = field(default=False, compare=False)


class Worker:
    """The thread. `submit` may be called from the event loop only; futures are thread-safe."""

    def __init__(self, name: str = "escapelens-worker") -> None:
        self._jobs: list[_Queued] = []
        self._waiting: dict[str, Future[Any]] = {}  # Any: as of Job
        self._running: _Queued | None = None
        self._count = 0
        self._ready = threading.Condition()
        self._closed = False
        self._thread = deep_thread(self._run, name)

    def submit(self, job: Callable[[Cancel], T], urgency: int = REQUEST, name: str = "") -> Future[T]:
        """Queue a job. With a name it is an analysis, which may raise Cancelled: a waiting job of the same name is
        superseded by (and shares the future of) this. The result of one that was given up is None."""
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
            heapq.heappush(self._jobs, _Queued(urgency, self._count, name, job, future))
            running = self._running
            if running is not None and running.name and urgency < running.urgency:
                if running.urgency == LATER or not running.made_way:
                    running.made_way = True
                    running.cancel.set()
            self._ready.notify()
            return future

    def give_up(self, name: str) -> None:
        """Nobody wants the analysis that runs under the name; one that waits stays."""
        with self._ready:
            if self._running is not None and self._running.name == name:
                self._running.made_way = False
                self._running.cancel.set()

    def close(self) -> None:
        """Drop what waits and end the thread soon."""
        with self._ready:
            self._closed = True
            jobs, self._jobs = self._jobs, []
            if self._running is not None:
                self._running.cancel.set()
            self._ready.notify()
        for queued in jobs:
            queued.future.cancel()

    def _take(self, wait: float | None = None) -> _Queued | None:
        """The next job, once there is one; None: there is none within that many seconds, or it is over."""
        with self._ready:
            while True:
                while not self._jobs and not self._closed:
                    if not self._ready.wait(wait):
                        return None
                if self._closed:
                    return None
                queued = heapq.heappop(self._jobs)
                if queued.name and self._waiting.get(queued.name) is queued.future:
                    del self._waiting[queued.name]
                if queued.made_way or _start(queued.future):
                    self._running = queued
                    return queued

    def _run(self) -> None:
        sweeper = Sweeper()
        while not self._closed:
            queued = self._take(IDLE)
            if queued is None:
                sweeper.sweep()
                queued = self._take()
            if queued is None:
                return
            try:
                queued.future.set_result(queued.job(queued.cancel))
            except Cancelled:
                if not self._later(queued):
                    queued.future.set_result(None)
            except BaseException as error:
                queued.future.set_exception(error)
            self._running = None
            if sweeper.due(BUSY):
                self._rest()
                sweeper.sweep(BUSY)

    def _rest(self) -> None:
        """Let the event loop say what was found: a look holds it up."""
        with self._ready:
            if not self._jobs and not self._closed:
                self._ready.wait(REST)

    def _later(self, queued: _Queued) -> bool:
        """Queue an analysis that made way again, unless a newer one of the same name waits or the end has come."""
        with self._ready:
            if not queued.made_way or self._closed or queued.name in self._waiting:
                return False
            queued.cancel = Cancel()
            heapq.heappush(self._jobs, queued)
            return True


def _start(future: Future[T]) -> bool:
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
