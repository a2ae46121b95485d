# Every target installs what it needs; nothing is expected beyond python3 (3.11+), make and the package registries.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo up test lint package generate bench lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/.local ## three sample documents through the whole local stack, exports in ./out/
	@$(BIN)/wordmill demo

up: .venv/.local ## start the local stack; Ctrl-C stops it
	@$(BIN)/wordmill up

test: .venv/.dev lint ## everything CI runs
	$(BIN)/python -m pytest

lint: .venv/.dev ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .import_linter_cache

package: .venv/.dev ## the bundles for both clouds in ./build/, and what would be deployed to AWS in ./.serverless/
	$(BIN)/python -m deploy.bundle aws
	PATH="$(CURDIR)/$(BIN):$$PATH" SLS_TRACKING_DISABLED=1 npx osls package --stage prod
	$(BIN)/python -m deploy.bundle google

generate: .venv/.dev ## write the generated files anew (schema.sql, SCHEMA.md, openapi.json)
	$(BIN)/python -m deploy.generate

bench: .venv/.bench ## the measurements, each beside its peers in one run
	$(BIN)/python -m tests.benchmarks

lock: ## resolve pyproject.toml into the lock files (needs uv on the PATH)
	uv pip compile pyproject.toml $(LOCK) -o requirements.txt
	uv pip compile pyproject.toml $(LOCK) --extra local -c requirements.txt -o requirements-local.txt
	uv pip compile pyproject.toml $(LOCK) --extra dev --extra ja -c requirements-local.txt -o requirements-dev.txt
	uv pip compile pyproject.toml $(LOCK) --extra bench --extra ja -c requirements-dev.txt -o requirements-bench.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --no-emit-package wordmill

clean: ## remove what was installed and what was made, also the local stack's data
	rm -rf .venv .wordmill out build .serverless deploy/local/node_modules node_modules

# One environment, widened by need: each stamp says which lock file is in it.
.venv/.python:
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.local: requirements-local.txt pyproject.toml deploy/local/package-lock.json | .venv/.python
	@echo "Installing what the local stack needs (once) ..."
	$(PIP) install --require-hashes --requirement requirements-local.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	cd deploy/local && PATH="$(CURDIR)/$(BIN):$$PATH" npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

.venv/.dev: requirements-dev.txt package-lock.json .venv/.local
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

.venv/.bench: requirements-bench.txt .venv/.dev
	$(PIP) install --require-hashes --requirement requirements-bench.txt
	@touch $@
