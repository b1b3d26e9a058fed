# `make plan` plans the flagship scenario, `make app` starts the app, `make test` runs every check; each sets itself up.
# Stamps are newer than what they were made from, so that a second run starts at once.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml constraints.txt .ci/environment
SCENARIO := scenarios/ai-factory.yaml
OUT := out/ai-factory
PORT := 8501

.PHONY: help plan app test seeds bench bench-app bench-families screenshots lint types contracts unit format constraints clean

help:
	@echo "make plan         plan $(SCENARIO) into $(OUT)"
	@echo "make app          start the scenario app on 127.0.0.1 (PORT=8501)"
	@echo "make test         lint, types, import contracts and all tests"
	@echo "make seeds        search again for scenarios in which something decides (TESTS=tests/properties)"
	@echo "make bench        time and memory of planning (not a test)"
	@echo "make bench-app    speed and memory of the app (not a test)"
	@echo "make bench-families  what each family of constraints costs in time, into docs/families.md (not a test)"
	@echo "make screenshots  pictures of every view into docs/screens"
	@echo "make format       put the sources in form"
	@echo "make constraints  newest versions of all dependencies into constraints.txt"
	@echo "make clean        remove environment, caches and results"

$(VENV)/base.stamp: $(SOURCES)
	.ci/environment $(VENV)
	@touch $@

$(VENV)/app.stamp: $(SOURCES)
	.ci/environment $(VENV) app,export
	@touch $(VENV)/base.stamp $@

$(VENV)/dev.stamp: $(SOURCES)
	.ci/environment $(VENV) app,postgres,export,dev
	@touch $(VENV)/base.stamp $(VENV)/app.stamp $@

plan: $(VENV)/base.stamp
	$(BIN)/steelyard plan $(SCENARIO) --out $(OUT)

app: $(VENV)/app.stamp
	$(BIN)/steelyard app --port $(PORT)

test: lint types contracts unit

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports

# Three at a time on two cores: a test often waits for a browser, a server or a solver; who is done takes from the others.
unit: $(VENV)/dev.stamp
	.ci/browser
	$(BIN)/pytest -n 3 --dist worksteal

seeds: $(VENV)/dev.stamp
	$(if $(TESTS),,echo '{}' > tests/properties/seeds.json)
	STEELYARD_RENEW_SEEDS=1 $(BIN)/pytest $(or $(TESTS),tests/properties)

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks.bench

bench-app: $(VENV)/dev.stamp
	.ci/browser
	$(BIN)/python -m tests.benchmarks.app

bench-families: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks.families --out docs/families.md

screenshots: $(VENV)/dev.stamp
	.ci/browser
	$(BIN)/python -m tests.browser.screenshots

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

constraints:
	rm -rf $(VENV)-newest
	python3 -m venv $(VENV)-newest
	$(VENV)-newest/bin/pip install --quiet hatchling
	$(VENV)-newest/bin/pip install --quiet --no-build-isolation --editable '.[app,postgres,export,dev]'
	{ echo "# Versions that the tests pass with. Made by \`make constraints\`."; \
	  $(VENV)-newest/bin/pip freeze --exclude-editable; } > constraints.txt
	rm -rf $(VENV)-newest

clean:
	rm -rf $(VENV) out build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
