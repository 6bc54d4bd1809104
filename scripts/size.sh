#!/usr/bin/env bash
# The compressed wasm of a first visit must keep within the budget of docs/benchmarks.md. Prints the rest of the
# application beside it, which is loaded while the person signs in.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

budget=$((350 * 1024))
first="$(stat -c %s target/site/pkg/jalon.*.wasm.br)"
desk="$(stat -c %s target/site/pkg/split_desk.*.wasm.br)"
printf 'wasm, brotli: %s bytes first, budget %s (%s %% of it); then %s bytes\n' "$first" "$budget" "$((first * 100 / budget))" "$desk"
[ "$first" -le "$budget" ]
