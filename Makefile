# Every command of the project. Each one first sets up what it needs, and does nothing twice.
# Needed beforehand: make and Python 3.11 or newer.

SHELL := /bin/sh
BIN := .venv/bin
PYTHON ?=
HOST ?=
PORT ?=
ARGS ?=
JOBS ?= 2
TURTLE = $(wildcard ontology instances shapes)
PIP = $(BIN)/python -m pip install --disable-pip-version-check
# the versions in the lock files are made by the same command for both; hashes only, no addresses
COMPILE = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra build

# hundreds of processes are started by the tests alone: what Python has compiled is kept, whatever the caller set
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev editor serve test coverage scorecard bench check build lint format words lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.runtime .venv/.editor ## a .venv that can check, build and serve; then .venv/bin/nameplate is the command line

setup-dev: .venv/.dev .venv/.editor ## the same and what the tests need

editor: ## fetch the editor of the query page again, where that failed at set-up
	@rm -f .venv/.editor
	@$(MAKE) --no-print-directory .venv/.editor

serve: .venv/.runtime .venv/.editor ## serve the newest release, built first if its inputs changed (HOST=, PORT=, ARGS=)
	@exec $(BIN)/nameplate serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT)) $(ARGS)

# the harness of the W3C suites gives way to what wants the machine for itself, and takes what that leaves of it;
# 5 is pytest's word for "no test was chosen", which not all three runs may say
test: .venv/.dev .venv/.editor build/npm/.installed ## all tests; with CI=true a test that cannot run fails (ARGS= for pytest, JOBS= side by side)
	@first=0; second=0; third=0; said=$$(mktemp); \
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not alone and not patient" $(ARGS) || first=$$?; \
	nice -n 19 $(BIN)/python -m pytest -m patient $(ARGS) >$$said 2>&1 & patient=$$!; \
	trap 'kill $$patient; exit 130' INT TERM; \
	$(BIN)/python -m pytest -m alone $(ARGS) || second=$$?; \
	wait $$patient || third=$$?; [ $$third = 5 ] || cat $$said; rm -f $$said; \
	case $$first$$second$$third in 555|*[!05]*) \
		echo "Failed: $$first side by side, $$second alone, $$third patient (5: no test chosen)" >&2; exit 1;; esac

coverage: .venv/.dev .venv/.editor build/npm/.installed ## the same, with what of server/ they run, processes included; half as long again
	@$(BIN)/python -m pytest --cov --cov-report=term $(ARGS)

scorecard: .venv/.dev build/npm/.installed ## run the tests that decide rows of outside checklists and write docs/scorecard.md
	@$(BIN)/python -m pytest -q --cache-clear -m card $(ARGS); $(BIN)/python -m tests.scorecard

bench: .venv/.dev build/bench/peers/.installed ## compare with other engines, see bench/README.md (ARGS="--data 200k --keep")
	@exec $(BIN)/python -m bench $(ARGS)

check: .venv/.runtime ## look for mistakes in ontology/, instances/ and shapes/
	@exec $(BIN)/nameplate check $(ARGS)

build: .venv/.runtime ## make a release in build/releases
	@exec $(BIN)/nameplate build $(ARGS)

lint: .venv/.dev ## style, types and Turtle layout, nothing changed
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Mend the layout of these with: make format"; $(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/mypy
	@$(if $(TURTLE),$(BIN)/turtlefmt --check $(TURTLE))

format: .venv/.dev ## lay out Python and Turtle, mend what can be mended
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .
	@$(if $(TURTLE),$(BIN)/turtlefmt $(TURTLE))

lock: .venv/.dev ## take the newest versions that pyproject.toml allows into both lock files
	@$(PIP) -qq uv
	$(COMPILE) --upgrade pyproject.toml --output-file requirements.lock
	$(COMPILE) --upgrade --extra dev pyproject.toml --output-file requirements-dev.lock
	$(subst --extra build,,$(COMPILE)) --upgrade bench/requirements.in --output-file bench/requirements.lock

words: .venv/.dev ## add texts that no catalog has yet to each of server/web/translations, to be translated
	@$(BIN)/python -m tests.catalogs

clean: ## remove everything that make made
	rm -rf .venv build dist $(EDITOR) .coverage htmlcov .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that is new enough and can make a virtual environment.
$(BIN)/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making .venv with $$("$$python" --version)"; \
			rm -rf .venv; \
			"$$python" -m venv .venv && exit 0; \
			echo "$$python could not make a virtual environment, see above." >&2; exit 1; \
		fi; \
	done; \
	echo "No Python 3.11 or newer with venv and ensurepip was found (python3 here: $$(python3 --version 2>&1 || true))." >&2; \
	echo "Install one (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python)," >&2; \
	echo "or name one: make PYTHON=/path/to/python3 ..." >&2; \
	exit 1

.venv/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the libraries of requirements.lock into .venv (a minute or two the first time)"
	@$(PIP) -qq --require-hashes -r requirements.lock
	@$(PIP) -q --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing the tools of requirements-dev.lock into .venv"
	@$(PIP) -qq --require-hashes -r requirements-dev.lock
	@touch $@

# The editor of the query page, from npm. Without it that page is a plain form, so nothing fails here.
EDITOR := server/web/static/editor
.venv/.editor: server/web/npm/package-lock.json server/web/npm/package.json server/web/npm/.npmrc .venv/.runtime
	@echo "Installing the editor of the query page into $(EDITOR)"
	@rm -rf build/editor && mkdir -p build/editor
	@cp server/web/npm/package.json server/web/npm/package-lock.json server/web/npm/.npmrc build/editor
	@PATH="$(CURDIR)/$(BIN):$$PATH"; export PATH; if npm ci --prefix build/editor --ignore-scripts --no-audit --no-fund --fetch-retries 1 --fetch-timeout 20000 \
		>build/editor/npm.log 2>&1; then \
		from=build/editor/node_modules/@zazuko/yasgui; \
		version=$$(node -p "require('./$$from/package.json').version") && \
		rm -rf $(EDITOR) && mkdir -p $(EDITOR)/$$version && \
		cp $$from/package.json $$from/build/yasgui.min.js $$from/build/yasgui.min.css $(EDITOR)/$$version && \
		rm -rf build/editor; \
	else \
		echo "npm could not fetch it: the query page is a plain form until \"make editor\" succeeds; build/editor/npm.log says why."; \
	fi
	@touch $@

# Clients from npm that the tests ask the site with; Node.js and npm come with the libraries.
build/npm/.installed: tests/npm/package-lock.json tests/npm/package.json .venv/.runtime
	@echo "Installing the programs of tests/npm into build/npm (a minute)"
	@mkdir -p build/npm && cp tests/npm/package.json tests/npm/package-lock.json tests/npm/.npmrc build/npm
	@$(BIN)/npm ci --prefix build/npm --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

# The engines that bench compares with have an environment of their own.
build/bench/peers/.installed: bench/requirements.lock | $(BIN)/python
	@echo "Installing the peers of bench/requirements.lock into build/bench/peers"
	@$(BIN)/python -m venv build/bench/peers
	@build/bench/peers/bin/python -m pip install --disable-pip-version-check -qq --require-hashes -r bench/requirements.lock
	@touch $@
