"""Facts of the standard library that ship with the package: one archive per Go release.

What: `std-1.27.zip` beside this module holds each distinct facts payload once, under its digest, and for every platform
an index {package path: digest}. A platform that was not built falls back to nothing: the caller then needs a GOROOT.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

from escapelens.facts.model import analysis_version
from escapelens.releases.release import Release

FOLDER = Path(__file__).parent / "std"


def archive_name(release: Release) -> str:
    return f"std-{release.name}.zip"


class ShippedStd:
    """Facts of std for one release and platform. Empty if the archive is missing, unreadable or of another version."""

    def __init__(self, release: Release, goos: str, goarch: str, folder: Path = FOLDER) -> None:
        self.digest = ""
        self._index: dict[str, str] = {}
        self._zip: zipfile.ZipFile | None = None
        try:
            archive = zipfile.ZipFile(folder / archive_name(release))
            if archive.read("version").decode() != analysis_version():
                return
            entry = json.loads(archive.read(f"index/{goos}-{goarch}.json"))
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            return
        self._zip = archive
        self._index = entry["packages"]
        self.digest = entry["digest"]

    def __contains__(self, path: str) -> bool:
        return path in self._index

    def paths(self) -> list[str]:
        return sorted(self._index)

    def get(self, path: str) -> bytes | None:
        """The payload for facts.model.decode, or None."""
        name = self._index.get(path)
        if name is None or self._zip is None:
            return None
        try:
            return self._zip.read(f"facts/{name}")
        except (OSError, KeyError, zipfile.BadZipFile):
            return None


def write_archive(path: Path, platforms: dict[tuple[str, str], dict[str, bytes]]) -> None:
    """Pack the payloads of all platforms, equal ones once. The same input gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tmp = path.with_suffix(".tmp")
    seen: set[str] = set()

    def add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data, compresslevel=9)

    with zipfile.ZipFile(tmp, "w") as archive:
        add(archive, "version", analysis_version().encode())
        for (goos, goarch), packages in sorted(platforms.items()):
            index = {}
            for name, payload in sorted(packages.items()):
                digest = hashlib.sha256(payload).hexdigest()[:32]
                index[name] = digest
                if digest not in seen:
                    seen.add(digest)
                    add(archive, f"facts/{digest}", payload)
            whole = hashlib.sha256(json.dumps(index, sort_keys=True).encode()).hexdigest()
            add(archive, f"index/{goos}-{goarch}.json", json.dumps({"digest": whole, "packages": index}).encode())
    tmp.replace(path)
