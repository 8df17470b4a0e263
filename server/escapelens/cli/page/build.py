"""Elements of a page: text stays text.

Counterpart: xml.etree writes them; only the content of <style> and <script> is raw, and that is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from escapelens.regexp import regexp

Element = ElementTree.Element
Content = Element | str | None
_CONTROL = regexp("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def element(tag: str, *content: Content | Mapping[str, str], **attributes: str) -> Element:
    """`class_` and names with "_" for "-"; attributes whose names are none in Python come as a mapping."""
    made = Element(tag)
    for part in content:
        if isinstance(part, Mapping):
            made.attrib.update({name: _clean(value) for name, value in part.items()})
        elif isinstance(part, str):
            _text(made, _clean(part))
        elif part is not None:
            made.append(part)
    for name, value in attributes.items():
        made.set(name.rstrip("_").replace("_", "-"), _clean(value))
    return made


def to_html(root: Element) -> str:
    return ElementTree.tostring(root, encoding="unicode", method="html")


def _text(made: Element, text: str) -> None:
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text


def _clean(text: str) -> str:
    """What a page may not hold becomes the mark for that."""
    return _CONTROL.sub("\ufffd", str(text))
