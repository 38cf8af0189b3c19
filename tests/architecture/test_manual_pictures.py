"""The manuals and the README show what `make shots SHOTS=manual_shots` writes: all of it and nothing else."""

import re

from tests.architecture.tree import ROOT
from tests.browser.pictures import FOLDER, LARGEST, PICTURES

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs" / "manual").glob("*.md")))
SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
MOST_LINES = 120


def test_every_picture_is_shown_and_every_picture_shown_is_there() -> None:
    shown = {(page.parent / path).resolve() for page in PAGES for path in SHOWN.findall(page.read_text("utf-8"))}
    assert shown == set(FOLDER.iterdir())


def test_the_pictures_are_the_listed_ones_and_small() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {picture.name for picture in PICTURES}
    assert [path.name for path in FOLDER.iterdir() if path.stat().st_size > LARGEST] == []


def test_manuals_are_short() -> None:
    assert [page.name for page in PAGES if len(page.read_text("utf-8").splitlines()) > MOST_LINES] == []
