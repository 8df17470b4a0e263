"""The source's own words for nodes of the IR: never the names that the compiler makes up.

What: an expression is named by its text, shortened; what has no text of its own here (temporaries, unnamed results,
what inlining brought) by what it is. Types and functions of instances are named without their mangled arguments.
Property: `is_plain` holds for whatever is said (a test reads whole packages).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from escapelens.ir.inltree import INL_SHIFT, POS_MASK
from escapelens.ir.nodes import PEXTERN, PPARAMOUT, AnyNode, Name, Node
from escapelens.ir.scc import root_of
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Named, Pointer
from escapelens.model.under import unalias
from escapelens.regexp import regexp
from escapelens.remarks import HEAP_NODE
from escapelens.say import say
from escapelens.source import CHUNKS
from escapelens.syntax import nodes as S

if TYPE_CHECKING:
    from escapelens.findings.case import Case
    from escapelens.model.types import AnyType

INNER = regexp(
    r"\.autotmp|~\w*\d|go\.shape|#\w+\d|\.\.\. argument|\.func\d|-range\d|·|(?<![\w)\]])\.dict|\.gowrap|\.deferwrap"
    r"|\bglob\.\."
)
STRINGS = frozenset({"ADDSTR", "ASOP", "BYTES2STR", "RUNES2STR", "RUNESTR"})  # operations that make a new string
CONVERSIONS = frozenset({"STR2BYTES", "STR2BYTESTMP", "BYTES2STR", "STR2RUNES", "RUNES2STR", "RUNESTR"})
MADE = STRINGS | frozenset(
    {"NEW", "PTRLIT", "SLICELIT", "MAKESLICE", "MAKEMAP", "MAPLIT", "MAKECHAN", "CLOSURE", "APPEND", "METHVALUE"}
)
_IDENTIFIER = regexp(r"[^\W\d]\w*\Z")
_LIMIT = 60  # characters of code in a message
_CALLEE = 40  # characters of what is called

_SYNTAX: dict[str, tuple[type, ...]] = {
    "DOT": (S.SelectorExpr,),
    "DOTPTR": (S.SelectorExpr,),
    "DOTMETH": (S.SelectorExpr,),
    "DOTINTER": (S.SelectorExpr,),
    "METHVALUE": (S.SelectorExpr,),
    "METHEXPR": (S.SelectorExpr,),
    "INDEX": (S.IndexExpr,),
    "INDEXMAP": (S.IndexExpr,),
    "DEREF": (S.Operation,),
    "ADDR": (S.Operation,),
    "PTRLIT": (S.CompositeLit, S.Operation),
    "SLICELIT": (S.CompositeLit,),
    "STRUCTLIT": (S.CompositeLit,),
    "ARRAYLIT": (S.CompositeLit,),
    "MAPLIT": (S.CompositeLit,),
    "SLICE": (S.SliceExpr,),
    "SLICESTR": (S.SliceExpr,),
    "SLICEARR": (S.SliceExpr,),
    "DOTTYPE": (S.AssertExpr,),
    "DOTTYPE2": (S.AssertExpr,),
    "CALLFUNC": (S.CallExpr,),
    "CALLINTER": (S.CallExpr,),
    "CALLMETH": (S.CallExpr,),
}


def is_plain(text: str) -> bool:
    return INNER.search(text) is None


def source_text(n: S.Node) -> str:
    chunk = CHUNKS.at(n.start)
    if chunk is None:
        return ""
    return chunk.text[n.start - chunk.base : n.end - chunk.base].decode(errors="replace")


def shorten(text: str, limit: int = _LIMIT) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def callee_text(fun: S.Node) -> str:
    """What is called, as it is written; of a long text the end stays, which says what is called."""
    if isinstance(fun, S.FuncLit):
        return say("a function literal")
    text = " ".join(source_text(fun).split())
    if len(text) <= _CALLEE or not isinstance(fun, S.SelectorExpr):
        return shorten(text, _CALLEE)
    if isinstance(fun.x, S.Name):
        return text  # of which each part is a name
    return f"{shorten(source_text(fun.x), max(_CALLEE - len(fun.sel.value) - 1, 2))}.{fun.sel.value}"


def head_text(n: S.Node) -> str:
    """The text of an expression; of a long one its head: `T{…}`, `f(…)`."""
    text = source_text(n)
    if "\n" not in text and len(text) <= _LIMIT:
        return text
    if isinstance(n, S.CompositeLit) and n.type is not None:
        return ("struct{…}" if isinstance(n.type, S.StructType) else shorten(source_text(n.type), 40)) + "{…}"
    if isinstance(n, S.Operation) and n.y is None and isinstance(n.x, S.CompositeLit):
        return "&" + head_text(n.x)
    if isinstance(n, S.CallExpr) and not isinstance(n.fun, S.FuncLit):
        return callee_text(n.fun) + "(…)"
    if isinstance(n, S.FuncLit):
        return say("the function literal")
    return shorten(text)


def expression(c: Case, node: AnyNode) -> str:
    """An expression in the source's own words."""
    if node is None or node is HEAP_NODE:
        return say("memory that outlives it")
    if node.op == "CLOSURE":
        return literal(node)
    if node.op == "NAME" and node.class_ == PEXTERN and is_named(node):
        return shorten(c.printer.node(node))  # with its package, if that is another
    if node.op in ("CONVNOP", "PAREN"):
        return expression(c, node.x)
    if node.op == "NAME" and (found := elsewhere(c, node)):
        return say("a variable of {callee}", callee=found)
    if node.op == "NAME" and (not node.pos >> INL_SHIFT or (is_of_literal(c, node) and is_named(node))):
        return variable(node)
    if node.pos >> INL_SHIFT and not is_of_literal(c, node):
        return say("what {callee} makes" if node.op in MADE else "a value of {callee}", callee=inlined_callee(c, node))
    if node.op == "SLICELIT" and node.implicit:
        return arguments(c, node)
    if found := elsewhere(c, node):
        return say("a value of {callee}", callee=found)
    if node.op in CONVERSIONS and (operand := c.ctx.places.node(node.pos)) is not None:
        return head_text(c.ctx.places.conversion_of(operand) or operand)
    wanted = _SYNTAX.get(node.op)
    site = c.ctx.places.node(node.pos & POS_MASK, wanted or ())
    if site is not None and (wanted is None or isinstance(site, wanted)):
        if node.op in ("DOT", "DOTPTR") and isinstance(site, S.SelectorExpr) and _is_method(site):
            site = site.x  # what is embedded in it is not named
        text = head_text(site)
        typ = type_words(c, node.typ) if text.startswith("{") else ""
        if typ:
            return say("a new {type}", type=typ.removeprefix("*"))
        if text:
            return text
    text = shorten(c.printer.node(node))
    return text if is_plain(text) else say("a value")


