#!/usr/bin/env bash
# Gives the benchmark of papers what WeasyPrint needs beside its Python package: Pango, by apt where that is possible. The
# portal itself does not use it. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

works() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

works && exit 0
if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get -o DPkg::Lock::Timeout=600 -qq update
    as_root apt-get -o DPkg::Lock::Timeout=600 -qq install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null || true
fi
works || echo "Pango could not be installed: the benchmark of papers will say that WeasyPrint was not measured." >&2
