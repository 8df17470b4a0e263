"""One package between two saves: what was computed for each function, and what an edit makes stale.

The unit of caching is a function of the source with its literals (and each instance of a generic function). Its inputs
are its text, the declarations it uses, the bodies of what is inlined into it and the leak tags of what it calls; its
values are its IR, its escape graph's verdicts and its own tags. An edit redoes the functions whose text changed, then
those that inline them, then the callers of those whose tags came out different. Equal tags stop the ripple.
"""
