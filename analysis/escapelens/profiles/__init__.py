"""Heap profiles as Go writes them, read and laid over what the analysis says.

What: `decode.py` reads a pprof protobuf, `bench.py` the text of `go test -bench`; `joining.py` finds for each sample
the place in the source that allocated it, and the finding or the named run-time allocation there (`places.py`: what the
ledger knows of a package, by file and line; `runtime.py`: what the run time allocates for itself); `joined.py` sums up.

Property: bytes in, values out; what is malformed raises `Malformed` with one line. A sample counts once.
"""
