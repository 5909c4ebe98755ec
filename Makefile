# The two commands of a newcomer are `make run` and `make test`; each sets up all it needs.
# Packages come from the machine's own registries; constraints.txt pins names and versions.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready

.PHONY: deb drop exercise prove fuzz run test check lab bench nightly venv debian clean format

run: venv
	@$(BIN)/veilleur demo

test: venv debian
	@$(BIN)/python -m tools.test_all

# Style, types, floors, and the tests nearest to what differs from main; it says which, and what it leaves out.
check: venv
	@$(BIN)/python -m tools.check

lab: venv debian
	@$(BIN)/python -m lab.run

bench: venv debian
	@$(BIN)/python -m tools.bench

# An attacker owns the PBX (the laboratory's own, started for it): what holds, in figures. CALLS=1000.
exercise: venv debian
	@$(BIN)/python -m lab.lost_pbx $(CALLS)

# The critical paths that an audit shows of FOLDER, dialled on a private copy without a network. VERSION=22 or 16.
prove: venv debian
	@$(BIN)/python -m lab.prove $(FOLDER) $(VERSION)

# A folder that any web server serves: call records dropped on its page are examined in the browser itself.
drop: venv
	@$(BIN)/python -m tools.drop_page

# A package for Debian 12 and FreePBX 17, with an environment of its own.
deb: venv
	@$(BIN)/python -m tools.debian_package

# MINUTES=20 and SEED may be given; each fault names the words that run its case again.
fuzz: venv
	@$(BIN)/python -m tools.fuzz

# What a day's work is not refused for: property tests with other draws each time, ten thousand calls through the
# gate, the attacks at six hours of the company's clock, and twenty minutes of fuzzing.
nightly: venv debian
	@VEILLEUR_HYPOTHESIS=hunt $(BIN)/pytest -q -n 2 --dist worksteal -m "not lab"
	@VEILLEUR_CORRUPTIONS=100000 $(BIN)/pytest -q -n 2 -o timeout=3600 tests/evidence/bundle
	@$(BIN)/python -m tools.mutants
	@GATE_CALLS=10000 $(BIN)/pytest -q tests/lab/test_trunk_gate.py -k ghost
	@for hour in 0 6 9 13 18 22; do \
	  VEILLEUR_LAB_HOUR=$$hour $(BIN)/pytest -q -n 4 tests/lab/test_chain.py tests/lab/test_remote_access.py || exit 1; \
	done
	@$(BIN)/python -m tools.fuzz

format: venv
	@$(BIN)/ruff format src tests lab tools
	@$(BIN)/ruff check --fix src tests lab tools

venv: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Veilleur needs Python 3.11 or newer; $(PYTHON) is older. Run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "Setting up $(VENV) (once, about a minute)..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,bench,channels,freepbx,pdf,dossier]'
	@touch $(STAMP)

debian: venv
	@$(BIN)/python -m tools.debian

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