def is_of_literal(c: Case, node: AnyNode) -> bool:
    """Is it written in the function literal that a case is told of, which is inlined where it is called?"""
    return bool(c.within) and c.ctx.places.table(node.pos & POS_MASK) is c.ctx.places.table(c.within)


def written_at(c: Case, node: AnyNode) -> int:
    """Where a node stands, that of the function literal that a case is told of being written there."""
    pos: int = node.pos
    return pos & POS_MASK if is_of_literal(c, node) else pos


def at_literal(c: Case, node: AnyNode) -> int:
    """Where in the function literal that a case is told of a node stands, or the call that it was inlined at; 0 if it
    does not."""
    table = c.ctx.places.table(c.within) if c.within else None
    if table is None or not node.pos >> INL_SHIFT:
        return 0
    calls = [node.pos, *(call.pos for call in c.ctx.inl_tree.stack(node.pos))]
    pos = next((pos for pos in calls if c.ctx.places.table(pos & POS_MASK) is table), 0)
    return pos & POS_MASK if pos >> INL_SHIFT else 0


def _is_method(n: S.SelectorExpr) -> bool:
    return n.selection is not None and n.selection.kind == METHOD_VAL


def literal(closure: AnyNode) -> str:
    """A function literal, which may be the body of a loop over a function."""
    return say("the loop's body") if closure.func.range_parent is not None else say("the function literal")


