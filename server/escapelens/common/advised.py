"""A page about one finding: what it says, the lines it is about, and what the documentation says helps there.

What: the section of its code, with the user's names in its example where the example has a name for the same thing.
Property: the section is changed by whole words only, and by names that it does not have already.
"""

from __future__ import annotations

import re

from escapelens.common import words
from escapelens.common.about import code_page
from escapelens.common.language import Language
from escapelens.findings.model import Finding
from escapelens.regexp import regexp
from escapelens.say import say

_MOVED = regexp(r"moved to heap: (\w+)")
_FUNCTION = regexp(r"^func (?:\([^)]*\) )?(\w+)", re.M)
_AROUND = 2  # lines before and after
_REASONS = (  # advice that is but a reason
    "No fix is known as long as",
    "This call costs it",
    "This call may cost it",
    "It is not this call alone",
)


def helpless(finding: Finding) -> bool:
    """Whether there is nothing to be done, or nothing to be said."""
    return not finding.advice or finding.advice.startswith(_REASONS)


def page(finding: Finding, text: str, tongue: Language) -> str:
    """Markdown. text: of the finding's file."""
    lines = text.split("\n")
    first = max(finding.span.line - 1 - _AROUND, 0)
    source = "\n".join(lines[first : finding.span.line + _AROUND])
    section = with_names(code_page(finding.code), finding)
    return "\n\n".join(
        [
            f"# {words.sentence(finding)}",
            f"{finding.span.file}:{finding.span.line}, {finding.function}",
            f"```go\n{source}\n```",
            words.explanation(finding, tongue, markdown=True, diagnosed=True),
            f"## {tongue(say('In general'))}: {finding.code}",
            section + "\n",
        ]
    )


def with_names(section: str, finding: Finding) -> str:
    """The section with the names of the finding's variable and function for those of its example."""
    given = {}
    for pattern, name in (
        (_MOVED, next(iter(_MOVED.findall(finding.compiler)), "")),
        (_FUNCTION, finding.function.rpartition(".")[2]),
    ):
        found = pattern.search(section)
        if found is not None and name.isidentifier() and not re.search(rf"\b{name}\b", section):
            given[found[1]] = name
    if not given:
        return section
    return re.sub(rf"\b({'|'.join(map(re.escape, given))})\b", lambda m: given[m[1]], section)
