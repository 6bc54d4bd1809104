#!/usr/bin/env bash
# Every check: formatting, lints, layers and licences, rules, both databases, router, size, journeys in Chromium.
# Goes on after a failed check, so that one run tells all; ends with "N passed, N failed".
set -uo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

"$JALON_ROOT/scripts/setup.sh" test || exit 1
# shellcheck source=scripts/env.sh
. "$JALON_ROOT/scripts/env.sh"
"$JALON_ROOT/scripts/assets.sh" || exit 1
cd "$JALON_ROOT" || exit 1

log="$(mktemp -d)"
passed=0
failed=0
broken=()

# check NAME COMMAND…: one check that passes or fails as a whole.
check() {
  local name="$1" started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@" 2>&1 | tee "$log/last"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    broken+=("$name")
  fi
  printf '   (%s s)\n' "$((SECONDS - started))"
}

# suite NAME COMMAND…: a test runner whose own counts are added up.
suite() {
  local name="$1" started=$SECONDS status
  shift
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$log/last"
  status=$?
  local ok bad
  ok="$(sed -nE 's/.*test result: .* ([0-9]+) passed; .*/\1/p; s/^ +([0-9]+) passed.*/\1/p' "$log/last" | awk '{n+=$1} END {print n+0}')"
  bad="$(sed -nE 's/.*test result: .* ([0-9]+) failed; .*/\1/p; s/^ +([0-9]+) failed.*/\1/p' "$log/last" | awk '{n+=$1} END {print n+0}')"
  [ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ "$status" != 0 ] || [ "$ok" -gt 0 ] || bad=1
  passed=$((passed + ok))
  failed=$((failed + bad))
  [ "$bad" = 0 ] || broken+=("$name")
  printf '   (%s s)\n' "$((SECONDS - started))"
}

check "Formatting" cargo fmt --all --check
check "Layers, licences, sources" cargo deny --log-level error check bans licenses sources
check "Paths that ARCHITECTURE.md names" scripts/paths.sh
check "Lints, server side" cargo clippy --workspace --exclude frontend --features server/ssr,app/ssr,app/pages --all-targets -- -D warnings
check "Lints, browser side" cargo clippy -p frontend -p app --target wasm32-unknown-unknown --target-dir target/front \
  --no-default-features --features frontend/csr,app/csr -- -D warnings
suite "Tests" cargo test --workspace --exclude frontend --features server/ssr,app/ssr,app/pages --no-fail-fast
check "Same contents in Yjs" scripts/differential.sh 100
check "Release build" cargo leptos build --release --precompress --split
check "Size of what a first visit loads" scripts/size.sh
check "Types of the journeys" npm --prefix end2end run --silent typecheck
suite "Journeys in Chromium" npm --prefix end2end run --silent test

echo
for name in ${broken[@]+"${broken[@]}"}; do echo "FAILED: $name"; done
echo "$passed passed, $failed failed"
rm -rf "$log"
[ "$failed" = 0 ]
