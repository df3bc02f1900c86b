# Tuottajatori. `make help` lists what there is to do.
SHELL := /bin/bash
.DEFAULT_GOAL := help

GO   ?= go
BIN  := bin/tuottajatori
# Debian's packages, by what needs them, and those that can be missing: with the first search understands Finnish better, with
# the second tests take a third less time.
RUN_PACKAGES  := postgresql
TEST_PACKAGES := postgresql chromium
RUN_WANTED    := libvoikko1 voikko-fi
TEST_WANTED   := $(RUN_WANTED) chromium-headless-shell

# Gin without MessagePack, which nobody speaks here and which takes a tenth of all compiling. What is tested is built besides
# without what only debuggers read, which takes a fourth less time from nothing.
TAGS          := -tags=nomsgpack
TEST_BUILD    := $(TAGS) -ldflags=-s -gcflags=all=-dwarf=false

export DATA_DIR ?= $(CURDIR)/data

# Tests of properties take the same cases every time, so that a run that fails fails again; 'make explore' takes others.
export RAPID_SEED ?= 20

.PHONY: help
help: ## list the targets
	@echo "Tuottajatori: make <target>"; echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo; echo "DATA_DIR (now $(DATA_DIR)) is where 'make run' keeps its database, files and settings."

.PHONY: run
run: run-packages build ## install what is missing, build, and run on a private PostgreSQL with demo data
	@exec $(BIN) up

.PHONY: build
build: ## build bin/tuottajatori
	$(GO) build $(TAGS) -trimpath -o $(BIN) ./cmd/tuottajatori

.PHONY: test
test: test-packages frontend/node_modules/.package-lock.json ## run every test: rules, database, search, API contract, pages in Chromium
	$(GO) run $(TEST_BUILD) ./internal/platform/dbtest/with \
		$(GO) test $(TEST_BUILD) -vet=off -timeout 20m ./...

# The packages whose tests draw their cases.
DRAWN = $(shell grep -rl --include='*_test.go' pgregory.net/rapid internal search frontend | xargs -n1 dirname | sort -u | sed 's,^,./,')

.PHONY: explore
explore: export RAPID_SEED := 0
explore: export RAPID_CHECKS ?= 1000
explore: export WALKS ?= 20
explore: export STEPS ?= 300
explore: test-packages ## run the tests that draw their cases for long and with cases of their own
	$(GO) run $(TEST_BUILD) ./internal/platform/dbtest/with \
		$(GO) test $(TEST_BUILD) -vet=off -count=1 -timeout 120m $(DRAWN)

.PHONY: fuzz
fuzz: export FUZZ_TIME ?= 1m
fuzz: ## give each parser what nobody would write, a minute each (FUZZ_TIME=10m for longer)
	@set -e; for file in $$(grep -rl --include='*_test.go' '^func Fuzz' internal search); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' $$file); do \
			echo "$$(dirname $$file) $$target"; $(GO) test $(TAGS) -vet=off -run '^$$' -fuzz "^$$target$$" -fuzztime $$FUZZ_TIME ./$$(dirname $$file); done; done

.PHONY: race
race: test-packages frontend/node_modules/.package-lock.json ## run every test with the race detector, which takes several times longer
	$(GO) run $(TEST_BUILD) ./internal/platform/dbtest/with $(GO) test $(TAGS) -race -vet=off -timeout 60m ./...

.PHONY: verify
verify: frontend/node_modules/.package-lock.json ## check format, vet, staticcheck, generated and built files, floors, languages
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt -w on these"; exit 1; }
	$(GO) vet $(TAGS) ./...
	$(GO) tool staticcheck $(TAGS) ./...
	$(GO) mod tidy -diff
	$(MAKE) --no-print-directory generate
	@git diff --exit-code --stat -- '*_templ.go' frontend/assets/dist || { echo "committed files were not up to date; they are now: commit them"; exit 1; }
	$(GO) test $(TAGS) ./internal/floors ./frontend

.PHONY: generate
generate: assets ## make the generated Go files and the built assets anew
	$(GO) tool templ generate -path frontend

.PHONY: assets
assets: frontend/node_modules/.package-lock.json ## build CSS, JavaScript and fonts into frontend/assets/dist
	cd frontend && npm run --silent build

.PHONY: bench
bench: build ## measure the running instance's result page against a raw baseline
	@test -f "$(DATA_DIR)/env" || { echo "no instance in $(DATA_DIR): start one with make run"; exit 1; }
	@set -a; . "$(DATA_DIR)/env"; set +a; $(BIN) bench search

.PHONY: clean
clean: ## remove what was built (not DATA_DIR)
	rm -rf bin frontend/node_modules

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# Debian packages: root installs what is missing, anybody else is told what to install.
.PHONY: run-packages test-packages
run-packages: PACKAGES := $(RUN_PACKAGES)
run-packages: WANTED := $(RUN_WANTED)
test-packages: PACKAGES := $(TEST_PACKAGES)
test-packages: WANTED := $(TEST_WANTED)
run-packages test-packages:
	@lacks() { for p in "$$@"; do \
		dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done; }; \
	missing=($$(lacks $(PACKAGES))); wanted=($$(lacks $(WANTED))); all=("$${missing[@]}" "$${wanted[@]}"); \
	if [ $${#all[@]} -gt 0 ] && [ "$$(id -u)" -eq 0 ]; then \
		echo "Installing $${all[*]}"; \
		export DEBIAN_FRONTEND=noninteractive; apt="apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20"; \
		install="$$apt install -y --no-install-recommends"; \
		$$apt update; $$install "$${all[@]}" >/dev/null || { \
			echo "Trying without $(WANTED)" >&2; [ $${#missing[@]} -eq 0 ] || $$install "$${missing[@]}" >/dev/null; }; \
	elif [ $${#missing[@]} -gt 0 ]; then \
		echo "Missing Debian packages: $${all[*]}. Install them with: sudo apt-get install $${all[*]}" >&2; exit 1; \
	elif [ $${#wanted[@]} -gt 0 ]; then \
		echo "Finnish is understood by simpler rules, or tests take longer, without $${wanted[*]}: sudo apt-get install $${wanted[*]}" >&2; \
	fi
