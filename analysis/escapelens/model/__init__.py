"""Types and objects: what the checker writes into syntax and everything after it reads. It knows no syntax itself.

`types.py` has Go's types as values (`Named`, `Pointer`, `Signature`, …), `objects.py` what names denote,
`universe.py` what is there from the start, `constants.py` the exact values of constants. Questions about types are
functions: identity and comparability (`predicates.py`), the underlying type (`under.py`), fields and methods
(`lookup.py`, `method_set.py`), the types that a constraint admits (`typeset.py`), bytes and pointers (`sizes.py`),
the compiler's own spelling (`typestring.py`). A `Named` may not be complete yet: whoever reads its fields or methods
has it completed by the checker that made it, so nothing here may keep what it read of one.

Counterpart: cmd/compile/internal/types2 (types, objects, predicates, lookup, sizes).
"""
