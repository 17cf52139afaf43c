# `make run` serves the archive, `make test` tests it: with make and Python 3.11 or newer, nothing else.

PYTHON = .venv/bin/python
PYTHONS = python3.14 python3.13 python3.12 python3.11 python3

.PHONY: run test check bench lock

run: .venv/run
	@$(PYTHON) manage.py prepare
	@exec .venv/bin/gunicorn --config r2p_archive/gunicorn_conf.py r2p_archive.wsgi

# ARGS go to pytest: make test ARGS="-k dates". DATABASE_URL says which database the tests run on.
test: .venv/dev
	@$(PYTHON) -m pytest -n auto -r s $(ARGS)

check: .venv/dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/djlint --check --lint --extend-exclude templates/django templates
	.venv/bin/djlint --check --lint --profile django templates/django
	$(PYTHON) manage.py makemigrations --check --dry-run
	SITE_URL=https://letters.example.org $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m pytest -q tests/test_layers.py

# Measure the archive with so many letters: make bench LETTERS=10000, on the database of DATABASE_URL.
# ARGS go to the bench: make bench LETTERS=1000000 ARGS="--questions 1".
LETTERS = 10000
bench: .venv/bench
	@$(PYTHON) -m benchmarks.bench $(LETTERS) $(ARGS)

# Write the locked requirements anew from pyproject.toml. UPGRADE=--upgrade takes newer releases.
# The extra is in all of them: what `make run` serves has the picture of the network. Extras of
# packages stay written down: without them pip looks for newer releases of these, and fails on them.
LOCK = .venv/bin/uv pip compile --quiet --generate-hashes --universal --no-strip-extras --no-header --extra network $(UPGRADE) pyproject.toml
lock: .venv/dev
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) --group dev --constraints requirements/run.txt --output-file requirements/dev.txt
	$(LOCK) --group bench --constraints requirements/dev.txt --output-file requirements/bench.txt

# Installed anew when, and only when, the locked requirements change. What tests need includes the rest.
PIP = $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes --requirement

.venv/run: requirements/run.txt | $(PYTHON)
	@echo "Installing what the archive needs into .venv"
	@$(PIP) requirements/run.txt
	@touch .venv/run

.venv/dev: requirements/dev.txt | $(PYTHON)
	@echo "Installing what the archive and its tests need into .venv"
	@$(PIP) requirements/dev.txt
	@touch .venv/run .venv/dev

# Only what the bench needs beside the rest.
.venv/bench: requirements/bench.txt .venv/run
	@echo "Installing what the bench compares with into .venv"
	@$(PIP) requirements/bench.txt
	@touch .venv/bench

# The newest Python that can make a virtual environment.
$(PYTHON):
	@for python in $(PYTHONS); do \
	  version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2], sys.version_info >= (3, 11))' 2>/dev/null) || continue; \
	  case "$$version" in *True) version=$${version% *};; *) continue;; esac; \
	  if $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	    exec $$python -m venv --clear .venv; \
	  fi; \
	  lacking=$${lacking:-$$version}; \
	done; \
	if [ -n "$$lacking" ]; then \
	  echo "Python $$lacking cannot make a virtual environment here: install the package python$$lacking-venv (Debian, Ubuntu: sudo apt install python$$lacking-venv)." >&2; \
	else \
	  echo "Python 3.11 or newer is needed, and none of these is: $(PYTHONS)." >&2; \
	fi; \
	exit 1
