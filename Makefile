# make demo: from a fresh checkout to a table. make test: the whole test suite. Both need Python 3.11 or later with pip.

VENV := .venv
PY := $(VENV)/bin/python
# a lock file to install from (CI sets it), and arguments for pytest
LOCK ?=
ARGS ?=
PIP = $(PY) -m pip install -qq --disable-pip-version-check $(if $(LOCK),--constraint $(LOCK))

.PHONY: help demo test dev lint lexicon clean

help:
	@echo "make demo     install into $(VENV), code the sample reports and show the table"
	@echo "make test     install the tools of the tests into $(VENV) and run the whole suite"
	@echo "make lint     ruff, mypy, the layers, the lexicon's artefact"
	@echo "make lexicon  build the lexicon's artefact from its YAML"
	@echo "make clean    remove $(VENV) and caches"

demo: $(VENV)/.installed
	@$(VENV)/bin/karaka demo

test: $(VENV)/.dev
	@$(PY) -m pytest $(ARGS)

dev: $(VENV)/.dev

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m karaka.lexicon.build --check

lexicon: $(VENV)/.installed
	$(PY) -m karaka.lexicon.build

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# the newest Python that is there; the stamp is made last, so that a broken environment is made anew
$(VENV)/.created:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Karaka needs Python 3.11 or later: install it, or name one with make demo PYTHON=/path/to/python" >&2; exit 1; fi; \
	rm -rf $(VENV); \
	"$$found" -m venv $(VENV) || { echo "$$found cannot make an environment: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	@echo "Installing Karaka into $(VENV) ..." >&2
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.created pyproject.toml $(LOCK)
	@echo "Installing Karaka and the tools of its tests into $(VENV) ..." >&2
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed
