"""`escapelens completion SHELL`: what a shell has to read so that it completes our words.

The shell then asks the command itself, which answers in `offer` before it does anything else.
"""

from __future__ import annotations

import argparse

import argcomplete
from argcomplete.shell_integration import shellcode

from escapelens.common.about import NAME


def run(args: argparse.Namespace) -> int:
    print(shellcode([NAME], shell=args.shell))
    return 0


def offer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks (`_ARGCOMPLETE` is set), and end the process."""
    argcomplete.autocomplete(parser)
