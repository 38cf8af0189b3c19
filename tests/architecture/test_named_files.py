"""The files that the documentation names are there."""

import re

import pytest

from tests.architecture.tree import ROOT

FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|txt|html|js|typ|csv|json|ya?ml|toml|md))")
# Where a path may begin: the repository, or the folder that a paragraph is about.
STARTS = ("", "appraisal", "appraisal/core", "plans", "examiners", "fees", "tests", "templates")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_it_names_exists(page):
    named = set(FILE.findall(page.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not any((ROOT / start / name).is_file() for start in STARTS)] == []
