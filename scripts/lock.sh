#!/usr/bin/env bash
# Writes requirements/runtime.txt (production) and requirements/dev.txt (everything) from pyproject.toml:
# exact versions with hashes, for every platform, and without the address of any package index.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
        --no-emit-index-url --no-annotate --no-header pyproject.toml "$@"
}

compile --output-file requirements/runtime.txt
compile --extra local --extra aliyun --extra dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

(
    PATH="$PWD/.venv/bin:$PATH"
    npm install --package-lock-only --silent
)

if grep -nE '://|--index' requirements/*.txt || grep -n '"resolved"' package-lock.json; then
    echo "A lock file names a package index; see the lines above." >&2
    exit 1
fi
