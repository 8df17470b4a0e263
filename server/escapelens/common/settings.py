"""Settings of the language server: what an editor sends, made into one checked value.

Property: a wrong value never stops the server; it is named in a complaint and the default is kept for that field only.

Annotations are no text here: msgspec would compile each.
"""

from typing import Any, Literal

import msgspec

from escapelens.engine import Options
from escapelens.findings.model import CODES, Severity
from escapelens.findings.severity import Preset, Rules
from escapelens.packages.configure import nearest
from escapelens.releases.known import CURRENT


class Settings(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """`escapelens.*` as in docs/settings. diagnostics: "both" pushes and offers pull, "push" only pushes.
    closed_files: whether files that are not open are reported. locale: "" is the editor's."""

    run: Literal["onSave", "onType"] = "onSave"
    preset: Preset = "calm"
    severity: dict[str, Severity] = {}
    closed_files: bool = True
    tests: bool = False
    inlay_hints: bool = False
    code_lens: bool = False
    go_version: str = CURRENT.name
    goroot: str = ""
    build_tags: tuple[str, ...] = ()
    goos: str = ""
    goarch: str = ""
    locale: str = ""
    profile: str = ""
    diagnostics: Literal["both", "push"] = "both"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def options(self) -> Options:
        """The part of the settings that changes the engine's answers."""
        return Options(
            goos=self.goos,
            goarch=self.goarch,
            build_tags=self.build_tags,
            go_version=self.go_version,
            goroot=self.goroot,
            tests=self.tests,
            rules=Rules(self.preset, dict(self.severity)),
        )


_FIELDS = {info.encode_name: info for info in msgspec.structs.fields(Settings)}


def parse(raw: object, base: Settings | None = None, *, strict: bool = False) -> tuple[Settings, list[str]]:
    """Settings from JSON-like data over `base`, and one sentence for each value that could not be taken.

    Accepted: {"run": …}, {"escapelens": {"run": …}} and dotted names ("escapelens.severity.boxed"). Unknown names are
    left alone, for an editor sends its own settings of the extension in the same section; strict: they are complained
    about.
    """
    base = base or Settings()
    if raw is None:
        return base, []
    if not isinstance(raw, dict):
        return base, [f"settings must be an object, not {type(raw).__name__}"]
    values: dict[str, object] = {}
    complaints: list[str] = []
    for name, value in _flat(raw):
        info = _FIELDS.get(name)
        if info is None and strict:
            complaints.append(f"{name}: no such setting{nearest(name, _FIELDS)}")
        if info is None or value is None:
            continue
        if name == "severity":
            value = _severities(value, complaints)
        elif name == "buildTags" and isinstance(value, str):
            value = [tag for tag in value.replace(",", " ").split() if tag]
        elif name == "goVersion" and value == "":
            continue
        elif name == "goVersion" and isinstance(value, str):
            value = value.removeprefix("go")
        try:
            values[info.name] = msgspec.convert(value, info.type)
        except msgspec.ValidationError as error:
            complaints.append(f"escapelens.{name}: {error}")
    return msgspec.structs.replace(base, **values), complaints


def _flat(raw: dict[str, object]) -> list[tuple[str, object]]:
    """Top-level names with values; dotted names and the "escapelens" section unfolded."""
    found: dict[str, Any] = {}  # Any: JSON
    for name, value in raw.items():
        if name == "escapelens" and isinstance(value, dict):
            found.update(_flat(value))
            continue
        head, _, rest = str(name).removeprefix("escapelens.").partition(".")
        if not rest:
            found[head] = value
        elif isinstance(found.setdefault(head, {}), dict):
            found[head] = {**found[head], rest: value}
    return list(found.items())


def _severities(value: object, complaints: list[str]) -> object:
    if not isinstance(value, dict):
        return value
    kept: dict[str, Severity] = {}
    for code, severity in value.items():
        if code not in CODES:
            complaints.append(f"escapelens.severity.{code}: no such code{nearest(code, CODES)}")
            continue
        if severity in (None, "default"):
            continue
        try:
            kept[code] = msgspec.convert(severity, Severity)
        except msgspec.ValidationError as error:
            complaints.append(f"escapelens.severity.{code}: {error}")
    return kept
