"""`escapelens`: the command line's entry. Each subcommand is imported when it is asked for."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from escapelens.common import about

EXIT_USAGE = 2


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog=about.NAME, description="Go escape analysis: what goes to the heap, why, and what to do about it."
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="report escapes of packages", description=_CHECK)
    check.add_argument("patterns", nargs="*", metavar="PATTERN", help=_PATTERN)
    check.add_argument("--format", choices=("text", "gc", "json", "sarif"), default="text", help="default: text")
    check.add_argument(
        "-m", action="count", default=0, dest="level", help="as -gcflags=-m; twice or -m=2: with reasons and costs"
    )
    check.add_argument("-l", action="store_true", dest="no_inline", help="as -gcflags=-l: do not inline")
    check.add_argument("-N", action="store_true", dest="no_optimize", help="as -gcflags=-N: do not optimise")
    check.add_argument(
        "--fail-on", default="", metavar="CODE,…", help="exit with 1 on such a finding, `any`, or `partial` answers"
    )
    check.add_argument("--fresh", action="store_true", help="analyse what has not changed since the last time, too")
    check.add_argument("--stats", action="store_true", help="print times and counts to standard error")
    _build_flags(check)

    explain = commands.add_parser("explain", help="explain what happens at a place")
    explain.add_argument("place", metavar="FILE:LINE[:COL]")
    _build_flags(explain)

    fix = commands.add_parser("fix", help="show, or apply, quick fixes that are proven to remove an allocation")
    fix.add_argument("patterns", nargs="+", metavar="PATTERN", help=_PATTERN)
    how = fix.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="change the files")
    how.add_argument("--diff", action="store_true", help="print a diff; the default")
    fix.add_argument("--kind", action="append", default=[], metavar="KIND", help="only this kind, e.g. preallocate")
    _build_flags(fix)

    facts = commands.add_parser("facts", help="the cache of what is known of dependencies")
    actions = facts.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("info", help="where it is and how big")
    actions.add_parser("clear", help="drop it")
    build = actions.add_parser("build", help="fill it for what packages import")
    build.add_argument("patterns", nargs="*", metavar="PATTERN", help=_PATTERN)
    build.add_argument("--jobs", type=int, default=0, metavar="N", help="processes; default: one per core")
    build.add_argument("--progress", action="store_true", help="print a line for each package that is done")
    build.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)  # for a server: end when stdin does
    _build_flags(build)

    serve = commands.add_parser("serve", help="speak the language server protocol")
    serve.add_argument("--stdio", action="store_true", help="over standard input and output (default)")
    serve.add_argument("--tcp", metavar="HOST:PORT", help="over a socket of this machine, for debugging")
    serve.add_argument("--allow-remote", action="store_true", help="let --tcp listen where other machines can connect")
    serve.add_argument("--log", metavar="FILE", help="write a log there")

    demo = commands.add_parser("demo", help="show the examples as an editor would, through a real session")
    demo.add_argument("folder", metavar="DIR", help="a module with a folder for each scenario")
    return top


class _Version(argparse.Action):
    """Finding it out takes longer than the start of most commands."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(about.NAME, about.version())
        parser.exit()


_PATTERN = "as for go build: . (the default of check), ./..., a directory, .go files, an import path"
_CHECK = (
    "Analyse packages and report what escapes to the heap. Exit status: 0 analysed, 1 findings matched --fail-on, "
    "2 usage or nothing could be analysed."
)


def _build_flags(command: argparse.ArgumentParser) -> None:
    command.add_argument("--tests", action="store_true", default=None, help="with the packages' tests")
    command.add_argument("--goos", help="target operating system")
    command.add_argument("--goarch", help="target architecture")
    command.add_argument("--tags", help="build tags, separated by commas")
    command.add_argument("--go", metavar="VERSION", help="the Go release to imitate, as 1.27")
    command.add_argument("--goroot", help="a Go source tree for the standard library, in place of the facts that ship")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    raw = list(sys.argv[1:] if arguments is None else arguments)
    args = parser().parse_args([part for word in raw for part in _expand(word)])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return _run(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `… | head`: nobody reads on, and nobody is to be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
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
    sys.exit(main())
