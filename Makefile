# Everything installs into .venv, frontend/node_modules and build/. No root, Docker or installed Node.js is needed.

PORT ?= 8000
ROUNDS ?= 10
SIZE ?= 1
CASES ?= 10000
BENCHES ?= run patterns sending claims nudges viewings statements
PYTHON ?= python3
PYTHONS ?= python3.12 python3.13 python3.14
# Several pytest workers share the tests, each with its own database, server and browser. All tests of a module run on the
# same worker, so that they share module fixtures; end-to-end tests are shared one by one. Tests that kill and time
# processes run separately from the rest. These and the end-to-end tests mostly wait, so they get one more worker.
WORKERS = 2
alone faults e2e: WORKERS = 3
SHARED = -n $(WORKERS) --dist loadscope --no-loadscope-reorder
ALONE := tests/deployment tests/embedded tests/faults
# Each part is measured (tests/parts.py).
PART = $(BIN)/python -m tests.parts $@
PYTEST = $(PART) $(BIN)/python -m pytest --junitxml=build/parts/$@.xml
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check install --require-hashes
STAMPS := $(VENV)/stamps

# The host's Node.js is used if it is new enough; otherwise one is installed from PyPI into the virtual environment.
HOST_NODE := $(shell node -e 'process.exit(+(process.versions.node.split(".")[0] < 22))' 2>/dev/null && echo yes)
ifeq ($(HOST_NODE),yes)
NODE := $(STAMPS)/venv
else
NODE := $(STAMPS)/node
endif
# In recipes, programs from .venv take precedence.
export PATH := $(CURDIR)/$(BIN):$(PATH)

SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print) \
	$(wildcard backend/content/*.json backend/content/languages/*/*.json)

.PHONY: run setup build test quick lint unit once alone sqlite postgresql e2e versions embedded bench faults fuzz audit mutants firefox lighthouse types migrations requirements clean

run: setup  ## Serve on http://localhost:$(PORT)
	@exec $(BIN)/python manage.py serve --port $(PORT)

setup: $(STAMPS)/base frontend/dist/index.html  ## Install the dependencies and build the front end

build: frontend/dist/index.html

# Parts that mostly wait run beside parts that compute; each part's output is printed as a whole. The end-to-end tests run alone.
test: $(STAMPS)/bench $(STAMPS)/npm build  ## All tests, fast ones first
	@$(MAKE) --no-print-directory --jobs=2 --output-sync lint unit
	@$(MAKE) --no-print-directory --jobs=2 --output-sync once alone
	@$(MAKE) --no-print-directory sqlite postgresql e2e

quick: $(STAMPS)/test $(STAMPS)/npm  ## Tests for the changed files, on SQLite, without a browser (SINCE=HEAD)
	@$(BIN)/python -m tests.quick $(SINCE)

lint: $(STAMPS)/test $(STAMPS)/npm
	$(PART) sh -ec 'ruff check . && ruff format --check . && mypy && lint-imports --no-logo --no-cache && npm --prefix frontend run --silent check'

unit: $(STAMPS)/npm
	$(PART) npm --prefix frontend run --silent test -- --reporter=default --reporter=junit --outputFile=../build/parts/unit.xml

once: $(STAMPS)/bench build  ## Tests that open no database (tests/databases.py)
	NOTICING_TEST_DATABASE=none $(PYTEST) -m "not database" $(SHARED) $(addprefix --ignore=,$(ALONE) tests/e2e)

alone: $(STAMPS)/bench build  ## Tests that kill and time processes, and tests of the deployment
	NOTICING_TEST_DATABASE=none $(PYTEST) $(SHARED) $(ALONE)

sqlite postgresql: $(STAMPS)/bench build
	NOTICING_TEST_DATABASE=$@ $(PYTEST) -m database $(SHARED) --ignore=tests/e2e

e2e: $(STAMPS)/test build  ## End-to-end tests; SLOW=4 slows everything, to find tests that act too early (tests/e2e/slow.py)
	E2E_SLOW=$(SLOW) E2E_SLOW_WHAT=$(WHAT) $(PYTEST) -m e2e -n $(WORKERS) --dist worksteal tests/e2e

