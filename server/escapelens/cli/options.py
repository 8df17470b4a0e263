"""What the commands share: options from flags, environment and `escapelens.toml`; the engine; complaints."""

from __future__ import annotations

import argparse
import os
import sys

import msgspec

from escapelens.common import about, settings
from escapelens.common.cache import cache_dir
from escapelens.common.scope import Scope
from escapelens.common.settings import Settings
from escapelens.engine import Engine
from escapelens.packages.configure import Unsupported
from escapelens.record import replace

SETTINGS_FILE = "escapelens.toml"


class Trouble(Exception):
    """Something the user can put right; one line for standard error."""


def complain(message: str) -> None:
    print(f"{about.NAME}: {message}", file=sys.stderr)


def read_settings(args: argparse.Namespace, cwd: str) -> Settings:
    """Flags win over GOOS/GOARCH, those over the nearest `escapelens.toml` in cwd or above."""
    found = Settings()
    path = settings_file(cwd)
    if path is not None:
        import tomllib  # most have no such file

        try:
            with open(path, "rb") as file:
                raw = tomllib.load(file)
        except (OSError, ValueError) as error:
            raise Trouble(f"{path}: {error}") from error
        found, complaints = settings.parse(raw, strict=True)
        if complaints:
            raise Trouble("\n".join(f"{path}: {complaint}" for complaint in complaints))
    flags = {
        "goos": args.goos or os.environ.get("GOOS"),  # flags win over the environment, that over the file
        "goarch": args.goarch or os.environ.get("GOARCH"),
        "goroot": args.goroot,
        "locale": args.locale,
        "go_version": (args.go or "").removeprefix("go"),
        "tests": args.tests,
        "build_tags": tuple(tag for tag in (args.tags or "").replace(",", " ").split() if tag),
    }
    return msgspec.structs.replace(found, **{name: value for name, value in flags.items() if value})


def settings_file(cwd: str) -> str | None:
    """The nearest `escapelens.toml`, in cwd or above."""
    folder = cwd
    while not os.path.isfile(path := os.path.join(folder, SETTINGS_FILE)):
        if (above := os.path.dirname(folder)) == folder:
            return None
        folder = above
    return path


def scope(chosen: Settings, cwd: str) -> Scope:
    """Which files are spoken of; patterns count from the folder of `escapelens.toml`."""
    path = settings_file(cwd)
    return Scope([os.path.dirname(path) if path is not None else cwd], chosen.include, chosen.exclude)


def root_of(folder: str) -> str | None:
    """The root of the working tree that a folder lies in: where `.git` is. Runs nothing."""
    at = os.path.abspath(folder)
    while not os.path.exists(os.path.join(at, ".git")):
        above = os.path.dirname(at)
        if above == at:
            return None
        at = above
    return at


def make_engine(
    chosen: Settings,
    *,
    no_inline: bool = False,
    no_optimize: bool = False,
    level: int = 1,
    foreign: bool = False,
    patient: bool = True,
    keep: bool = False,
    live: bool = False,
    lines: bool = False,
) -> Engine:
    """The engine for the settings; level: the compiler's -m; foreign: all its lines, those of wrappers, too; patient:
    facts are found before it answers; keep: answer from kept reports; live: files may change; lines: only the
    compiler's are asked for.

    What the environment asks for and is not honoured is complained about. Raises Trouble if it cannot be imitated.
    """
    options = replace(
        chosen.options(),
        no_inline=no_inline,
        no_optimize=no_optimize,
        m=min(max(level, 1), 2),
        foreign=foreign,
        patient=patient,
        live=live,
        keep=keep,
        lines=lines,
    )
    try:
        engine = Engine(options, cache_dir())
    except Unsupported as error:
        raise Trouble(str(error)) from error
    for note in engine.notes:
        complain(note)
    return engine


def resolve(engine: Engine, patterns: list[str], cwd: str) -> tuple[list[str], bool]:
    """Package keys of the patterns, and whether each matched something; what does not is complained about."""
    keys, errors = engine.resolve(patterns, cwd)
    for error in errors:
        complain(error)
    return keys, not errors
