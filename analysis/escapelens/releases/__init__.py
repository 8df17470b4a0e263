"""Releases of Go: all that differs between them, as values. Nothing else compares version numbers.

`release.py` says what a release can differ in, `known.py` what each one has. docs/new-go-release.md is the recipe for
the next one.
"""
