# What a newcomer types: `make demo`, `make test`. The rest is for those who change the program.
# Needs Python 3.11 or newer, git and make. Another interpreter: make demo PYTHON=python3.13
# The demo's graph on a server (docs/neo4j.md): make demo STORE=neo4j://localhost:7687
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
STORE ?=

.PHONY: setup demo test test-long test-neo4j check fix bench bench-peers calibrate docs clean

demo: .venv/installed
	$(BIN)/clustergraph demo $(if $(STORE),--store $(STORE))

test: .venv/installed-dev
	$(BIN)/python -m pytest

# random histories of a store, twenty times as many
test-long: .venv/installed-dev
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest tests/store

# the store on servers that the tests fetch and start: the long-term release, then the newest with either Cypher
test-neo4j: .venv/installed-dev
	for release in 5.26 2026 2026-25; do CLUSTERGRAPH_TEST_NEO4J=$$release $(BIN)/python -m pytest -m neo4j tests || exit 1; done

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src tests bench
	$(BIN)/lint-imports
	$(BIN)/python -m clustergraph.rdf.compile --check
	$(BIN)/python -m clustergraph.cli.reference --check

fix: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/installed-dev
	$(BIN)/python -m clustergraph.rdf.compile
	$(BIN)/python -m clustergraph.store.neo4j
	$(BIN)/python -m clustergraph.cli.reference

bench: .venv/installed-dev
	$(BIN)/python -m bench

# about twenty minutes; after a change of the generator or of a stage before the choice
calibrate: .venv/installed-dev
	$(BIN)/python -m bench.detect.fit

bench-peers: .cache/peers/detect/installed .cache/peers/store/installed

# engines of others, for comparison only, each room's in an environment of its own
.cache/peers/%/installed: bench/%/peers.txt
	$(PYTHON) -m venv .cache/peers/$*
	.cache/peers/$*/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

setup: .venv/installed-dev

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	$(INSTALL) --editable ".[dev]"
	@touch $@

clean:
	rm -rf .venv build dist .cache
