# Everything installs into .venv, frontend/node_modules and build/; nothing needs root, Docker or a Node of your own.

PORT ?= 8000
ROUNDS ?= 10
SIZE ?= 1
CASES ?= 10000
BENCHES ?= run patterns sending claims nudges viewings statements
PYTHON ?= python3
PYTHONS ?= python3.12 python3.13 python3.14
# Workers of pytest share the tests, each with a database, a server and a browser of its own; a module stays on one, with
# what it sets up as a whole. What kills and times processes runs apart from the rest. It waits a lot, as the stories do,
# so these have a worker more.
WORKERS = 2
alone e2e: WORKERS = 3
SHARED = -n $(WORKERS) --dist loadscope --no-loadscope-reorder
ALONE := tests/deployment tests/embedded tests/faults
# Each part is measured (tests/parts.py).
PART = $(BIN)/python -m tests.parts $@
PYTEST = $(PART) $(BIN)/python -m pytest --junitxml=build/parts/$@.xml
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check install --require-hashes
STAMPS := $(VENV)/stamps

# A Node.js of the host serves if it is new enough; else one comes from PyPI into the virtual environment.
HOST_NODE := $(shell node -e 'process.exit(+(process.versions.node.split(".")[0] < 22))' 2>/dev/null && echo yes)
ifeq ($(HOST_NODE),yes)
NODE := $(STAMPS)/venv
else
NODE := $(STAMPS)/node
endif
# In the recipes, what .venv holds comes first.
export PATH := $(CURDIR)/$(BIN):$(PATH)

SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print) \
	$(wildcard backend/content/*.json backend/content/languages/*/*.json)

.PHONY: run setup build test quick lint unit once alone sqlite postgresql e2e versions embedded bench faults fuzz audit mutants firefox lighthouse types migrations requirements clean

run: setup  ## Serve on http://localhost:$(PORT)
	@exec $(BIN)/python manage.py serve --port $(PORT)

setup: $(STAMPS)/base frontend/dist/index.html  ## Install what it runs on and build the front end

build: frontend/dist/index.html

# What waits a lot runs beside what doesn't; each part's output comes as a whole. The stories want the machine to themselves.
test: $(STAMPS)/bench $(STAMPS)/npm build  ## Everything, fast ones first
	@$(MAKE) --no-print-directory --jobs=2 --output-sync lint unit
	@$(MAKE) --no-print-directory --jobs=2 --output-sync once alone
	@$(MAKE) --no-print-directory sqlite postgresql e2e

quick: $(STAMPS)/test $(STAMPS)/npm  ## What the changed files concern, on SQLite, without a browser (SINCE=HEAD)
	@$(BIN)/python -m tests.quick $(SINCE)

lint: $(STAMPS)/test $(STAMPS)/npm
	$(PART) sh -ec 'ruff check . && ruff format --check . && mypy && lint-imports --no-logo --no-cache && npm --prefix frontend run --silent check'

unit: $(STAMPS)/npm
	$(PART) npm --prefix frontend run --silent test -- --reporter=default --reporter=junit --outputFile=../build/parts/unit.xml

once: $(STAMPS)/bench build  ## What opens no database (tests/databases.py)
	NOTICING_TEST_DATABASE=none $(PYTEST) -m "not database" $(SHARED) $(addprefix --ignore=,$(ALONE) tests/e2e)

alone: $(STAMPS)/bench build  ## What kills processes and times them, and what would be deployed
	NOTICING_TEST_DATABASE=none $(PYTEST) $(SHARED) $(ALONE)

sqlite postgresql: $(STAMPS)/bench build
	NOTICING_TEST_DATABASE=$@ $(PYTEST) -m database $(SHARED) --ignore=tests/e2e

e2e: $(STAMPS)/test build  ## With SLOW=4 everything is slower, to find stories that act too early (tests/e2e/slow.py)
	E2E_SLOW=$(SLOW) E2E_SLOW_WHAT=$(WHAT) $(PYTEST) -m e2e -n $(WORKERS) --dist worksteal tests/e2e

# The front end stays as it is: it doesn't depend on the Python.
versions: build  ## The back end's tests on SQLite and of the service's start, on each of PYTHONS, with packages of its own
	@for python in $(PYTHONS); do \
		$(MAKE) --old-file=frontend/dist/index.html PYTHON=$$python VENV=build/$${python##*/} once sqlite embedded || exit 1; done

embedded: $(STAMPS)/bench build  ## The service that serves itself; `make alone` runs these too
	NOTICING_TEST_DATABASE=none $(PYTEST) tests/embedded

bench: $(STAMPS)/bench  ## Ours beside other designs, part by part (BENCHES=patterns); fails when it falls behind
	@ended=0; for part in $(BENCHES); do $(BIN)/python -m tests.load.$$part || ended=1; done; exit $$ended

faults: $(STAMPS)/test  ## Kill, flush, restart and set back everything again and again (200 kills of workers in 10 rounds); a short form of it is part of `make test`
	FAULT_ROUNDS=$(ROUNDS) $(BIN)/python -m pytest tests/faults

fuzz: $(STAMPS)/test  ## The API, with CASES requests made up from its document; and schedules: every minute around every clock change of every zone, and SIZE thousand drawn lives; a short form of both is part of `make test`
	$(BIN)/python -m tests.fuzz.run --cases $(CASES)
	FUZZ=$(SIZE) $(BIN)/python -m pytest tests/reminders/test_oracle.py tests/reminders/test_lives.py

audit: $(STAMPS)/audit $(NODE)  ## Known faults in what is pinned, as far as the registries answer; one that doesn't is no pass
	$(BIN)/python -m tests.advisories.run

mutants: $(STAMPS)/audit  ## Changes the core line by line and looks whether a test notices; MUTANTS="backend.sealing*" for some of it
	$(BIN)/python -m tests.mutants.run $(MUTANTS)

firefox: $(STAMPS)/test build  ## The therapist's page in a real Firefox, also on paper; fetches its package when root on Debian
	$(BIN)/python -m pytest tests/firefox/shared_page.py

lighthouse: $(STAMPS)/test build  ## Lighthouse, mobile, median of five
	$(BIN)/python -m tests.lighthouse.run

types: $(STAMPS)/test $(STAMPS)/npm  ## The OpenAPI document, and from it the front end's types and its table of kinds
	$(BIN)/python -m tests.write_openapi
	$(BIN)/python -m tests.write_kinds
	npm --prefix frontend run --silent types

migrations: $(STAMPS)/test  ## Write the migrations that changed models need
	$(BIN)/python -m django makemigrations --settings tests.typing_settings

requirements: $(STAMPS)/venv  ## Pin anew what requirements/*.in ask for
	$(PIP) -r requirements/compile.txt
	cd requirements && for name in base test bench audit node compile; do ../$(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--upgrade $$name.in -o $$name.txt || exit 1; done

clean:  ## Everything that can be made again; never data/
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
