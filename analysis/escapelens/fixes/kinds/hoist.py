"""Hoist: what is allocated anew in each round of a loop, and is the same each time, is made once before it.

    for _, group := range groups {                      less := func(a, b item) bool { return a.at(base) < b.at(base) }
        order(group, func(a, b item) bool {         ->  for _, group := range groups {
            return a.at(base) < b.at(base)                  order(group, less)
        })                                              }
    }

What can be hoisted is what nobody can tell from another of its kind: function literals, method values, values put into
an `any`, sums of strings. Conditions:

- a literal captures variables that are declared outside of the loop, one at least; it captures the same ones before it;
- the receiver of a method value is a variable that nothing in the loop changes; the method has a pointer receiver, so
  taking it neither copies nor panics;
- what is boxed or joined is made of variables that nothing in the loop changes;
- the first round comes to it: no condition around it, nothing before it leaves;
- the loop makes a round, or its number of rounds is tested: `if len(groups) > 0 { less = func… }`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, builtin_name, pointer_receiver
from escapelens.fixes.effects.invariant import captures, first_round, inside, same_in_rounds, surely_rounds
from escapelens.fixes.effects.language import language
from escapelens.fixes.effects.names import fresh, predeclared
from escapelens.fixes.effects.rounds import rounds
from escapelens.fixes.effects.written import written
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.model.objects import Func, Var
from escapelens.model.predicates import is_interface, is_string
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Interface, Pointer, Signature, Slice, Type, TypeParam
from escapelens.model.under import under
from escapelens.record import dataclass
from escapelens.releases.known import has_any
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import children, unparen, walk

KIND = "hoist"
BULK = True


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is hoisted: node, its text before the loop, its type as text ("" if it can't be written), names for it."""

    node: nodes.Expr
    what: str
    text: str
    type: str
    names: tuple[str, ...]


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        for loop in body.everything:
            if isinstance(loop, nodes.ForStmt) and ctx.touching(loop, path, start, end):
                whole = _at_head(ctx, loop, path, start, end)
                for e in _in_loop(loop):
                    if whole or ctx.touching(e, path, start, end):
                        yield from _fix(ctx, body, loop, e)


def _in_loop(loop: nodes.ForStmt) -> Iterator[nodes.Expr]:
    """Expressions that each round may run, those of inner loops left out."""
    stack: list[nodes.Node] = [loop.body]
    while stack:
        n = stack.pop()
        if isinstance(n, nodes.FuncLit | nodes.SelectorExpr | nodes.Operation | nodes.Name):
            yield n
        if isinstance(n, nodes.ForStmt):
            stack += [n.init] if n.init is not None else []
        elif not isinstance(n, nodes.FuncLit):
            stack += reversed(list(children(n)))


def _at_head(ctx: FixContext, loop: nodes.ForStmt, path: str, start: int, end: int) -> bool:
    """Whether the range touches the loop's first line, or all of the loop."""
    file, a, b = ctx.span(loop)
    head = ctx.texts[file].find(b"\n", a, b) if file else -1
    return file == path and start <= (b if head < 0 else head) and a <= end


def _fix(ctx: FixContext, body: Body, loop: nodes.ForStmt, e: nodes.Expr) -> Iterator[Fix]:
    thing = _literal(ctx, body, loop, e) or _method(ctx, body, loop, e) or _sum(ctx, body, loop, e)
    thing = thing or _boxed(ctx, body, loop, e)
    stmt = None if thing is None else first_round(body, loop, e)
    if thing is None or stmt is None or "goto" in ctx.text(body.decl):
        return
    up = body.parents.get(loop)
    anchor = up if isinstance(up, nodes.LabeledStmt) else loop
    number = rounds(body, loop)
    declared = _declared(body, stmt, e)
    name = declared or fresh(ctx, body, *thing.names)
    if name is None:
        return
    rewrite = Rewrite(ctx)
    if surely_rounds(body, loop, number):
        rewrite.insert_before(anchor, f"{name} := {thing.text}")
    elif number is not None and thing.type:
        inner = re.sub(r"\n(?!\n)", "\n\t", thing.text)
        bound = number.text(ctx.text(number.expr))
        rewrite.insert_before(anchor, f"var {name} {thing.type}\nif {bound} > 0 {{\n\t{name} = {inner}\n}}")
    else:
        return
    if declared:
        rewrite.drop_statement(stmt)
    else:
        rewrite.replace(e, name)
    title = say("Hoist {what} out of the loop", what=thing.what)
    yield from rewrite.offer(Fix(KIND, title, removes=_keys(ctx, e), preferred=True))


def _declared(body: Body, stmt: nodes.Stmt, e: nodes.Expr) -> str:
    """The name that the statement declares for e, if nothing changes it and nothing else in the function has it."""
    if not isinstance(stmt, nodes.AssignStmt) or stmt.op != ":=" or stmt.rhs is not e:
        return ""
    var = stmt.lhs.obj if isinstance(stmt.lhs, nodes.Name) else None
    if not isinstance(var, Var) or body.assigned(var):
        return ""
    same = (n.obj is var for n in walk(body.decl) if isinstance(n, nodes.Name) and n.value == var.name)
    return var.name if all(same) else ""


