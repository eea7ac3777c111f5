# Short names for `python build.py COMMAND`. What is stale is decided there, not here.
#
#   make                     build/thesis.pdf            make check      all checks, no TeX
#   make submission          the strict build            make watch      build again on every save
#   make tex                 the LaTeX sources only      make stats      words, pages, citations
#   make setup               install TeX Live            make doctor     what is there, what is missing
#   make test  make lint     for developers              make clean      remove build/
#   make bench               all typesetters that are installed, measured in turn (20 minutes; SIZES=small: 3)
#   make attack              hostile theses, kills, load: the figures of docs/reliability.md
#   make fuzz SECONDS=60     random input to every reader; what is found is put into fuzz/found
#
# THESIS=DIR builds another thesis folder; ARGS="--why" passes options on.

SHELL = /bin/sh
.DEFAULT_GOAL := pdf
MAKEFLAGS += --no-print-directory

VENV = .venv
PYTHON = $(VENV)/bin/python
PIP = $(PYTHON) -m pip --quiet --quiet --disable-pip-version-check --no-input
BUILD = $(PYTHON) build.py
OPTIONS = $(if $(THESIS),--thesis "$(THESIS)") $(ARGS)

.PHONY: pdf submission check watch tex stats doctor setup clean test lint bench attack fuzz schema docs lock venv venv-dev

pdf submission check watch tex stats doctor: venv
	@$(BUILD) $@ $(OPTIONS)

setup: venv
	@$(BUILD) setup

clean:
	@rm -rf "$(if $(THESIS),$(THESIS)/build,build)"

# Tests want both engines: TeX Live where it can be had without a question, and the embedded one.
test: venv-dev
	@$(BUILD) setup >/dev/null || true
	@$(PYTHON) -c 'from typesetter.engine import embedded; embedded.install()'
	@$(PYTHON) -m pytest -n 2 $(ARGS)

lint: venv-dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

# SIZES=small,medium; what is measured goes into docs/performance.md. TYPST_PYTHON names a Python that has the package typst.
bench: venv
	@$(PYTHON) benchmarks/bench.py --write $(if $(SIZES),--sizes $(SIZES)) $(ARGS)

attack: venv-dev
	@$(PYTHON) benchmarks/reliability.py $(ARGS)

# TARGET=bib; with atheris installed, guided by what the code does with the input.
fuzz: venv-dev
	@$(PYTHON) fuzz/run.py --seconds $(or $(SECONDS),60) $(TARGET) $(ARGS)

schema docs: venv
	@$(BUILD) generate

# Pins the newest versions that requirements*.in allow, with the hashes of their files.
lock: venv
	@$(PIP) install uv
	@for name in requirements requirements-dev requirements-engine; do \
	    $(VENV)/bin/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
	        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
	        --output-file $$name.lock $$name.in || exit 1; \
	done

# The virtual environment holds a copy of the lock that it was filled from: the same lock, nothing to do.
venv:
	@if ! [ -x $(PYTHON) ] || ! { cmp -s requirements.lock $(VENV)/requirements.lock \
	    || cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock; }; then \
	    $(MAKE_VENV); lock=requirements.lock; $(FILL_VENV); fi

venv-dev:
	@if ! [ -x $(PYTHON) ] || ! cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock; then \
	    $(MAKE_VENV); lock=requirements-dev.lock; $(FILL_VENV); fi

# Debian's python3 cannot make virtual environments until python3.N-venv is installed.
define MAKE_VENV
[ -x $(PYTHON) ] || { \
    rm -rf $(VENV); found=; \
    for python in python3.13 python3.12 python3.11 python3.14 python3; do \
        if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
    done; \
    if [ -z "$$found" ]; then \
        echo "Python 3.11 or newer is needed and was not found. Install it, then run make again." >&2; exit 3; fi; \
    if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
        package=$$($$found -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
        sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
        apt() { $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq "$$@" >/dev/null 2>&1; }; \
        echo "$$found cannot make virtual environments; installing $$package" >&2; \
        apt install -y $$package || { apt update && apt install -y $$package; } || { \
            echo "That failed. Type this, then run make again: sudo apt-get install $$package" >&2; exit 3; }; \
    fi; \
    $$found -m venv $(VENV) || { \
        rm -rf $(VENV); echo "The virtual environment .venv could not be made." >&2; exit 3; }; \
}
endef

define FILL_VENV
echo "Installing the packages of $$lock into .venv" >&2; \
$(PIP) install --require-hashes --requirement $$lock || { \
    echo "The packages could not be installed. Is there a network?" >&2; exit 3; }; \
$(PIP) install --no-deps --no-build-isolation --editable . || \
    echo "The styles could not be made known to pybtex's own commands; everything else works." >&2; \
cp $$lock $(VENV)/$$lock
endef
