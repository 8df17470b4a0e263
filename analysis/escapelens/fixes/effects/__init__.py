"""A small library of effects over typed syntax: what a fix must know before it may say "this behaves the same".

    body.py       one function: parents of nodes, what each use of a variable does, which variables are private
    flow.py       what may run between two statements, what may run after one, where control may leave
    lives.py      what may name a variable after a statement, as long as it is the same variable
    effect.py     what running a piece of syntax reads, writes and calls, and whether two pieces may change places
    buffers.py    what is written to a Builder or Buffer, call by call
    nilness.py    whether anyone could tell a nil slice or map from an empty one, or see a slice's capacity
    room.py       whether somebody who is handed a slice could tell what room it has
    invariant.py  what is the same in each round of a loop, and what the first round comes to
    guards.py     the condition under which a function does anything at all, as its caller would write it
    written.py    types as Go text
    names.py      what a name means at a place, and names that are free there
    whole.py      whether an address could lead to what is around a variable or field
    reach.py      who else knows of a function, type or variable: tests, other build configurations, assembly, linkname

Property of all of it: doubt is answered with the answer that withholds the fix.
"""
