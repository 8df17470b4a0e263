"""Where facts of dependencies are kept: the user's cache folder, or the one that ESCAPELENS_CACHE names."""

from __future__ import annotations

import os

from escapelens.common.about import NAME
from escapelens.common.unneeded import stood_in_for


def cache_dir() -> str:
    """The folder of the facts, absolute; it need not exist yet."""
    named = os.environ.get("ESCAPELENS_CACHE")
    if not named:
        with stood_in_for():
            import platformdirs

        named = platformdirs.user_cache_dir(NAME, appauthor=False)
    return os.path.abspath(named)
