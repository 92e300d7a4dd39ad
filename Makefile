# Tongban. Two commands do all: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: install install-dev run test check bench deep vendor docs screens trust-report clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Tongban needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

install-dev: $(VENV)/.installed-dev

$(VENV)/.installed-dev: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.installed $@

run: install
	@$(BIN)/tongban demo --port $(PORT)

test: install-dev
	@$(BIN)/python scripts/test.py

check: install-dev
	@$(BIN)/python scripts/check.py

bench: install-dev
	@$(BIN)/python scripts/bench.py

trust-report: install-dev
	@$(BIN)/python scripts/trust.py

screens: install-dev
	@TONGBAN_SCREENS=1 $(BIN)/python -m pytest -q tests/journeys -m browser -k "js and not nojs"

deep: install-dev
	@$(BIN)/python scripts/test.py --deep

docs: install-dev
	@$(BIN)/python scripts/messages.py
	@$(BIN)/python scripts/pages.py

vendor: install-dev
	@$(BIN)/python scripts/vendor.py

clean:
	rm -rf $(VENV) var build dist
