"""runtime-alloc: "does not escape" is no promise that nothing is allocated; the run time may have to."""

from __future__ import annotations

from escapelens.findings.case import Case
from escapelens.findings.joining import built, joined
from escapelens.findings.names import STRINGS, callee_text, source_text
from escapelens.findings.order import is_elsewhere
from escapelens.findings.remedies import made_if_nil, replaces_nil
from escapelens.findings.shared import named, uses
from escapelens.findings.syntax_index import SyntaxIndex
from escapelens.findings.twins import twin
from escapelens.findings.unless import digits, least, room
from escapelens.ir.nodes import PAUTO, AnyNode
from escapelens.ir.static_value import Oracles, definition
from escapelens.model.objects import Builtin
from escapelens.model.predicates import is_string
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Array, Pointer, Signature
from escapelens.model.under import under
from escapelens.remarks import HIDDEN, NO_ESCAPE
from escapelens.say import say
from escapelens.syntax import nodes as S

CODE = "runtime-alloc"

TMP_BUFFER = 32  # bytes (runtime/string.go: tmpBuf)
UTF_MAX = 4  # bytes of a rune
SMALL_MAP = 8  # entries of a map's first group, which may be on the stack


def recognise(c: Case) -> bool:
    if c.remark.kind == HIDDEN:
        return not (c.op == "ASOP" and _adds_to_nothing(c))
    if c.remark.kind != NO_ESCAPE:
        return False
    op = c.op
    if op == "ADDSTR":
        return not _short_constants(c)
    if op == "STR2BYTES" and c.node.x.op == "LITERAL":
        return False  # laid out on the stack as an array (walk/convert.go: walkStringToBytes)
    if op in ("STR2BYTES", "BYTES2STR", "STR2RUNES", "RUNES2STR"):
        # Of an inlined callee we do not see how it uses the copy; it mostly compares.
        return not (c.inlined or c.zero_copy or _used_in_place(c) or _fits(c))
    if op == "MAKEMAP":
        return _hint(c) is None or _hint(c) > SMALL_MAP  # type: ignore[operator]
    return op == "MAPLIT" and len(c.node.list_) > SMALL_MAP


def _short_constants(c: Case) -> bool:
    """Is the result known to fit the buffer?"""
    longest = _longest(c)
    return longest is not None and longest <= TMP_BUFFER


def _longest(c: Case) -> int | None:
    """Bytes that strings that are joined have at most, None if that is not known."""
    most = [_most(x, c.ctx.values) for x in c.node.list_]
    return sum(n for n in most if n is not None) if None not in most else None


_UNLIKELY = 10  # digits that numbers hardly have


def _digits_needed(c: Case) -> int:
    """How many digits the one number among strings that are joined must have to make them too long for the stack; 0
    where there is no such number, or the rest is too long already."""
    longest = _longest(c)
    numbers = [n for n in (digits(x, c.ctx.values) for x in c.node.list_) if n]
    return numbers[0] - (longest - TMP_BUFFER) + 1 if longest is not None and len(numbers) == 1 else 0


def _most(n: AnyNode, values: Oracles) -> int | None:
    """Bytes that a string has at most: a constant, the digits of an integer, a rune, `s[:n]`."""
    if n.op in ("CONVNOP", "PAREN"):
        return _most(n.x, values)
    if n.op == "LITERAL":
        return len(n.val.encode() if isinstance(n.val, str) else n.val) if isinstance(n.val, str | bytes) else None
    if n.op == "RUNESTR":
        return UTF_MAX
    if n.op == "BYTES2STR":
        return room(n.x, values)
    if n.op == "SLICESTR" and n.high is not None and n.high.op == "LITERAL" and isinstance(n.high.val, int):
        return n.high.val
    return digits(n, values) or None


def _fits(c: Case) -> bool:
    """Is it of bytes whose number is known, and that the buffer on the stack has room for?"""
    literal = c.ctx.values.static_value(c.node.x)
    if c.op != "BYTES2STR" or literal is None:
        return False
    if literal.op == "SLICELIT":
        return bool(literal.len <= TMP_BUFFER)
    if literal.op in ("SLICE", "SLICEARR") and literal.high is not None and literal.high.op == "LITERAL":
        low = 0 if literal.low is None else literal.low.val if literal.low.op == "LITERAL" else None
        return low is not None and literal.high.val - low <= TMP_BUFFER
    array = under(literal.x.typ.elem) if literal.op == "SLICEARR" and isinstance(literal.x.typ, Pointer) else None
    return isinstance(array, Array) and array.len <= TMP_BUFFER


