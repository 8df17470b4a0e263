"""From a compiler position back to the syntax it stands for.

What: for a chunk a table position -> syntax nodes and node -> parent, made when asked for. The compiler's
position of a node is a point (an operator, a `(`); several nodes may share it, so the caller says what kind it wants.

Property: a place found is never empty and lies within one line, so a squiggle under it stays small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from escapelens.model.objects import AnyObject, PkgName, TypeName
from escapelens.model.predicates import is_declared_as
from escapelens.model.types import Alias, Named
from escapelens.model.under import unalias
from escapelens.regexp import regexp
from escapelens.source import CHUNKS
from escapelens.syntax import nodes as S
from escapelens.syntax.walk import children, walk

N = TypeVar("N", bound=S.Node)

_TOKEN = regexp(rb"\w+|[^\w\s]+|.", re.DOTALL)

KEPT = 32
"""Tables: each is larger than its syntax, and soon made again; who asks goes through one function after the other."""

Place = tuple[int, int]
"""Virtual positions start, end; half open."""


class Table:
    """Of one chunk: nodes by position, parents by identity."""

    __slots__ = ("_aliases", "_imports", "_of_kind", "at", "decls", "parents")

    def __init__(self, decls: list[S.Node]) -> None:
        self.decls = decls  # kept alive: parents are found by id
        self.at: dict[int, list[S.Node]] = {}
        self.parents: dict[int, S.Node] = {}
        at, parents = self.at, self.parents
        stack: list[S.Node] = list(decls)
        while stack:
            n = stack.pop()
            at.setdefault(n.pos, []).append(n)
            for c in children(n):
                parents[id(c)] = n
                stack.append(c)
        self._imports: dict[str, str] | None = None
        self._aliases: dict[int, str] | None = None
        self._of_kind: dict[type[S.Node], list[Any]] = {}  # Any: of that kind

    def all(self, kind: type[N]) -> Iterator[N]:
        """The nodes of a class, by position."""
        known: list[N] | None = self._of_kind.get(kind)
        if known is None:
            known = self._of_kind[kind] = [n for found in self.at.values() for n in found if isinstance(n, kind)]
        return iter(known)

    @property
    def aliases(self) -> dict[int, str]:
        """The names by which types of other packages are called here that are not their own, by the type's identity."""
        if self._aliases is None:
            names = self.all(S.Name)
            called = ((self._whole(n), n.obj) for n in names if isinstance(n.obj, TypeName))
            found = ((name, obj, unalias(obj.typ)) for name, obj in called if isinstance(obj.typ, Alias))
            self._aliases = {id(t): name for name, obj, t in found if isinstance(t, Named) and t.obj.pkg is not obj.pkg}
        return self._aliases

    def _whole(self, n: S.Name) -> str:
        """A name with its package."""
        up = self.parents.get(id(n))
        return f"{up.x.value}.{n.value}" if isinstance(up, S.SelectorExpr) and isinstance(up.x, S.Name) else n.value

    def done_once(self) -> Iterator[AnyObject]:
        """The functions that are passed by name to a sync.Once, or to what makes one."""
        for call in self.all(S.CallExpr):
            if isinstance(call.fun, S.SelectorExpr) and _runs_once(call.fun):
                for arg in call.arg_list:
                    if isinstance(arg, S.Name):
                        yield arg.obj
                    elif isinstance(arg, S.SelectorExpr) and arg.selection is not None:
                        yield arg.selection.obj

    @property
    def imports(self) -> dict[str, str]:
        """The names by which packages are called here, by their path."""
        if self._imports is None:
            names = self.all(S.Name)
            self._imports = {n.obj.path: n.value for n in names if isinstance(n.obj, PkgName)}
        return self._imports


def _ends_round(stmt: S.Node) -> bool:
    """May a statement of a loop's body end the round, but by ending the function?"""
    return any(isinstance(n, S.BranchStmt) and n.tok in ("continue", "goto") for n in walk(stmt))


