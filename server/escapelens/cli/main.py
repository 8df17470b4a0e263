"""`escapelens`: the command line's entry. Each subcommand is imported when it is asked for."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from escapelens.common.unneeded import stood_in_for

with stood_in_for():
    from escapelens.cli import arguments
from escapelens.common import about, bytecode, garbage

if TYPE_CHECKING:
    import argparse

EXIT_USAGE = 2


def entry() -> NoReturn:
    """Run this process's command. It ends at once: taking millions of objects apart would be work for nobody."""
    garbage.hold()
    bytecode.use()
    with stood_in_for():
        importlib.import_module("msgspec")
    status = main()
    if logging := sys.modules.get("logging"):
        logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.flush()
    bytecode.keep()
    os._exit(status)


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    words = [part for word in (sys.argv[1:] if words is None else words) for part in _expand(word)]
    if "_ARGCOMPLETE" in os.environ:
        from escapelens.cli import completion

        completion.offer(arguments.parser())
    args = arguments.parser(words).parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = _run(args)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `… | head`: nobody reads on, and nobody is to be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            print(f"{about.NAME}: not all could be written: {error.strerror}", file=sys.stderr)
            return EXIT_USAGE
        import traceback  # takes longer to import than most commands need of the rest

        traceback.print_exc()
        print(f"{about.NAME}: internal error: {type(error).__name__}: {error}", file=sys.stderr)
        return EXIT_USAGE  # 1 says that findings matched


def _expand(word: str) -> list[str]:
    """-m=2 is -m -m, as for the compiler."""
    if word.startswith("-m=") and word[3:].isdigit():
        return ["-m"] * int(word[3:])
    return [word]


def _run(args: argparse.Namespace) -> int:
    if args.command == "serve":
        from escapelens.cli import serve

        return serve.run(args)
    if args.command == "demo":
        from escapelens.cli import demo

        return demo.run(args.folder)
    from escapelens.common.stack import run_deep

    command = importlib.import_module(f"escapelens.cli.{args.command}")
    return run_deep(lambda: int(command.run(args)))


if __name__ == "__main__":
    entry()