def _used_in_place(c: Case) -> bool:
    """Conversions that the compiler does without a copy: compared, ranged over, map keys, parts of a concatenation."""
    if c.site is None:
        return False
    node = c.site
    parent = c.ctx.places.parent(node)
    if isinstance(parent, S.Operation) and parent.y is not None:
        return parent.op in ("==", "!=", "<", "<=", ">", ">=", "+")
    if isinstance(parent, S.IndexExpr):
        return parent.index is node
    return isinstance(parent, S.RangeClause | S.SwitchStmt)


def _is_constant(c: Case) -> bool:
    """Are keys and values of a map literal known before, or empty?"""

    def known(n: AnyNode) -> bool:
        return n.op == "LITERAL" or (n.op == "STRUCTLIT" and not n.list_)

    return not c.inlined and all(each.op == "KEY" and known(each.key) and known(each.value) for each in c.node.list_)


def _hint(c: Case) -> int | None:
    """Size hint of make(map): 0 without one, None if it is not constant."""
    n = c.node.len
    if n is None:
        return 0
    return n.val if n.op == "LITERAL" and isinstance(n.val, int) else None


def _adds_to_nothing(c: Case) -> bool:
    """Is the variable that is added to empty, since nothing is done with it between its declaration and there?"""
    places, stmt = c.ctx.places, c.site
    x = c.node.x
    if c.inlined or not isinstance(stmt, S.AssignStmt) or not isinstance(stmt.lhs, S.Name) or x.op != "NAME":
        return False
    value = definition(x)
    begun = x.canonical.class_ == PAUTO and (value is None or (value.op == "LITERAL" and not value.val))
    first = min(uses(places, x), key=lambda n: n.start, default=None)
    declared = places.node(x.canonical.pos)
    if not begun or first is not stmt.lhs or declared is None or places.loop(declared) is not places.loop(stmt):
        return False
    if any(n.tok == "goto" for n in places.all(stmt.start, S.BranchStmt)):
        return False
    return _is_declared_empty(places, declared) and places.literal(declared) is places.literal(stmt)


def _is_declared_empty(places: SyntaxIndex, declared: S.Node) -> bool:
    """Is it `var s string`, or `s := ""`?"""
    up = places.parent(declared)
    if isinstance(up, S.VarDecl):
        return up.values is None
    return isinstance(up, S.AssignStmt) and up.rhs is not None and source_text(up.rhs) in ('""', "``")


def _is_begun_in_round(c: Case) -> bool:
    """Is the variable that is added to declared in the round of the loop that adds to it?"""
    loop = c.ctx.places.loop(c.site) if c.site is not None and not c.inlined else None
    var = c.site.lhs.obj if isinstance(c.site, S.AssignStmt) and isinstance(c.site.lhs, S.Name) else None
    return loop is not None and var is not None and loop.body.start <= var.pos < loop.body.end