class SyntaxIndex:
    """The syntax of a package's declarations, by position."""

    __slots__ = ("_decls", "_tables")

    def __init__(self, decls: Iterable[S.Node]) -> None:
        self._decls: dict[int, list[S.Node]] = {}
        self._tables: dict[int, Table] = {}
        for d in decls:
            chunk = CHUNKS.at(d.start)
            if chunk is not None:
                self._decls.setdefault(chunk.base, []).append(d)

    def put(self, base: int, decls: list[S.Decl] | None) -> None:
        """The chunk at base has these declarations from now on; None: it is gone."""
        self._tables.pop(base, None)
        if decls is None:
            self._decls.pop(base, None)
        else:
            self._decls[base] = list(decls)

    def table(self, pos: int) -> Table | None:
        chunk = CHUNKS.at(pos)
        if chunk is None:
            return None
        table = self._tables.get(chunk.base)
        if table is None:
            decls = self._decls.get(chunk.base)
            if decls is None:
                return None
            if len(self._tables) >= KEPT:
                del self._tables[next(iter(self._tables))]
            table = self._tables[chunk.base] = Table(decls)
        return table

    def all(self, pos: int, kind: type[N]) -> Iterator[N]:
        """The nodes of a class in the declaration at pos, by position; none if it is of no file."""
        table = self.table(pos)
        return table.all(kind) if table is not None else iter(())

    def node(self, pos: int, wanted: tuple[type, ...] = ()) -> S.Node | None:
        """The smallest node at pos, one of the wanted classes if there is one."""
        table = self.table(pos)
        if table is None:
            return None
        found = table.at.get(pos)
        if not found:
            return None
        if wanted:
            for cls in wanted:
                fits = [n for n in found if isinstance(n, cls) and n.end > n.start]
                if fits:
                    return min(fits, key=_length)
        fits = [n for n in found if n.end > n.start]
        return min(fits, key=_length) if fits else None

    def parent(self, node: S.Node) -> S.Node | None:
        table = self.table(node.start)
        return table.parents.get(id(node)) if table is not None else None

    def ancestors(self, node: S.Node) -> Iterable[tuple[S.Node, S.Node]]:
        """(child, parent) pairs from node outwards."""
        table = self.table(node.start)
        if table is None:
            return
        child = node
        while True:
            parent = table.parents.get(id(child))
            if parent is None:
                return
            yield child, parent
            child = parent

    def conversion_of(self, operand: S.Node) -> S.Node | None:
        """The explicit conversion T(x) around x: the compiler gives it the position of x."""
        for child, parent in self.ancestors(operand):
            if isinstance(parent, S.ParenExpr):
                continue
            if isinstance(parent, S.CallExpr) and len(parent.arg_list) == 1 and parent.arg_list[0] is child:
                return parent
            return None
        return None

    def in_loop(self, node: S.Node) -> bool:
        """Does node run again and again within its function literal or function?"""
        return self.loops(node) > 0

    def loops(self, node: S.Node, declared: int = 0) -> int:
        """Loops around node within its function, or the literal that is not called where it stands; those alone that a
        variable is declared outside of."""
        loops = 0
        for child, parent in self.ancestors(node):
            if isinstance(parent, S.ForStmt) and parent.body.start <= declared < parent.body.end:
                break
            if isinstance(parent, S.ForStmt):
                loops += child is not parent.init
            elif isinstance(parent, S.FuncLit) and not self._called_in_place(parent):
                break
        return loops

    def literal(self, node: S.Node) -> S.FuncLit | None:
        """The innermost function literal around node."""
        return next((p for _, p in self.ancestors(node) if isinstance(p, S.FuncLit)), None)

    def loop(self, node: S.Node) -> S.ForStmt | None:
        """The innermost loop whose rounds run node, within its function literal or function."""
        for child, parent in self.ancestors(node):
            if isinstance(parent, S.ForStmt) and child is not parent.init:
                return parent
            if isinstance(parent, S.FuncLit):
                break
        return None

    def in_looped_literal(self, node: S.Node) -> bool:
        """Is node in a function literal that is called where it stands, in a loop?"""
        for _, parent in self.ancestors(node):
            if isinstance(parent, S.FuncLit):
                return self._called_in_place(parent) and self.in_loop(parent)
        return False

    def in_counting_loop(self, node: S.Node) -> bool:
        """Is the innermost loop around node one whose rounds can be told before: a range, or with a counter?"""
        loop = self.loop(node)
        if loop is None or isinstance(loop.init, S.RangeClause):
            return loop is not None
        counter = loop.post.lhs if isinstance(loop.post, S.AssignStmt) else None
        if not isinstance(counter, S.Name) or loop.cond is None:
            return False
        return any(isinstance(n, S.Name) and n.obj is counter.obj for n in walk(loop.cond))

    def in_every_round(self, node: S.Node, declared: int = 0) -> bool:
        """Does node run once in each round of the one loop around it that a variable is declared outside of, on no
        branch, after none that ends the round, and in no loop within another?"""
        loop = self.loop(node)
        if loop is None or self.loops(node, declared) != 1 or self.on_branch(node):
            return False
        before = (stmt for stmt in loop.body.stmts if stmt.end <= node.start)
        return not any(_ends_round(stmt) for stmt in before)

    def on_branch(self, node: S.Node) -> bool:
        """Does node run on some ways only through a round of its loop, or through its function?"""
        for child, parent in self.ancestors(node):
            if isinstance(parent, S.FuncLit | S.ForStmt):
                break
            is_condition = isinstance(parent, S.IfStmt) and (child is parent.cond or child is parent.init)
            if isinstance(parent, S.IfStmt | S.CaseClause | S.CommClause) and not is_condition:
                return True
        return False

    def done_once(self, node: S.Node) -> bool:
        """Is node in a function literal that a sync.Once, or what sync makes of one, runs a single time? The literal
        itself is not."""
        for lit, call in self.ancestors(node):
            if lit is not node and isinstance(lit, S.FuncLit) and isinstance(call, S.CallExpr) and lit in call.arg_list:
                fun = call.fun
                if isinstance(fun, S.SelectorExpr) and _runs_once(fun):
                    return True
        return False

    def in_goroutine(self, node: S.Node) -> bool:
        """Does node run in the body of a goroutine, a literal in a `go` statement? The literal itself is not."""
        for lit, call in self.ancestors(node):
            if lit is not node and isinstance(lit, S.FuncLit) and isinstance(call, S.CallExpr) and call.fun is lit:
                start = self.parent(call)
                if isinstance(start, S.CallStmt) and start.tok == "go":
                    return True
        return False

    def _called_in_place(self, lit: S.FuncLit) -> bool:
        parent = self.parent(lit)
        return isinstance(parent, S.CallExpr) and parent.fun is lit


