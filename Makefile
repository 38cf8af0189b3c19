# Everything a newcomer needs: `make demo` and `make test`. Only Python 3.11 and make are asked of the machine;
# whatever else is needed goes into .venv/ and node_modules/.

SHELL := /bin/bash
PY := .venv/bin/python
LOCKED := .venv/.locked-requirements
PACKAGES := node_modules/.locked-packages
BROWSER := .make/browser
ENGINES := .make/engines
PACKAGES_TYPED = appraisal plans examiners fees
SHOTS ?= shots
# Machines differ in their locale; texts and file names here are UTF-8 everywhere.
export PYTHONUTF8 := 1

# The first Python 3.11 of the machine that can make a virtual environment; empty when there is none.
PYTHON ?= $(shell for name in python3.11 python3 python; do \
	$$name -c 'import sys, venv, ensurepip; ensurepip.version(); sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1 \
	&& { echo $$name; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint fmt bench shots migrations lock browser clean

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

setup: $(LOCKED) $(PACKAGES) ## Build .venv/ and node_modules/ from the lock files, when those changed

demo: setup ## Run the whole product with a small city in it (PORT=8000, VAR=./var/demo); Ctrl-C stops it
	@exec $(PY) -m appraisal.config.local.demo

test: setup $(BROWSER) ## Run all tests, in a real browser too (ARGS="-k word" to choose)
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: setup ## Check style, imports, templates and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/djlint templates --quiet --check
	.venv/bin/djlint templates --quiet --lint
	$(PY) -m mypy $(PACKAGES_TYPED)

fmt: setup ## Format Python files and templates
	$(PY) -m ruff check --fix --exit-zero .
	$(PY) -m ruff format .
	.venv/bin/djlint templates --quiet --reformat || true

bench: setup $(ENGINES) ## Measure against the limits the project promises; prints ratios
	$(PY) -m benchmarks $(ARGS)

shots: setup $(BROWSER) ## Write a screenshot of every page for every role into var/shots/ (SHOTS=manual_shots: the manuals' pictures)
	$(PY) -m pytest tests/browser/$(SHOTS).py -q -p no:cacheprovider $(ARGS)

migrations: setup ## Write each app's 0001_initial afresh from its models
	$(PY) scripts/migrations.py

lock: setup ## Choose newest versions again and write both lock files
	bash scripts/lock.sh

browser: $(BROWSER) ## Install Chromium and Chinese fonts for the tests

clean: ## Remove what set-up, tests and tools left; the data in var/ stays
	rm -rf .venv node_modules .make .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Kaowu needs Python 3.11 with its venv module, and none was found." >&2; \
		echo "On Debian: apt install python3.11-venv. Or name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv

$(LOCKED): requirements/dev.txt | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# npm comes with the locked Python packages, so that the machine needs no Node of its own.
$(PACKAGES): package.json package-lock.json | $(LOCKED)
	PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --silent
	@touch $@

$(BROWSER): scripts/browser.sh | $(LOCKED)
	bash scripts/browser.sh
	@mkdir -p $(@D) && touch $@

$(ENGINES): scripts/engines.sh | $(LOCKED)
	bash scripts/engines.sh
	@mkdir -p $(@D) && touch $@
