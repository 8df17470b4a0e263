"""Findings: what the analysis says, in words, with a reason chain, at a span that is never empty.

Start with `collect.py`. `syntax_index.py` finds the syntax behind a position, `case.py` gathers what is known of one
allocation, then each scenario module (`returned`, `boxed`, ...) recognises its case and says it. See docs/codes.md.
"""
