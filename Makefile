# make demo   the product with a sample portfolio        make test   all checks
# make demo PORT=8001   at another port
# Needs python3 (3.11 or newer), pip3 and make; works as root and as a normal user.

VENV := .venv
PYTHON := $(VENV)/bin/python
BIN := $(VENV)/bin
RUNS := $(VENV)/.installed
TESTS := $(VENV)/.installed-dev
SPARK := $(VENV)/.installed-spark
CHROMIUM := $(shell command -v chromium 2>/dev/null)
JAVA := $(shell command -v java 2>/dev/null)$(JAVA_HOME)
# A process for each core, each with a database of its own; a class stays in one process.
TOGETHER := --numprocesses=auto --maxprocesses=4 --dist=loadscope --no-loadscope-reorder
COMPILE := $(BIN)/pip-compile --quiet --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --generate-hashes --strip-extras --allow-unsafe --all-build-deps

.PHONY: help demo test test-spark lint format lock rules chromium java install install-dev clean
.DEFAULT_GOAL := help

help:
	@sed -n '1,3s/^# //p' Makefile
	@echo "make lint   ruff, mypy, import-linter, migrations    make lock   pin the dependencies anew"
	@echo "make rules  draw docs/rules from the law as data"
	@echo "make test-spark   the same decisions in Apache Spark, on a small cluster of this machine"

demo: $(RUNS)
	@$(BIN)/acerto demo $(if $(PORT),--port $(PORT))

test: $(TESTS) chromium
	@$(BIN)/pytest $(TOGETHER)

# Apart from the rest, for it needs Java and half a gigabyte of PySpark.
test-spark: $(SPARK) java
	@$(BIN)/pytest tests/spark

lint: $(TESTS)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@PYTHONPATH=. DJANGO_SETTINGS_MODULE=tests.settings $(PYTHON) -W ignore::RuntimeWarning \
		-m django makemigrations --check --dry-run

format: $(TESTS)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The environment: made without ensurepip, which Debian packs apart, and filled by the system's pip3.
install: $(RUNS)
install-dev: $(TESTS)

$(PYTHON):
	@command -v python3 >/dev/null || { echo "Falta o python3 (3.11 ou mais novo). No Debian: apt-get install python3 python3-pip" >&2; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "O python3 daqui é antigo demais: o Acerto precisa do 3.11 ou mais novo." >&2; exit 1; }
	@command -v pip3 >/dev/null || { echo "Falta o pip3. No Debian: apt-get install python3-pip" >&2; exit 1; }
	@echo "Preparando o ambiente em $(VENV)…"
	@python3 -m venv --without-pip $(VENV)

$(RUNS): requirements.lock pyproject.toml | $(PYTHON)
	@$(call fill,requirements.lock)

$(TESTS): requirements-dev.lock pyproject.toml | $(PYTHON)
	@$(call fill,requirements-dev.lock)

$(SPARK): requirements-spark.lock pyproject.toml $(TESTS) | $(PYTHON)
	@$(call fill,requirements-spark.lock)

# Two makes at once take turns: pip fills a folder badly twice at a time.
define fill
exec 9>$(VENV)/.lock; command -v flock >/dev/null && flock 9; \
command -v pip3 >/dev/null || { echo "Falta o pip3. No Debian: apt-get install python3-pip" >&2; exit 1; }; \
[ $@ -nt $(1) ] && [ $@ -nt pyproject.toml ] && exit 0; \
echo "Instalando as dependências ($(1)); na primeira vez leva perto de um minuto…"; \
pip3 --python $(PYTHON) install --quiet --disable-pip-version-check --require-hashes -r $(1) \
&& pip3 --python $(PYTHON) install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . \
&& touch $@
endef

chromium:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ]; then \
		echo "Instalando o Chromium para os testes de tela…"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
		echo "Os testes de tela precisam do Chromium: sudo apt-get install chromium" >&2; \
	fi
endif

java:
ifeq ($(JAVA),)
	@if [ "$$(id -u)" = 0 ]; then \
		echo "Instalando o Java para os testes em Spark…"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless >/dev/null; \
	else \
		echo "Os testes em Spark precisam do Java 17: sudo apt-get install openjdk-17-jre-headless" >&2; exit 1; \
	fi
endif

lock: $(TESTS)
	@CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --output-file=requirements.lock pyproject.toml
	@CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --extra dev --constraint requirements.lock \
		--output-file=requirements-dev.lock pyproject.toml
	@CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --extra dev --extra spark --constraint requirements-dev.lock \
		--output-file=requirements-spark.lock pyproject.toml

rules: $(TESTS)
	@$(PYTHON) docs/draw_rules.py

BENCHMARKS := bench-cnab bench-country bench-cycle bench-decide bench-diff bench-factors bench-gate bench-growth \
	bench-import bench-screens bench-simulate bench-tryton
.PHONY: $(BENCHMARKS) bench-cycle-10m bench-decide-100m

$(BENCHMARKS): $(TESTS)
	@PYTHONPATH=. $(PYTHON) -m benchmarks.$(subst bench-,,$@)

bench-cycle-10m: $(TESTS)
	@PYTHONPATH=. $(PYTHON) -m benchmarks.cycle 10000000 3

bench-decide-100m: $(TESTS)
	@PYTHONPATH=. $(PYTHON) -m benchmarks.decide 100000000 12GiB

clean:
	@rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
