"""`serve --tcp`: one client over a socket, on an address of this machine.

Why not pygls' own: it hands a second client's messages to the session of the first, and answers neither.

Property: who connects while another is served gets an error for an answer, and is hung up on.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import logging
import re
import socket
import threading
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.io_ import run_async

from escapelens.regexp import regexp

if TYPE_CHECKING:
    from escapelens.lsp.server import EscapeLensServer

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds for a client that is refused to say what it wanted
_LENGTH = regexp(rb"Content-Length: (\d{1,6})\r\n", re.IGNORECASE)


def parse(address: str) -> tuple[str, int] | None:
    """HOST:PORT, [HOST]:PORT or :PORT; None if it is neither."""
    host, _, port = address.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        return None
    return host.removeprefix("[").removesuffix("]") or "127.0.0.1", int(port)


def is_loopback(host: str) -> bool:
    """Whether every address that the name stands for is reached from this machine only."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)


def serve(server: EscapeLensServer, host: str, port: int) -> None:
    """Serve the first client until it leaves. Raises OSError if the address can not be had."""
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_serve(server, host, port))


async def _serve(server: EscapeLensServer, host: str, port: int) -> None:
    done = asyncio.Event()
    stop = threading.Event()
    taken = False

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        if taken:
            await _refuse(reader, writer)
            return
        taken = True
        server.protocol.set_writer(writer)
        try:
            await run_async(stop, reader, server.protocol, log, server.report_server_error)
        finally:
            done.set()

    listener = await asyncio.start_server(connected, host, port)
    log.info("serving on %s", ", ".join(str(each.getsockname()) for each in listener.sockets))
    await done.wait()
    listener.close()


async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the first message with an error, and hang up."""
    with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError, asyncio.TimeoutError):
        message = await asyncio.wait_for(_message(reader), PATIENCE)
        error = {"code": lsp.LSPErrorCodes.RequestFailed, "message": "this server already serves another client"}
        body = json.dumps({"jsonrpc": "2.0", "id": message.get("id"), "error": error}).encode()
        writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
    writer.close()


async def _message(reader: asyncio.StreamReader) -> dict[str, object]:
    length = 0
    while (line := await reader.readline()).strip():
        if found := _LENGTH.fullmatch(line):
            length = int(found.group(1))
    message = json.loads(await reader.readexactly(length))
    return message if isinstance(message, dict) else {}
