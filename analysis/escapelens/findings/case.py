"""One allocation and all that is known of it: what the scenario modules look at.

What: a Case joins a remark with its syntax, the path that made it escape (escape/explain.py) and the reading of that
path: where it ends (`sink`), in what step (`why`, `where`), and what launched a closure on the way.
"""

from __future__ import annotations

from escapelens.escape.utils import closure_size
from escapelens.findings.cost import Cost
from escapelens.findings.names import (
    arguments,
    callee_text,
    expression,
    head_text,
    inlined_callee,
    is_plain,
    literal,
    of_kind,
    type_words,
    variable,
)
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.ir.fmt import Printer
from escapelens.ir.inltree import INL_SHIFT, POS_MASK, InlTree
from escapelens.ir.nodes import ESC_HEAP, PEXTERN, PFUNC, PPARAMOUT, AnyNode
from escapelens.ir.static_value import Oracles
from escapelens.ir.visit import any_
from escapelens.model import types as T
from escapelens.model.sizes import Sizes
from escapelens.model.under import under
from escapelens.record import dataclass, field
from escapelens.releases.known import has_slices
from escapelens.remarks import ASSIGNMENTS, HEAP_NODE, MOVED_TO_HEAP, Flow, Remark, Why
from escapelens.say import say
from escapelens.syntax import nodes as S

Note = tuple[AnyNode, Why]


@dataclass(slots=True, eq=False)
class CaseContext:
    """What all cases of a package share."""

    inl_tree: InlTree
    sizes: Sizes
    places: SyntaxIndex
    printer: Printer
    values: Oracles = field(default_factory=Oracles)


@dataclass(slots=True, eq=False)
class Case:
    """node: the ir node that allocates; site: its syntax, or that of the call it was inlined at. path: its way within
    the function; beyond: how that goes on in functions that this one is recursive with, from where nothing comes back.
    holder: what its way ends in, if that is on the heap for a reason of its own. elsewhere: the compiler takes it to be
    stored elsewhere, too (others.py). through: of the variable on the heap that its way ends in, where a return is
    told.
    """

    ctx: CaseContext
    remark: Remark
    node: AnyNode
    site: S.Node | None
    path: list[Flow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)  # of the whole path, in the order of the flow
    zero_copy: bool = False  # a conversion that shares the bytes
    cost: Cost | None = None  # what the ledger says of it
    beyond: list[Flow] = field(default_factory=list)
    within: int = 0  # where it stands in a literal that is inlined here: itself, or the call that it is inlined at
    holder: Case | None = None
    elsewhere: bool = False
    through: Remark | None = None
    _printer: Printer | None = field(init=False, default=None)

    @property
    def op(self) -> str:
        return self.node.op if self.node is not None else ""

    @property
    def inlined(self) -> bool:
        inlined = self.node is not None and self.node.pos >> INL_SHIFT != 0
        return inlined and not (self.within and self.within == self.node.pos & POS_MASK)

    @property
    def is_variable(self) -> bool:
        return self.remark.kind == MOVED_TO_HEAP

    @property
    def what(self) -> str:
        """The thing as it is written, else what it is."""
        if self.inlined:
            return of_kind(self)
        if self.is_variable and isinstance(self.site, S.CallExpr):
            return head_text(self.site)  # new(x), whose copy of x has no name
        if self.is_variable:
            return variable(self.node)
        if self.op == "CLOSURE":
            return literal(self.node)
        if self.op == "METHVALUE" and self.site is not None:
            return say("the method value {text}", text=head_text(self.site))
        if self.op == "SLICELIT" and self.node.implicit:
            return arguments(self, self.node)
        site = self.site
        if self.op == "CONVIFACE" and isinstance(site, S.AssignStmt) and site.rhs is not None:
            site = site.rhs  # of which a part is converted on its way
        if self.op == "CONVIFACE" and isinstance(site, S.ReturnStmt) and site.results is not None:
            site = site.results
        text = head_text(site) if site is not None else ""
        return text if text and is_plain(text) and not text.startswith("{") else of_kind(self)

    @property
    def points(self) -> bool:
        """Is it a variable or object written here, to which there is a pointer? Its value could do instead."""
        return not self.inlined and (self.is_variable or self.op in ("PTRLIT", "NEW"))

    @property
    def callee(self) -> str:
        """The function whose inlined body allocates, as written at the call."""
        call = self.ctx.places.node(self.within, (S.CallExpr,)) if self.within else None
        if isinstance(call, S.CallExpr):
            return callee_text(call.fun)
        return inlined_callee(self, self.node)

    @property
    def last(self) -> Note | None:
        """The step that put it out of reach."""
        return self.notes[-1] if self.notes else None

    @property
    def why(self) -> Why | None:
        return self.notes[-1][1] if self.notes else None

    @property
    def where(self) -> AnyNode:
        return self.notes[-1][0] if self.notes else None

    @property
    def sink(self) -> AnyNode:
        """What outlives it: a node, HEAP_NODE, or None."""
        return self.path[-1].dst if self.path else None

    @property
    def to_result(self) -> bool:
        sink = self.sink
        return self.why == Why.RETURN or (_is_name(sink) and sink.class_ == PPARAMOUT)

    def has(self, why: Why) -> bool:
        return any(w == why for _, w in self.notes)

    @property
    def maybe(self) -> bool:
        """Does the function that makes it come by on some of its ways only?"""
        return self.cost is not None and self.cost.maybe

    @property
    def printer(self) -> Printer:
        """Prints as the declaration is written, with its names of packages."""
        if self._printer is None:
            table = self.ctx.places.table(self.remark.pos) if self.remark.pos else None
            self._printer = Printer(self.ctx.printer.local, table.imports) if table is not None else self.ctx.printer
        return self._printer

    @property
    def launched(self) -> str:
        """GO or DEFER if a closure of such a statement, itself on the heap, is on the path."""
        if self.op == "CLOSURE" and self.node.launched:
            return str(self.node.launched)
        for f in self.path:
            to = f.dst
            if to is not None and to is not HEAP_NODE and to.op == "CLOSURE" and to.launched and to.esc == ESC_HEAP:
                return str(f.dst.launched)
        return ""

    def targets(self, stmt: AnyNode) -> list[AnyNode]:
        """What an assignment on the path assigns to; of several what is assigned what flows."""
        if not hasattr(stmt, "lhs"):
            return [stmt.x]
        flowing = {id(f.src) for f in self.path if any(where is stmt for where, _ in notes_of([f]))}
        pairs = zip(stmt.lhs, getattr(stmt, "rhs", ()), strict=False)
        return [to for to, value in pairs if any_(value, lambda n: id(n) in flowing)] or list(stmt.lhs)

    @property
    def lost_in(self) -> AnyNode:
        """The variable up to which its way to the heap is known, None if it is known to the end."""
        where = self.where
        if where is None or self.why not in ASSIGNMENTS or self.sink not in (HEAP_NODE, None):
            return None
        names = [t for t in self.targets(where) if _is_name(t) and t.class_ != PEXTERN]
        return names[0] if len(names) == len(self.targets(where)) else None

    @property
    def global_name(self) -> str:
        """The package variable that an assignment at the end of the path stores into."""
        where = self.where
        if where is None or self.why not in ASSIGNMENTS:
            return ""
        for t in self.targets(where):
            base = t
            while base is not None and base.op in ("DOT", "INDEX", "PAREN"):
                base = base.x
            if _is_name(base) and base.class_ == PEXTERN:
                return self.text(base)
        return ""

    def text(self, node: AnyNode) -> str:
        return expression(self, node)

    def type_text(self, t: T.AnyType) -> str:
        return type_words(self, t)

    @property
    def size(self) -> int | None:
        """Bytes allocated, None if unknown."""
        return allocated(self.node, self.ctx.sizes)

    @property
    def has_slices(self) -> bool:
        """May the module call what package slices has, which is generic?"""
        fn = self.remark.func
        return fn is None or fn.pkg is None or has_slices(fn.pkg.go_version)

    @property
    def in_loop(self) -> bool:
        """Is it paid again and again within a call of the function?"""
        cost = self.cost
        return self.written_in_loop if cost is None or cost.site is None else cost.often == "loop"

    @property
    def written_in_loop(self) -> bool:
        return self.site is not None and self.ctx.places.in_loop(self.site)

    @property
    def in_goroutine(self) -> bool:
        return self.site is not None and self.ctx.places.in_goroutine(self.site)


