PYTHON ?= python3
VENV := .venv/bin
LOCK := $(VENV)/uv pip compile --no-config -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
DOCUMENTS = $(wildcard README*.md docs/*.md)

.PHONY: setup demo test lock format docs bench

setup: ; @$(PYTHON) .ci/set_up.py

demo: setup ; @$(VENV)/python -m xunjian.demo --out out/demo

test: setup ; @$(VENV)/python .ci/gates.py

# Keeps the versions that still fit; `make lock UPGRADE=--upgrade` takes the newest.
lock: ; $(LOCK) $(UPGRADE) pyproject.toml -o requirements.txt && $(LOCK) $(UPGRADE) -c requirements.txt --extra dev pyproject.toml -o requirements-dev.txt

format: setup ; $(VENV)/ruff check --fix-only -q . ; $(VENV)/ruff format .

docs: setup ; $(VENV)/cog -r -P $(DOCUMENTS)

bench: setup ; $(VENV)/python -m bench
