#!/usr/bin/env bash
# Installs what is missing, step by step; quick when nothing is. `setup.sh build` for building and running,
# `setup.sh test` for everything the checks need as well.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

WANTED="${1:-build}"
LOG_DIR="$JALON_TOOLS/log"
mkdir -p "$JALON_TOOLS/bin" "$LOG_DIR"

# run_step NAME HINT COMMAND…: says what it does, keeps the output in a log, and on failure says what to do next.
run_step() {
  local name="$1" hint="$2" log
  shift 2
  log="$LOG_DIR/$(printf '%s' "$name" | tr -c 'a-zA-Z0-9' '-').log"
  printf '  • %s … ' "$name"
  local started=$SECONDS
  if "$@" >"$log" 2>&1 </dev/null; then
    printf 'done (%s s)\n' "$((SECONDS - started))"
  else
    printf 'failed\n\n'
    tail -n 15 "$log" | sed 's/^/    /'
    printf '\n  The step “%s” did not succeed.\n  What to do: %s\n  Whole log: %s\n' "$name" "$hint" "$log" >&2
    exit 1
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

APT_HINT="check the network and that apt reaches its mirrors (apt-get update), then run the same command again."
CARGO_HINT="check that crates.io can be reached, then run the same command again."
NPM_HINT="check that the npm registry can be reached, then run the same command again."

APT_FRESH=no
apt_install() {
  if [ "$APT_FRESH" = no ]; then
    as_root apt-get update -qq
    APT_FRESH=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

missing() { ! command -v "$1" >/dev/null 2>&1; }

# --- compiler -----------------------------------------------------------------------------------------------------

has_wasm_std() {
  local sysroot
  sysroot="$(rustc --print sysroot 2>/dev/null)" || return 1
  compgen -G "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null
}

recent_enough() {
  local minor
  minor="$(rustc --version 2>/dev/null | sed -nE 's/^rustc 1\.([0-9]+).*/\1/p')"
  [ -n "$minor" ] && [ "$minor" -ge 96 ]
}

toolchain_ready() { recent_enough && has_wasm_std && cargo clippy --version && cargo fmt --version; }

rustup_toolchain() {
  timeout 300 rustup toolchain install "$RUST_VERSION" --profile minimal --component clippy,rustfmt \
    --target wasm32-unknown-unknown --no-self-update || return 1
  echo "$RUST_VERSION" >"$JALON_TOOLS/rustup-toolchain"
  RUSTUP_TOOLCHAIN="$RUST_VERSION" toolchain_ready
}

debian_compiler() {
  apt_install build-essential pkg-config curl rustc-web cargo-web rust-web-src lld-22 rust-web-clippy rustfmt-web
  mkdir -p "$JALON_TOOLS/rust/bin"
  local tool
  for tool in rustc cargo rustdoc rustfmt cargo-fmt cargo-clippy clippy-driver; do
    ln -sf "/usr/bin/$tool" "$JALON_TOOLS/rust/bin/$tool"
  done
  echo wasm-ld-22 >"$JALON_TOOLS/rust/wasm-linker"
}

# Debian ships the library's source but no wasm32 build of it. Its vendor folder lacks some development
# dependencies, so the locked crates come from crates.io.
debian_wasm_std() {
  local version scratch
  version="$(/usr/bin/rustc --version | cut -d' ' -f2)"
  scratch="$(mktemp -d)"
  cp -r "/usr/src/rustc-$version/library" "$scratch/library"
  (
    cd "$scratch/library"
    RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc __CARGO_DEFAULT_LIB_METADATA=sysroot \
      RUSTFLAGS="-Cembed-bitcode=yes -Zforce-unstable-if-unmarked" CARGO_TARGET_DIR="$scratch/target" \
      /usr/bin/cargo build --release --target wasm32-unknown-unknown --manifest-path sysroot/Cargo.toml
  ) || return 1
  local into=/usr/lib/rustlib/wasm32-unknown-unknown/lib
  as_root mkdir -p "$into"
  as_root cp "$scratch"/target/wasm32-unknown-unknown/release/deps/*.rlib "$into/" || return 1
  rm -rf "$scratch"
}

# JALON_RUST=debian leaves rustup alone, for machines that may reach package registries only.
setup_compiler() {
  if [ "${JALON_RUST:-}" != debian ] && toolchain_ready >/dev/null 2>&1; then return; fi
  if [ "${JALON_RUST:-}" != debian ] && ! missing rustup && [ ! -d "$JALON_TOOLS/rust" ]; then
    printf '  • Rust with wasm32, by rustup … '
    if rustup_toolchain >"$LOG_DIR/rustup.log" 2>&1; then
      printf 'done\n'
      return
    fi
    rm -f "$JALON_TOOLS/rustup-toolchain"
    printf 'not to be had here, trying Debian\n'
  fi
  if missing apt-get; then
    echo "  The wasm32 standard library is missing and neither rustup nor apt can bring it." >&2
    echo "  What to do: install Rust 1.96 or later with the target wasm32-unknown-unknown, then run the same command again." >&2
    exit 1
  fi
  [ -x "$JALON_TOOLS/rust/bin/rustc" ] || run_step "Rust compiler from Debian" "$APT_HINT" debian_compiler
  # shellcheck source=scripts/env.sh
  . "$JALON_ROOT/scripts/env.sh"
  has_wasm_std || run_step "wasm32 standard library, built from Debian's source" "$CARGO_HINT" debian_wasm_std
}

# --- tools --------------------------------------------------------------------------------------------------------

cargo_tool_is() { [ "$("$JALON_TOOLS/bin/$1" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1)" = "$2" ]; }

# cargo-leptos in its own release profile takes twenty minutes; only its two compressors gain from optimisation.
install_cargo_leptos() {
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_INCREMENTAL=false CARGO_TARGET_DIR="$JALON_TOOLS/target" \
    cargo install cargo-leptos --version "$CARGO_LEPTOS_VERSION" --locked --debug --root "$JALON_TOOLS" \
    --config 'profile.dev.package.brotli.opt-level=2' --config 'profile.dev.package.libflate.opt-level=2'
}

install_wasm_bindgen() {
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_TARGET_DIR="$JALON_TOOLS/target" cargo install wasm-bindgen-cli --version "$WASM_BINDGEN_VERSION" \
    --no-default-features --root "$JALON_TOOLS"
}

install_cargo_deny() {
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_INCREMENTAL=false CARGO_TARGET_DIR="$JALON_TOOLS/target" \
    cargo install cargo-deny --version "$CARGO_DENY_VERSION" --locked --debug --root "$JALON_TOOLS"
}

npm_ready() {
  [ -e "$JALON_ROOT/end2end/node_modules/.package-lock.json" ] &&
    [ ! "$JALON_ROOT/end2end/package-lock.json" -nt "$JALON_ROOT/end2end/node_modules/.package-lock.json" ]
}

npm_install() { (cd "$JALON_ROOT/end2end" && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json); }

has_postgres() { ! missing initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

setup_build() {
  if missing cc || missing make || missing git; then
    run_step "C compiler, make, git" "$APT_HINT" apt_install build-essential pkg-config git
  fi
  setup_compiler
  # shellcheck source=scripts/env.sh
  . "$JALON_ROOT/scripts/env.sh"
  cargo_tool_is wasm-bindgen "$WASM_BINDGEN_VERSION" ||
    run_step "wasm-bindgen $WASM_BINDGEN_VERSION (about 3 minutes)" "$CARGO_HINT" install_wasm_bindgen
  cargo_tool_is cargo-leptos "$CARGO_LEPTOS_VERSION" ||
    run_step "cargo-leptos $CARGO_LEPTOS_VERSION (about 7 minutes)" "$CARGO_HINT" install_cargo_leptos
  rm -rf "$JALON_TOOLS/target"
  if missing node || missing npm; then
    run_step "Node.js and npm" "$APT_HINT" apt_install nodejs npm
  fi
  npm_ready || run_step "npm packages (sass, wasm-opt, font, icons, Playwright)" "$NPM_HINT" npm_install
}

setup_test() {
  cargo_tool_is cargo-deny "$CARGO_DENY_VERSION" ||
    run_step "cargo-deny $CARGO_DENY_VERSION (about 4 minutes)" "$CARGO_HINT" install_cargo_deny
  rm -rf "$JALON_TOOLS/target"
  missing chromium && run_step "Chromium" "$APT_HINT" apt_install chromium
  has_postgres || run_step "PostgreSQL" "$APT_HINT" apt_install postgresql
  return 0
}

echo "Setting up what is missing"
setup_build
[ "$WANTED" = build ] || setup_test
echo "Everything is in place"
