"""Facts: what a package tells its importers, kept so that a dependency is analysed once.

A package's facts are its own source, trimmed: the text of every package-level declaration, with the bodies of functions
only where an importer may need them (inlinable and generic functions), and beside it what the analysis found out about
each function (inlining cost, leak tags). Importing a package means collecting its declarations' names; each is parsed
and checked the first time somebody looks at it, by the same code that checks the package being edited.

Counterpart: the compiler's unified export data (noder/linker.go, writer.go).
"""
