"""`make profile`: where the time of an analysis goes, layer by layer.

What: the process is asked where it is at each tick of the kernel's clock for CPU time (`ITIMER_PROF`). The innermost
frame of ours says which layer works; "with what it calls" counts a layer once for each sample that it has any frame in.
    make profile ARGS="net/http"            warm facts, analysed anew
    make profile ARGS="--save net/http"     an edit inside one function, a hundred times
    make profile ARGS="--functions 40 ."    more of the functions that take longest
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "server"), str(ROOT / "analysis")]

HOME = f"{os.sep}escapelens{os.sep}"
EVERY = 0.001
SAVES = 100

self_time: Counter[str] = Counter()
whole_time: Counter[str] = Counter()
function_self: Counter[str] = Counter()
function_whole: Counter[str] = Counter()


def sample(_: int, frame: FrameType | None) -> None:
    layers, functions = set(), set()
    while frame is not None:
        code = frame.f_code
        _, found, inside = code.co_filename.partition(HOME)
        if found:
            layer = inside.partition(os.sep)[0].removesuffix(".py")
            function = f"{inside}: {code.co_qualname}"
            if not layers:
                self_time[layer] += 1
                function_self[function] += 1
            layers.add(layer)
            functions.add(function)
        elif not layers and "importlib" in code.co_filename:
            self_time["imports"] += 1
            return
        frame = frame.f_back
    whole_time.update(layers)
    function_whole.update(functions)


def profiled(pattern: str, save: bool) -> float:
    """Analyse, with the timer on; CPU seconds."""
    started = time.process_time()
    signal.signal(signal.SIGPROF, sample)
    if not save:
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    from escapelens.cli.options import make_engine
    from escapelens.common.settings import Settings

    engine = make_engine(Settings())
    keys, errors = engine.resolve([pattern], os.getcwd())
    if errors:
        raise SystemExit("\n".join(errors))
    for key in keys:
        engine.analyze(key)
    if save:
        path = engine.files_of(keys[0])[0]
        text = Path(path).read_bytes()
        at = text.rindex(b"\n}\n", 0, text.rindex(b"\nfunc "))
        gc.freeze()  # as a server does while it waits
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        for n in range(1, SAVES + 1):
            engine.set_overlay(path, text[:at] + b"\n\t_ = 1" * n + text[at:])
            engine.analyze(keys[0])
    signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pattern", nargs="?", default="net/http")
    parser.add_argument("--save", action="store_true", help="edits in place of a first analysis")
    parser.add_argument("--functions", type=int, default=15, metavar="N")
    args = parser.parse_args()
    sys.setrecursionlimit(20_000)
    seconds = profiled(args.pattern, args.save)
    total = sum(self_time.values()) or 1
    print(f"{args.pattern}: {seconds:.2f} s CPU, {total} samples\n")
    print(f"{'layer':<16}{'itself':>8}{'with what it calls':>20}")
    for layer, count in self_time.most_common():
        print(f"{layer:<16}{count / total:>8.1%}{whole_time[layer] / total:>20.1%}")
    for title, found in (("itself", function_self), ("with what it calls", function_whole)):
        print(f"\n{title}")
        for name, count in found.most_common(args.functions):
            print(f"{count / total:>8.1%}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
