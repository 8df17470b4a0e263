"""`escapelens serve`: the language server, on standard input and output or on a socket."""

from __future__ import annotations

import argparse
import gc
import logging
import sys

from escapelens.cli.options import complain


def run(args: argparse.Namespace) -> int:
    tcp = None
    if args.tcp:
        host, _, port = args.tcp.rpartition(":")
        if not port.isdigit() or int(port) > 65535:
            complain(f"--tcp {args.tcp}: expected HOST:PORT")
            return 2
        tcp = (host or "127.0.0.1", int(port))
    logging.basicConfig(
        level=logging.INFO if args.log else logging.ERROR,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        **({"filename": args.log} if args.log else {"stream": sys.stderr}),
    )
    logging.getLogger("pygls").setLevel(logging.WARNING if args.log else logging.ERROR)
    gc.set_threshold(200_000, 50, 100)
    from escapelens.lsp import server

    return server.run(server.create_server(), tcp)
