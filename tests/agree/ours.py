"""What Escape Lens prints for a package, in this process."""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from agree.oracle import Line, goroot, plain


@dataclass(frozen=True, slots=True)
class Request:
    """package: import path; dir: where its files are; cwd: the module it is resolved from; flags: as for -gcflags."""

    package: str
    dir: str
    cwd: str
    flags: str


@dataclass(frozen=True, slots=True)
class Response:
    package: str
    flags: str
    lines: tuple[Line, ...]
    seconds: float
    error: str = ""


CACHE = Path(__file__).resolve().parents[2] / ".cache"

_engines: dict[tuple[bool, int, str], object] = {}


def analyse(request: Request) -> Response:
    """Own-file lines of one package. An exception becomes `error`: the caller counts it, it is never hidden."""
    from escapelens.engine import Engine, Options

    sys.setrecursionlimit(20_000)
    gc.disable()
    flags = request.flags.split()
    no_inline, level = "-l" in flags, 2 if "-m=2" in flags else 1
    started = time.perf_counter()
    try:
        key = (no_inline, level, request.cwd)
        engine = _engines.get(key)
        if engine is None:
            options = Options(no_inline=no_inline, m=level, goroot=str(goroot()))
            engine = _engines[key] = Engine(options, cache_dir=os.environ.get("ESCAPELENS_CACHE") or str(CACHE))
        assert isinstance(engine, Engine)
        keys, errors = engine.resolve([request.package], request.cwd)
        if errors or len(keys) != 1:
            return Response(
                request.package, request.flags, (), time.perf_counter() - started, "; ".join(errors) or "not found"
            )
        report = engine.analyze(keys[0])
        folder = os.path.realpath(request.dir)
        lines = tuple(
            Line(os.path.basename(g.file), g.line, g.column, plain(g.text))
            for g in report.gc_lines
            if g.level <= level and g.file and os.path.realpath(os.path.dirname(g.file)) == folder
        )
        engine.forget(keys[0])
        return Response(request.package, request.flags, lines, time.perf_counter() - started)
    except Exception:
        return Response(
            request.package, request.flags, (), time.perf_counter() - started, traceback.format_exc(limit=-4)
        )
    finally:
        gc.collect() if len(_engines) > 4 else None
