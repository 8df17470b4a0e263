"""`escapelens serve`: the language server, on standard input and output or on a socket."""

from __future__ import annotations

import argparse
import logging
import sys

from escapelens.cli.options import complain
from escapelens.common.finished_late import finished_late
from escapelens.common.unneeded import none


def run(args: argparse.Namespace) -> int:
    address = None
    if args.tcp:
        from escapelens.lsp.tcp import is_loopback, parse

        address = parse(args.tcp)
        if address is None:
            complain(f"--tcp {args.tcp}: expected HOST:PORT")
            return 2
        if not args.allow_remote and not is_loopback(address[0]):
            complain(f"--tcp {args.tcp}: whoever connects may read your files; add --allow-remote to listen there")
            return 2
    logging.basicConfig(
        level=logging.INFO if args.log else logging.ERROR,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        **({"filename": args.log} if args.log else {"stream": sys.stderr}),
    )
    logging.getLogger("pygls").setLevel(logging.WARNING if args.log else logging.ERROR)
    sys.setswitchinterval(0.001)  # seconds that the analysis keeps the interpreter from whoever answers meanwhile
    with none("ssl"), finished_late("lsprotocol.types"):
        from escapelens.lsp import server

        made = server.create_server()
    try:
        server.run(made, address)
    except OSError as error:
        complain(f"--tcp {args.tcp}: {error}" if address else str(error))
        return 2
