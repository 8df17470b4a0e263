"""Name, version and pages of the project: what both front ends tell the outside about it."""

from __future__ import annotations

import functools
import os

NAME = "escapelens"


def version() -> str:
    """The installed version; "0+source" when run from a checkout that is not installed."""
    from importlib import metadata  # it takes half as long as all the rest of a command's start

    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError:
        return "0+source"


def code_link(code: str) -> str:
    """URI of the section about a finding's code, in the page that is installed with us."""
    return f"{_page_uri()}#{code}"


def code_page(code: str) -> str:
    """That section, in Markdown, without its title."""
    with open(_page(), encoding="utf-8") as file:
        return file.read().partition(f"\n## {code}\n")[2].partition("\n## ")[0].strip()


@functools.cache
def _page_uri() -> str:
    from pathlib import Path

    return Path(_page()).as_uri()


def _page() -> str:
    """Beside this file in a wheel (hatch_build.py puts it there), in the documentation of a checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(here, "codes.md")
    checkout = os.path.join(here, "..", "..", "..", "docs", "codes.md")
    return installed if os.path.isfile(installed) else os.path.normpath(checkout)
