# The two commands a newcomer needs: `make demo` and `make test`.
SWIFT ?= swift
JOBS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)
PREFIX ?= /usr/local
BUILD := .build/release/crmwatch

.PHONY: all build demo test lint format bench sample-data fuzz install clean packages

all: build

# System packages: installed when we may, named exactly when we may not.
packages:
	@scripts/install-packages.sh

build: packages
	$(SWIFT) build -c release -j $(JOBS) --product crmwatch

demo: build
	@$(BUILD) demo

# The terminal tests need tmux as well.
test: lint
	@scripts/install-packages.sh tmux
	$(SWIFT) build --build-tests -j $(JOBS)
	$(SWIFT) test --skip-build --disable-xctest

lint:
	$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift

format:
	$(SWIFT) format --in-place --parallel --recursive Sources Tests Package.swift

bench: build
	python3 Benchmarks/run.py

sample-data:
	Benchmarks/make-sample-data.sh

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/crmwatch
	install -m 755 $(BUILD) $(DESTDIR)$(PREFIX)/bin/crmwatch
	cp -R sample-data $(DESTDIR)$(PREFIX)/share/crmwatch/
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	$(BUILD) manual > $(DESTDIR)$(PREFIX)/share/man/man1/crmwatch.1
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(BUILD) --generate-completion-script bash \
	  > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/crmwatch
	install -d $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	$(BUILD) --generate-completion-script zsh \
	  > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_crmwatch
	install -d $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BUILD) --generate-completion-script fish \
	  > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/crmwatch.fish

clean:
	$(SWIFT) package clean
