#!/usr/bin/env bash
# Gives the benchmark of papers what the engines beside ours need: Pango for WeasyPrint, by apt where that is possible,
# and for ReportLab a Chinese font that it can embed, in a folder where nothing else finds it. The portal itself uses
# neither. Does nothing when both are there.
set -euo pipefail
cd "$(dirname "$0")/.."

font=.make/fonts/wqy-microhei.ttc
works() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

fetch_font() {
    local folder
    folder=$(mktemp -d)
    (cd "$folder" && apt-get -qq download fonts-wqy-microhei && dpkg -x fonts-wqy-microhei_*.deb .) >/dev/null 2>&1 &&
        mkdir -p "$(dirname "$font")" && cp "$folder/usr/share/fonts/truetype/wqy/wqy-microhei.ttc" "$font" || true
    rm -rf "$folder"
}

if ! works && command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get -o DPkg::Lock::Timeout=600 -qq update
    as_root apt-get -o DPkg::Lock::Timeout=600 -qq install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null || true
fi
[ -e "$font" ] || ! command -v apt-get >/dev/null || fetch_font
works || echo "Pango could not be installed: the benchmark of papers will say that WeasyPrint was not measured." >&2
[ -e "$font" ] || echo "No font for ReportLab: the benchmark of papers will say that its font is not embedded." >&2
