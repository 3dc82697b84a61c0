# Everything is done through these targets; `make help` lists them.
CONFIG ?= pipeline.json
DATASET ?=
ARGS ?=

.PHONY: help setup build check fix test elsewhere bench bench-ann snapshots pipeline clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "%-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## the two engines and all packages (quick when done)
	@src/engines/setup.sh
	@dotnet restore OnnxRecs.sln --nologo --verbosity quiet

build: setup
	@dotnet build OnnxRecs.sln -c Release --no-restore --nologo --verbosity quiet

check: build ## the whole gate: build, format, tests
	@dotnet format OnnxRecs.sln --verify-no-changes --no-restore
	@tests/run.sh

fix: ## format the code
	@dotnet format OnnxRecs.sln

test: setup ## all tests; the last line is "N passed, N failed"
	@tests/run.sh

elsewhere: export ELSEWHERE = 1
elsewhere: setup ## the exported models in Node, a browser, Python and C++ (DATASET=ml-1m, CONFIG=FILE: those of another pipeline)
	@tests/elsewhere/run.sh --config $(CONFIG) $(if $(DATASET),--set dataset=$(DATASET))

bench: setup ## benchmarks (ARGS=training or ann, after make setup BENCH=1, evaluation, parsing or classical; other ARGS go to BenchmarkDotNet)
	@dotnet run -c Release --project tests/OnnxRecs.Benchmarks -- $(if $(ARGS),$(ARGS),--filter '*')

bench-ann: export BENCH = 1
bench-ann: setup ## HNSW beside hnswlib and faiss alone (ARGS="100k 1m": only these vectors)
	@dotnet run -c Release --project tests/OnnxRecs.Benchmarks -- ann $(ARGS)

snapshots: ## accept the received snapshots of the last test run
	@find tests -name '*.received.*' | while read -r f; do mv "$$f" "$$(echo "$$f" | sed 's/\.received\./.verified./')"; echo "accepted $$f"; done

pipeline: setup ## all stages that are out of date (DATASET=ml-1m, CONFIG=FILE, ARGS=--json)
	@echo "building bin/onnxrecs"
	@dotnet build src/OnnxRecs.Cli -c Release --no-restore --nologo --verbosity quiet
	@bin/onnxrecs pipeline --config $(CONFIG) $(if $(DATASET),--set dataset=$(DATASET)) $(ARGS)

clean: ## remove what was built; data and models stay
	@rm -rf artifacts bin
