"""Facts of the standard library that ship with the package: one archive per Go release.

What: `std-1.27.zip` beside this module holds each distinct facts payload once, under its digest, and for every platform
an index that says where the payload of each package begins, and how many bytes it takes there. The archive's comment
says the same of the indices. A platform that was not built falls back to nothing: the caller then needs a GOROOT.

Why: going by these numbers a command reads what it needs. To read the list of all entries, and Python's module for such
archives, takes longer.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from escapelens.digest import sha256
from escapelens.facts.model import analysis_version
from escapelens.releases.release import Release

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = os.path.join(os.path.dirname(__file__), "std")

_Place = list[int]
"""Offset and number of an entry's compressed bytes."""

_END = b"PK\5\6"  # begins the record behind all entries, which ends with the comment
_COMMENT = 22  # where in it
_TAIL = 4096  # it is shorter


def archive_name(release: Release) -> str:
    return f"std-{release.name}.zip"


class ShippedStd:
    """Facts of std for one release and platform. Empty if the archive is missing, unreadable or of another version."""

    def __init__(self, release: Release, goos: str, goarch: str, folder: str | os.PathLike[str] = FOLDER) -> None:
        self.digest = ""
        self._packages: dict[str, _Place] = {}
        self._file: BinaryIO | None = None
        with contextlib.suppress(OSError, LookupError, TypeError, ValueError, zlib.error):
            self._file = open(os.path.join(folder, archive_name(release)), "rb", buffering=0)  # noqa: SIM115
            self._file.seek(max(0, self._file.seek(0, os.SEEK_END) - _TAIL))
            tail = self._file.read(_TAIL)
            said = msgspec.json.decode(tail[tail.rindex(_END) + _COMMENT :])
            if said["version"] != analysis_version():
                return
            index = msgspec.json.decode(self._read(said["indices"][f"{goos}-{goarch}"]))
            self._packages, self.digest = index["packages"], index["digest"]

    def __contains__(self, path: str) -> bool:
        return path in self._packages

    def paths(self) -> list[str]:
        return sorted(self._packages)

    def get(self, path: str) -> bytes | None:
        """The payload for facts.model.decode, or None."""
        place = self._packages.get(path)
        if place is None:
            return None
        try:
            return self._read(place)
        except (OSError, zlib.error):
            return None

    def _read(self, place: _Place) -> bytes:
        assert self._file is not None
        offset, size = place
        self._file.seek(offset)
        return zlib.decompress(self._file.read(size), -zlib.MAX_WBITS)


def write_archive(path: Path, platforms: dict[tuple[str, str], dict[str, bytes]]) -> None:
    """Pack the payloads of all platforms, equal ones once. The same input gives the same bytes."""
    import zipfile  # to read it takes none of that

    path.parent.mkdir(parents=True, exist_ok=True)
    tmp = path.with_suffix(".tmp")
    places: dict[str, _Place] = {}
    indices: dict[str, _Place] = {}

    def add(archive: zipfile.ZipFile, name: str, data: bytes) -> _Place:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data, compresslevel=9)
        return [info.header_offset + len(info.FileHeader()), info.compress_size]

    with zipfile.ZipFile(tmp, "w") as archive:
        for (goos, goarch), packages in sorted(platforms.items()):
            digests = {name: sha256(payload).hexdigest()[:32] for name, payload in sorted(packages.items())}
            for name, digest in digests.items():
                if digest not in places:
                    places[digest] = add(archive, f"facts/{digest}", packages[name])
            index: dict[str, object] = {
                "digest": sha256(msgspec.json.encode(digests, order="sorted")).hexdigest(),
                "packages": {name: places[digest] for name, digest in digests.items()},
            }
            platform = f"{goos}-{goarch}"
            indices[platform] = add(archive, f"index/{platform}.json", msgspec.json.encode(index))
        archive.comment = msgspec.json.encode({"version": analysis_version(), "indices": indices})
        assert len(archive.comment) + _COMMENT <= _TAIL
    tmp.replace(path)
