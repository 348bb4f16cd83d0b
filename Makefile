# Every target does its own set-up: a Python 3.11 or newer is all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --constraint constraints/dev.txt --editable
EXTRAS := api,argon2,cli,django,fastapi,flask,http,metrics,postgres,testing,wsgi
# Three processes for two cores, since tests wait for servers and browsers; what shares one stays together.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(8, 3 * (os.cpu_count() or 1) // 2 or 1))')
PYTEST := pytest -n $(WORKERS) --dist loadgroup
CHAOS_SECONDS ?= 60
CHAOS_SEED ?= 7
CORE_TESTS := $(wildcard tests/domain tests/use_cases tests/test_client.py tests/test_forgotten_password.py \
	tests/test_limits.py tests/test_cost.py tests/test_adding_contracts.py tests/test_changing_address.py \
	tests/test_devices.py tests/test_languages.py tests/test_leaving.py tests/test_support.py tests/test_waiting.py)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo check test lint types imports core-tests tests matrix benchmark benchmark-peers chaos letters pictures mutants histories \
	seeds constraints clean

help:
	@echo "make demo         try it: pages on http://127.0.0.1:8000 (PORT=… for another port)"
	@echo "make check        while you work: lint, types, layers, the tests of the core"
	@echo "make test         before you push: lint, types, layers and every test, with coverage"
	@echo "make matrix       core and adapters on Python 3.11 to 3.14, and on the lowest versions allowed"
	@echo "make benchmark    the whole journey against the bare floor, as a ratio"
	@echo "make benchmark-peers  the same journey in comparable libraries, in turns; some minutes"
	@echo "make chaos        kill serve and relay at random for CHAOS_SECONDS=60 of use; nothing may be lost"
	@echo "make letters      put the styles of mails in their places, and write every mail down, to be read"
	@echo "make pictures     every page and every mail as people see it, into docs/images/pages"
	@echo "make mutants      change the rules a little, in many ways, and see that a test fails each time"
	@echo "make histories    2,000 random histories on memory, 300 on SQLite and 400 on PostgreSQL, against a naive model"
	@echo "make seeds        the laws over memory, system and SQLite under 200 seeds; about an hour and a half"
	@echo "make constraints  write constraints/dev.txt anew, with the newest versions there are"
	@echo "make clean        remove all that these targets leave behind"
	@echo "Parts of the above: make lint, types, imports, core-tests, tests"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/demo.stamp: pyproject.toml constraints/dev.txt src/espaceclient/__init__.py | $(VENV)/bin/python
	$(INSTALL) '.[cli]'
	@touch $@

$(VENV)/dev.stamp: pyproject.toml constraints/dev.txt src/espaceclient/__init__.py | $(VENV)/bin/python
	$(INSTALL) '.[$(EXTRAS)]' --group dev
	@touch $@ $(VENV)/demo.stamp

# Comparable libraries, each with the versions that docs/peers.md tells of.
PEERS := allauth fastapi_users flask_security

.venv-peers/%/installed.stamp: tests/benchmarks/peers/%/requirements.txt | $(VENV)/bin/python
	$(PYTHON) -m venv .venv-peers/$*
	.venv-peers/$*/bin/python -m pip install --quiet --requirement $<
	@touch $@

demo: $(VENV)/demo.stamp
	@$(BIN)/espaceclient demo

check: lint types imports core-tests

test: lint types imports tests

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev.stamp
	$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

core-tests: $(VENV)/dev.stamp
	$(BIN)/python -m $(PYTEST) -q $(CORE_TESTS)

tests: $(VENV)/dev.stamp
	$(BIN)/coverage erase
	$(BIN)/coverage run -m $(PYTEST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --fail-under=100 --include='src/espaceclient/domain/*,src/espaceclient/use_cases/*,src/espaceclient/client.py'

matrix: $(VENV)/dev.stamp
	$(BIN)/nox

benchmark: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks.journey

benchmark-peers: $(VENV)/dev.stamp $(PEERS:%=.venv-peers/%/installed.stamp)
	$(BIN)/python -m tests.benchmarks.peers

chaos: $(VENV)/dev.stamp
	$(BIN)/python -m tests.chaos --seconds $(CHAOS_SECONDS) --seed $(CHAOS_SEED)

letters: $(VENV)/dev.stamp
	$(BIN)/python -m tests.letters

pictures: $(VENV)/dev.stamp
	$(BIN)/python -m tests.pictures

mutants: $(VENV)/dev.stamp
	$(BIN)/mutmut run
	$(BIN)/python -m tests.mutants

histories: $(VENV)/dev.stamp
	ESPACECLIENT_HISTORIES=2000 $(BIN)/python -m pytest tests/testing/test_stateful.py \
		tests/adapters/postgres/test_histories.py -k "histories_on or histories_agree_with_the_model and not each_caller"

seeds: $(VENV)/dev.stamp
	$(BIN)/python -m tests.seeds 200

constraints:
	rm -rf $(VENV)
	$(MAKE) $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS)]' --group dev
	(echo "# What make and CI install. Written by make constraints."; \
		$(BIN)/python -m pip freeze --exclude-editable) > constraints/dev.txt

clean:
	rm -rf $(VENV) .venv-peers .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .nox build dist mutants
