"""tree-sitter statements to `nodes.py`.

What: one function per grammar kind in `STMT`. Unlabelled `break` and `continue` get their target on the way; a body
that has labels, gotos or stray branches is handed to `branches.py` afterwards.
Counterpart: cmd/compile/internal/syntax/parser.go (stmtOrNil, simpleStmt, header, caseClause, commClause).
Property: a statement that does not parse becomes one BadStmt; its neighbours are untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from escapelens.syntax import kinds as k
from escapelens.syntax.clean import TreeNode
from escapelens.syntax.lower_expr import EXPR, name
from escapelens.syntax.nodes import (
    AnySyntax,
    AssignStmt,
    BadStmt,
    BlockStmt,
    BranchStmt,
    CallStmt,
    CaseClause,
    CommClause,
    DeclStmt,
    EmptyStmt,
    Expr,
    ExprStmt,
    ForStmt,
    IfStmt,
    LabeledStmt,
    ListExpr,
    Name,
    RangeClause,
    ReturnStmt,
    SelectStmt,
    SendStmt,
    Stmt,
    SwitchStmt,
    TypeSwitchGuard,
)
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.syntax.lower import Lowerer

Lower = Callable[["Lowerer", TreeNode], AnySyntax]

_COMMA, _SEMI, _COLON = k.COMMA, k.SEMI, k.COLON


def expr_list(s: Lowerer, n: TreeNode) -> Expr:
    """An `expression_list` node: the expression itself, or a ListExpr if there are several."""
    children = n.children
    first = children[0]
    x: Expr = EXPR[first.kind_id](s, first)
    if len(children) == 1:
        return x
    elems = [x]
    for c in children[1:]:
        kind = c.kind_id
        if kind != _COMMA:
            elems.append(EXPR[kind](s, c))
    if len(elems) == 1:
        return x
    return ListExpr(x.pos, x.start, elems[-1].end, elems)


def statements(s: Lowerer, n: TreeNode) -> list[Stmt]:
    """The children of a `statement_list`."""
    out: list[Stmt] = []
    for c in n.children:
        kind = c.kind_id
        if kind != _SEMI:
            try:
                out.append(STMT[kind](s, c))
            except (KeyError, IndexError, ValueError, AttributeError):
                out.append(bad(s, c))
    return out


def bad(s: Lowerer, n: TreeNode) -> BadStmt:
    start, end = n.byte_range
    start += s.d
    return BadStmt(start, start, end + s.d)


def block(s: Lowerer, n: TreeNode) -> BlockStmt:
    children = n.children
    start, end = s.extent(n)
    start += s.d
    end += s.d
    stmts: list[Stmt] = []
    for c in children[1:-1]:
        if c.kind_id == k.STATEMENT_LIST:
            stmts = statements(s, c)
        elif c.kind_id != _SEMI:
            stmts.append(bad(s, c))
    return BlockStmt(start, start, end, stmts, end - 1)


def _expression(s: Lowerer, n: TreeNode) -> ExprStmt:
    c = n.children[0]
    x = EXPR[c.kind_id](s, c)
    return ExprStmt(x.pos, x.start, x.end, x)


def _send(s: Lowerer, n: TreeNode) -> SendStmt:
    ch, arrow, value = n.children
    start, end = n.byte_range
    d = s.d
    return SendStmt(arrow.start_byte + d, start + d, end + d, EXPR[ch.kind_id](s, ch), EXPR[value.kind_id](s, value))


def _inc(s: Lowerer, n: TreeNode) -> AssignStmt:
    x, op = n.children
    start, end = n.byte_range
    d = s.d
    at = op.start_byte
    return AssignStmt(at + d, start + d, end + d, s.source[at], EXPR[x.kind_id](s, x), None)


def _assign(s: Lowerer, n: TreeNode) -> AssignStmt:
    left, op, right = n.children
    start, end = n.byte_range
    d = s.d
    a, b = op.byte_range
    o = s.source[a : b - 1]
    return AssignStmt(a + d, start + d, end + d, o, expr_list(s, left), expr_list(s, right))


def _define(s: Lowerer, n: TreeNode) -> AssignStmt:
    left, op, right = n.children
    start, end = n.byte_range
    d = s.d
    return AssignStmt(op.start_byte + d, start + d, end + d, ":=", expr_list(s, left), expr_list(s, right))


def _receive(s: Lowerer, n: TreeNode) -> Stmt:
    children = n.children
    x = children[-1]
    rhs = EXPR[x.kind_id](s, x)
    if len(children) == 1:
        return ExprStmt(rhs.pos, rhs.start, rhs.end, rhs)
    op = children[1]
    start, end = n.byte_range
    d = s.d
    o = ":=" if op.kind_id == k.DEFINE else ""
    return AssignStmt(op.start_byte + d, start + d, end + d, o, expr_list(s, children[0]), rhs)


def _labeled(s: Lowerer, n: TreeNode) -> LabeledStmt:
    children = n.children
    start, end = n.byte_range
    d = s.d
    s.has_labels = True
    label = name(s, children[0])
    colon = children[1].start_byte + d
    if len(children) > 2:
        c = children[2]
        stmt = STMT[c.kind_id](s, c)
    else:
        at = s.next_token(end) + d
        stmt = EmptyStmt(at, at, at)
    return LabeledStmt(colon, start + d, max(end + d, stmt.end), label, stmt)


def _empty(s: Lowerer, n: TreeNode) -> EmptyStmt:
    start, end = n.byte_range
    start += s.d
    return EmptyStmt(start, start, end + s.d)


def _branch(s: Lowerer, n: TreeNode) -> BranchStmt:
    children = n.children
    start, end = n.byte_range
    d = s.d
    tok = s.source[children[0].start_byte : children[0].end_byte]
    label = name(s, children[1]) if len(children) > 1 else None
    start += d
    b = BranchStmt(start, start, end + d, tok, label)
    if label is not None or tok == "fallthrough":
        s.has_labels = True
    else:
        s.pending.append(b)
    return b


def _settle(s: Lowerer, mark: int, target: Stmt, loop: bool) -> None:
    """Give the unlabelled branches met since `mark` their target."""
    pending = s.pending
    if len(pending) == mark:
        return
    left = []
    for b in pending[mark:]:
        if loop or b.tok == "break":
            b.target = target
        else:
            left.append(b)
    pending[mark:] = left


def _return(s: Lowerer, n: TreeNode) -> ReturnStmt:
    children = n.children
    start, end = n.byte_range
    start += s.d
    return ReturnStmt(start, start, end + s.d, expr_list(s, children[1]) if len(children) > 1 else None)


def _call(tok: str) -> Lower:
    def lower(s: Lowerer, n: TreeNode) -> CallStmt:
        start, end = n.byte_range
        c = n.children[1]
        x = EXPR[c.kind_id](s, c)
        call = unparen(x)
        if call is not x:
            s.problem(x.start, x.end, f"expression in {tok} must not be parenthesized")
        start += s.d
        return CallStmt(start, start, end + s.d, tok, call)

    return lower


def _if(s: Lowerer, n: TreeNode) -> IfStmt:
    children = n.children
    start, end = n.byte_range
    start += s.d
    init: Stmt | None = None
    i = 1
    if children[2].kind_id == _SEMI:
        init = STMT[children[1].kind_id](s, children[1])
        i = 3
    c = children[i]
    cond = EXPR[c.kind_id](s, c)
    then = block(s, children[i + 1])
    else_: Stmt | None = None
    if len(children) > i + 3:
        alt = children[i + 3]
        else_ = _if(s, alt) if alt.kind_id == k.IF_STATEMENT else block(s, alt)
    return IfStmt(start, start, end + s.d, init, cond, then, else_)


def _for(s: Lowerer, n: TreeNode) -> ForStmt:
    children = n.children
    start, end = n.byte_range
    start += s.d
    init: Stmt | None = None
    cond: Expr | None = None
    post: AnySyntax | None = None
    if len(children) > 2:
        head = children[1]
        kind = head.kind_id
        if kind == k.RANGE_CLAUSE:
            init = _range(s, head)
        elif kind == k.FOR_CLAUSE:
            semis = 0
            for c in head.children:
                kind = c.kind_id
                if kind == _SEMI:
                    semis += 1
                elif semis == 0:
                    init = STMT[kind](s, c)
                elif semis == 1:
                    cond = EXPR[kind](s, c)
                else:
                    post = STMT[kind](s, c)
                    if post.__class__ is AssignStmt and post.op == ":=":
                        s.problem(post.pos, post.pos + 2, "syntax error: cannot declare in post statement of for loop")
        else:
            cond = EXPR[kind](s, head)
    mark = len(s.pending)
    body = block(s, children[-1])
    loop = ForStmt(start, start, end + s.d, init, cond, post, body)
    _settle(s, mark, loop, True)
    return loop


def _range(s: Lowerer, n: TreeNode) -> RangeClause:
    children = n.children
    start, end = n.byte_range
    d = s.d
    x = children[-1]
    lhs: Expr | None = None
    define = False
    if len(children) > 2:
        lhs = expr_list(s, children[0])
        define = children[1].kind_id == k.DEFINE
    return RangeClause(children[-2].start_byte + d, start + d, end + d, lhs, define, EXPR[x.kind_id](s, x))


def _switch(s: Lowerer, n: TreeNode) -> SwitchStmt:
    children = n.children
    start, end = n.byte_range
    start += s.d
    end += s.d
    init: Stmt | None = None
    tag: Expr | None = None
    i = 1
    if children[2].kind_id == _SEMI:
        init = STMT[children[1].kind_id](s, children[1])
        i = 3
    if children[i].kind_id != k.LBRACE:
        tag = EXPR[children[i].kind_id](s, children[i])
        i += 1
    return _switch_body(s, start, end, init, tag, children[i + 1 : -1])


def _type_switch(s: Lowerer, n: TreeNode) -> SwitchStmt:
    children = n.children
    start, end = n.byte_range
    d = s.d
    start += d
    end += d
    init: Stmt | None = None
    lhs: Name | None = None
    i = 1
    if children[2].kind_id == _SEMI:
        init = STMT[children[1].kind_id](s, children[1])
        i = 3
    at = children[i].start_byte + d
    if children[i + 1].kind_id == k.DEFINE:
        alias = expr_list(s, children[i])
        if isinstance(alias, Name):
            lhs = alias
        else:
            s.problem(alias.start, alias.end, "syntax error: unexpected :=, expected single name in type switch")
        i += 2
    x = EXPR[children[i].kind_id](s, children[i])
    tag: Expr = TypeSwitchGuard(children[i + 1].start_byte + d, at, children[i + 4].end_byte + d, lhs, x)
    return _switch_body(s, start, end, init, tag, children[i + 6 : -1])


def _switch_body(
    s: Lowerer, start: int, end: int, init: Stmt | None, tag: Expr | None, clauses: Sequence[TreeNode]
) -> SwitchStmt:
    d = s.d
    mark = len(s.pending)
    body: list[CaseClause] = []
    for c in clauses:
        children = c.children
        a, b = c.byte_range
        kind = c.kind_id
        cases: Expr | None = None
        i = 1
        if kind == k.EXPRESSION_CASE:
            cases = expr_list(s, children[1])
            i = 2
        elif kind == k.TYPE_CASE:
            types: list[Expr] = []
            while children[i].kind_id != _COLON:
                if children[i].kind_id != _COMMA:
                    types.append(EXPR[children[i].kind_id](s, children[i]))
                i += 1
            cases = types[0]
            if len(types) > 1:
                cases = ListExpr(cases.pos, cases.start, types[-1].end, types)
        elif kind != k.DEFAULT_CASE:
            continue
        stmts = statements(s, children[i + 1]) if len(children) > i + 1 else []
        body.append(CaseClause(a + d, a + d, b + d, cases, stmts, children[i].start_byte + d))
    switch = SwitchStmt(start, start, end, init, tag, body, end - 1)
    _settle(s, mark, switch, False)
    return switch


def _select(s: Lowerer, n: TreeNode) -> SelectStmt:
    start, end = n.byte_range
    d = s.d
    mark = len(s.pending)
    body: list[CommClause] = []
    for c in n.children[2:-1]:
        children = c.children
        a, b = c.byte_range
        comm: Stmt | None = None
        i = 1
        if c.kind_id == k.COMMUNICATION_CASE:
            comm = STMT[children[1].kind_id](s, children[1])
            i = 2
        elif c.kind_id != k.DEFAULT_CASE:
            continue
        stmts = statements(s, children[i + 1]) if len(children) > i + 1 else []
        body.append(CommClause(a + d, a + d, b + d, comm, stmts, children[i].start_byte + d))
    start += d
    end += d
    select = SelectStmt(start, start, end, body, end - 1)
    _settle(s, mark, select, False)
    return select


def _decl(s: Lowerer, n: TreeNode) -> DeclStmt:
    start, end = n.byte_range
    start += s.d
    return DeclStmt(start, start, end + s.d, s.group(n))


def _nested_func(s: Lowerer, n: TreeNode) -> BadStmt:
    start, end = n.byte_range
    s.problem(start + s.d, end + s.d, "syntax error: unexpected func declaration in function body")
    return bad(s, n)


STMT: dict[int, Lower] = {}


def _register(lower: Lower, *names: str) -> None:
    for i in k.ids(*names):
        STMT[i] = lower


_register(block, "block")
_register(_expression, "expression_statement")
_register(_send, "send_statement")
_register(_receive, "receive_statement")
_register(_inc, "inc_statement", "dec_statement")
_register(_assign, "assignment_statement")
_register(_define, "short_var_declaration")
_register(_labeled, "labeled_statement")
_register(_empty, "empty_statement")
_register(_branch, "break_statement", "continue_statement", "goto_statement", "fallthrough_statement")
_register(_return, "return_statement")
_register(_call("go"), "go_statement")
_register(_call("defer"), "defer_statement")
_register(_if, "if_statement")
_register(_for, "for_statement")
_register(_switch, "expression_switch_statement")
_register(_type_switch, "type_switch_statement")
_register(_select, "select_statement")
_register(_decl, "var_declaration", "const_declaration", "type_declaration")
_register(_nested_func, "function_declaration", "method_declaration", "import_declaration")
STMT[k.ERROR] = bad
