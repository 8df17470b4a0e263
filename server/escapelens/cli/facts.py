"""`escapelens facts`: where the facts of dependencies are kept, how many there are, and how to drop them.

Facts are a cache: everything in the folder can be made again. Its place is the user's cache folder; the environment
variable ESCAPELENS_CACHE names another one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import threading

from escapelens.common.cache import cache_dir
from escapelens.facts.patience import Patience
from escapelens.facts.spec import heard
from escapelens.workers.pool import find_missing


def info() -> str:
    """The folder with the number and size of the files in it."""
    count = size = 0
    for folder, _, names in os.walk(cache_dir()):
        for name in names:
            count += 1
            size += os.path.getsize(os.path.join(folder, name))
    return f"{cache_dir()}: {count} files, {size / 1e6:.1f} MB"


def clear() -> str:
    """Drop everything that was stored."""
    before = info()
    shutil.rmtree(cache_dir(), ignore_errors=True)
    return f"removed {before}"


def run(args: argparse.Namespace) -> int:
    if args.action == "info":
        print(info())
        return 0
    if args.action == "clear":
        print(clear())
        return 0
    return build(args, os.getcwd())


def _end_with_stdin() -> None:
    """Whoever holds the other end is gone, or wants us to be; our workers see to themselves."""
    while os.read(sys.stdin.fileno(), 1 << 16):  # sys.stdin is locked while it is read, and a worker closes its own
        pass
    os._exit(1)


def build(args: argparse.Namespace, cwd: str) -> int:
    """Facts of what the packages reach of their imports, first those that can be named at once, several at a time, then
    what these lead to. --progress prints `done total package` lines; --serve only looks for what it is told on the
    first line of standard input (`MissingFacts.told`), and ends when that ends."""
    from escapelens.cli.options import Trouble, complain, make_engine, read_settings, resolve
    from escapelens.cli.progress import Progress

    told = sys.stdin.readline() if args.serve else ""
    if args.serve:
        threading.Thread(target=_end_with_stdin, daemon=True).start()

    def progress(done: int, total: int, package: str) -> None:
        if args.progress:
            print(done, total, package, flush=True)

    try:
        engine = make_engine(read_settings(args, cwd), patient=False)
        keys, _ = resolve(engine, args.patterns or ["./..."], cwd)
    except Trouble as trouble:
        complain(str(trouble))
        return 2
    jobs = args.jobs or os.cpu_count() or 1
    if args.serve:
        for key in keys:
            find_missing(engine.to_find(key, heard(told)), jobs, progress)
        return 0 if keys else 2
    with Progress(len(keys), args.progress) as shown:
        for at, key in enumerate(keys):
            shown.at(at, os.path.basename(key))
            engine.analyze(key)
            missing = engine.missing_facts(key)
            if missing is not None:
                find_missing(missing, jobs, progress)
                engine.adopt_facts()
                engine.analyze(key, patience=Patience())
    if not args.progress:
        print(info())
    return 0 if keys else 2
