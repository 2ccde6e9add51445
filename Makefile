# Two commands do everything on a fresh machine: make run, make test.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run build test soak lint bench scale guard parity bundle bundle-test screenshots

run: .venv/ready
	$(BIN)/nianbao serve

build: .venv/ready
	$(BIN)/nianbao build

test: .venv/ready
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

# The long tests in full: kill -9 at 60 points, much hostile input, 50 viewers for ten minutes.
soak: .venv/ready
	NIANBAO_SOAK=1 $(BIN)/python -m pytest -q --timeout=3000 tests/test_kill.py tests/test_hostile.py tests/soak

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

# Everything a machine without internet needs, for this kind of machine; installed once without an index to try it.
bundle: .venv/ready
	$(BIN)/python -m nianbao.bundle dist

bundle-test: bundle
	$(BIN)/python -m tests.soak.unpacked dist

screenshots: .venv/ready
	$(BIN)/python -m tests.browser.screenshots docs

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m nianbao.assets
	$(BIN)/python -m nianbao.static_files
	touch .venv/ready

# Spark is 400 MB that no board needs: it stands beside, for the parity test only.
.venv-spark/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv-spark
	.venv-spark/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	.venv-spark/bin/python -m pip install --quiet --no-build-isolation -e '.[spark]'
	touch .venv-spark/ready
