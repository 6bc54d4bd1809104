#!/usr/bin/env bash
# Fails when ARCHITECTURE.md names a file or folder that is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=0
while read -r path; do
  if [ ! -e "$path" ]; then
    echo "ARCHITECTURE.md names $path, which does not exist"
    missing=1
  fi
done < <(grep -oE '`[a-z0-9_./-]+(/|\.(rs|toml|sh))`' ARCHITECTURE.md | tr -d '`' | sort -u)
exit "$missing"
