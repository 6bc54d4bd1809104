#!/usr/bin/env bash
# Looks for bytes that make a decoder panic, hang or take more than 512 MB: fuzz.sh [SECONDS [TARGET…]], 20 s each unless told.
# What is found is kept in fuzz/crashes/TARGET, where the tests send it again. Works with the compiler the project is built with.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$JALON_ROOT"

seconds="${1:-20}"
[ "$#" = 0 ] || shift
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || mapfile -t targets < <(find fuzz/targets -name '*.rs' -exec basename {} .rs \; | sort)

# Counts every branch that is reached, and what is compared, so that the search is led by it.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions"
echo "Building the targets…"
host="$(rustc -vV | sed -n 's/^host: //p')"
cargo build --release --quiet --target "$host" --target-dir target/fuzz -p fuzz --features libfuzzer --bins

found=0
for target in "${targets[@]}"; do
  mkdir -p "target/fuzz/corpus/$target" "fuzz/crashes/$target"
  echo "== $target, $seconds s"
  if ! "target/fuzz/$host/release/$target" "target/fuzz/corpus/$target" -max_total_time="$seconds" -rss_limit_mb=512 \
    -timeout=10 -max_len=65536 -artifact_prefix="fuzz/crashes/$target/" >"target/fuzz/$target.log" 2>&1; then
    found=1
    echo "found something: target/fuzz/$target.log"
  fi
  tail -n 1 "target/fuzz/$target.log"
done
find fuzz/crashes -mindepth 1 -type d -empty -delete
exit "$found"
