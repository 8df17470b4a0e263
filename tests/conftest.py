"""Tests keep their facts in the checkout: none depends on what another checkout left in the user's cache folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

os.environ["ESCAPELENS_CACHE"] = str(Path(__file__).resolve().parents[1] / ".cache" / "tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the answers given into tests/documents/cases")