def message(c: Case) -> str:
    what = say("{what} in {callee}, inlined here,", what=c.what, callee=c.callee) if c.inlined else c.what
    op = c.op
    if op == "ASOP" and c.inlined:
        return say(
            "{callee}, inlined here, adds to a string, which makes a new one and copies both parts, unless one is"
            " empty, again and again in a loop of its own"
            if c.in_loop and not c.written_in_loop
            else "{callee}, inlined here, may add to a string, which makes a new one and copies both parts, unless one"
            " is empty"
            if c.maybe
            else "{callee}, inlined here, adds to a string, which makes a new one and copies both parts, unless one is"
            " empty",
            callee=c.callee,
        )
    if (
        op == "ASOP"
        and c.node.y.op == "ADDSTR"
        and sum(least(part, c.ctx.values) > 0 for part in (c.node.x, *c.node.y.list_)) > 1
    ):
        return say(
            "{what} allocates a new string and copies all parts, again and again in this loop"
            if c.in_loop
            else "{what} allocates a new string and copies all parts",
            what=what,
        )
    if op == "ASOP" and c.node.y.op == "ADDSTR":
        return say(
            "{what} allocates a new string and copies all parts, unless all but one are empty, again and again in this"
            " loop"
            if c.in_loop
            else "{what} allocates a new string and copies all parts, unless all but one are empty",
            what=what,
        )
    if op == "ASOP" and c.node.y.op == "LITERAL" and c.node.y.val:
        return say(
            "{what} allocates a new string and copies both parts, unless {name} is empty, again and again in this loop"
            if c.in_loop
            else "{what} allocates a new string and copies both parts, unless {name} is empty",
            what=what,
            name=c.text(c.node.x),
        )
    if op == "ASOP":
        return say(
            "{what} allocates a new string and copies both parts, unless one is empty, again and again in this loop"
            if c.in_loop
            else "{what} allocates a new string and copies both parts, unless one is empty",
            what=what,
        )
    if op == "MAKECHAN":
        return say("{what} is allocated on the heap: channels always are", what=what)
    if op == "ADDSTR" and (longest := _longest(c)) is not None:
        return say(
            "{what} does not escape, but is allocated at run time when it is longer than {n} bytes; it has {most} at"
            " most",
            what=what,
            n=TMP_BUFFER,
            most=longest,
        )
    if op == "ADDSTR":
        return say(
            "{what} does not escape, but is allocated at run time when it is longer than {n} bytes",
            what=what,
            n=TMP_BUFFER,
        )
    if op in ("MAKEMAP", "MAPLIT"):
        return say(
            "{what} does not escape, but its entries are allocated at run time beyond the first {n}",
            what=what,
            n=SMALL_MAP,
        )
    return say(
        "{what} does not escape, but its copy is allocated at run time when it is longer than {n} runes"
        if op == "STR2RUNES"
        else "{what} does not escape, but its copy is allocated at run time when it is longer than {n} bytes",
        what=what,
        n=TMP_BUFFER - 3 if op == "RUNES2STR" else TMP_BUFFER,  # runtime/string.go: slicerunetostring
    )


def advice(c: Case) -> str:
    op = c.op
    if c.inlined and op in STRINGS:
        is_sure = op == "ASOP" and not c.maybe
        return say(
            "This call costs it: {callee} makes a new string each time."
            if is_sure
            else "No fix is known as long as {callee} is called: what it makes is new each time.",
            callee=c.callee,
        )
    if op == "ASOP" and not c.in_loop and isinstance(c.site, S.AssignStmt) and isinstance(c.site.lhs, S.SelectorExpr):
        return say("No fix is known as long as {target} is a string that is added to.", target=source_text(c.site.lhs))
    if op == "ADDSTR" and (n := _digits_needed(c)) >= _UNLIKELY:
        return say("It takes a number of {n} digits to be as long: in practice it is on the stack.", n=n)
    if op == "ADDSTR" and _is_compared(c):
        return say("Compared part by part, it need not be made.")
    if op == "ADDSTR" and (callee := _taker(c) or _taken_later(c)):
        return say(
            "This call costs it: {callee} takes a string; parts of up to {n} bytes in all are joined on the stack."
            if _taker(c)
            else "{callee} takes a string; parts of up to {n} bytes in all are joined on the stack.",
            callee=callee,
            n=TMP_BUFFER,
        )
    if op == "ASOP" and not c.in_loop and _is_added_to_again(c):
        return say("Each += makes a new string of all that was there; kept apart, and joined at once, parts make one.")
    if op in ("ADDSTR", "ASOP") and not c.in_loop and (name := _returned_as(c)):
        return say("Unavoidable here: {name}, which is returned, is a string.", name=name)
    if op in ("ADDSTR", "ASOP") and not c.in_loop:
        return joined(c)
    if op == "ADDSTR" or (op == "ASOP" and _is_begun_in_round(c)):
        return say("Append the parts to a []byte that is used again, where what is made need not be a string.")
    if op == "ASOP":
        return built(c)
    if op in ("STR2BYTES", "BYTES2STR"):
        return _copied(c)
    if op == "MAKEMAP" and c.node.len is not None:
        return say(
            "Its size hint saves rehashing, not the allocation; clear and reuse a map that is needed again and again."
        )
    if op == "MAPLIT" and _is_constant(c):
        return say("If nobody changes it, make it once, as a package variable.")
    if op in ("MAKEMAP", "MAPLIT"):
        return say(
            "A size hint for {what} saves rehashing, not the allocation; clear and reuse a map that is needed again"
            " and again.",
            what=c.what,
        )
    if op == "MAKECHAN" and (target := replaces_nil(c)):
        return made_if_nil(c) or say("Unavoidable here: it is made only where {target} is nil.", target=target)
    if op == "MAKECHAN" and _is_closed(c):
        return say("No fix is known as long as each call makes its own: what is closed cannot be used again.")
    if op == "MAKECHAN":
        return say(
            "No fix is known as long as each round makes its own; one that nobody closes can be used again."
            if c.written_in_loop
            else "No fix is known as long as each call makes its own."
        )
    if op == "RUNES2STR":
        return say("Where bytes will do, `utf8.AppendRune` adds rune by rune to what is there.")
    return say(
        "Range over the string instead, if its runes are only looked at one by one; `utf8.RuneCountInString` "
        "counts them."
    )


