#!/usr/bin/env bash
# Builds client and server: `build.sh debug` or `build.sh release`. Sets up what is missing first.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

"$JALON_ROOT/scripts/setup.sh" build
# The set-up may have brought another compiler.
# shellcheck source=scripts/env.sh
. "$JALON_ROOT/scripts/env.sh"
"$JALON_ROOT/scripts/assets.sh"

cd "$JALON_ROOT"
if [ "${1:-debug}" = release ]; then
  echo "Building the release (the first time takes about ten minutes)"
  cargo leptos build --release --precompress --split
else
  echo "Building (the first time takes about five minutes)"
  cargo leptos build --split
fi
