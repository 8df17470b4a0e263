"""Function bodies as the compiler's front end leaves them: `nodes.py`, with the operators of `ops.py`.

The compiler's decisions are made on IR, so ours is the same, node by node: calls have their arguments normalised,
method values and closures their captures, generic functions an instance per shape with a dictionary, conversions to
interfaces are explicit, `for range` over functions is rewritten. Three things come of a body, in this order:

1. `lowering/` makes IR of checked syntax, when a function is asked for (`lowering/package.py: Builder`).
2. `passes/` change it where the compiler changes it: benchmark loops, loop variables per iteration, static
   initialisation, dead locals. `pipeline.py` calls them in the compiler's order, with inlining in between.
3. Everybody else reads: `visit.py` walks, `fmt.py` prints as -m=2 does, `scc.py` orders functions bottom up.

Positions are virtual (`source.py`), with the number of the inlining in the upper bits (`inltree.py`), so that a node
moved by inlining still knows its place and the call that brought it.

Counterpart: cmd/compile/internal/{ir,noder,typecheck,staticinit,rangefunc,loopvar,deadlocals}.
"""
