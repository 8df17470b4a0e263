"""The type checker: a port of types2 that looks at nothing before it is asked for.

Its modules call each other as Go's expressions, statements and declarations nest: they are one unit.
"""
