"""What a person is told, so that it can be told in another language.

What: `say` makes a sentence, or a part of one, of a template and what is put in: code in the source's own words,
numbers, other parts. The outcome is an English str for whoever wants no more; it knows how it was made, so that a
catalogue can say it again (`common/language.py` of the server, `languages/*.toml`: the table of all templates).

    say("{what} is moved to the heap", what="buf")

Counterpart: gettext. A template stands where it is used, as a literal; one that is kept first is marked by `template`.
Property: every template stands in every catalogue, with the same placeholders (tests/layering/test_say.py); nothing but
code is said without one (tests/findings/test_languages.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Said(str):
    """An English text that knows its template and what was put in, by name."""

    __slots__ = ("parts", "template")

    template: str
    parts: Mapping[str, object]

    def __reduce__(self) -> tuple[object, ...]:
        return made, (self.template, dict(self.parts))


def say(template: str, /, **parts: object) -> str:
    """The template with its placeholders (as of str.format) filled."""
    return made(template, parts)


def made(template: str, parts: Mapping[str, object]) -> Said:
    said = Said(template.format_map(parts))
    said.template = template
    said.parts = parts
    return said


def template(text: str) -> str:
    """A template that is filled elsewhere."""
    return text


def listed(items: Iterable[str]) -> str:
    """ "a, b, c"; nothing if there are none."""
    text = ""
    for item in items:
        text = say("{items}, {item}", items=text, item=item) if text else item
    return text


def counted(n: int, one: str, many: str) -> str:
    """ "1 byte", "2 bytes": of two templates, whose placeholder is n."""
    return say(one if n == 1 else many, n=n)
