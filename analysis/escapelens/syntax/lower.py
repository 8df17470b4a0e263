"""One top-level declaration of the tree-sitter tree to `nodes.py`.

What: the Lowerer holds what the lowering functions share: the text, the shift from offsets in it to virtual positions,
and what was found wrong on the way. Expressions, types and statements have a module each.
Counterpart: cmd/compile/internal/syntax/parser.go (constDecl, typeDecl, varDecl, funcDeclOrNil, importDecl).
Property: whatever the tree looks like, lowering ends with nodes and problems, never with an exception.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from escapelens.regexp import regexp
from escapelens.syntax import kinds as k
from escapelens.syntax import nodes
from escapelens.syntax.branches import check_branches
from escapelens.syntax.depth import MAX_LITERALS, TOO_DEEP, too_deep
from escapelens.syntax.lower_expr import EXPR, string_literal
from escapelens.syntax.lower_expr import name as lower_name
from escapelens.syntax.lower_stmt import block, expr_list
from escapelens.syntax.lower_type import TYPE, parameters, signature, type_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from escapelens.syntax.clean import TreeNode

_SPACE = regexp(r"(?:[ \t\r\n;]|//[^\n]*|/\*.*?\*/)*", re.S)
NO_PRAGMA: frozenset[str] = frozenset()
_GO_DIRECTIVE = regexp(r"^[ \t\r]*//(go:[^\n\r]*)", re.M)

_COMMA = k.COMMA


class Lowerer:
    """State of lowering one declaration.

    `source` is the original text decoded as latin-1, so that offsets stay byte offsets; `encoded` tells that it is not
    ASCII and names must be decoded properly. `d` turns an offset in `source` into a virtual position. `damaged`: what
    does not parse was taken out of the tree, so bodies begin with a BadStmt: statements may be missing anywhere.
    """

    __slots__ = (
        "d", "damaged", "encoded", "has_labels", "literals", "pending", "pragmas", "problems", "source", "type_params",
    )  # fmt: skip

    def __init__(self, source: str, encoded: bool, d: int, pragmas: frozenset[str], damaged: bool = False) -> None:
        self.source = source
        self.encoded = encoded
        self.d = d
        self.pragmas = pragmas
        self.damaged = damaged
        self.problems: list[tuple[int, int, str]] = []
        self.pending: list[nodes.BranchStmt] = []
        self.has_labels = False
        self.literals = 0  # function literals around
        self.type_params: list[nodes.Field] | None = None  # of a generic method, lowered apart

    def problem(self, start: int, end: int, message: str) -> None:
        self.problems.append((start, end, message))

    def expr(self, n: TreeNode) -> nodes.Expr:
        return EXPR[n.kind_id](self, n)  # type: ignore[no-any-return]

    def signature(self, parts: Sequence[TreeNode]) -> nodes.FuncType:
        return signature(self, parts)

    def next_token(self, offset: int) -> int:
        m = _SPACE.match(self.source, offset)
        return m.end() if m else offset

    def extent(self, n: TreeNode) -> tuple[int, int]:
        """The node's bytes; one that lacks its end may reach over the newline that the parser was given to end with."""
        start, end = n.byte_range
        return start, min(end, len(self.source))

    def literal_body(self, n: TreeNode) -> nodes.BlockStmt:
        if self.literals == MAX_LITERALS:
            return self._too_deep(n)
        self.literals += 1
        body = self.func_body(n)
        self.literals -= 1
        return body

    def func_body(self, n: TreeNode) -> nodes.BlockStmt:
        pending, has_labels = self.pending, self.has_labels
        self.pending, self.has_labels = [], False
        body = block(self, n)
        if self.damaged:
            body.stmts.insert(0, nodes.BadStmt(body.pos, body.start, body.start))
        if (self.has_labels or self.pending) and not n.has_error:
            check_branches(body, self.problem)
        self.pending, self.has_labels = pending, has_labels
        return body

    # -----------------------------------------------------------------------------------------------------------------
    # Declarations

    def declaration(self, n: TreeNode) -> list[nodes.Decl]:
        """A top-level declaration."""
        kind = n.kind_id
        if kind == k.FUNCTION_DECLARATION or kind == k.METHOD_DECLARATION:
            return [self._func(n)]
        if kind == k.IMPORT_DECLARATION:
            return list(self._imports(n))
        return self.group(n)

    def group(self, n: TreeNode) -> list[nodes.Decl]:
        """A const, var or type declaration, also inside a function."""
        children = n.children
        kind = n.kind_id
        specs = children[1:]
        group: nodes.Group | None = None
        if specs and specs[0].kind_id == k.VAR_SPEC_LIST:
            specs = specs[0].children
        if specs and specs[0].kind_id == k.LPAREN:
            group = nodes.Group()
        out: list[nodes.Decl] = []
        pragma = self.pragmas if group is None else NO_PRAGMA
        at = n.start_byte
        directives = group is not None and "//go:" in self.source[at : n.end_byte]
        for spec in specs:
            kind = spec.kind_id
            if directives:
                pragma = self._directives(at, spec.start_byte)
                at = spec.end_byte
            if kind == k.CONST_SPEC:
                out.append(self._const(spec, group, len(out)))
            elif kind == k.VAR_SPEC:
                out.append(self._var(spec, group, pragma))
            elif kind == k.TYPE_SPEC or kind == k.TYPE_ALIAS:
                out.append(self._type(spec, group, pragma))
        return out

    def _directives(self, start: int, end: int) -> frozenset[str]:
        return frozenset(m.group(1).partition(" ")[0].rstrip() for m in _GO_DIRECTIVE.finditer(self.source, start, end))

    def _names_and_values(self, n: TreeNode) -> tuple[list[nodes.Name], nodes.Expr | None, nodes.Expr | None]:
        names: list[nodes.Name] = []
        typ: nodes.Expr | None = None
        values: nodes.Expr | None = None
        children = n.children
        i = 0
        for c in children:
            kind = c.kind_id
            if kind == k.IDENTIFIER or kind == k.BLANK_IDENTIFIER:
                names.append(lower_name(self, c))
            elif kind != _COMMA:
                break
            i += 1
        for c in children[i:]:
            kind = c.kind_id
            if kind == k.EXPRESSION_LIST:
                values = expr_list(self, c)
            elif kind != k.ASSIGN:
                typ = TYPE[kind](self, c)
        if not names:
            names.append(nodes.Name(n.start_byte + self.d, nodes.NO_NAME))
        return names, typ, values

    def _const(self, n: TreeNode, group: nodes.Group | None, iota: int) -> nodes.ConstDecl:
        start, end = n.byte_range
        names, typ, values = self._names_and_values(n)
        return nodes.ConstDecl(names[0].pos, start + self.d, end + self.d, group, iota, names, typ, values)

    def _var(self, n: TreeNode, group: nodes.Group | None, pragma: frozenset[str]) -> nodes.VarDecl:
        start, end = n.byte_range
        names, typ, values = self._names_and_values(n)
        return nodes.VarDecl(names[0].pos, start + self.d, end + self.d, group, names, typ, values, pragma)

    def _type(self, n: TreeNode, group: nodes.Group | None, pragma: frozenset[str]) -> nodes.TypeDecl:
        start, end = n.byte_range
        children = n.children
        name = lower_name(self, children[0])
        tparams: list[nodes.Field] = []
        alias = n.kind_id == k.TYPE_ALIAS
        if children[1].kind_id == k.TYPE_PARAMETER_LIST:
            tparams = type_parameters(self, children[1])
        t = children[-1]
        typ = TYPE[t.kind_id](self, t)
        return nodes.TypeDecl(name.pos, start + self.d, end + self.d, group, name, tparams, alias, typ, pragma)

    def _func(self, n: TreeNode) -> nodes.FuncDecl:
        children = n.children
        d = self.d
        start, end = self.extent(n)
        pos = children[1].start_byte + d
        i = 1
        recv: nodes.Field | None = None
        if n.kind_id == k.METHOD_DECLARATION:
            receivers = parameters(self, children[1])
            if len(receivers) != 1:
                message = "method has multiple receivers" if receivers else "method has no receiver"
                self.problem(pos, children[1].end_byte + d, message)
            if receivers:
                recv = receivers[0]
            i = 2
        name = lower_name(self, children[i])
        i += 1
        tparams: list[nodes.Field] = []
        tparams_at = 0
        if children[i].kind_id == k.TYPE_PARAMETER_LIST:
            tparams = type_parameters(self, children[i])
            tparams_at = children[i].start_byte + d
            i += 1
        elif self.type_params is not None:
            tparams = self.type_params
            tparams_at = self.next_token(children[i - 1].end_byte) + d
        body: nodes.BlockStmt | None = None
        parts = children[i:]
        if parts[-1].kind_id == k.BLOCK:
            typ = signature(self, parts[:-1])
            body = self.func_body(parts[-1]) if not too_deep(parts[-1]) else self._too_deep(parts[-1])
        else:
            typ = signature(self, parts)
            if self.damaged:  # it has lost its body
                body = nodes.BlockStmt(end + d, end + d, end + d, [nodes.BadStmt(end + d, end + d, end + d)], end + d)
        if tparams_at:
            nodes.move(typ, tparams_at)
            typ.start = tparams_at
        return nodes.FuncDecl(pos, start + d, end + d, recv, name, tparams, typ, body, self.pragmas)

    def _too_deep(self, n: TreeNode) -> nodes.BlockStmt:
        """A body that is left out."""
        start, end = n.start_byte + self.d, n.end_byte + self.d
        self.problem(start, end, TOO_DEEP)
        return nodes.BlockStmt(start, start, end, [nodes.BadStmt(start, start, end)], end - 1)

    def _imports(self, n: TreeNode) -> list[nodes.ImportDecl]:
        specs = [c for c in n.children if c.kind_id == k.IMPORT_SPEC]
        for c in n.children:
            if c.kind_id == k.IMPORT_SPEC_LIST:
                specs = [s for s in c.children if s.kind_id == k.IMPORT_SPEC]
        out = []
        for spec in specs:
            children = spec.children
            start, end = spec.byte_range
            path: nodes.BasicLit = string_literal(self, children[-1])
            local = lower_name(self, children[0]) if len(children) > 1 else None
            out.append(nodes.ImportDecl(start + self.d, start + self.d, end + self.d, local, path))
        return out
