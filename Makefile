# Two commands do everything on a fresh machine with Python 3.11+, git and make: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMP := $(VENV)/.installed
export PYTHONPATH := server:analysis:tests
unexport PYTHONDONTWRITEBYTECODE  # else every process of the tests compiles all modules anew

.PHONY: setup std demo test lint types unit disk agree against fixes ledger bench profile profiles e2e facts wheel vsix fmt clean help

setup: $(STAMP)

$(STAMP): pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(STAMP)

std: setup  # facts of the standard library for this checkout, about a minute after a change of the analysis
	$(PY) -m escapelens.workers.ship --if-missing --only host

demo: std  ## a real LSP session over examples/, findings printed inline
	$(PY) -m escapelens.cli.main demo examples

test: lint types unit  ## everything but the long ones

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

unit: std
	$(BIN)/pytest -n 2 tests --ignore=tests/e2e

disk: setup  ## 2,000 sequences of edits and changes on disk, each compared with a fresh engine
	ESCAPELENS_SEQUENCES=2000 $(BIN)/pytest -q tests/incremental/test_disk.py

agree: setup  ## full agreement tables against the pinned compiler
	$(PY) -m agree $(or $(ARGS),--all --write)
	$(if $(ARGS),,$(PY) -m findings.plain std)
	$(if $(ARGS),,$(PY) -m agree.types --all --write)

fixes: setup  ## every quick fix offered in std, the go command and twelve modules, each tried out alone
	nice -n 10 $(PY) -m fixes.wild $(or $(ARGS),--write)

ledger: setup  ## the table of allocations under Go 1.25, 1.26 and 1.27
	$(PY) -m ledger $(or $(ARGS),--write)

profiles: setup  ## heap profiles of our programs and of real modules' benchmarks: 97 % of the bytes have a place
	$(PY) -m profiles $(or $(ARGS),--write)

against: setup  ## 20 seeded edits in each of five modules: check --baseline and --diff show each, and nothing else
	$(PY) -m against $(ARGS)

bench: std  ## speed beside the compiler and gopls, in the same run
	$(PY) bench/run.py $(ARGS)

profile: std  ## where the time of an analysis goes, by layer
	$(PY) bench/profile.py $(ARGS)

e2e: std  ## real VS Code and real Neovim
	$(PY) tests/e2e/run.py $(ARGS)

facts: setup  ## facts of the standard library, for the wheel
	$(PY) -m escapelens.workers.ship --if-missing $(ARGS)

wheel: facts  ## one for all platforms, in dist/
	rm -f dist/escapelens-*.whl
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir dist .

vsix: wheel  ## the VS Code extension that carries this wheel; needs Node
	rm -rf editors/vscode/wheel && mkdir editors/vscode/wheel && cp dist/escapelens-*.whl editors/vscode/wheel/
	cd editors/vscode && npm ci --no-audit --no-fund && npm run package

fmt: setup
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) dist build

help:  ## this list
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## (.*)/\1|\2/' | while IFS='|' read name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done
