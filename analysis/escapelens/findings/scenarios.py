"""The scenarios in the order in which they are tried: the first that recognises a case explains it."""

from __future__ import annotations

from typing import Protocol

from escapelens.findings import (
    append_growth,
    boxed,
    captured,
    deferred,
    dynamic_call,
    goroutine,
    leaking_param,
    outlives_scope,
    returned,
    runtime_alloc,
    sent,
    stored,
    too_large,
    unknown_size,
)
from escapelens.findings.case import Case


class Scenario(Protocol):
    """A scenario module."""

    CODE: str

    def recognise(self, c: Case) -> bool: ...
    def message(self, c: Case) -> str: ...
    def advice(self, c: Case) -> str: ...


LEAKS: Scenario = leaking_param
CONCEALED: tuple[Scenario, ...] = (unknown_size, append_growth, runtime_alloc)
ESCAPING: tuple[Scenario, ...] = (
    too_large,
    unknown_size,
    goroutine,
    deferred,
    boxed,
    append_growth,
    captured,
    sent,
    dynamic_call,
    returned,
    stored,
    outlives_scope,
)


def scenario_of(c: Case, among: tuple[Scenario, ...]) -> Scenario | None:
    for s in among:
        if s.recognise(c):
            return s
    return None
