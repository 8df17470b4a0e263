"""An error of constant text that is made at every call becomes a package variable.

    return errors.New("queue: full")    ->    var errFull = errors.New("queue: full")
                                              …
                                              return errFull

Who compares errors could tell: it is one value now, and was a new one every time. So the title says it, and the fix is
neither preferred nor made in bulk. Conditions:

- errors.New of a literal on one line, or fmt.Errorf of one that it prints as it stands;
- the function is called more than once: not init or main, nor a literal in a package variable;
- the variable's name is free in the package, its tests and its files for other platforms.

The variable costs nothing: the compiler lays such errors out in the data of the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from escapelens.check.checker import checker_of
from escapelens.fixes.context import FixContext
from escapelens.fixes.effects.body import Body
from escapelens.fixes.effects.calls import called, calls_at
from escapelens.fixes.effects.names import fresh, in_file
from escapelens.fixes.model import Fix
from escapelens.fixes.rewrite import Rewrite
from escapelens.ledger.weigh import Bounds
from escapelens.say import say
from escapelens.syntax import nodes

KIND = "constant_error"
BULK = False

_WORDS = 4  # of the text, in the name
_CALLS = tuple((name, Bounds(1, 1)) for name in ("errors.New", "fmt.Errorf"))


def candidates(ctx: FixContext, path: str, start: int, end: int) -> Iterator[Fix]:
    for body, call in calls_at(ctx, path, start, end):
        if called(call) not in ("errors.New", "fmt.Errorf") or len(call.arg_list) != 1 or call.has_dots:
            continue
        literal, up = call.arg_list[0], body.parents.get(call)
        if not isinstance(literal, nodes.BasicLit) or not isinstance(literal.val, bytes) or "\n" in ctx.text(call):
            continue
        text = literal.val.decode(errors="replace")
        if (called(call) == "fmt.Errorf" and "%" in text) or isinstance(up, nodes.ExprStmt | nodes.CallStmt):
            continue
        if body.decl.name.value in ("init", "main") and body.decl.recv is None:
            continue
        name = _name(ctx, body, text)
        rewrite = Rewrite(ctx)
        errors = rewrite.package(body, "errors")
        if name is None or errors is None:
            continue
        rewrite.replace(call, name)
        rewrite.declare_before(body.decl, f"var {name} = {errors}.New({ctx.text(literal)})")
        same = say("it is the same value every time")
        title = say("Make the error once, as the package variable {name}", name=name)
        yield from rewrite.offer(Fix(KIND, title, removes=ctx.keys_at(call), changes=same, calls=_CALLS))


def _name(ctx: FixContext, body: Body, text: str) -> str | None:
    """errFull of "queue: full"; None if all that the text gives are taken."""
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", text.rpartition(": ")[2] or text)
    names = ["err" + "".join(w[0].upper() + w[1:] for w in words[:n]) for n in range(min(_WORDS, len(words)), 0, -1)]
    longer = "err" + "".join(w[0].upper() + w[1:] for w in re.findall(r"[A-Za-z][A-Za-z0-9]*", text)[: 2 * _WORDS])
    return next((n for n in (*names, longer) if n != "err" and _free(ctx, n) and fresh(ctx, body, n) == n), None)


def _free(ctx: FixContext, name: str) -> bool:
    """Whether no import of the package's files and no file that is not analysed has the name."""
    word = re.compile(rb"\b" + name.encode() + rb"\b")
    scopes = checker_of(ctx.pkg).scopes.values()
    return not any(word.search(text) for text in ctx.outside) and not any(in_file(scope, name) for scope in scopes)
