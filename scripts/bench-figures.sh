#!/usr/bin/env bash
# Measures loading and memory of the built server's sync (server/examples/figures). Builds first when nothing is built.
# Arguments go on to the program: --updates, --documents, --sockets, --rounds.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

binary="${JALON_BINARY:-$JALON_ROOT/target/release/jalon}"
if [ ! -x "$binary" ]; then
  "$JALON_ROOT/scripts/build.sh" release
  # shellcheck source=scripts/env.sh
  . "$JALON_ROOT/scripts/env.sh"
fi
cd "$JALON_ROOT"
# Built for speed as the server is: merging what has come is part of what is measured.
exec cargo run --release --quiet -p server --features ssr --example figures -- --binary "$binary" "$@"
