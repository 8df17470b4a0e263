"""Languages: what is said (escapelens/say.py), said again from a catalogue.

What: `language` chooses by a locale as LSP's `initialize` gives it ("zh-CN", "zh_CN.UTF-8", "de"); what has no
catalogue is English. A catalogue, `languages/*.toml`, maps every template to its translation. `translated` is a report
whose findings are in the language: what front ends show.
Property: English takes no catalogue, and gives equal texts.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping

from escapelens.findings.model import FileReport, PackageReport
from escapelens.record import dataclass, field, replace
from escapelens.say import Said

_HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "languages")
# Locales in lower case, without encoding: the catalogue for them, and for what begins with them and a hyphen.
_LOCALES = {"zh-tw": "", "zh-hk": "", "zh-mo": "", "zh-hant": "", "zh": "zh-cn"}


@dataclass(frozen=True, slots=True)
class Language:
    """catalogue: what to say instead of each template; what it does not have stays as it is."""

    name: str = "en"
    catalogue: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        """The text in this language."""
        if not isinstance(text, Said):
            return text
        if not self.catalogue:
            return str(text)
        return self.template(text).format_map({name: self.part(value) for name, value in text.parts.items()})

    def template(self, text: Said) -> str:
        return self.catalogue.get(text.template, text.template)

    def part(self, value: object) -> object:
        """What stands for a placeholder."""
        return self(value) if isinstance(value, str) else value


ENGLISH = Language()


def language(locale: str | None) -> Language:
    """The language of a locale, English if there is no catalogue for it."""
    wanted = (locale or "").partition(".")[0].replace("_", "-").lower()
    name = next((name for prefix, name in _LOCALES.items() if f"{wanted}-".startswith(f"{prefix}-")), "")
    return _load(name) if name else ENGLISH


@functools.cache
def _load(name: str) -> Language:
    import tomllib  # most are read in English

    with open(os.path.join(_HERE, f"{name}.toml"), "rb") as file:
        return Language(name, tomllib.load(file))


def translated(report: PackageReport, tongue: Language) -> PackageReport:
    """The report in the language."""
    if tongue is ENGLISH:
        return report
    files = {path: _file(file, tongue) for path, file in report.files.items()}
    return replace(report, files=files, partial=tuple(map(tongue, report.partial)))


def _file(file: FileReport, tongue: Language) -> FileReport:
    return replace(
        file,
        findings=tuple(
            replace(
                f,
                message=tongue(f.message),
                advice=tongue(f.advice),
                partial=tongue(f.partial),
                ignored=tongue(f.ignored),
                steps=tuple(replace(step, message=tongue(step.message)) for step in f.steps),
            )
            for f in file.findings
        ),
        say_answers=lambda: tuple(replace(a, detail=tongue(a.detail)) for a in file.answers),
        problems=tuple(replace(p, message=tongue(p.message)) for p in file.problems),
        notices=tuple(replace(n, message=tongue(n.message)) for n in file.notices),
    )
