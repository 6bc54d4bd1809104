#!/usr/bin/env bash
# Measures the guide engine under Node (scripts/bench-guide.sh), then the built release in a slowed-down Chromium,
# beside SurveyJS: prints tables and ratios, and leaves the figures in target/bench-guide.json and target/bench.json.
# Builds first when nothing is built. `bench.sh layout` measures layered drawings alone: crossings and times of the
# wasm build in Node beside Graphviz dot (which must be installed), dagre and elkjs.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

if [ "${1:-}" = layout ]; then
  shift
  command -v dot >/dev/null 2>&1 || { echo "Graphviz is missing: apt-get install graphviz" >&2; exit 1; }
  cd "$JALON_ROOT"
  cargo build --release -p layout-bench --target wasm32-unknown-unknown --target-dir target/front
  wasm-bindgen --target nodejs --out-dir target/layout-bench \
    target/front/wasm32-unknown-unknown/release/layout_bench.wasm
  cd end2end/bench
  [ -e node_modules/.package-lock.json ] || npm ci --no-audit --no-fund
  exec node layout.mjs "$@"
fi

if [ ! -x "${JALON_BINARY:-$JALON_ROOT/target/release/jalon}" ]; then
  "$JALON_ROOT/scripts/build.sh" release
  # shellcheck source=scripts/env.sh
  . "$JALON_ROOT/scripts/env.sh"
fi
if ! command -v "${JALON_CHROMIUM:-chromium}" >/dev/null 2>&1; then
  "$JALON_ROOT/scripts/setup.sh" test
fi
"$JALON_ROOT/scripts/bench-guide.sh"
cd "$JALON_ROOT/end2end/bench"
[ -e node_modules/.package-lock.json ] || npm ci --no-audit --no-fund
exec npx --prefix "$JALON_ROOT/end2end" playwright test -c playwright.config.ts "$@"
