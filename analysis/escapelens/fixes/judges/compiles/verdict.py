"""What the judge of compilation finds wrong, and the questions all its parts ask of annotated expressions.

Property: an expression without a type, or of a mode that does not fit, is a problem: what is not understood is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.check import operand
from escapelens.model.constants import Value, represent
from escapelens.model.objects import Nil
from escapelens.model.predicates import has_nil, is_untyped, is_valid
from escapelens.model.types import UNTYPED_NIL, Basic, Signature, Tuple, Type
from escapelens.model.under import under
from escapelens.model.universe import TYP
from escapelens.record import dataclass, field
from escapelens.syntax import nodes
from escapelens.syntax.walk import unparen

if TYPE_CHECKING:
    from escapelens.check.checker import Checker


@dataclass(frozen=True, slots=True)
class CompileProblem:
    """pos: virtual position; message: what the compiler would say, in short."""

    pos: int
    message: str


@dataclass(slots=True)
class Verdict:
    """check: the checker of the package; problems: found so far."""

    check: Checker
    problems: list[CompileProblem] = field(default_factory=list)

    def bad(self, n: nodes.Node, message: str) -> None:
        self.problems.append(CompileProblem(n.pos, message))

    def typed(self, e: nodes.Expr) -> bool:
        """Whether e is a single value; a problem if not."""
        if e.mode in (0, operand.NO_VALUE, operand.BUILTIN, operand.TYPEXPR) or e.typ is None or not is_valid(e.typ):
            self.bad(e, "no value")
            return False
        if e.mode == operand.CONSTANT and isinstance(u := under(e.typ), Basic) and not is_untyped(u):
            if e.val is None or not represent(e.val, u, self.check.config.sizes.word_size)[0]:
                self.bad(e, "constant overflows its type")
                return False
        if isinstance(e.typ, Signature) and e.typ.tparams:
            self.bad(e, "generic function without instantiation")
            return False
        return True

    def single(self, e: nodes.Expr) -> bool:
        if self.typed(e) and isinstance(e.typ, Tuple):
            self.bad(e, "several values in single-value context")
            return False
        return bool(e.mode)

    def assign(self, e: nodes.Expr, to: Type | None) -> None:
        """e is assigned to a variable of type `to`."""
        if self.single(e) and e.typ is not None:
            self.fits(e, e.mode, e.typ, e.val, to)

    def fits(self, at: nodes.Expr, mode: int, typ: Type, val: Value, to: Type | None) -> None:
        """A value of the type and mode is assigned to a variable of type `to`."""
        if to is None or not is_valid(to):
            self.bad(at, "assignment to something without a type")
        elif is_nil(at) or typ is TYP[UNTYPED_NIL]:
            if not has_nil(to):
                self.bad(at, "nil is no value of the type")
        elif not operand.assignable_to(self.check, operand.Operand(mode, at, typ, val), to):
            self.bad(at, "value is not assignable")

    def addressable(self, e: nodes.Expr) -> bool:
        e = unparen(e)
        return e.mode == operand.VARIABLE


def is_nil(e: nodes.Expr) -> bool:
    e = unparen(e)
    return e.mode == operand.NIL_VALUE or (isinstance(e, nodes.Name) and isinstance(e.obj, Nil))
