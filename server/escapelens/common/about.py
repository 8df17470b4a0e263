"""Name, version and addresses of the project: what both front ends tell the outside about it."""

from __future__ import annotations

NAME = "escapelens"
HOME = "https://github.com/escape-lens/escape-lens"


def version() -> str:
    """The installed version; "0+source" when run from a checkout that is not installed."""
    from importlib import metadata  # it takes half as long as all the rest of a command's start

    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError:
        return "0+source"


def code_link(code: str) -> str:
    """Address of the page that explains a finding's code."""
    from urllib.parse import quote

    return f"{HOME}/blob/main/docs/codes.md#{quote(code)}"
