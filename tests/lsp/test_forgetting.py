"""What messages have needed goes once they are dealt with, however many there are."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from escapelens.lsp.server import create_server
from lsp.fake import FakeEngine


class Sent:
    """A client that writes down what it is told."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.messages.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        pass


@pytest.mark.asyncio
async def test_nothing_stays_of_notifications_and_of_requests_that_failed(tmp_path: Path) -> None:
    (tmp_path / "p.go").write_text("package p\n\nfunc f() {\n\tesc_returned()\n}\n")
    uri = (tmp_path / "p.go").as_uri()
    server, client = create_server(FakeEngine), Sent()  # type: ignore[arg-type]
    protocol = server.protocol
    protocol.set_writer(client)  # type: ignore[arg-type]

    def get(message: dict[str, Any]) -> None:
        protocol.handle_message(protocol.structure_message({"jsonrpc": "2.0", **message}))

    def notify(method: str, **params: Any) -> None:
        get({"method": f"textDocument/{method}", "params": {"textDocument": {"uri": uri, "version": 2}, **params}})

    opened = {"uri": uri, "languageId": "go", "version": 1, "text": "package p\n"}
    try:
        for _ in range(5):
            get({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
            notify("didChange", contentChanges=[{"text": "package p\n\nfunc f() {\n\tesc_returned()\n}\n"}])
            notify("didSave")
            notify("didClose")
        protocol.send_request("workspace/inlayHint/refresh")
        get({"id": client.messages[-1]["id"], "error": {"code": -32601, "message": "no such method"}})
        token = "a token"
        server.work_done_progress.tokens[token] = asyncio.get_running_loop().create_future()  # type: ignore[assignment]
        server.end(token)
        async with asyncio.timeout(20):
            while protocol._request_futures:
                await asyncio.sleep(0.01)
        assert protocol._result_types == {}
        assert server.work_done_progress.tokens == {}
        assert any(m.get("method") == "textDocument/publishDiagnostics" for m in client.messages)
    finally:
        server.session.end()


def test_what_is_under_way_can_be_cancelled_one_by_one() -> None:
    under_way = create_server().protocol._request_futures
    for name in "ab":
        future: Future[None] = Future()
        under_way[name] = future
        future.add_done_callback(lambda _, name=name: under_way.pop(name))  # type: ignore[misc]
    for _, future in under_way.items():
        future.cancel()
    assert not under_way
