#!/usr/bin/env bash
# Sets up, builds, and starts the demo on an embedded SQLite database.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

"$JALON_ROOT/scripts/build.sh" "${JALON_PROFILE:-release}"
# shellcheck source=scripts/env.sh
. "$JALON_ROOT/scripts/env.sh"

profile="${JALON_PROFILE:-release}"
data="$JALON_ROOT/target/demo"
mkdir -p "$data"
export DATABASE_URL="${DATABASE_URL:-sqlite://$data/demo.db}"
export JALON_MASTER_KEY_FILE="${JALON_MASTER_KEY_FILE:-$data/master.key}"
export JALON_SITE_ROOT="$JALON_ROOT/target/site"
jalon="$JALON_ROOT/target/$profile/jalon"

if [ ! -e "$data/accounts.txt" ]; then
  "$jalon" demo --database "$DATABASE_URL" >"$data/accounts.new"
  mv "$data/accounts.new" "$data/accounts.txt"
fi
echo
cat "$data/accounts.txt"
echo
echo "Start again from nothing: rm -r target/demo"
exec "$jalon" serve
