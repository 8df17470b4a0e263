"""How deep a piece of syntax may nest.

What: `too_deep` of a tree-sitter node. Chains of binary operators do not count: they are walked in loops everywhere.
Why: every later stage follows the tree with a few frames of Python's stack a level. What nests deeper than anybody
writes is left out here, at one place and at one depth, whichever stage would be the first to fail.
Counterpart: go/parser's maxNestLev, which is there for the same reason; cmd/compile has a growing stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.syntax import kinds as k

if TYPE_CHECKING:
    from escapelens.syntax.clean import TreeNode


TOO_DEEP = "this nests too deep to be analysed"
MAX_LITERALS = 24  # function literals in one another; inlining them grows with the fourth power
MAX_LEVELS = 2_000  # of the tree; a call in a call takes two, a literal in a literal six


def too_deep(n: TreeNode) -> bool:
    """Does something below n stand more than MAX_LEVELS under it?"""
    if n.descendant_count <= MAX_LEVELS:
        return False
    cursor = n.walk()  # type: ignore[union-attr] # no CleanNode comes as far as this
    depth = 0  # the cursor's own counts from the top each time
    while True:
        if cursor.goto_first_child():
            depth += 1
            if depth > MAX_LEVELS:
                return _without_chains(n)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return False
            depth -= 1


def _without_chains(n: TreeNode) -> bool:
    stack = [(n, 0)]
    while stack:
        at, level = stack.pop()
        if level > MAX_LEVELS:
            return True
        children = at.children
        if at.kind_id == k.BINARY_EXPRESSION and children and children[0].kind_id == k.BINARY_EXPRESSION:
            stack.append((children[0], level))
            children = children[1:]
        stack += [(c, level + 1) for c in children]
    return False
