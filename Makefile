# Everything a person needs is one of these words; each does its own set-up.
# Wants python3 >= 3.11 with pip, make and git; nothing else.

PYTHON ?= python3
PORT ?= 8000
DATA ?= var/demo
RUN = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup demo test check coverage laws bench requirements

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## Install everything, development tools included
	@$(PYTHON) -m tools.set_up dev

demo: ## Build a region with example data and serve it on port 8000
	@$(PYTHON) -m tools.set_up run
	@test -e $(DATA)/DEMO || .venv/bin/bayanihan --data $(DATA) demo
	@exec .venv/bin/bayanihan --data $(DATA) serve --port $(PORT)

test: setup ## Run everything: checks, suite on SQLite and PostgreSQL, browser journeys
	@$(RUN) -m tools.run_tests everything

check: setup ## Run the checks and the suite on SQLite, without a browser: some ten minutes
	@$(RUN) -m tools.run_tests quick

coverage: setup ## Run the suite on SQLite with branch coverage of every room
	@$(RUN) -m tools.run_tests coverage

laws: setup ## Ask a million times whether somebody may see something (an hour or two)
	@BAYANIHAN_CASES=1000000 $(RUN) -m pytest --quiet --no-cov -o faulthandler_timeout=0 tests/laws/test_visibility_many.py

bench: setup ## Measure; results and machine are printed
	@$(RUN) -m bench

requirements: setup ## Lock the requirements anew after a change of pyproject.toml
	@$(PYTHON) -m tools.lock
