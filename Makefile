# make run    the service on http://127.0.0.1:8000, with its own SQLite database
# make test   lint, types, import contracts and the whole test suite
PYTHON  ?= python3
SOURCES ?=
VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check
export PYTHONUTF8 := 1

.PHONY: run compile test test-compiled lint browser screenshots format bench soak storm lock clean help

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(VENV)/.run: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Tallywire needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# make run SOURCES=samples,36kr   polls only those
run: $(VENV)/.run
	TALLYWIRE_SOURCES="$(SOURCES)" $(BIN)/tallywire serve

# make compile   let the extractors run as machine code (needs a C compiler) until they change; without it they run as Python
compile: $(VENV)/.dev
	$(BIN)/tallywire compile

# make lint   ruff, strict typing, import contracts, known vulnerabilities of what is locked
lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy clients/python/tallywire_client
	$(BIN)/lint-imports
	$(BIN)/python -m tests.audit

test: lint browser
	$(BIN)/pytest -n 2

# make test-compiled   the extractors' tests and those that check articles, against the compiled build
test-compiled: compile
	TALLYWIRE_COMPILED=yes $(BIN)/pytest -n 2 $(wildcard tests/unit/test_*.py) tests/golden tests/acceptance/test_samples.py

# make browser   install Debian's chromium, which the tests of the pages drive, if it is missing
browser:
	@command -v chromium > /dev/null || { \
	  if command -v apt-get > /dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "The tests of the pages drive Debian's chromium: apt-get install chromium"; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk > /dev/null; \
	  else \
	    echo "Without chromium (Debian package; apt-get as root) the tests of the pages are skipped"; \
	  fi; }

# make screenshots   draw the pages of the samples anew into docs/
screenshots: $(VENV)/.dev browser
	$(BIN)/python -m tests.browser.screenshots

# make format   let ruff rewrite what it can
format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# make bench   measure and rewrite the tables of docs/benchmarks.md
bench: $(VENV)/.dev .venv-bench/.peers
	@command -v wrk > /dev/null || apt-get install -y -qq wrk || echo "without wrk (Debian package) the load bench is skipped"
	$(BIN)/python -m bench

# make soak   poll 200 simulated sources for a simulated month, every fault at random; kill 100 pollers
soak: $(VENV)/.dev
	$(BIN)/python -m tests.soak
	$(BIN)/python -m tests.soak.killing

# make storm   kill the service fifty times while it delivers alerts
storm: $(VENV)/.dev
	$(BIN)/python -m tests.acceptance.storm --kills 50

.venv-bench/.peers: bench/peers.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r bench/peers.txt
	@touch $@

# make lock   resolve the locks anew from pyproject.toml
UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: $(VENV)/.dev
	$(UV_COMPILE) --extra build pyproject.toml -o requirements.txt
	$(UV_COMPILE) --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .venv-bench data .mypy_cache .pytest_cache .ruff_cache .hypothesis
