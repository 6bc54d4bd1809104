#!/usr/bin/env bash
# Measures the guide engine as wasm under Node, beside @getodk/xforms-engine and survey-core: prints figures and ratios,
# and leaves them in target/bench-guide.json. `--quick` only shows that everything runs.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

cd "$JALON_ROOT"
cargo build -p guide-bench --target wasm32-unknown-unknown --target-dir target/front --profile wasm-release
built="$JALON_ROOT/target/bench-guide"
wasm-bindgen --target nodejs --out-dir "$built" target/front/wasm32-unknown-unknown/wasm-release/guide_bench.wasm
cd end2end/bench
[ -e node_modules/.package-lock.json ] || npm ci --no-audit --no-fund
export JALON_GUIDE_WASM="$built/guide_bench.js" JALON_GUIDE_FIGURES="$JALON_ROOT/target/bench-guide.json"
exec node engines/run.mjs "$@"
