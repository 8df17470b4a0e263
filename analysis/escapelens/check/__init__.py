"""The type checker: a port of types2 that looks at nothing before it is asked for.

types2 checks a package from the first file to the last. An editor needs the types of what changed, and a dependency
of a few names, so here everything waits: `resolver.py` collects names without looking at what they declare, `decl.py`
gives an object its type when somebody asks for it, `Checker.check_body` checks a function when its IR is built. What
types2 orders by "delayed actions" is ordered by demand; `check_all` asks for everything, which is what agreement with
go/types is measured on.

    func f(p *T) int { return p.n }

Asked for f: its signature (`signature.py`) asks for T by name, which asks for the declaration of T (`decl.py`), which
makes a Named whose fields wait until somebody selects one. Asked for the body: `stmt.py` walks it, `expr.py` gives
`p.n` an operand, `selector.py` looks n up in T's fields (`model/lookup.py`), and now they are made.

Its modules call each other as Go's expressions, statements and declarations nest: they are one unit, the only circle
of imports of that size. What is found out is written into the syntax (`typ`, `mode`, `val`, `obj`, …), once; broken
code gets invalid types and a problem, never an exception. Start with `checker.py`, then `dispatch.py`.

Counterpart: cmd/compile/internal/types2; each function cites its own.
"""
