"""Inlining: what a function costs, whether a call is expanded, and the expansion itself, with devirtualisation between.

Read `interleaved.py` first: it drives everything else, in the compiler's order. `Inliner` (inliner.py) carries what the
parts share for one package.

Counterpart: `cmd/compile/internal/inline`, `inline/interleaved`, `devirtualize`, and the part of `noder/reader.go` that
re-reads a body at a call.
"""
