#!/usr/bin/env bash
# Fails when the compressed wasm of a first visit exceeds its budget.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

budget=$((350 * 1024))
file="$(ls target/site/pkg/*.wasm.br)"
size="$(stat -c %s "$file")"
printf 'wasm, brotli: %s bytes of %s (%s %%)\n' "$size" "$budget" "$((size * 100 / budget))"
[ "$size" -le "$budget" ]
