# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
# Needs python3 (3.11 or newer, with venv) and make; everything else is installed into .venv.

PYTHON ?= python3
export UV_SYSTEM_CERTS ?= 1
export NODE_USE_SYSTEM_CA ?= 1

BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help setup run test soak check bench lock clean

help: ## Show every target with a sentence.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv with the locked packages, the project and its browser assets.
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "There is no $(PYTHON) on this machine: install Python 3.11 or newer (with venv) and run make again." >&2; exit 1; }
	@"$(PYTHON)" requirements/install.py

run: setup ## Plan data/demo, keep it in a database and serve it (FRESH=1: start over).
	@$(BIN)/rma demo $(if $(filter-out 0 no,$(FRESH)),--fresh)

test: setup ## Run every test, in two runs side by side; browser tests skip, with their reason, where there is no chromium.
	@$(BIN)/python -m pytest tests/integration tests/e2e & whole=$$!; \
		$(BIN)/python -m pytest --ignore=tests/integration --ignore=tests/e2e; rest=$$?; \
		wait $$whole && exit $$rest

soak: setup ## Kill databases and servers, walk through minutes and try every plan for long (RMA_SOAK: times as long as in the tests).
	@RMA_SOAK=$${RMA_SOAK:-20} $(BIN)/python -m pytest -q tests/integration/test_db_kill.py tests/integration/test_service_kill.py \
		tests/property/test_deadlines_*.py tests/property/test_dispatch_brute_force.py

check: setup ## Check style, types and the import contracts: ruff, mypy and import-linter.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: setup ## Measure plans, dispatch beside other solvers, business time beside other packages, RMAs beside a bare endpoint (half an hour and more).
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements/bench.txt
	@$(BIN)/python benchmarks/plan_demo.py
	@$(BIN)/python -m benchmarks.business_time
	@$(BIN)/python -m benchmarks.rma_throughput
	@$(BIN)/python -m benchmarks.dispatch

lock: setup ## Lock requirements/*.in again, by hash, without addresses (UPGRADE=--upgrade: newest).
	@$(LOCK) requirements/uv.in --output-file requirements/uv.txt
	@$(LOCK) requirements/runtime.in --output-file requirements/runtime.txt
	@$(LOCK) requirements/dev.in --output-file requirements/dev.txt
	@$(LOCK) requirements/build.in --output-file requirements/build.txt
	@$(LOCK) --no-deps requirements/bench.in --output-file requirements/bench.txt

clean: ## Remove .venv, caches, built files and the written plan.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist rma_service/web/vendor
	rm -f plan.json plan.csv plan.html whatif.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
