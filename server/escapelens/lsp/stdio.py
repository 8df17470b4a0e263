"""`serve --stdio`: messages from standard input, each read by one visit to a thread.

Why not pygls' own: it goes to a thread three times for a message, for two lines of its head and its body. What is read
is taken as there, errors included.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
import sys
from typing import TYPE_CHECKING, BinaryIO

from pygls.exceptions import JsonRpcException
from pygls.io_ import StdoutWriter

from escapelens.lsp import wire
from escapelens.regexp import regexp

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

log = logging.getLogger(__name__)

PIPE = 1 << 20  # bytes; more needs privileges
_LENGTH = regexp(rb"Content-Length: (\d+)\r\n", re.IGNORECASE)


def serve(server: EscapeLensServer) -> None:
    """Serve until the client leaves. Raises SystemExit, as pygls does where it is told to end."""
    for stream in (sys.stdin, sys.stdout):
        widen(stream.fileno())
    # Python's own writes a part of a message, and forgets the rest, where it is told -u and a signal comes.
    server.protocol.set_writer(StdoutWriter(io.BufferedWriter(io.FileIO(sys.stdout.fileno(), "w", closefd=False))))
    try:
        asyncio.run(_serve(server, sys.stdin.buffer))
    except BrokenPipeError:
        log.error("the client is gone")
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]


async def _serve(server: EscapeLensServer, stdin: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    while body := await loop.run_in_executor(server.thread_pool, _message, stdin):
        try:
            message = wire.decode(body)
            server.protocol.handle_message(
                server.protocol.structure_message(message) if isinstance(message, dict) else message
            )
        except Exception as error:
            log.exception("a message could not be taken")
            server.report_server_error(error, JsonRpcException)


def _message(stdin: BinaryIO) -> bytes:
    """The body of the next message; b"" if there is none any more."""
    length = 0
    while line := stdin.readline():
        if not length and (match := _LENGTH.fullmatch(line)) is not None:
            length = int(match.group(1))
        if length and not line.strip():
            return stdin.read(length)
    return b""


def widen(pipe: int) -> None:
    """Let a pipe hold the text of a big file, or its diagnostics, so that nobody has to wait for who reads them. Linux
    only."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)
    except (ImportError, AttributeError, OSError):  # another system, no pipe, or more than is allowed
        pass