def _is_compared(c: Case) -> bool:
    """Is it made to be compared, as by a switch over it, or over a variable that is for nothing else?"""
    places = c.ctx.places
    up = places.parent(c.site) if c.site is not None and not c.inlined else None
    if isinstance(up, S.AssignStmt) and up.op == ":=" and up.rhs is c.site and isinstance(up.lhs, S.Name):
        names = named(places, up.lhs.obj, up.lhs.pos)
        return bool(names) and all(_compares(places.parent(n), n) for n in names)
    return _compares(up, c.site)


def _is_looked_up(c: Case) -> bool:
    """Is it put into a variable only to be compared, ranged over, or the key of a map that is looked into?"""
    places = c.ctx.places
    up = places.parent(c.site) if c.site is not None and not c.inlined else None
    if not isinstance(up, S.AssignStmt) or up.op != ":=" or up.rhs is not c.site or not isinstance(up.lhs, S.Name):
        return False
    ways = [(n, places.parent(n)) for n in named(places, up.lhs.obj, up.lhs.pos)]
    return bool(ways) and all(
        _compares(p, n) or isinstance(p, S.RangeClause) or (isinstance(p, S.IndexExpr) and p.index is n)
        for n, p in ways
    )


def _compares(up: S.Node | None, value: S.Node | None) -> bool:
    """Does it compare a value with others?"""
    if isinstance(up, S.SwitchStmt):
        return up.tag is value
    return isinstance(up, S.Operation) and up.y is not None and up.op in ("==", "!=", "<", "<=", ">", ">=")


def _taker(c: Case) -> str:
    """What takes it as a string, as it is written, as an argument or as what a method is called on; "" if nothing
    does."""
    places, site = c.ctx.places, c.site
    up = places.parent(site) if site is not None and not c.inlined else None
    if isinstance(up, S.SelectorExpr) and up.selection is not None and up.selection.kind == METHOD_VAL:
        call = places.parent(up)
        return callee_text(up) if isinstance(call, S.CallExpr) and call.fun is up else ""
    return callee_text(up.fun) if isinstance(up, S.CallExpr) and site is not None and _takes_string(up, site) else ""


def _takes_string(call: S.CallExpr, arg: S.Node) -> bool:
    """Is an argument of a call one that is asked for as a string?"""
    sig, at = call.fun.typ, next((i for i, x in enumerate(call.arg_list) if x is arg), -1)
    if not isinstance(sig, Signature) or at < 0 or (isinstance(call.fun, S.Name) and isinstance(call.fun.obj, Builtin)):
        return False
    params = sig.params.vars
    typ = params[min(at, len(params) - 1)].typ if params else None
    if sig.variadic and at >= len(params) - 1:
        typ = getattr(under(typ), "elem", None) if typ is not None else None
    return typ is not None and is_string(typ)


