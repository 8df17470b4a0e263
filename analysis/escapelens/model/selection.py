"""What a selector x.f selects. Counterpart: `types2/selection.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escapelens.record import dataclass

if TYPE_CHECKING:
    from escapelens.model.objects import Object
    from escapelens.model.types import Type

FIELD_VAL, METHOD_VAL, METHOD_EXPR = range(3)


@dataclass(slots=True, eq=False)
class Selection:
    """kind; recv: type of x; obj: the field (Var) or method (Func); index: path through embedded fields, the last the
    field or method index itself; indirect: a pointer was followed on the way."""

    kind: int
    recv: Type
    obj: Object
    index: list[int]
    indirect: bool
