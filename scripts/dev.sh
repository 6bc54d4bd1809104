#!/usr/bin/env bash
# Watches the sources: rebuilds what changed and reloads the page.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

"$JALON_ROOT/scripts/setup.sh" build
# shellcheck source=scripts/env.sh
. "$JALON_ROOT/scripts/env.sh"
"$JALON_ROOT/scripts/assets.sh"
mkdir -p "$JALON_ROOT/target/demo"
export DATABASE_URL="${DATABASE_URL:-sqlite://$JALON_ROOT/target/demo/demo.db}"
export JALON_MASTER_KEY_FILE="${JALON_MASTER_KEY_FILE:-$JALON_ROOT/target/demo/master.key}"
cd "$JALON_ROOT"
exec cargo leptos watch --split -- serve
