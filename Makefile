# Every target does its own set-up: a Python 3.11 or newer is all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test lint types imports tests benchmark mutants histories seeds clean

help:
	@echo "make demo       try it: pages on http://127.0.0.1:8000 (PORT=… for another port)"
	@echo "make test       lint, types, layers and every test"
	@echo "make benchmark  the whole journey against the bare floor, as a ratio"
	@echo "make mutants    change the rules a little, in many ways, and see that a test fails each time"
	@echo "make histories  2,000 random histories on memory and 300 on SQLite, against a naive model"
	@echo "make seeds      the laws over memory, system and SQLite under 200 seeds; about an hour and a half"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/demo.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[cli]'
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[cli,http,testing]' --group dev
	@touch $@ $(VENV)/demo.stamp

demo: $(VENV)/demo.stamp
	@$(BIN)/espaceclient demo

test: lint types imports tests

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev.stamp
	$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

tests: $(VENV)/dev.stamp
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --fail-under=100 --include='src/espaceclient/domain/*,src/espaceclient/use_cases/*,src/espaceclient/client.py'

benchmark: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks.journey

mutants: $(VENV)/dev.stamp
	$(BIN)/mutmut run
	$(BIN)/python -m tests.mutants

histories: $(VENV)/dev.stamp
	ESPACECLIENT_HISTORIES=2000 $(BIN)/python -m pytest tests/testing/test_machine.py -k histories_on

seeds: $(VENV)/dev.stamp
	$(BIN)/python -m tests.seeds 200

clean:
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist mutants
