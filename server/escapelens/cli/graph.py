"""`escapelens graph FILE:FUNC`: the escape graph of a function as a picture."""

from __future__ import annotations

import argparse
import os
import sys

from escapelens.cli.options import Trouble, complain, make_engine, read_settings
from escapelens.common import drawing
from escapelens.findings.flow_graph import FlowGraph
from escapelens.packages.configure import nearest


def run(args: argparse.Namespace) -> int:
    try:
        made = drawing.drawn(_graph(args), args.format)
        if not args.output:
            sys.stdout.write(made)
            return 0
        with open(args.output, "w", encoding="utf-8") as file:
            file.write(made)
    except ImportError:
        complain(drawing.MISSING)
        return 2
    except OSError as error:
        complain(f"--output {args.output}: {error.strerror}")
        return 2
    except Trouble as trouble:
        complain(str(trouble))
        return 2
    return 0


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