def variable(n: Name) -> str:
    """A variable as it is declared."""
    name = str(n.sym)
    if _IDENTIFIER.match(name):
        return name
    return say("the result") if n.class_ == PPARAMOUT else say("a temporary value")


def is_named(n: AnyNode) -> bool:
    return _IDENTIFIER.match(str(n.sym)) is not None


def inlined_callee(c: Case, node: AnyNode) -> str:
    """The function called here whose inlined body node stands in, as it is written at the call."""
    at = at_literal(c, node) or c.ctx.inl_tree.outermost(node.pos)
    call = c.ctx.places.node(at, (S.CallExpr,))
    if not isinstance(call, S.CallExpr):
        call = ranged_over(c, at)
    if isinstance(call, S.CallExpr):
        if text := callee_text(call.fun):
            return text
    stack = c.ctx.inl_tree.stack(node.pos)
    return function(stack[-1].name) if stack else say("a function")


def ranged_over(c: Case, pos: int) -> S.Node | None:
    """What the loop at pos ranges over."""
    loop = c.ctx.places.node(pos, (S.ForStmt,))
    clause = loop.init if isinstance(loop, S.ForStmt) else None
    return clause.x if isinstance(clause, S.RangeClause) else None


def arguments(c: Case, node: Node) -> str:
    """The slice that carries the variadic arguments of a call."""
    call = c.ctx.places.node(written_at(c, node), (S.CallExpr,))
    if isinstance(call, S.CallExpr) and (text := callee_text(call.fun)):
        return say("the slice of variadic arguments of {callee}", callee=text)
    return say("the slice of variadic arguments")


def function(name: str) -> str:
    """A function without mangled type arguments; of a literal the function that it is written in."""
    name = re.sub(r"\[[^\[\]]*(?:\[[^\]]*\][^\[\]]*)*\]", "", name)
    name = re.split(r"\.func\d|-range\d|\.gowrap|\.deferwrap", name)[0]
    if name in ("init", "glob.") or not is_plain(name):
        return say("the initialisation of the package")
    return name


def function_of(c: Case, var: Name | None = None) -> str:
    """The function that a remark is of, or that declares a variable; or its literal."""
    fn = c.remark.func if var is None or var.curfn is None else var.curfn
    if fn is None:
        return say("the function")
    return say("the function literal around it") if fn.closure_parent is not None else function(root_of(fn).sym)


def called(c: Case, call: AnyNode) -> str:
    """What is called, as it is written."""
    fun = getattr(call, "fun", None)
    if fun is None:
        return str(call.op).lower()
    pos = written_at(c, call)
    if pos >> INL_SHIFT:
        return say("a function that {callee} calls", callee=inlined_callee(c, call))
    if c.ctx.places.table(pos) is None and (via := _led_by(c, call)) is not None:
        return say("a function that a literal of {callee} calls", callee=inlined_callee(c, via))
    site = c.ctx.places.node(pos, (S.CallExpr,))
    if isinstance(site, S.CallExpr):
        if text := callee_text(site.fun):
            return text
    if fun.op == "CLOSURE":
        return say("a function literal")
    if (over := ranged_over(c, pos)) is not None and (text := head_text(over)):
        return text
    return function_named(c, call)


def function_named(c: Case, call: AnyNode) -> str:
    """What is called, by its name, wherever the call stands."""
    text = shorten(function(c.printer.node(call.fun)))
    return text if is_plain(text) else say("a function")


