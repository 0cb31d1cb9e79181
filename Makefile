# Everything a person types. The first use of any target builds .venv from the lock.

PYTHON ?= python3
PERIOD ?= 2021-Q1
VENV := .venv
BIN := $(VENV)/bin
# The reviewers' notebook keeps its outputs, and they are compared; the others are stored without.
REVIEWED := notebooks/measures.ipynb
STRIPPED := $(filter-out $(REVIEWED),$(wildcard notebooks/*.ipynb))
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help report test test-parts test-whole crash mutate check format docs lab sample golden pictures bench bench-measures bench-measures-large bench-sources locks clean
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 32

report: $(VENV)/.installed-runtime  ## make the report of PERIOD (2021-Q1, 2021-6M, 2021-9M, 2021)
	$(BIN)/cchc report $(PERIOD)

test: $(VENV)/.installed-dev  ## run all tests, on two cores
	$(MAKE) --no-print-directory --keep-going -j2 test-parts test-whole

test-parts: $(VENV)/.installed-dev  ## of these, the parts: unit, golden and property tests, damaged files
	$(BIN)/python -m pytest -q tests/unit tests/golden tests/property tests/mutation

test-whole: $(VENV)/.installed-dev  ## and the whole: commands as typed, notebooks
	$(BIN)/python -m pytest -q tests/end_to_end
	$(BIN)/python -m pytest -q --nbval-lax $(STRIPPED) -p no:cacheprovider -W default
	$(BIN)/python -m pytest -q --nbval $(REVIEWED) -p no:cacheprovider -W default

crash: $(VENV)/.installed-dev  ## kill reports and publishings at many moments and look at what stands (minutes)
	$(BIN)/python -m pytest -q -m crash tests/end_to_end

MUTATIONS ?= 2500
mutate: $(VENV)/.installed-dev  ## read MUTATIONS (2500) damaged exports: each is read whole or refused
	MUTATIONS=$(MUTATIONS) $(BIN)/python -m pytest -q tests/mutation

check: $(VENV)/.installed-dev  ## format, lint, types, notebooks without outputs
	$(BIN)/ruff format --check src tests data/sample benchmarks docs
	$(BIN)/ruff check src tests data/sample benchmarks docs
	$(BIN)/mypy
	$(BIN)/nbstripout --verify $(STRIPPED)

format: $(VENV)/.installed-dev  ## write the code in the house style
	$(BIN)/ruff format src tests data/sample benchmarks docs
	$(BIN)/ruff check --fix src tests data/sample benchmarks docs

# What nbconvert notes of the machine's Python goes out again, so that only what is shown can differ.
docs: $(VENV)/.installed-dev  ## write the references of measures, row rules and tables and the reviewers' notebook anew
	$(BIN)/cchc measures --format markdown > docs/.measures.md && mv docs/.measures.md docs/measures.md
	$(BIN)/cchc check --rules > docs/.row-rules.md && mv docs/.row-rules.md docs/row-rules.md
	$(BIN)/cchc data-dictionary > docs/.dictionary.md && mv docs/.dictionary.md docs/data-dictionary.md
	$(BIN)/jupyter nbconvert --log-level=ERROR --to notebook --inplace --execute \
	  --ExecutePreprocessor.record_timing=False $(REVIEWED)
	$(BIN)/nbstripout --keep-output --keep-count --keep-id --extra-keys "$(addprefix metadata.language_info.,codemirror_mode \
	  file_extension mimetype nbconvert_exporter pygments_lexer version)" $(REVIEWED)

lab: $(VENV)/.installed-lab  ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

sample: $(VENV)/.installed-dev  ## write the synthetic raw data anew (the same bytes every time)
	$(BIN)/python data/sample/generate.py

golden: $(VENV)/.installed-dev  ## write the golden table of the other readings anew; look at its diff before a commit
	$(BIN)/python data/sample/readings.py

pictures: report  ## make the pictures of the README anew from the report of PERIOD
	$(BIN)/python docs/pictures.py report/$(PERIOD)

bench: $(VENV)/.installed-dev  ## time make report beside papermill and nbconvert one after another
	$(BIN)/python benchmarks/report.py

bench-measures: $(VENV)/.installed-dev  ## time form II.06a over 10 thousand, 1 and 10 million dossiers, each engine
	$(BIN)/python benchmarks/measures.py

bench-measures-large: $(VENV)/.installed-dev  ## the same over 100 million dossiers (some minutes, 600 MB on disk)
	$(BIN)/python benchmarks/measures.py --rows 100_000_000 --engines duckdb polars

bench-sources: $(VENV)/.installed-bench  ## time raw exports becoming clean tables beside plain pandas
	$(BIN)/python benchmarks/sources.py

# Universal locks with hashes and without the address of an index; what stands in them already is kept where it still fits.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
locks:  ## write the locks anew from pyproject.toml (needs uv)
	printf 'hatchling\neditables\n' | $(LOCK) pyproject.toml - -o locks/runtime.txt
	printf 'hatchling\neditables\n' | $(LOCK) --extra dev pyproject.toml - -o locks/dev.txt
	printf 'hatchling\neditables\n' | $(LOCK) --extra dev --extra bench pyproject.toml - -o locks/bench.txt
	printf 'hatchling\neditables\n' | $(LOCK) --extra dev --extra lab pyproject.toml - -o locks/lab.txt
	printf 'hatchling\neditables\n' | $(LOCK) --extra dev --extra spark pyproject.toml - -o locks/spark.txt

clean:  ## take away what is generated
	rm -rf $(VENV) data/clean report/20* logs

# The lock holds names, versions and hashes; pip refuses -e together with hashes, so the project itself comes after.
$(VENV)/.installed-%: locks/%.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r $<
	$(PIP) install --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q $(VENV)/lib src || true
	touch $@