def _literal(ctx: FixContext, body: Body, loop: nodes.ForStmt, e: nodes.Expr) -> _Thing | None:
    if not isinstance(e, nodes.FuncLit) or inside(loop, e) or not captures(body, e):
        return None
    stmt = body.statement(e)
    text = Rewrite(ctx).text(e, stmt) if stmt is not None else None
    return None if text is None else _Thing(e, say("the closure"), text, ctx.text(e.type), (*_parameter(body, e), "fn"))


def _method(ctx: FixContext, body: Body, loop: nodes.ForStmt, e: nodes.Expr) -> _Thing | None:
    if not isinstance(e, nodes.SelectorExpr) or e.selection is None or e.selection.kind != METHOD_VAL:
        return None
    up = body.parents.get(e)
    method, x = e.selection.obj, unparen(e.x)
    if (isinstance(up, nodes.CallExpr) and up.fun is e) or not isinstance(method, Func) or inside(loop, e):
        return None
    if is_interface(e.selection.recv) or not pointer_receiver(method) or not isinstance(x, nodes.Name):
        return None
    if len(e.selection.index) != 1 or not isinstance(x.obj, Var) or not body.has(x.obj):
        return None
    if isinstance(under(e.selection.recv), Pointer) and not same_in_rounds(body, loop, x):
        return None
    name = e.sel.value
    own = name[:1].lower() + name[1:]
    return _Thing(e, ctx.text(e), ctx.text(e), written(ctx, body, e.typ) or "", (own, f"{own}Of", "fn"))


def _sum(ctx: FixContext, body: Body, loop: nodes.ForStmt, e: nodes.Expr) -> _Thing | None:
    """Strings joined; of a longer sum the whole."""
    if not isinstance(e, nodes.Operation) or e.op != "+" or e.y is None or e.val is not None:
        return None
    up = body.parents.get(e)
    if e.typ is None or not is_string(e.typ) or isinstance(under(e.typ), TypeParam):
        return None
    if (isinstance(up, nodes.Operation) and up.op == "+") or not same_in_rounds(body, loop, e):
        return None
    terms = [ctx.text(t) for t in _terms(e)]
    text = " + ".join(terms)
    if any("\n" in t for t in terms):
        return None
    return _Thing(e, text, text, written(ctx, body, e.typ) or "", (*_parameter(body, e), "joined"))


def _boxed(ctx: FixContext, body: Body, loop: nodes.ForStmt, e: nodes.Expr) -> _Thing | None:
    """An argument that is put into an `any`."""
    if not isinstance(e, nodes.Name | nodes.SelectorExpr) or e.typ is None or e.val is not None:
        return None
    to = _put_into(body, e)
    if to is None or is_interface(e.typ) or isinstance(e.typ, TypeParam) or not same_in_rounds(body, loop, e):
        return None
    if not has_any(language(ctx)) or not predeclared(ctx, body, "any"):
        return None
    name = e.sel.value if isinstance(e, nodes.SelectorExpr) else e.value
    text = ctx.text(e)
    return _Thing(e, f"any({text})", f"any({text})", "any", (f"boxed{name[:1].upper()}{name[1:]}",))


def _put_into(body: Body, e: nodes.Expr) -> Type | None:
    """The empty interface that the call around the argument e takes it as."""
    call = body.parents.get(e)
    if not isinstance(call, nodes.CallExpr) or call.fun is e or builtin_name(call) or call.fun.typ is None:
        return None
    signature = under(call.fun.typ)
    if not isinstance(signature, Signature) or not any(a is e for a in call.arg_list):
        return None
    params = [p.typ for p in signature.params.vars]
    at = next(i for i, a in enumerate(call.arg_list) if a is e)
    if signature.variadic and at >= len(params) - 1 and not call.has_dots:
        last = under(params[-1])
        to = last.elem if isinstance(last, Slice) else None
    else:
        to = params[at] if at < len(params) else None
    if to is None or isinstance(to, TypeParam):
        return None
    u = under(to)
    return to if isinstance(u, Interface) and not u.methods and not u.embeddeds else None


def _parameter(body: Body, e: nodes.Expr) -> tuple[str, ...]:
    """The name of the parameter that the argument e is for."""
    call = body.parents.get(e)
    if not isinstance(call, nodes.CallExpr) or call.fun.typ is None:
        return ()
    signature = under(call.fun.typ)
    at = next((i for i, a in enumerate(call.arg_list) if a is e), -1)
    if not isinstance(signature, Signature) or not 0 <= at < len(signature.params.vars):
        return ()
    name = signature.params.vars[at].name
    return (name,) if len(name) > 1 and name.isidentifier() else ()


def _terms(e: nodes.Expr) -> list[nodes.Expr]:
    e = unparen(e)
    if isinstance(e, nodes.Operation) and e.y is not None and e.val is None:
        return [*_terms(e.x), *_terms(e.y)]
    return [e]


def _keys(ctx: FixContext, e: nodes.Expr) -> tuple[str, ...]:
    """What is found at the expression, in the loop; it is found before it then."""
    file, start, end = ctx.span(e)
    return tuple(f.key for f in ctx.findings if f.span.file == file and start <= f.span.start < end and f.in_loop)