# The front end isn't built again: it doesn't depend on the Python version.
versions: build  ## Back-end tests on SQLite and tests of the embedded service, on each of PYTHONS in its own environment
	@for python in $(PYTHONS); do \
		$(MAKE) --old-file=frontend/dist/index.html PYTHON=$$python VENV=build/$${python##*/} once sqlite embedded || exit 1; done

embedded: $(STAMPS)/bench build  ## Tests of the embedded service (`manage.py serve`); `make alone` runs these too
	NOTICING_TEST_DATABASE=none $(PYTEST) tests/embedded

bench: $(STAMPS)/bench  ## Compare our design with others, part by part (BENCHES=patterns), and nudges with the build in another worktree (BESIDE=../base); fails below the targets
	@ended=0; for part in $(BENCHES); do BESIDE=$(BESIDE) $(BIN)/python -m tests.load.$$part || ended=1; done; exit $$ended

faults: $(STAMPS)/test  ## Repeatedly kill workers, flush Redis, restart services and shift the clock (200 kills of workers in 10 rounds); `make test` runs a short form
	FAULT_ROUNDS=$(ROUNDS) $(BIN)/python -m pytest $(SHARED) tests/faults

fuzz: $(STAMPS)/test  ## Fuzz the API with CASES requests generated from its document; and schedules: every minute around every clock change of every zone, and SIZE thousand random histories; `make test` runs a short form of both
	$(BIN)/python -m tests.fuzz.run --cases $(CASES)
	FUZZ=$(SIZE) $(BIN)/python -m pytest tests/reminders/test_oracle.py tests/reminders/test_lives.py

audit: $(STAMPS)/audit $(NODE)  ## Check pinned dependencies for known vulnerabilities; fails if a registry doesn't answer
	$(BIN)/python -m tests.advisories.run

mutants: $(STAMPS)/audit  ## Mutation tests of the core; MUTANTS="backend.sealing*" for a part of it
	$(BIN)/python -m tests.mutants.run $(MUTANTS)

firefox: $(STAMPS)/test build  ## In a real Firefox: the shared page, also printed, and what stays in the files of its profile; as root on Debian, installs Firefox
	$(BIN)/python -m pytest tests/firefox/shared_page.py tests/firefox/profile_files.py

lighthouse: $(STAMPS)/test build  ## Run Lighthouse for mobile; median of five runs
	$(BIN)/python -m tests.lighthouse.run

types: $(STAMPS)/test $(STAMPS)/npm  ## Generate the OpenAPI document, and from it the front end's types and its table of kinds
	$(BIN)/python -m tests.write_openapi
	$(BIN)/python -m tests.write_kinds
	npm --prefix frontend run --silent types

migrations: $(STAMPS)/test  ## Write migrations for changed models
	$(BIN)/python -m django makemigrations --settings tests.typing_settings
	$(BIN)/ruff format --quiet backend/*/migrations
	$(BIN)/ruff check --quiet --fix backend/*/migrations

requirements: $(STAMPS)/venv  ## Compile requirements/*.in to pinned versions again
	$(PIP) -r requirements/compile.txt
	cd requirements && for name in base test bench audit node compile; do ../$(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--upgrade $$name.in -o $$name.txt || exit 1; done

clean:  ## Delete everything that can be rebuilt; never data/
	rm -rf $(VENV) frontend/node_modules frontend/dist build mutants .schemathesis

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/base: requirements/base.txt $(STAMPS)/venv
	$(PIP) -r $<
	@touch $@

$(STAMPS)/test: requirements/test.txt $(STAMPS)/base
	$(PIP) -r $<
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/test
	$(PIP) -r $<
	@touch $@

$(STAMPS)/audit: requirements/audit.txt $(STAMPS)/test
	$(PIP) -r $<
	@touch $@

$(STAMPS)/node: requirements/node.txt $(STAMPS)/venv
	$(PIP) -r $<
	@touch $@

$(STAMPS)/npm: frontend/package-lock.json frontend/package.json frontend/.npmrc $(NODE)
	npm --prefix frontend ci --loglevel=error --no-progress
	@touch $@

frontend/dist/index.html: $(SOURCES) $(STAMPS)/npm
	npm --prefix frontend run --silent build
	@touch $@
