"""docs/regulations.md: each rule of the slides leads to code and to a test that exist, or says that neither does."""

import re

import pytest

from tests.architecture.tree import ROOT, functions

TEXT = (ROOT / "docs" / "regulations.md").read_text(encoding="utf-8")
RULES = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith(("| rule", "| ---"))
]
CODE = re.compile(r"`([\w/]+\.py):(\w+)`")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
# The headings of the slides, as they stand there.
HEADINGS = [
    *(f"一（{number}）" for number in "一二三四五六"),
    *(f"二（{number}）" for number in "一二三四五六七"),
    "三：统一派遣",
    "三：考评员需要做哪些准备",
    "三：考评员如何接收任务",
    "三：考评员执评有哪些新考务要求",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_each_heading_of_the_slides_has_its_rules(heading):
    parts = [part for part in re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:] if part.startswith(heading)]
    assert parts
    assert all("| --- |" in part and part.count("\n| ") > 2 for part in parts)


def test_each_rule_names_its_code_and_its_test_or_says_that_there_is_none():
    assert len(RULES) > 50
    assert [row[0] for row in RULES if len(row) != 3] == []
    code_missing = [row[0] for row in RULES if not (CODE.search(row[1]) or row[1].startswith("not built yet ("))]
    test_missing = [
        row[0]
        for row in RULES
        if not (TEST.search(row[2]) or row[2].startswith("not written yet (") or "not built yet" in row[1])
    ]
    assert code_missing == []
    assert test_missing == []


@pytest.mark.parametrize("pattern", [CODE, TEST])
def test_what_it_names_exists(pattern):
    named = set(pattern.findall(TEXT))
    assert named
    assert sorted(place for place in named if not exists(*place)) == []


def test_every_name_in_code_letters_is_one_of_the_two_forms():
    names = set(re.findall(r"`([\w/]+\.py:[^`]*)`", TEXT)) - {"file.py:function", "file.py::test"}
    assert sorted(name for name in names if not (CODE.fullmatch(f"`{name}`") or TEST.fullmatch(f"`{name}`"))) == []


def exists(path: str, name: str) -> bool:
    """Whether the file defines a function or method of that name; the two forms in the preface explain themselves."""
    if path == "file.py":
        return True
    file = ROOT / path
    return file.is_file() and name in {function.name for function in functions(file)}
