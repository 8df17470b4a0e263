"""Where facts of dependencies are kept: the user's cache folder, or the one that ESCAPELENS_CACHE names."""

from __future__ import annotations

import os

import platformdirs

from escapelens.common.about import NAME


def cache_dir() -> str:
    """The folder of the facts, absolute; it need not exist yet."""
    return os.path.abspath(os.environ.get("ESCAPELENS_CACHE") or platformdirs.user_cache_dir(NAME, appauthor=False))
