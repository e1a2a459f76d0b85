# Everything a newcomer types. Needs make and a Python of 3.11 or later; the rest is set up here.

OUT     ?= out
BIN     := .venv/bin
PIP     := -m pip install --quiet --disable-pip-version-check
QUICK   := not needs_data and not needs_system and not slow
# One worker for each core; the tests of one file stay together, so that what they share is made once.
PYTEST  := $(BIN)/pytest --numprocesses auto --dist loadfile

# The first Python that is new enough and can make an environment.
PYTHON  ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo $$p && break; done)

.PHONY: help run serve wheelhouse test test-all test-rest system fix fuzz soak bench docs lock clean
.DELETE_ON_ERROR:

help:
	@echo "make run       assess the bundled Idlib casebook, write $(OUT)/ and print its brief"
	@echo "make serve     open the joint coordination centre on http://localhost:8000, as a demonstration"
	@echo "make wheelhouse  a folder of wheels from which the centre installs without a network"
	@echo "make test      every check and test that needs only Python, under 5 minutes"
	@echo "make test-all  the same, then the tests that are slow or need data, a browser, PostGIS or LibreOffice"
	@echo "make fuzz      new random examples, as many as EXAMPLES says"
	@echo "make soak      runs of the command at once, as many as RUNS says: do all end as they should?"
	@echo "make fix       format, and mend what ruff can mend"
	@echo "make bench     benchmarks, in an environment of their own"
	@echo "make docs      write docs/reference again"
	@echo "make lock      pin the dependencies again (UPGRADE=--upgrade for newer ones)"
	@echo "make clean     remove what the above made"

run: .venv/run.stamp
	$(BIN)/truceline assess idlib --out $(OUT) --pdf $(OUT)/bulletin.pdf
	$(BIN)/truceline casebook show idlib --out $(OUT)
	@echo
	@$(BIN)/truceline brief idlib
	@echo
	@echo "Two more weeks worth asking for:"
	@echo "  $(BIN)/truceline brief idlib --week 2020-01-06 --as-of 2020-01-13"
	@echo "  $(BIN)/truceline brief idlib --week 2020-03-02"

# Its store, its logins and what signs sessions lie in centre/; remove it for a new one.
serve: .venv/centre.stamp
	$(BIN)/truceline serve --demo --home centre

# From these wheels a machine of the same kind and Python installs the centre, and asks nobody.
WHEELS  ?= wheelhouse
WHEEL    = $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir $(WHEELS)
wheelhouse: .venv/centre.stamp
	rm -rf $(WHEELS)
	$(WHEEL) --require-hashes -r requirements-centre.lock
	$(WHEEL) --no-deps --no-build-isolation .
	cp requirements-centre.lock $(WHEELS)

test: .venv/dev.stamp
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -m "$(QUICK)"
	@echo "make test: left out, for make test-all: tests that are slow or need data, a browser, PostGIS or LibreOffice."

test-all: system
	$(MAKE) test
	$(MAKE) test-rest

test-rest: .venv/dev.stamp
	$(PYTEST) -m "not ($(QUICK))"

# The page test looks at a bulletin as a reader does, in Chromium; zones are measured against PostGIS; LibreOffice
# opens our workbooks.
system:
	@missing=; \
	command -v chromium || command -v chromium-browser || command -v google-chrome \
		|| missing="chromium fonts-dejavu-core"; \
	ls /usr/share/postgresql/*/extension/postgis.control 2>/dev/null \
		|| missing="$$missing postgresql postgresql-postgis"; \
	command -v soffice || missing="$$missing libreoffice-calc-nogui"; \
	if [ -z "$$missing" ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $$missing; \
	else echo "make system: install by hand: $$missing; the tests that need it skip until then." >&2; fi

fix: .venv/dev.stamp
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# New random examples, as long as one likes: make fuzz EXAMPLES=100000. What fails is kept in .fuzz and tried again.
EXAMPLES ?= 2000
fuzz: .venv/dev.stamp
	TRUCELINE_HYPOTHESIS=fuzz TRUCELINE_FUZZ_EXAMPLES=$(EXAMPLES) \
	$(PYTEST) tests/property tests/fuzz

# Aborts at exit are seen only on a busy machine.
RUNS ?= 300
soak: .venv/dev.stamp
	$(BIN)/python -m tests.fuzz.soak $(RUNS)

bench: .venv-bench/bench.stamp
	.venv-bench/bin/python -m pytest bench -s
	.venv-bench/bin/python -m bench.counts --write

docs: .venv/dev.stamp
	$(BIN)/python docs/generate.py

UV_COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE)

lock: .venv/dev.stamp
	@test -x $(BIN)/uv || $(BIN)/python $(PIP) uv
	$(UV_COMPILE) pyproject.toml --all-extras --output-file requirements.lock
	$(UV_COMPILE) pyproject.toml --extra build --extra pdf --constraint requirements.lock --no-annotate \
		--output-file requirements-run.lock
	$(UV_COMPILE) pyproject.toml --extra build --extra pdf --extra centre --constraint requirements.lock \
		--no-annotate --output-file requirements-centre.lock
	$(UV_COMPILE) bench/requirements.in --constraint requirements.lock --no-annotate \
		--output-file requirements-bench.lock

clean:
	rm -rf .venv .venv-bench $(OUT) $(WHEELS) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Environments. A stamp says that one holds what its lock says, so that a second run is quick.
%/bin/python:
	@test -n "$(PYTHON)" || { echo "Truceline needs Python 3.11 or later with its venv module" \
		"(Debian, Ubuntu: python3-venv); name one with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $*

%/run.stamp: requirements-run.lock pyproject.toml | %/bin/python
	$*/bin/python $(PIP) --require-hashes -r requirements-run.lock
	$*/bin/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

%/dev.stamp: requirements.lock %/run.stamp
	$*/bin/python $(PIP) --require-hashes -r requirements.lock
	touch $@

%/centre.stamp: requirements-centre.lock %/run.stamp
	$*/bin/python $(PIP) --require-hashes -r requirements-centre.lock
	touch $@

%/bench.stamp: requirements-bench.lock %/dev.stamp
	$*/bin/python $(PIP) --require-hashes -r requirements-bench.lock
	touch $@

.PRECIOUS: %/bin/python %/run.stamp %/centre.stamp %/dev.stamp %/bench.stamp
