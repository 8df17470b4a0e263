"""`escapelens graph FILE:FUNC`: the escape graph of a function as a picture."""

from __future__ import annotations

import argparse
import os
import sys

from escapelens.cli.check import OK, concluded
from escapelens.cli.options import Trouble, make_engine, read_settings
from escapelens.common import drawing
from escapelens.findings.flow_graph import FlowGraph
from escapelens.packages.configure import nearest


def run(args: argparse.Namespace) -> int:
    return concluded(args.output, lambda: _run(args))


def _run(args: argparse.Namespace) -> int:
    try:
        made = drawing.drawn(_graph(args), args.format)
    except ImportError as missing:
        raise Trouble(drawing.MISSING) from missing
    sys.stdout.write(made)
    return OK


def _graph(args: argparse.Namespace) -> FlowGraph:
    file, _, function = args.place.rpartition(":")
    if not file or not function:
        raise Trouble(f"{args.place}: expected FILE:FUNC, as in server.go:Handle or server.go:Server.Handle")
    path = os.path.abspath(file)
    if not os.path.isfile(path):
        raise Trouble(f"{file}: no such file")
    engine = make_engine(read_settings(args, os.getcwd()))
    key = engine.package_of(path)
    if key is None or path not in engine.files_of(key):
        raise Trouble(f"{file}: the file is not part of a package here")
    found = engine.graph(key, path, function.replace("(*", "").replace(")", ""))
    if isinstance(found, FlowGraph):
        return found
    raise Trouble(f"{file}: there is no function {function}{nearest(function, found)}")
