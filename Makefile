# Everything a developer runs. Needs only make, git and Python 3.12 or newer; all else goes into .venv.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

VENV := .venv
python := $(VENV)/bin/python
clauseway := $(python) -m clauseway
demo_graph := .demo/clauseway.grafeo
demo_matrix := .demo/matrix.xlsx
SOURCES := ../shared/data

# a path set for other work would put other packages before ours
unexport PYTHONPATH PYTHONHOME

.PHONY: help demo test lint bench bench-quick package audit dataset clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: base ## build the graph, show what China owes, write a comparison workbook of RCEP
	@mkdir -p .demo
	@$(clauseway) build --graph $(demo_graph)
	@COLUMNS=$${COLUMNS:-140} $(clauseway) coverage CHN --graph $(demo_graph) --format table
	@$(clauseway) matrix --group rcep --graph $(demo_graph) -o $(demo_matrix)
	@echo
	@echo "Graph:    $(demo_graph)"
	@echo "Workbook: $(demo_matrix) (clause coverage of the Parties to RCEP; opens in any spreadsheet)"
	@echo "Ask on:   $(VENV)/bin/clauseway pair KOR NZL --graph $(demo_graph)"

test: tested ## run every test and the examples in docstrings (ARGS="-k pair" to choose)
	@$(python) -m pytest --pyargs tests/ clauseway $(ARGS)

lint: developed ## check style, types and layers
	@$(python) -m ruff check
	@$(python) -m pyright -p pyproject.toml --pythonpath $(python)
	@$(VENV)/bin/lint-imports --no-cache

bench: developed ## measure everything and write docs/benchmarks.md (an hour; ARGS="build rdf" to choose)
	@$(python) benchmarks/run.py $(ARGS)

bench-quick: developed ## the small form of the benchmarks, as continuous integration runs it
	@$(python) benchmarks/run.py --quick $(ARGS)

package: developed ## build wheel and source archive twice, compare, try them alone (ARGS="--empty")
	@$(python) .ci/package.py $(ARGS)

audit: developed ## list what is installed with licences, check it (ADVISORIES=copy of the advisories, ARGS="--files")
	@$(python) .ci/audit.py $(if $(ADVISORIES),--advisories '$(ADVISORIES)') $(ARGS)

dataset: base ## write ontology/dataset anew from the source data (SOURCES=folder)
	@$(clauseway) dataset --sources $(SOURCES) -o ontology/dataset

clean: ## remove all that make has made
	rm -rf $(VENV) .python .demo build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find ontology graph loaders queries cli tests -name __pycache__ -prune -exec rm -rf {} +

# --- the environment -------------------------------------------------------------------------------------
# Clauseway is installed as links to the files of this checkout: an edit counts at once, a file that comes or
# goes needs a new installation. So a stamp carries the list of files (and where they lie, and pyproject.toml)
# in its name. Three sizes: to run it, to test it, to develop it.
state := $(shell { pwd; cat pyproject.toml Makefile; \
  find ontology graph loaders queries cli web -type f ! -name '*.py[cod]' ! -name '.*' | LC_ALL=C sort; } | cksum | tr ' ' -)
stamps := $(VENV)/stamps

# stamps say nothing once the Python behind the environment is gone
$(shell [ -x $(python) ] || rm -rf $(stamps))

.PHONY: base tested developed
base: $(stamps)/base-$(state)
tested: $(stamps)/test-$(state)
developed: $(stamps)/dev-$(state)

new_venv = found=$$(.ci/find-python) && rm -rf $(VENV) && "$$found" -m venv $(VENV)
pip = $(python) -m pip --disable-pip-version-check --quiet

# $(call install,extras,stamps it earns)
define install
@$(python) -m pip --version >/dev/null 2>&1 || { $(new_venv); }
@test -d $(stamps) || echo "Installing Clauseway and its libraries into $(VENV) (a minute or two the first time) ..." >&2
@$(pip) install 'setuptools>=77'
@$(pip) install --no-build-isolation --config-settings editable_mode=strict -e '.$(1)'
@rm -rf $(stamps) && mkdir $(stamps) && touch $(2:%=$(stamps)/%-$(state))
endef

$(stamps)/base-$(state):
	$(call install,,base)
$(stamps)/test-$(state):
	$(call install,[test],base test)
$(stamps)/dev-$(state):
	$(call install,[dev],base test dev)
