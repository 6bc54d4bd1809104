#!/usr/bin/env bash
# Has the simulation write histories and compares what Yjs reads from them. Usage: differential.sh [HISTORIES]
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$JALON_ROOT"

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
# The same features as for all tests, so that nothing is compiled twice.
JALON_HISTORIES="$folder" JALON_SEEDS="${1:-100}" cargo test --quiet --workspace --exclude frontend \
  --features server/ssr,app/ssr --test simulation histories_are_written
node end2end/differential/yjs.mjs "$folder"
