# Each target is one command of the package stack/, which needs nothing but Python and says what it
# does. Arguments travel as environment variables, so that no shell reads them twice.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export FEED CONF EDIT PYTEST_ARGS BENCH PYTHON
export CALLER := $(PWD)

.PHONY: help demo batch render up down install test bench lint types format docs looks screenshots

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 18
	@echo "Python: 3.11 to 3.14, the first found; PYTHON=/path/to/python names one."

demo: ## Three shorts, end to end, offline, without keys; FEED=<file or URL> takes another feed
	@exec stack/run demo

batch: ## One batch with the run config in a JSON file: CONF=<file>
	@exec stack/run batch

render: ## Render the edit stored beside a short again, changed or not: EDIT=<file>
	@exec stack/run render

up: ## Start Airflow with its UI and leave it running
	@exec stack/run up

down: ## Stop what "make up" started
	@exec stack/run down

install: ## Install into .venv; the other targets do it by themselves
	@exec stack/run install

test: ## Style, types and every test; PYTEST_ARGS="-k captions" narrows to some tests
	@exec stack/run test

bench: ## What is claimed, measured, to bench/results.json; BENCH=inflight narrows to some of it
	@exec stack/run bench

lint: ## Check style and format
	@exec stack/run lint

types: ## Check types
	@exec stack/run types

docs: ## Write docs/providers.md anew, from the provider files
	@exec stack/run docs

looks: ## Draw every caption style, on every canvas and in three languages, into docs/captions.png
	@exec stack/run looks

screenshots: ## Run a batch and take the pictures of the review desk, into docs/desk
	@exec stack/run screenshots

format: ## Mend style and format
	@exec stack/run format
