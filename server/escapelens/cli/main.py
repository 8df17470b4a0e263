"""`escapelens`: the command line's entry. Each subcommand is imported when it is asked for."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from escapelens.cli import arguments
from escapelens.common import about, garbage

EXIT_USAGE = 2


def entry() -> NoReturn:
    """Run this process's command. It ends at once: taking millions of objects apart would be work for nobody."""
    garbage.hold()
    _import_msgspec()
    status = main()
    if logging := sys.modules.get("logging"):
        logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.flush()
    os._exit(status)


def _import_msgspec() -> None:
    """Alone: it asks typing_extensions for names that typing has since Python 3.11, and that takes longer to import
    than all the rest of it."""
    absent = "typing_extensions" not in sys.modules
    if absent:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("msgspec")
    finally:
        if absent:
            del sys.modules["typing_extensions"]


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