def _returned_as(c: Case) -> str:
    """The variable that strings are joined in, if that is returned as it is; "" if not."""
    places, stmt = c.ctx.places, c.site
    if isinstance(stmt, S.Operation):
        stmt = places.parent(stmt)
    to = stmt.lhs if isinstance(stmt, S.AssignStmt) and not c.inlined else None
    ups = (places.parent(n) for n in (named(places, to.obj, to.pos) if isinstance(to, S.Name) else ()))
    ups = (places.parent(up) if isinstance(up, S.ListExpr) else up for up in ups)
    return to.value if isinstance(to, S.Name) and any(isinstance(up, S.ReturnStmt) for up in ups) else ""


def _is_added_to_again(c: Case) -> bool:
    """Is a variable that is added to part of another concatenation, too?"""
    places, stmt = c.ctx.places, c.site
    if c.inlined or not isinstance(stmt, S.AssignStmt) or not isinstance(stmt.lhs, S.Name) or c.node.x.op != "NAME":
        return False
    named = (use for use in uses(places, c.node.x) if use is not stmt.lhs and not is_elsewhere(c, use.start))
    others = map(places.parent, named)
    return any(isinstance(up, S.AssignStmt | S.Operation) and up.op == "+" and up is not stmt for up in others)


def _is_closed(c: Case) -> bool:
    """Is the variable or field that holds a channel closed by name, here or in a function literal?"""
    stmt = c.ctx.places.parent(c.site) if c.site is not None and not c.inlined else None
    name: S.Node | None = None
    if isinstance(stmt, S.AssignStmt) and stmt.rhs is c.site:
        name = stmt.lhs
    elif isinstance(stmt, S.VarDecl) and stmt.values is c.site:
        name = stmt.name_list[0]
    if not isinstance(name, S.Name | S.SelectorExpr) or stmt is None:
        return False
    closed = (
        n.arg_list[0]
        for n in c.ctx.places.all(stmt.start, S.CallExpr)
        if source_text(n.fun) == "close" and len(n.arg_list) == 1
    )
    if isinstance(name, S.SelectorExpr):
        return any(source_text(n) == source_text(name) for n in closed)
    return any(isinstance(n, S.Name) and n.obj is name.obj for n in closed)


def _copied(c: Case) -> str:
    """Advice for a conversion between a string and its bytes."""
    node = c.site
    call = c.ctx.places.parent(node) if node is not None else None
    is_passed = isinstance(call, S.CallExpr) and any(arg is node for arg in call.arg_list)
    if is_passed and (found := twin(c)):
        return found
    if c.op == "BYTES2STR" and (callee := _taker(c) or _taken_later(c)):
        return say(
            "This call costs it: {callee} takes a string, which has bytes of its own; up to {n} are copied to "
            "the stack."
            if _taker(c)
            else "{callee} takes a string, which has bytes of its own; up to {n} are copied to the stack.",
            callee=callee,
            n=TMP_BUFFER,
        )
    if c.op == "BYTES2STR" and _is_looked_up(c):
        return say(
            "A string needs bytes of its own; compared, ranged over, or as the key of a map at once, it would not."
        )
    if c.op == "BYTES2STR":
        return say("A string needs bytes of its own; up to {n} are copied to the stack.", n=TMP_BUFFER)
    if c.node.x.op == "ADDSTR":
        return say("In hot code keep one []byte and use it again, and append the parts to it one by one.")
    what = c.text(c.node.x)
    return say(
        "In hot code keep one []byte and use it again: `append({buf}[:0], {what}...)`.",
        buf="buf" if what != "buf" else "b",
        what=what,
    )


def _taken_later(c: Case) -> str:
    """What takes the variable that it is put into as a string, as it is written; "" if nothing does."""
    places, stmt = c.ctx.places, c.ctx.places.parent(c.site) if c.site is not None and not c.inlined else None
    to = stmt.lhs if isinstance(stmt, S.AssignStmt) and stmt.rhs is c.site else None
    if not isinstance(to, S.Name):
        return ""
    taken = sorted((n for n in named(places, to.obj, to.pos) if n.start > to.start), key=lambda n: n.start)
    calls = ((n, up) for n in taken if isinstance(up := places.parent(n), S.CallExpr))
    return next((callee_text(call.fun) for n, call in calls if _takes_string(call, n)), "")
