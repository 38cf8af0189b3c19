"""Every stored word and every term is in the glossary, and what the glossary points at exists."""

import re

from appraisal.core.rules.enums import LabelledEnum
from scripts import glossary
from tests.architecture.tree import ROOT

TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_enum_and_its_labels_are_in_the_glossary():
    assert glossary.written(TEXT) == TEXT, "run: python scripts/glossary.py"


def test_enums_with_official_labels_are_rules():
    strays = {enum.__module__ for enum in descendants(LabelledEnum)} - {
        enum.__module__ for enum in glossary.labelled_enums()
    }
    assert strays == set()


def descendants(enum):
    for child in enum.__subclasses__():
        yield child
        yield from descendants(child)


def test_the_files_it_names_exist():
    named = set(re.findall(r"`([\w./]+\.py)`", TEXT))
    assert {path for path in named if not (ROOT / path).is_file()} == set()


def test_each_term_has_its_chinese_its_source_and_its_place():
    rows = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith("| ")]
    terms = [row for row in rows if row[0] not in ("English", "---")]
    assert len(terms) > 40
    assert [row[0] for row in terms if len(row) != 4 or not re.search(r"[一-鿿]", row[1])] == []
