"""Digests, by Python's module for them, which is loaded when the first of more than a few names is asked for.

Why: it loads OpenSSL, which takes longer than a small package does. Names are hashed by what Python itself has, as its
module `random` does; of more, OpenSSL takes a sixth of the time.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash, blake2b

SHORT = 1 << 12  # bytes


def sha256(data: bytes = b"") -> _Hash:
    if len(data) < SHORT and "hashlib" not in sys.modules:
        return _own()(data)
    import hashlib

    return hashlib.sha256(data)


def blake2b_128(data: bytes) -> blake2b:
    """BLAKE2b of 16 bytes."""
    import hashlib

    return hashlib.blake2b(data, digest_size=16)


@functools.cache
def _own() -> Callable[[bytes], _Hash]:
    """SHA-256 of Python's own, which is hashlib's where there is no OpenSSL."""
    for name in ("_sha2", "_sha256"):  # since 3.12, and before
        try:
            return importlib.import_module(name).sha256  # type: ignore[no-any-return]
        except ImportError:
            continue
    import hashlib

    return hashlib.sha256
