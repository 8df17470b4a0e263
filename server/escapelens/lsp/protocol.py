"""pygls' protocol with our own document store in place of its workspace's.

Why: pygls splits lines as Python's `splitlines` does (form feeds, U+2028 …), which shifts every edit below such a
character, and drops the user's handler when an edit does not fit. `documents.py` does both as the protocol says.
"""

from __future__ import annotations

import inspect
import json
import logging
import os
from collections.abc import Callable, Generator
from typing import Any, NoReturn

import msgspec
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, lsp_method

from escapelens.lsp import wire

log = logging.getLogger(__name__)

# Handlers with their parameters. Any: as pygls has it.
Calls = Generator[Any, Any, None]


class _Futures(dict[Any, Any]):  # Any: as pygls has it
    """What is under way, by id. At a shutdown pygls cancels it while it goes through all, and it takes itself out."""

    def items(self) -> Any:  # Any: a view of them where dict is asked
        return list(super().items())


class Protocol(LanguageServerProtocol):
    """Hands document events to the server's handlers and keeps no copy of its own. before_end: what to do last."""

    before_end: Callable[[], None]

    def __init__(self, server: Any, converter: Any) -> None:  # Any: as pygls has it
        super().__init__(server, converter)
        self._request_futures = _Futures()
        others = converter.get_unstructure_hook(lsp.Diagnostic)
        converter.register_unstructure_hook(
            lsp.Diagnostic, lambda d: d if isinstance(d, wire.Diagnostic) else others(d)
        )

    def _serialize_message(self, data: Any) -> Any:  # Any: as pygls has it
        return msgspec.to_builtins(data) if isinstance(data, msgspec.Struct) else super()._serialize_message(data)

    def _hand_on(self, method: str, params: object) -> Calls:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> Calls:
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> Calls:
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> Calls:
        yield from self._hand_on(lsp.TEXT_DOCUMENT_DID_CLOSE, params)

    def structure_message(self, data: dict[str, Any]) -> Any:  # Any: as pygls has it
        """The message; None for one that is none: pygls logs it, a request is owed an answer, too."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if "id" in data and "method" in data:
                error = JsonRpcInvalidParams(f"invalid params of {data['method']}")
                self._send_response(data["id"], error=error.to_response_error())
            return None

    def handle_message(self, message: Any) -> None:  # Any: as pygls has it
        if message is not None:
            super().handle_message(message)

    def _execute_handler(self, msg_id: Any, *args: Any, **kwargs: Any) -> None:  # Any: as pygls has it
        """As pygls does it, which forgets what answers a request once that has ended, but not what takes a
        notification."""
        super()._execute_handler(msg_id, *args, **kwargs)
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))

    def _handle_response(self, msg_id: Any, result: Any = None, error: Any = None) -> None:  # Any: as pygls has it
        """As pygls does it, which keeps the type that an answer would have had if it is an error."""
        self._result_types.pop(msg_id, None)
        super()._handle_response(msg_id, result, error)

    def _send_data(self, data: object) -> None:
        """As pygls does it, with a faster encoder where that can be used: it knows no lone surrogates, which stand for
        bytes of paths that are no UTF-8."""
        try:
            body = msgspec.json.encode(self._converter.unstructure(data))
        except (UnicodeError, TypeError):
            body = json.dumps(data, default=self._serialize_message).encode()
        self._write(body)

    def push(self, message: wire.Push) -> None:
        """Send diagnostics that are made to be sent as they are."""
        self._write(wire.encode(message))

    def _write(self, body: bytes) -> None:
        if self.writer is None:
            log.error("there is nobody to send to")
            return
        log.debug("sending %s", body)
        head = f"Content-Length: {len(body)}\r\nContent-Type: {self.CONTENT_TYPE}; charset={self.CHARSET}\r\n\r\n"
        try:
            sent = self.writer.write(head.encode() + body if self._include_headers else body)
        except BrokenPipeError:  # nobody listens any more
            self.leave()
        assert not inspect.isawaitable(sent)  # WebSockets would need that; we are not asked over one

    def leave(self) -> NoReturn:
        """End this process and those it has started, now: whatever still runs has nobody to tell."""
        self.before_end()
        logging.shutdown()
        os._exit(0 if self.ended_well else 1)

    @property
    def ended_well(self) -> bool:
        """True if the client asked for a shutdown before it went away."""
        return bool(self._shutdown)
