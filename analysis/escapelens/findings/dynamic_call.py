"""dynamic-call: passed to a call through an interface or a function value, whose body the compiler cannot see."""

from __future__ import annotations

from escapelens.findings.case import Case, is_static_call
from escapelens.findings.names import called
from escapelens.findings.phrases import it, subject
from escapelens.remarks import Why

CODE = "dynamic-call"


def recognise(c: Case) -> bool:
    return c.why == Why.CALL_PARAMETER and c.where.op in ("CALLFUNC", "CALLINTER") and not is_static_call(c.where)


def message(c: Case) -> str:
    through = "an interface" if c.where.op == "CALLINTER" else "a function value"
    return f"{subject(c)}: {it(c)} is passed to {called(c, c.where)}, a call through {through} that may keep it"


def advice(c: Case) -> str:
    if c.where.op == "CALLINTER":
        return (
            "With the concrete type, or where it can be devirtualized, the callee's body decides; or reuse one buffer."
        )
    return "Call the function by its name where you can; or keep one variable and reuse it."
