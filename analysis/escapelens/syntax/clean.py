"""A tree-sitter node without the debris of error recovery.

What: a stand-in for nodes of a damaged declaration: its children are the node's without ERROR nodes.
Why: the lowering functions can rely on the grammar's shape and stay free of checks.
Counterpart: none. Property: used only where a declaration does not parse, so it may be slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from escapelens.syntax.depth import too_deep
from escapelens.syntax.kinds import ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node, Point


class CleanNode:
    __slots__ = ("byte_range", "children", "end_byte", "has_error", "kind_id", "node", "start_byte", "start_point")

    descendant_count = 0  # for `too_deep`: what nests too deep was not cleaned

    def __init__(self, node: TreeNode) -> None:
        self.node = node
        self.kind_id: int = node.kind_id
        self.byte_range: tuple[int, int] = node.byte_range
        self.start_byte, self.end_byte = self.byte_range
        self.start_point: Point = node.start_point
        self.has_error: bool = node.has_error
        children: Sequence[TreeNode] = node.children
        if self.has_error:
            children = [CleanNode(c) for c in children if c.kind_id != ERROR]
        self.children: Sequence[TreeNode] = children


TreeNode: TypeAlias = "Node | CleanNode"


def clean(n: TreeNode) -> CleanNode | None:
    """n without debris; None if it nests too deep to be looked at."""
    return None if too_deep(n) else CleanNode(n)
