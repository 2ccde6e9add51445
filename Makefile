# Two commands do everything on a fresh machine: make run, make test.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run build test lint bench scale guard parity screenshots

run: .venv/ready
	$(BIN)/nianbao serve

build: .venv/ready
	$(BIN)/nianbao build

test: .venv/ready
	$(BIN)/python -m pytest -q

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check nianbao tests pages app.py
	$(BIN)/mypy nianbao

bench: .venv/ready
	$(BIN)/python -m tests.bench

scale: .venv/ready
	$(BIN)/python -m tests.bench.curve

guard: .venv/ready
	$(BIN)/python -m tests.bench.guard

parity: .venv-spark/ready
	.venv-spark/bin/python -m pytest -q tests/spark

screenshots: .venv/ready
	$(BIN)/python -m tests.browser.screenshots docs

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m nianbao.assets
	touch .venv/ready

# Spark is 400 MB that no board needs: it stands beside, for the parity test only.
.venv-spark/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv-spark
	.venv-spark/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	.venv-spark/bin/python -m pip install --quiet --no-build-isolation -e '.[spark]'
	touch .venv-spark/ready
