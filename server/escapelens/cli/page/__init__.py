"""A report as one page of HTML that needs nothing beside it.

What: `build.py` makes elements, so that whatever is said is text and never markup; `sections.py` has the page's parts;
`style.css` and `script.js` (which sorts tables and filters findings) are put into it. The page's own policy forbids it
to load anything.
Property: without JavaScript everything is there, too.
"""

from __future__ import annotations

import base64
import hashlib
import os

from escapelens.cli.page import sections
from escapelens.cli.page.build import Element, element, to_html
from escapelens.cli.page.model import Page
from escapelens.common import about

_HERE = os.path.dirname(os.path.abspath(__file__))


def render(page: Page) -> str:
    style, script = _read("style.css"), _read("script.js")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src {_hash(script)}; img-src data:"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"{about.NAME} {about.version()}"),
        element("title", f"{page.title}: what goes to the heap"),
        element("style", style),
    )
    parts: list[Element] = [part for part in (make(page) for make in sections.ALL) if part is not None]
    body = element("body", element("main", *parts), element("script", script))
    return "<!DOCTYPE html>\n" + to_html(element("html", head, body, lang="en")) + "\n"


def _read(name: str) -> str:
    with open(os.path.join(_HERE, name), encoding="utf-8") as file:
        return file.read()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
