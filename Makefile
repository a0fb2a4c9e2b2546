# `make lab` and `make test` do all the set-up themselves: a virtual environment in .venv with pinned versions.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

# What checks, bundles and tests the JavaScript of hnetlab/front.
FRONT := node_modules/.ready
# Without npm it is left out, unless the front ends must be tested.
ifneq ($(shell command -v npm)$(filter required,$(HNETLAB_BROWSER)),)
WITH_FRONT := yes
endif

# More arguments for the program that a target starts: `make lab ARGS=--no-browser`, `make test ARGS="-k store"`.
ARGS ?=

# The folder that JupyterLab shows.
LAB_ROOT := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help install lab demo test pytest lint style types lint-front front site format clean

help:
	@echo "make lab      open the notebooks in JupyterLab"
	@echo "make demo     watch a hypernetwork remember and fine-tuning forget, in the terminal"
	@echo "make test     check style and types, run the tests and the notebooks"
	@echo "make lint     only check style and types"
	@echo "make front    bundle the JavaScript of hnetlab/front anew, after a change there"
	@echo "make site     build the site: executed notebooks, playground, reference (in build/site)"
	@echo "make format   put code and notebooks into the style that the checks want"
	@echo "make clean    remove $(VENV), node_modules and the tools' caches; data and runs stay"
	@echo
	@echo "The first call installs everything into $(VENV). PYTHON=... names another Python (3.11 or newer)."

install: $(READY)

# A virtual environment that still works is kept, one whose Python is gone or too old is made anew.
$(READY): pyproject.toml constraints.txt jupyter_server_config.json jupyter_nbconvert_config.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "hnetlab needs Python 3.11 or newer, and '$(PYTHON)' is not (it says: $$($(PYTHON) --version 2>&1 | head -n 1)):" \
	        "install a newer one and name it, as in: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "'$(PYTHON)' comes without venv: on Debian and Ubuntu 'apt-get install python3-venv' adds it." >&2; exit 1; }
	@$(RUN) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing into $(VENV) (the first time takes some minutes) ..."
	@$(RUN) -m pip install --disable-pip-version-check --no-compile -c constraints.txt -e '.[dev]'
	@# As pip would, but on all cores, and without what hardly anybody imports: the packages' own tests, torch's
	@# compiler and its sympy. Some of the packages' templates are no Python.
	@$(RUN) -m compileall -qq -j 0 -x '/tests/|/torch/_(inductor|dynamo)/|/(sympy|networkx|sqlalchemy)/' $(VENV)/lib || true
	@# JupyterLab's own JavaScript is none of our modules, which the package.json around it would make of it.
	@echo '{}' > $(VENV)/package.json
	@# No question about Jupyter's news over the first notebook.
	@$(RUN) -m jupyterlab.labextensions disable --log-level=ERROR "@jupyterlab/apputils-extension:announcements"
	@touch $@

lab: $(READY)
	$(RUN) -m jupyterlab --ServerApp.ip=localhost --ServerApp.root_dir='$(LAB_ROOT)' \
	    --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(ARGS)

demo: $(READY)
	@$(RUN) -m hnetlab demo $(ARGS)

# `make --jobs test`, as in .ci/run, checks style and types beside the tests.
test: lint pytest

# A file's tests share what they trained: each stays in one process.
pytest: $(READY) $(if $(WITH_FRONT),$(FRONT))
	HNETLAB_FAST=1 $(RUN) -m pytest --nbmake --numprocesses=logical --maxprocesses=4 --dist=loadfile tests notebooks $(ARGS)

lint: style types lint-front

style: $(READY)
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check

types: $(READY)
	$(RUN) -m mypy

lint-front: $(if $(WITH_FRONT),$(FRONT))
	$(if $(WITH_FRONT),node_modules/.bin/tsc -p .,@echo "The JavaScript is not checked: that takes Node.js with npm.")

front: $(FRONT)
	node hnetlab/front/build.mjs

site: $(READY)
	$(RUN) -m docs.site.build build/site $(ARGS)

# No script of a package runs: all of them come ready to use.
$(FRONT): package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

format: $(READY)
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format
	$(RUN) -m nbstripout notebooks/*.ipynb notebooks/solutions/*.ipynb

clean:
	rm -rf $(VENV) node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
