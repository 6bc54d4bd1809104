# Everything a newcomer or the continuous integration does, one word each. The scripts say what they do.

SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run dev build test journeys bench bench-sync bench-figures fuzz fmt setup

help: ## Show these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Set up what is missing, build, start the demo and print its address and accounts
	@scripts/run.sh

dev: ## Rebuild and reload at each change
	@scripts/dev.sh

build: ## Build the release: target/release/jalon and target/site
	@scripts/build.sh release

test: ## Set up what is missing and run every check
	@scripts/test.sh

journeys: ## Walk through the built release in Chromium (make build first)
	@. scripts/env.sh && npm --prefix end2end run --silent test

bench: ## Measure, and print ratios against named peers
	@scripts/bench.sh
	@scripts/bench-sync.sh

bench-sync: ## Measure synchronisation alone, beside two Yjs servers
	@scripts/bench-sync.sh

bench-figures: ## Measure loading and memory of sync
	@scripts/bench-figures.sh

fuzz: ## Look for bytes that a decoder does not bear, 20 s for each (make fuzz FOR=600 for longer)
	@scripts/fuzz.sh $(or $(FOR),20)

setup: ## Only set up what is missing
	@scripts/setup.sh test

fmt: ## Format the sources
	@. scripts/env.sh && cargo fmt --all