def elsewhere(c: Case, node: AnyNode) -> str:
    """The inlined function that leads to a node in a function literal of another package, as it is written here; "" for
    what stands in this package, or in what is inlined itself."""
    pos = written_at(c, node)
    if not pos or pos >> INL_SHIFT or CHUNKS.at(pos) is None or c.ctx.places.table(pos) is not None:
        return ""
    via = _led_by(c, node)
    ways = (f.dst for f in reversed(c.path) if f.dst is not None and f.dst is not HEAP_NODE)
    via = via if via is not None else next((n for n in ways if n.pos >> INL_SHIFT), None)
    return inlined_callee(c, via) if via is not None else say("a function")


def _led_by(c: Case, call: AnyNode) -> AnyNode:
    """What of an inlined function, on its way, leads to a call in a literal of that function."""
    before: list[AnyNode] = []
    for flow in c.path:
        note = flow.notes
        while note is not None and note[0] is not call:
            before.append(note[0])
            note = note[2]
        if note is not None:
            break
        if flow.dst is not None and flow.dst is not HEAP_NODE:
            before.append(flow.dst)
    return next((n for n in reversed(before) if n.pos >> INL_SHIFT), None)


def type_words(c: Case, t: AnyType) -> str:
    """A type as the package writes it, "" for one that only the compiler knows."""
    if (alias := _alias(c, t)) is not None:
        return alias
    text = _without_paths(c, c.printer.type(t)) if t is not None else ""
    text = shorten(_without_fields(text))
    return text if is_plain(text) else ""


def _alias(c: Case, t: AnyType) -> str | None:
    """The name of its own by which the declaration calls a type of another package, with what points to it."""
    table, pointers = c.ctx.places.table(c.remark.pos) if c.remark.pos else None, ""
    while isinstance(t, Pointer):
        t, pointers = t.elem, pointers + "*"
    t = unalias(t) if t is not None else None
    if table is None or not isinstance(t, Named) or t.obj.pkg is None or t.obj.pkg.path in table.imports:
        return None
    name = table.aliases.get(id(t))
    return pointers + name if name is not None else None


def _without_paths(c: Case, text: str) -> str:
    """A type's text with type arguments as they are written: `tree[*big.Int]` for `tree[*math/big.Int]`."""
    if "[" not in text:
        return text
    fn = c.remark.func
    if fn is not None and fn.pkg is not None:
        text = re.sub(rf"(?<![\w./-]){re.escape(fn.pkg.path)}\.(?=\w)", "", text)
    return _FOLDERS.sub("", text)


_FOLDERS = regexp(r"(?:[\w.~-]+/)+(?=[\w.~-]+\.\w)")  # of a package's path


def _without_fields(text: str) -> str:
    """A type's text with structs that have no name told as such, if it is long."""
    return _FIELDS.sub("struct{…}", text) if len(text) > _LIMIT else text


_FIELDS = regexp(r"struct \{ .*\}")


def of_kind(c: Case) -> str:
    """What has no words of its own here: by its kind and type."""
    node, op = c.node, c.op
    typ = type_words(c, getattr(node, "typ", None))
    if op in ("NEW", "PTRLIT"):
        return say("a new {type}", type=typ.removeprefix("*")) if typ.startswith("*") else say("a new object")
    if op == "SLICELIT" and node.implicit:
        return say("the slice of variadic arguments")
    if op in ("MAKESLICE", "SLICELIT", "STR2BYTES", "STR2RUNES"):
        return say("a slice ({type})", type=typ) if typ else say("a slice")
    if op in ("MAKEMAP", "MAPLIT"):
        return say("a map ({type})", type=typ) if typ else say("a map")
    if op == "MAKECHAN":
        return say("a channel ({type})", type=typ) if typ else say("a channel")
    if op == "CLOSURE":
        return say("a function literal")
    if op == "APPEND":
        return say("a larger array")
    if op == "METHVALUE":
        return say("a method value")
    if op == "CONVIFACE":
        return say("a value")
    if op == "NAME" and typ and is_named(node):
        return say("the variable {name} ({type})", name=node.sym, type=typ)
    if op == "NAME":
        return say("a variable ({type})", type=typ) if typ else say("a variable")
    if op in STRINGS:
        return say("a string")
    return say("a value ({type})", type=typ) if typ else say("a value")
