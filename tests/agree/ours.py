"""What Escape Lens prints for a package, in this process."""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from dataclasses import dataclass

from agree.oracle import Line, foreign_file, plain
from agree.toolchain import CACHE, Toolchain
from escapelens.engine import Engine, Options


@dataclass(frozen=True, slots=True)
class Request:
    """package: import path; dir: where its files are; cwd: the module it is resolved from; flags: as for -gcflags;
    tools: whose standard library is meant, and which compiler; foreign: all lines, not only those of its own files."""

    package: str
    dir: str
    cwd: str
    flags: str
    tools: Toolchain
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    package: str
    lines: list[Line]
    seconds: float
    error: str = ""


_engines: dict[tuple[str, str, Toolchain, bool], Engine] = {}


def analyse(request: Request) -> Response:
    """Lines of one package. An exception becomes `error`: the caller counts it, it is never hidden."""
    sys.setrecursionlimit(20_000)
    gc.disable()
    started = time.perf_counter()
    lines: list[Line] = []
    error = ""
    try:
        lines = _lines(request)
    except Exception:
        error = traceback.format_exc(limit=-4)
    return Response(request.package, lines, time.perf_counter() - started, error)


def _lines(request: Request) -> list[Line]:
    flags = request.flags.split()
    level = 2 if "-m=2" in flags else 1
    engine = _engine(request, "-l" in flags, level)
    keys, errors = engine.resolve([request.package], request.cwd)
    if errors or len(keys) != 1:
        raise LookupError("; ".join(errors) or f"{request.package}: found {len(keys)} packages")
    report = engine.analyze(keys[0])
    folder = os.path.realpath(request.dir)
    lines = []
    for g in report.gc_lines:
        where = os.path.realpath(os.path.dirname(g.file))
        if g.level > level or not g.file:
            continue
        if where == folder:
            lines.append(Line(os.path.basename(g.file), g.line, g.column, plain(g.text)))
        elif request.foreign:
            lines.append(Line(foreign_file(g.file, where), g.line, g.column, plain(g.text)))
    engine.forget(keys[0])
    return lines


def _engine(request: Request, no_inline: bool, level: int) -> Engine:
    key = request.flags, request.cwd, request.tools, request.foreign
    engine = _engines.get(key)
    if engine is None:
        tools = request.tools
        options = Options(
            goos=tools.goos,
            goarch=tools.goarch,
            cgo=False,
            no_inline=no_inline,
            m=level,
            foreign=request.foreign,
            goroot=str(tools.goroot),
            go_version=tools.release,
        )
        engine = _engines[key] = Engine(options, cache_dir=os.environ.get("ESCAPELENS_CACHE") or str(CACHE))
    return engine
