"""A server process spoken to in bytes: for what a well-behaved client never does, and for how processes end."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import queue
import select
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path
from typing import Any

from lsp.client import REAL, ROOT


class Raw:
    """`message` and `answer` wait for what the server writes; everything it wrote is kept in `got`."""

    def __init__(self, folder: Path, command: list[str] | None = None, **environment: str) -> None:
        paths = [str(ROOT / "server"), str(ROOT / "analysis")]
        self.cache = environment.setdefault("ESCAPELENS_CACHE", str(folder / "cache"))
        self.errors = folder / "stderr.txt"
        self._end, write = os.pipe()
        self._deaf = False
        self._reading = threading.Event()
        self._reading.set()
        self.process = subprocess.Popen(
            command or REAL,
            stdin=subprocess.PIPE,
            stdout=write,
            stderr=self.errors.open("wb"),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environment},
        )
        os.close(write)
        self.got: list[dict[str, Any]] = []
        self._new: queue.Queue[dict[str, Any]] = queue.Queue()
        self._id = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        text = b""
        while not self._deaf:
            self._reading.wait()
            if not select.select([self._end], [], [], 0.05)[0]:
                continue
            more = os.read(self._end, 1 << 20)
            if not more:
                break
            text += more
            while (head := text.partition(b"\r\n\r\n"))[1]:
                length = int(head[0].lower().split(b"content-length:")[1].split()[0])
                if len(head[2]) < length:
                    break
                self._new.put(json.loads(head[2][:length]))
                text = head[2][length:]
        os.close(self._end)

    def send(self, method: str, params: Any = None, **more: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def message(self, wanted: Any, seconds: float = 30) -> dict[str, Any]:
        """The next message that satisfies wanted."""
        end = time.monotonic() + seconds
        while True:
            message = self._new.get(timeout=max(end - time.monotonic(), 0.01))
            self.got.append(message)
            if wanted(message):
                return message

    def quiet(self, seconds: float) -> None:
        """Wait until nothing has come for so long."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.got.append(self._new.get(timeout=seconds))

    def ask(self, method: str, params: Any = None, seconds: float = 30) -> dict[str, Any]:
        """The reply to a request: `result` or `error` is in it."""
        self._id += 1
        number = self._id
        self.send(method, params, id=number)
        return self.message(lambda m: m.get("id") == number and "method" not in m, seconds)

    def begin(self, folder: Path, process: int | None = None, **more: Any) -> None:
        """more: further parameters of initialize."""
        uri = folder.as_uri()
        params = {"processId": process, "capabilities": {}, "workspaceFolders": [{"uri": uri, "name": "w"}], **more}
        assert "result" in self.ask("initialize", params)
        self.send("initialized", {})

    def open(self, path: Path) -> str:
        uri = path.as_uri()
        item = {"uri": uri, "languageId": "go", "version": 1, "text": path.read_text()}
        self.send("textDocument/didOpen", {"textDocument": item})
        return uri

    def ends_in(self) -> float:
        """Seconds until the process is gone."""
        started = time.monotonic()
        self.process.wait(30)
        return time.monotonic() - started

    def left(self) -> list[str]:
        """Processes that work for this server: they have its cache in their environment."""
        out = subprocess.run(["ps", "axeww", "-o", "pid=,command="], capture_output=True, text=True, check=True).stdout
        return [line for line in out.splitlines() if f"ESCAPELENS_CACHE={self.cache}" in line]

    def vanish(self) -> None:
        """Close both pipes, as when the client's process is killed."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.deafen()

    def look_away(self) -> None:
        """Read nothing until `look_back`."""
        self._reading.clear()

    def look_back(self) -> None:
        self._reading.set()

    def unread(self) -> int:
        """Bytes that wait to be read, as many as the pipe takes at most."""
        return int.from_bytes(fcntl.ioctl(self._end, termios.FIONREAD, bytes(4)), sys.byteorder)

    def deafen(self) -> None:
        """Let nobody read what the server writes."""
        self._deaf = True
        self._listener.join()

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


GROW = """package big

func grow(xs []int) []int {
	out := []int{}
	for _, x := range xs {
		out = append(out, x)
	}
	return out
}
"""


def big(functions: int) -> str:
    """A package that takes a while and says something."""
    parts = [GROW]
    for i in range(functions):
        parts.append(
            f"func f{i}(p *int, xs []int) *int {{\n\tx := {i}\n\tfor _, y := range xs {{\n\t\tif y > x {{\n"
            f"\t\t\tz := y\n\t\t\tp = &z\n\t\t}}\n\t}}\n\tif len(xs) > 3 {{\n"
            f"\t\treturn f{(i * 7 + 1) % functions}(&x, xs[1:])\n\t}}\n\treturn p\n}}\n"
        )
    return "\n".join(parts)
