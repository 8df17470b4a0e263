"""What is known of each built-in, and the signature that it has in a call.

Counterpart: `types2/universe.go: predeclaredFuncs`, `builtins.go: makeSig`, `recording.go: recordBuiltinType`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from escapelens.check.expr import record_type_and_value
from escapelens.check.operand import (
    BUILTIN,
    Operand,
)
from escapelens.model.objects import PARAM_VAR, RESULT_VAR, Var
from escapelens.model.predicates import default_type
from escapelens.model.types import (
    Signature,
    Tuple,
    Type,
)
from escapelens.model.universe import EMPTY_TUPLE
from escapelens.record import dataclass
from escapelens.syntax.nodes import CallExpr, Expr, ParenExpr

if TYPE_CHECKING:
    from escapelens.check.checker import Checker

Args = list[Operand]
Check = Callable[["Checker", Operand, CallExpr, Args], bool]


@dataclass(frozen=True, slots=True)
class Builtin:
    """check: f(check, x, call, args); n_args at least (exactly, unless variadic); special: args are not evaluated."""

    check: Check
    n_args: int
    variadic: bool
    kind: int
    special: bool = False


def make_sig(res: Type | None, *args: Type) -> Signature:
    """A signature of these parameter and result types, by default those of untyped ones (builtins.go: makeSig)."""
    params = Tuple([Var(0, None, "", default_type(t), PARAM_VAR) for t in args]) if args else EMPTY_TUPLE
    results = Tuple([Var(0, None, "", res, RESULT_VAR)]) if res is not None else EMPTY_TUPLE
    return Signature(None, params, results, False)


def record_builtin_type(call: CallExpr, sig: Signature) -> None:
    """recording.go: recordBuiltinType."""
    f: Expr = call.fun
    while True:
        record_type_and_value(f, BUILTIN, sig)
        if f.__class__ is not ParenExpr:
            return
        f = f.x
