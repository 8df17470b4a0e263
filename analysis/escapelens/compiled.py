"""Functions made of text, compiled once for all that differ only in names.

Why: a hundred classes of records and a hundred of IR nodes have methods that are made of their fields. Compiling those
that were called was a tenth of the time of a short command; to rename what was compiled takes a ninth of compiling it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

Function = Callable[..., Any]  # Any: each text has a signature of its own

_NOTHING: Mapping[str, object] = MappingProxyType({})

CODES: dict[str, CodeType] = {}
"""Each text's code. It depends on nothing else: what another process with this Python has compiled is right here."""


def compiled(
    text: str, names: Sequence[str], known: Mapping[str, object] = _NOTHING, *, defaults: tuple[object, ...] = ()
) -> Function:
    """The function that the one `def` in text defines. `_0`, `_1`, … stand in it for names: of attributes, of
    parameters, of texts in quotes. known: its globals. defaults: of its last parameters."""
    code = _renamed(_code(text), {f"_{i}": name for i, name in enumerate(names)})
    return FunctionType(code, {**known}, code.co_name, defaults)


def _renamed(code: CodeType, named: Mapping[str, str]) -> CodeType:
    def of(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple([named.get(name, name) for name in names])

    consts: list[object] = []
    for const in code.co_consts:
        if const.__class__ is str:
            const = named.get(const, const)
        consts.append(_renamed(const, named) if const.__class__ is CodeType else const)
    return code.replace(
        co_names=of(code.co_names),
        co_varnames=of(code.co_varnames),
        co_cellvars=of(code.co_cellvars),
        co_freevars=of(code.co_freevars),
        co_consts=tuple(consts),
    )


def _code(text: str) -> CodeType:
    if text in CODES:
        return CODES[text]
    made: dict[str, Any] = {}  # Any: what the text defines, and builtins
    exec(text, made)
    [function] = [value for value in made.values() if value.__class__ is FunctionType]
    CODES[text] = function.__code__
    return CODES[text]
