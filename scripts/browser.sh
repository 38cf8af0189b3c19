#!/usr/bin/env bash
# Gives the tests a Chromium, Chinese fonts, pdftotext and the SMS engine Kannel: Debian's by apt where that is possible,
# otherwise the browser that Playwright brings. Does nothing when all are there.
set -euo pipefail
cd "$(dirname "$0")/.."

has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family)" ]; }

# Debian keeps it among the programs of the superuser, which need not be on the path.
has_kannel() { command -v bearerbox >/dev/null || [ -x /usr/sbin/bearerbox ]; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get -o DPkg::Lock::Timeout=600 -qq update
    as_root apt-get -o DPkg::Lock::Timeout=600 -qq install --yes --no-install-recommends "$@" >/dev/null
}

wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
has_chinese_font || wanted+=(fonts-noto-cjk fontconfig)
command -v pdftotext >/dev/null || wanted+=(poppler-utils)
has_kannel || wanted+=(kannel)
[ "${#wanted[@]}" -eq 0 ] && exit 0

if may_install && apt_install "${wanted[@]}"; then
    exit 0
fi

command -v pdftotext >/dev/null || echo "pdftotext was not found: install poppler-utils, or the tests of papers fail." >&2
has_kannel || echo "Kannel was not found: install kannel, or the tests of the SMS engine fail." >&2
command -v chromium >/dev/null && exit 0
echo "No Chromium package could be installed here; taking the browser that Playwright brings." >&2
.venv/bin/python -m playwright install chromium
has_chinese_font || echo "No Chinese font was found: install Noto Sans CJK, or screenshots show boxes." >&2
