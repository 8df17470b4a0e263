"""Digests, by Python's module for them, which is loaded when the first is asked for.

Why: it loads OpenSSL, which takes longer than a small package does; and one that imports nothing but std needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash, blake2b


def sha256(data: bytes = b"") -> _Hash:
    import hashlib

    return hashlib.sha256(data)


def blake2b_128(data: bytes) -> blake2b:
    """BLAKE2b of 16 bytes."""
    import hashlib

    return hashlib.blake2b(data, digest_size=16)
