"""Tests keep their facts in the checkout: none depends on what another checkout left in the user's cache folder."""

from __future__ import annotations

import os
from pathlib import Path

os.environ["ESCAPELENS_CACHE"] = str(Path(__file__).resolve().parents[1] / ".cache" / "tests")