def _runs_once(fun: S.SelectorExpr) -> bool:
    if fun.selection is not None:
        return fun.sel.value == "Do" and is_declared_as(fun.x.typ, "sync", "Once")
    obj = fun.sel.obj
    return obj is not None and obj.pkg is not None and obj.pkg.path == "sync" and obj.name.startswith("Once")


def _length(n: S.Node) -> int:
    return n.end - n.start


def place_of(node: S.Node) -> Place:
    """What to underline for a node: its head, on its first line."""
    start, end = node.start, node.end
    if isinstance(node, S.FuncLit):
        end = node.type.end if node.type.end > start else start + 4
    elif isinstance(node, S.CompositeLit) and node.type is not None:
        end = node.type.end
    elif isinstance(node, S.FuncDecl):
        start, end = node.name.start, node.name.end
    elif isinstance(node, S.Operation) and node.y is None and isinstance(node.x, S.CompositeLit):
        end = node.x.type.end if node.x.type is not None else node.x.end
    return first_line(start, end)


def first_line(start: int, end: int) -> Place:
    chunk = CHUNKS.at(start)
    if chunk is not None:
        text = chunk.text
        newline = text.find(b"\n", start - chunk.base, end - chunk.base)
        if newline > start - chunk.base:
            end = newline + chunk.base
            if text[newline - 1 : newline] == b"\r":
                end -= 1
    return (start, max(end, start + 1))


def token_at(pos: int) -> Place | None:
    """The token that starts at pos, when no syntax node is known there."""
    chunk = CHUNKS.at(pos)
    if chunk is None:
        return None
    found = _TOKEN.match(chunk.text, pos - chunk.base)
    if found is None:
        return None
    return (pos, chunk.base + max(found.end(), found.start() + 1))
