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

    __slots__ = ("_parts", "template")

    template: str
    _parts: tuple[
        object, ...
    ]  # names, then what they stand for: a dict would take three times that, and there are many

    @property
    def parts(self) -> dict[str, object]:
        names = len(self._parts) // 2
        return dict(zip(self._parts[:names], self._parts[names:], strict=True))  # type: ignore[arg-type]

    def __reduce__(self) -> tuple[object, ...]:
        return made, (self.template, self.parts)


def say(template: str, /, **parts: object) -> str:
    """The template with its placeholders (as of str.format) filled."""
    return made(template, parts)


_KEPT = 1 << 16
_known: dict[tuple[object, ...], Said] = {}


def made(template: str, parts: Mapping[str, object]) -> Said:
    """The sentence of a template and what is put in; the same one again if it was made before.

    The findings of a large package say each thing six times over.
    """
    values: list[object] = []
    for part in parts.values():
        if part.__class__ is str or part.__class__ is int:
            values.append(part)
        elif part.__class__ is Said:  # by its identity: two of the same text may be made of other templates
            values.append((id(part),))  # which stays its own, since the sentence that holds it keeps it
        else:  # what may say something else the next time, or is worth nothing to anybody afterwards
            return _made(template, parts)
    key = (template, *parts, *values)
    said = _known.get(key)
    if said is None:
        if len(_known) >= _KEPT:
            _known.clear()
        said = _known[key] = _made(template, parts)
    return said


def forget() -> None:
    """Who says so much again will not say it soon: make the sentences anew then."""
    _known.clear()


def _made(template: str, parts: Mapping[str, object]) -> Said:
    is_read_wrong = any(part.__class__ is str and part in _WORDS for part in parts.values())
    said = Said(_set_off(template, parts) if is_read_wrong else template.format_map(parts))
    said.template = template
    said._parts = (*parts, *parts.values())
    return said


# Names of variables that would be read as words of the sentence.
_WORDS = frozenset({
    "a", "after", "all", "an", "and", "any", "as", "at", "be", "before", "by", "from", "in", "into", "is",
    "it", "of", "off", "on", "once", "one", "only", "or", "over", "own", "same", "so", "some", "than", "that",
    "the", "then", "there", "they", "this", "to", "too", "up", "what", "when", "where", "which", "who", "with",
})  # fmt: skip


def _set_off(template: str, parts: Mapping[str, object]) -> str:
    """The template filled, such names in backticks where they do not stand in code."""
    import string  # few sentences need it

    text = ""
    for literal, name, spec, _ in string.Formatter().parse(template):
        text += literal
        if name is not None:
            part = parts[name]
            mark = "`" if part.__class__ is str and part in _WORDS and text.count("`") % 2 == 0 else ""
            text += mark + format(part, spec or "") + mark
    return text


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
