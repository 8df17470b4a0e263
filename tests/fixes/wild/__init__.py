"""Every offer of code from the wild, made alone and shown to the oracle: `python -m fixes.wild`, `make fixes`.

corpora.py  which code: packages of std, of the go command, of modules from the proxy
offers.py   what we offer there, and which lines of -m we say will be different
oracle.py   what the toolchain says of one offer: compiles, vets, gofmt, -m, tests, benchmarks
store.py    answers that were found before, by all that they hang on
table.py    figures by kind, for docs/fixes.md and the README
"""
