#!/usr/bin/env bash
# The compressed wasm of a first visit: fails above the ceiling, which only ever goes down, and says how far the budget
# of docs/benchmarks.md is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ceiling=830000
budget=$((350 * 1024))
file="$(ls target/site/pkg/*.wasm.br)"
size="$(stat -c %s "$file")"
printf 'wasm, brotli: %s bytes; ceiling %s; budget %s (%s %% of it)\n' "$size" "$ceiling" "$budget" "$((size * 100 / budget))"
[ "$size" -le "$ceiling" ]
