"""Passes over a function's syntax or IR, each a package or file of the compiler between noder and escape."""
