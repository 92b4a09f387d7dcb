# Two commands matter: make site, make test. Both work on a machine with git, make and Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: site offline book test serve check lint search bench lock clean

site: $(VENV)/.installed  ## check the sources and build the site into site/
	@$(BIN)/python scripts/build.py

offline: site  ## build the site and pack it into site-offline/, as one file to open without a server
	@$(BIN)/kb offline

book: site  ## build the site and write it into site-offline/ as an EPUB
	@$(BIN)/kb book

test: lint  ## lint, check types and run every test
	@echo "Running the tests …"
	@$(BIN)/python -m pytest

lint: $(VENV)/.installed  ## lint and check types
	@echo "Linting and checking types …"
	@$(BIN)/ruff check scripts tests
	@$(BIN)/ruff format --check --quiet scripts tests
	@$(BIN)/mypy

serve: $(VENV)/.installed  ## preview at http://127.0.0.1:8000, following every change
	@$(BIN)/kb serve

check: $(VENV)/.installed  ## check the sources without building
	@$(BIN)/kb check

search: site  ## type queries into the search box, and count how often the right page stands first
	@$(BIN)/python tests/search_quality.py

bench: $(VENV)/.installed  ## measure checking and building at 300, 1,000 and 3,000 pages
	@$(BIN)/python tests/benchmark.py

# pip checks every file against the hashes of the lock; the package itself is installed as it stands here.
$(VENV)/.installed: requirements.lock pyproject.toml
	@echo "Setting up the environment in $(VENV) (once, a minute or two) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:  ## write requirements.lock again after pyproject.toml changed (needs uv)
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11.5 --generate-hashes \
	  --no-header --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .cache .site-new .site-old site site-offline
