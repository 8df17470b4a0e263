"""Method value to literal: what calls the method itself can be inlined, a method value can not.

    func (t *Tree) All() iter.Seq[int] { return t.walk }

    func (t *Tree) All() iter.Seq[int] {
        return func(yield func(int) bool) { t.walk(yield) }
    }

A method value allocates what binds its receiver, and hides the method from whoever ranges over it or calls it: the
variables of a loop's body then go to the heap. Conditions:

- the receiver is a local variable that is never assigned, nor its address taken but for methods: the literal finds it
  as it was;
- nothing is copied or followed when the method is taken: the method has a pointer receiver, or the variable is itself
  the value, of at most 128 bytes; it is no interface, which would panic there if it is nil;
- the method is not promoted; it is one of this package that does not look up who calls it, by recover or the run time.
"""

from __future__ import annotations

from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body, How, builtin_name, pointer_receiver
from escapelens.fixes.effects.calls import reached
from escapelens.fixes.effects.copies import BY_VALUE
from escapelens.fixes.effects.flow import run_here
from escapelens.fixes.effects.language import shared_by_rounds
from escapelens.fixes.effects.written import written
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.model.objects import Func, Var
from escapelens.model.predicates import is_interface
from escapelens.model.selection import METHOD_VAL
from escapelens.model.types import Pointer, Signature, TypeParam
from escapelens.model.under import under
from escapelens.say import say
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

KIND = "method_value"
BULK = True
_CALLERS = frozenset({"runtime.Caller", "runtime.Callers", "log.Output", "log.(*Logger).Output"})
_LINE = 100  # what gofmt leaves on one line (printer.funcBody)


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body in ctx.bodies_at(path, start, end):
        for e in body.everything:
            if isinstance(e, nodes.SelectorExpr) and e.selection is not None and e.selection.kind == METHOD_VAL:
                up = body.parents.get(e)
                if not (isinstance(up, nodes.CallExpr) and up.fun is e) and ctx.touching(e, path, start, end):
                    yield from _fix(ctx, body, e, e.selection.obj)


def _fix(ctx: FixContext, body: Body, e: nodes.SelectorExpr, method: object) -> Iterator[Fix]:
    x = unparen(e.x)
    if not isinstance(method, Func) or not isinstance(x, nodes.Name) or not _stays(ctx, body, e, method, x.obj):
        return
    literal = _literal(ctx, body, e, x.value)
    names = reached(ctx, method) if literal is not None and len(literal) <= _LINE else None
    if literal is None or names is None or _looks_up(ctx, method, names):
        return
    rewrite = Rewrite(ctx)
    block = body.decl.body
    if block is not None and "\n" not in ctx.text(block):
        if not isinstance(body.parents.get(e), nodes.ReturnStmt) or len(block.stmts) != 1:
            return
        rewrite.replace(block, f"{{\n\treturn {literal}\n}}")
    else:
        rewrite.replace(e, literal)
    # What is called now was called through the method value before.
    calls = tuple((name, Bounds(0, 0)) for name in names)
    title = say("Call {what} in a function literal", what=ctx.text(e))
    fix = Fix(KIND, title, removes=ctx.keys_in(e), preferred=True, calls=calls, makes=("func literal",))
    yield from rewrite.offer(fix)


def _looks_up(ctx: FixContext, method: Func, names: list[str]) -> bool:
    """Whether the method could tell who calls it: it recovers, or asks for its callers, or nobody knows."""
    decl = next((d for d in ctx.all_funcs() if d.name.obj is method.origin), None)
    if decl is None or decl.body is None or _CALLERS & {*names}:
        return True
    return any(builtin_name(n) == "recover" for n in run_here(decl.body))


def _stays(ctx: FixContext, body: Body, e: nodes.SelectorExpr, method: Func, var: object) -> bool:
    """Whether the receiver is the same whenever the literal is called as it is where the method is taken."""
    selection = e.selection
    if selection is None or len(selection.index) != 1 or not isinstance(var, Var) or not body.has(var):
        return False
    if is_interface(var.typ) or isinstance(var.typ, TypeParam):
        return False
    to_pointer = isinstance(under(var.typ), Pointer)
    if pointer_receiver(method) and not to_pointer:
        return True  # the address of a variable, which stays
    if any(u.how not in (How.DECLARE, How.READ) for u in body.uses(var)) or shared_by_rounds(ctx, body, var):
        return False
    if pointer_receiver(method):
        return True
    return not to_pointer and 0 <= checker_of(ctx.pkg).config.sizes.sizeof(var.typ) <= BY_VALUE


def _literal(ctx: FixContext, body: Body, e: nodes.SelectorExpr, receiver: str) -> str | None:
    t = None if e.typ is None else under(e.typ)
    if not isinstance(t, Signature):
        return None
    names = _names([p.name for p in t.params.vars], receiver)
    types = [written(ctx, body, p.typ) for p in t.params.vars]
    results = [written(ctx, body, r.typ) for r in t.results.vars]
    if names is None or None in types or None in results:
        return None
    texts = [text or "" for text in types]
    if t.variadic:
        texts[-1] = f"...{texts[-1].removeprefix('[]')}"
    params = ", ".join(f"{name} {typ}" for name, typ in zip(names, texts, strict=True))
    result = f" {results[0]}" if len(results) == 1 else f" ({', '.join(r or '' for r in results)})" if results else ""
    args = ", ".join(names) + ("..." if t.variadic else "")
    call = f"{ctx.text(e)}({args})"
    return f"func({params}){result} {{ {'return ' if results else ''}{call} }}"


def _names(given: list[str], receiver: str) -> list[str] | None:
    """The parameters' own names, or letters where they have none."""
    letters = [c for c in "abcdefgh" if c != receiver]
    names = [name if name not in ("", "_", receiver) else "" for name in given]
    if len(names) > len(letters):
        return None
    names = [name or letter for name, letter in zip(names, letters, strict=False)]
    return names if len(set(names)) == len(names) else None
