# kindercast — `make run` shows the sample district, `make test` checks everything.
export CGO_ENABLED = 0
export GOAMD64 = v1

ADDR ?= 127.0.0.1:8080
WEB  := cmd/kindercast/internal/web
APP  := $(WEB)/app
WASM := geo/siting/wasm/highs.wasm

.PHONY: run test bench setup check clean web

## run: set up, run the main job on the embedded sample district, serve the map
run: setup
	go run ./cmd/kindercast run --addr $(ADDR)

## setup: page and exact solver (Node >= 20.19); without Node the rest still works
setup:
	@if command -v npm >/dev/null 2>&1; then $(MAKE) --no-print-directory web; else \
	  echo "npm not found: the plain map will be served and the exact solver is left out (install Node 20.19 or newer for both)"; fi

web: $(WEB)/dist/index.html $(WASM)

$(APP)/node_modules/.package-lock.json: $(APP)/package-lock.json
	npm --prefix $(APP) ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(WEB)/dist/index.html: $(APP)/node_modules/.package-lock.json $(shell find $(APP)/src $(APP)/index.html $(APP)/vite.config.ts -type f 2>/dev/null)
	npm --prefix $(APP) run build
	@touch $@

$(WASM): $(APP)/node_modules/.package-lock.json
	@mkdir -p $(@D)
	cp $(APP)/node_modules/highs/build/highs.wasm $@
	@touch $@

## test: everything that decides whether a change may land
test: setup
	go vet ./...
	go test ./...
	@if [ -d $(APP)/node_modules ]; then npm --prefix $(APP) test; else echo "SKIP page tests: no node_modules (install Node, then make setup)"; fi

## check: linters, pinned in tools/go.mod
check: bin/staticcheck bin/gosec
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	bin/staticcheck ./...
	bin/gosec -quiet -exclude-dir=node_modules -exclude=G104,G115,G304,G306,G301,G404 ./...

bin/staticcheck bin/gosec: tools/go.mod
	go -C tools build -o $(CURDIR)/bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	go -C tools build -o $(CURDIR)/bin/gosec github.com/securego/gosec/v2/cmd/gosec

## bench: rows/s, cells/s, seconds to a gap
bench: setup
	go test -run '^$$' -bench . -benchtime 1x -timeout 60m ./...

clean:
	rm -rf out bin store $(APP)/node_modules $(WASM)
	find $(WEB)/dist -mindepth 1 ! -name .gitkeep -delete
