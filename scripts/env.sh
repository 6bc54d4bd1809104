# Sourced by every script: where the tools live and which compiler is used.
# Tools that are built from crates.io are kept outside the checkout, so that a fresh clone finds them again.

JALON_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
JALON_TOOLS="${JALON_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/jalon-tools}"
export JALON_ROOT JALON_TOOLS

# The versions that the lock files and the scripts must agree on.
RUST_VERSION=1.96.0
CARGO_LEPTOS_VERSION=0.3.11
WASM_BINDGEN_VERSION=0.2.130
CARGO_DENY_VERSION=0.20.2

export PATH="$JALON_TOOLS/bin:$JALON_ROOT/end2end/node_modules/.bin:$PATH"

# Where rustup's servers are out of reach, Debian's compiler serves both sides (see scripts/setup.sh). Its wasm
# linker has another name than the one rustup brings.
if [ -x "$JALON_TOOLS/rust/bin/rustc" ]; then
  export PATH="$JALON_TOOLS/rust/bin:$PATH"
  if [ -e "$JALON_TOOLS/rust/wasm-linker" ]; then
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$(cat "$JALON_TOOLS/rust/wasm-linker")"
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
  fi
elif command -v rustup >/dev/null 2>&1 && [ -e "$JALON_TOOLS/rustup-toolchain" ]; then
  RUSTUP_TOOLCHAIN="$(cat "$JALON_TOOLS/rustup-toolchain")"
  export RUSTUP_TOOLCHAIN
fi