def _is_name(n: AnyNode) -> bool:
    return n is not None and n is not HEAP_NODE and n.op == "NAME"


def is_static_call(call: AnyNode) -> bool:
    """Is the callee known by its name?"""
    if call.op != "CALLFUNC":
        return False
    fun = call.fun
    return fun.op in ("METHEXPR", "CLOSURE") or (fun.op == "NAME" and fun.class_ == PFUNC)


def notes_of(path: list[Flow]) -> list[Note]:
    found: list[Note] = []
    for f in path:
        n = f.notes
        while n is not None:
            found.append((n[0], n[1]))
            n = n[2]
    return found


def allocated(n: AnyNode, sizes: Sizes) -> int | None:
    """Bytes that the node allocates, None if they are not known."""
    if n is None or n.typ is None:
        return None
    op = n.op
    size: int | None = None
    if op == "NAME":
        size = sizes.sizeof(n.typ)
    elif op in ("NEW", "PTRLIT"):
        elem = getattr(under(n.typ), "elem", None)
        size = sizes.sizeof(elem) if elem is not None else None
    elif op == "CONVIFACE":
        size = sizes.sizeof(n.x.typ) if n.x.typ is not None else None
    elif op == "SLICELIT":
        elem = getattr(under(n.typ), "elem", None)
        size = n.len * sizes.sizeof(elem) if elem is not None else None
    elif op == "MAKESLICE":
        r = n.cap if n.cap is not None else n.len
        elem = getattr(under(n.typ), "elem", None)
        if r is not None and r.op == "LITERAL" and isinstance(r.val, int) and elem is not None:
            size = r.val * sizes.sizeof(elem)
    elif op == "CLOSURE" or (op == "METHVALUE" and n.x.typ is not None):
        size = closure_size(n, sizes)
    return size if size is not None and size >= 0 else None


def is_chan(t: T.AnyType) -> bool:
    return t is not None and under(t).__class__ is T.Chan
