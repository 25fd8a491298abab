# The verbs of this repository. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
BROWSER := $(VENV)/.browser

APP := DA-ESS-AwsConsoleMfa
VERSION := $(shell sed -n 's/^version = //p' default/app.conf | head -n 1)
SPL := dist/$(APP)-$(VERSION).spl
DATA ?= tests/data/attack_data/aws_failed_mfa
WINDOW ?= $(if $(filter tests/%,$(DATA)),saved,data)
SPLUNK ?= embedded
ADDON ?=
ROOM ?=
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
BESIDE := $(if $(ADDON),--addon="$(ADDON)")
ON := --splunk=$(SPLUNK) $(BESIDE) $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help run serve test test-fast test-dashboard parity docker-down build vet page lint fix bench torture test-clients mutate clean

help: ## List the verbs
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r verb text; do \
		printf '  make %-14s %s\n' "$$verb" "$$text"; done

$(RUNS): EXTRAS :=
$(READY): EXTRAS := [dev]
$(BROWSER): EXTRAS := [dev,browser]

# Each brings what those before it have: one installation at most, whichever is asked for first.
$(RUNS) $(READY) $(BROWSER): pyproject.toml default/app.conf
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what this needs into $(VENV)"
	@$(PIP) --editable '.$(EXTRAS)'
	@touch $(RUNS) $(if $(EXTRAS),$(READY)) $@

# Over your own files a detection that does not fire is no failure.
run: build ## Replay an attack and run the installed detection (DATA=path, or path:sourcetype, for your own files)
	@$(BIN)/minisplunk run --app $(SPL) --data "$(DATA)" --window $(WINDOW) || test $$? -eq 1 -a $(WINDOW) = data

serve: $(RUNS) ## Serve splunkd's REST API and HEC on loopback, this app installed
	@$(BIN)/minisplunk serve --app . --es $(ARGS)

test: $(READY) ## Run the suite on the embedded Splunk, or on SPLUNK=docker, SPLUNK=https://host:8089; beside ADDON=path
ifeq ($(SPLUNK),embedded)
	@$(BIN)/python -m pytest -q --numprocesses auto --dist worksteal --ignore tests/detection $(BESIDE)
	@$(BIN)/python -m pytest -q tests/detection $(BESIDE)
else
	@$(BIN)/python -m pytest -q tests/harness $(ON)
endif

test-fast: $(READY) ## Run the tests of the rooms touched since the last commit, or of ROOM=rest
	@tests=$$($(BIN)/python -m tests.touched $(ROOM)) && $(BIN)/python -m pytest -q --numprocesses auto -m 'not slow and not browser' $$tests

test-dashboard: $(BROWSER) ## Draw the app's pages and minisplunk's in Chromium (needs Node.js 20); PICTURES=docs/images to keep pictures
	@$(BIN)/python -m tests.dashboard
	@PICTURES="$(PICTURES)" $(BIN)/python -m pytest -q --numprocesses 2 -m browser tests/dashboard tests/web/browser $(ARGS)

parity: $(READY) ## Run the SPL cases here and on SPLUNK=..., and print every difference
	@$(BIN)/python -m tests.parity $(ON)

docker-down: $(RUNS) ## Remove the container that SPLUNK=docker has kept, and nothing else
	@$(BIN)/python -m minisplunk.targets.docker down

build: $(RUNS) ## Build the .spl into dist/, the same bytes every time
	@$(BIN)/python -m package build

vet: $(READY) ## Vet the built .spl: AppInspect, and what AppInspect does not see
	@$(BIN)/python -m package vet

page: $(READY) ## Write the generated pages in docs/
	@$(BIN)/python -m package page

lint: $(READY) ## Check style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

fix: $(READY) ## Format, and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(READY) ## Measure speed and memory, as ratios within one run; ARGS=mountain for a part, ARGS="mountain --small" for a look
	@$(BIN)/python -m tests.bench $(ARGS)

torture: $(READY) ## Attack a served minisplunk in every way known, and kill it 20 times; ARGS=--long for 200
	@$(BIN)/python -m tests.torture $(ARGS)

test-clients: $(READY) ## Run published clients, unchanged, against a served minisplunk (installs them the first time); ARGS=contentctl for one
	@$(BIN)/python -m tests.clients $(ARGS)

mutate: $(READY) ## Change the app in every small way, and see the detection cases catch it
	@$(BIN)/python -m tests.mutate $(ARGS)

clean: ## Remove the venv and what was built
	@rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
