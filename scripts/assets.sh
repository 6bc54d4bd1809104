#!/usr/bin/env bash
# Copies what the page needs from npm packages into frontend/public: the font and the icons, as one sprite.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

packages="$JALON_ROOT/end2end/node_modules"
public="$JALON_ROOT/frontend/public"
fonts="$packages/@fontsource-variable/atkinson-hyperlegible-next"
icons="$JALON_ROOT/frontend/icons.txt"

mkdir -p "$public/fonts"
for file in latin-wght-normal latin-wght-italic latin-ext-wght-normal latin-ext-wght-italic; do
  cp -u "$fonts/files/atkinson-hyperlegible-next-$file.woff2" "$public/fonts/"
done
cp -u "$fonts/LICENSE" "$public/fonts/LICENSE"

# One <symbol> an icon named in frontend/icons.txt; `stroke` follows the text's colour. The server puts it into the page:
# a browser parses a sprite of another address anew for every icon that appears.
sprite="$(mktemp)"
{
  printf '<svg xmlns="http://www.w3.org/2000/svg" class="sprite" aria-hidden="true">\n'
  while read -r name; do
    [ -n "$name" ] || continue
    body="$(tr '\n' ' ' <"$packages/lucide-static/icons/$name.svg" | sed -E 's/<!--[^>]*-->//; s/.*<svg[^>]*>//; s/<\/svg>.*//')"
    printf '<symbol id="icon-%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">%s</symbol>\n' "$name" "$body"
  done <"$icons"
  printf '</svg>\n'
} >"$sprite"
cmp -s "$sprite" "$public/icons.svg" || cp "$sprite" "$public/icons.svg"
chmod 644 "$public/icons.svg"
rm -f "$sprite"
