"""Open documents: what the editor shows, in bytes, by version.

Property: after any sequence of changes a document holds exactly the client's text, whatever characters are in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lsprotocol import types as lsp
from pygls import uris

from escapelens.lsp import positions
from escapelens.lsp.positions import Text
from escapelens.packages.files import read_file


@dataclass(slots=True, eq=False)
class Document:
    """uri is as the client wrote it; path is a file of the local machine."""

    uri: str
    path: str
    version: int
    text: Text

    def change(self, changes: Sequence[lsp.TextDocumentContentChangeEvent], version: int, encoding: str) -> None:
        """Apply changes in order; one without a range replaces everything."""
        for change in changes:
            new = encode(change.text)
            if isinstance(change, lsp.TextDocumentContentChangePartial):
                start = positions.offset(self.text, change.range.start, encoding)
                end = max(positions.offset(self.text, change.range.end, encoding), start)
                new = self.text.data[:start] + new + self.text.data[end:]
            self.text = Text(new)
        self.version = version


def encode(text: str) -> bytes:
    """UTF-8 of a client's text; a lone surrogate becomes U+FFFD's place holder instead of an error."""
    return text.encode("utf-8", "replace")


def to_path(uri: str) -> str | None:
    """The local path of a file URI; None for other schemes (untitled:, git:)."""
    return uris.to_fs_path(uri)


@lru_cache(maxsize=4096)
def to_uri(path: str) -> str:
    return str(uris.from_fs_path(path))


def read(path: str) -> bytes:
    """The file's bytes; b"" if it cannot be read: the engine has reported why."""
    try:
        return read_file(path)
    except OSError:
        return b""
