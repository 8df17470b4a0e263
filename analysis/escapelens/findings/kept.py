"""A package's report as bytes, so that it can be kept on disk.

What: records become lists of their values, in the order of the fields, texts that know their templates as well; `load`
makes them again by the types that the fields are declared with. Nothing but plain values is read: what is in a cache is
never run.
Property: `load(dump(report))` equals report, its lines included.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable
from typing import Any

import msgspec

from escapelens.findings.model import (
    Answer,
    FileReport,
    Finding,
    GcLine,
    Notice,
    PackageReport,
    Problem,
    Stats,
)
from escapelens.record import fields
from escapelens.say import Said, made


def is_complete(report: PackageReport) -> bool:
    """Whether all that there is to be said hangs on the package's files and what they import."""
    files = report.files.values()
    return not report.partial and not any(f.problems or any(x.partial for x in f.findings) for f in files)


def dump(report: PackageReport) -> bytes:
    """report without its statistics."""
    lines = [_values(line) for line in report.gc_lines]
    files = [
        [_values(part) for part in (f.path, tuple(f.findings), f.answers, f.problems, f.notices)]
        for f in report.files.values()
    ]
    return msgspec.msgpack.encode(
        (report.import_path, report.dir, files, lines, report.stats.functions, _values(report.partial))
    )


def load(payload: bytes) -> PackageReport | None:
    """None if payload is no report."""
    try:
        import_path, folder, files, lines, functions, partial = msgspec.msgpack.decode(payload)
        reports = [_file(*file) for file in files]
        said = tuple([GcLine(*line) for line in lines])
    except (msgspec.MsgspecError, TypeError, ValueError):
        return None
    stats = Stats(functions, 0, functions)
    return PackageReport(
        import_path,
        folder,
        {report.path: report for report in reports},
        lambda: said,
        stats,
        tuple(map(_text, partial)),
    )


def _file(path: str, findings: Any, answers: Any, problems: Any, notices: Any) -> FileReport:  # Any: their values
    said = _maker(tuple[Answer, ...])(answers)
    return FileReport(
        path,
        _maker(tuple[Finding, ...])(findings),
        lambda: said,
        _maker(tuple[Problem, ...])(problems),
        _maker(tuple[Notice, ...])(notices),
    )


def _values(value: object) -> object:
    """A record as the list of its values, also within tuples."""
    if value.__class__ is tuple:
        return [_values(v) for v in value]
    if value.__class__ is Said:
        return [value.template, {name: _values(part) for name, part in value.parts.items()}]
    names = fields(value)
    return [_values(getattr(value, f.name)) for f in names] if names else value


@functools.cache
def _maker(typ: Any) -> Callable[[Any], Any]:  # Any: a type, what stands for its values in the file, a value of it
    """What makes a value of the type from what `_values` made of it."""
    arguments = typing.get_args(typ)
    if typing.get_origin(typ) in (typing.Union, types.UnionType):
        (typ,) = [t for t in arguments if t is not type(None)]
        make = _maker(typ)
        return lambda value: None if value is None else make(value)
    if typing.get_origin(typ) is tuple:
        makers = [_maker(t) for t in arguments if t is not ...]
        if arguments[-1] is ...:
            return lambda values: tuple([makers[0](v) for v in values])
        return lambda values: tuple([m(v) for m, v in zip(makers, values, strict=True)])
    if typ is str:
        return _text
    if not fields(typ):
        return lambda value: value
    hints = typing.get_type_hints(typ)
    parts = [_maker(hints[f.name]) for f in fields(typ)]
    return lambda values: typ(*[make(value) for make, value in zip(parts, values, strict=True)])


def _text(value: Any) -> Any:  # Any: a part of a template, whatever it is
    """A text: as it is, or made again of its template."""
    if value.__class__ is not list:
        return value
    return made(value[0], {name: _text(part) for name, part in value[1].items()})
