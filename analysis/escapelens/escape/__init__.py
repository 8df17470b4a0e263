"""Escape analysis: locations, edges, batches, the solver, leak tags.

Counterpart: `cmd/compile/internal/escape`. Start with `escape.py` (the passes over a batch), then `graph.py` (what the
graph is), `walk.py` and the handlers that build it (`expr`, `assign`, `call`, `stmt`), `solve.py` and `leaks.py`.
"""
