"""From checked syntax to IR: function bodies as the compiler has them just before inlining.

Read body.py first, then stmts.py, exprs.py, calls.py; generic.py for instances. `package.Builder` is the door.
"""
