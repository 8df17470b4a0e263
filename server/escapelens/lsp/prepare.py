"""Facts of dependencies, built by a process of their own while the editor already has an answer in part.

Why a process: it takes seconds to minutes on a cold cache, uses several cores, and must go when the server goes.
Counterpart: `escapelens facts build`.

Property: at most one such process runs; a folder is tried once until `retry`, so that what can not be built is not
tried for ever. It is run neither in that folder nor by its settings, and imports nothing from there.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable

from escapelens.common import isolation
from escapelens.common.cache import cache_dir
from escapelens.common.settings import Settings

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""done, total, the package just finished."""


class Preparer:
    """For the event loop's thread."""

    def __init__(self) -> None:
        self._tried: set[tuple[str, str]] = set()
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def prepare(self, folder: str, wanted: str, settings: Settings, progress: Progress) -> bool:
        """Find what the package in the folder lacks (`MissingFacts.told`); False if that was tried before, or fails."""
        if (folder, wanted) in self._tried:
            return False
        self._tried.add((folder, wanted))
        async with self._turn:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *_command(folder, settings),
                    cwd=isolation.NEUTRAL,
                    env={**os.environ, "ESCAPELENS_CACHE": cache_dir()},
                    stdin=asyncio.subprocess.PIPE,  # it ends when this does, however we end
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                log.error("facts can not be built: %s", error)
                return False
            assert self._process.stdin is not None and self._process.stdout is not None
            self._process.stdin.write(wanted.encode() + b"\n")
            async for line in self._process.stdout:
                done, total, package = (*line.decode("utf-8", "replace").split(), "", "", "")[:3]
                if done.isdigit() and total.isdigit():
                    progress(int(done), int(total), package)
            status = await self._process.wait()
            self._process = None
            return status == 0

    def retry(self) -> None:
        """Dependencies may have changed: try again what failed."""
        self._tried.clear()

    def end(self) -> None:
        """Stop the process and those that it has started."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGTERM)
                else:
                    self._process.terminate()


def _command(folder: str, settings: Settings) -> list[str]:
    command = isolation.command("facts", "build", "--progress", "--serve")
    command += ["--go", settings.go_version]
    if settings.goos:
        command += ["--goos", settings.goos]
    if settings.goarch:
        command += ["--goarch", settings.goarch]
    if settings.build_tags:
        command += ["--tags", ",".join(settings.build_tags)]
    if settings.goroot:
        command += ["--goroot", settings.goroot]
    return [*command, os.path.join(folder, ".")]  # a folder may be called x.go
