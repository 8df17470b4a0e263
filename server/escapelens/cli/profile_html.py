"""`escapelens profile --format=html`: the page of `escapelens report`, of the packages that a profile speaks of."""

from __future__ import annotations

from escapelens.cli.profile import Profiled
from escapelens.cli.report import page_of
from escapelens.record import replace


def render(profiled: Profiled) -> str:
    result = profiled.result
    return page_of(
        profiled.settings, replace(result, reports=profiled.reports), profiled.about, profiled.heap, profiled.joined
    )
