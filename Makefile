# Every line is a thin call of Python, so that Windows can do the same without make: see README.md or `py -m dev`.
PYTHON ?= python3
DB ?= sqlite
BROWSER ?=
ARGS ?=

.PHONY: help run test sure frontend locks translations bench screenshots

help:
	@$(PYTHON) -m dev

run:
	@$(PYTHON) -m dev.run

test:
	@$(PYTHON) -m dev.test --db $(DB) $(if $(BROWSER),--browser $(BROWSER)) -- $(ARGS)

sure:
	@$(PYTHON) -m dev.sure $(ARGS)

frontend:
	@$(PYTHON) -m dev.frontend

locks:
	@$(PYTHON) -m dev.inside dev.locks compile $(ARGS)

translations:
	@$(PYTHON) -m dev.inside dev.translations extract

bench:
	@$(PYTHON) -m dev.inside bench $(ARGS)

screenshots:
	@$(PYTHON) -m dev.inside dev.screenshots $(ARGS)
