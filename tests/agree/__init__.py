"""Agreement with the compiler, measured: `python -m agree --help` from the tests folder."""
