"""Typst papers: embedded fonts, rare characters by text and by glyph, marks for what no font has, parts joined."""

from datetime import datetime
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont

from appraisal.core.models import Paper
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.papers import PaperKind
from appraisal.core.typesetting import FontMissing, Imprint, fonts, join, stamp, typeset
from appraisal.core.typesetting.glyphs import coverage_of
from appraisal.core.typesetting.joining import NotOurs
from tests.pdf import fonts_of, pages_of, text_of

NOW = datetime(2026, 3, 9, 9, tzinfo=BEIJING)
IMPRINT = Imprint("https://kaowu.example", NOW)
RARE = ("𠮷田", "㛃", "王䶮", "阿依古丽·买买提")
NOWHERE = chr(0x3347F)  # of the newest block: no font of 2026 that we know has it
TEMPLATE = """
#import "/appraisal/core/papers/common.typ": *
#show: document.with(title: "考生名单")
#sheet(paper.stamp, number: "P1", facts: paper.facts)[
  #ruled((1fr, 1fr), ("序号", "姓名"), paper.names.enumerate().map(((i, name)) => ([#i], cell(name))))
]
"""


@pytest.fixture
def template(tmp_path: Path, settings) -> Path:
    folder = Path(settings.BASE_DIR) / "appraisal/core/papers"
    (tmp_path / "appraisal/core").mkdir(parents=True)
    (tmp_path / "appraisal/core/papers").symlink_to(folder)
    settings.BASE_DIR = tmp_path
    (tmp_path / "list.typ").write_text(TEMPLATE)
    return tmp_path / "list.typ"


def content(names, *, is_sample: bool = False) -> dict:
    paper = Paper(kind=PaperKind.ROSTER, title="花名册", version=3, token="t.s", is_sample=is_sample)
    return {"stamp": stamp(paper, IMPRINT), "facts": [("计划编号", "P1")], "names": list(names)}


def test_every_name_stands_in_the_text_and_every_font_is_embedded(template):
    pdf = typeset(template, content(RARE))
    assert [name for name in RARE if name not in text_of(pdf)] == []
    assert "第1页共1页" in "".join(text_of(pdf).split())
    assert "第 3 版" in text_of(pdf)
    assert fonts_of(pdf)
    assert all(flags == ["yes", "yes", "yes"] for _, *flags in fonts_of(pdf)), fonts_of(pdf)


def test_rare_characters_have_a_glyph_of_their_own(template):
    """Text alone would also be there behind an empty box: the fonts' own tables say that they have the glyph."""
    coverages = fonts._coverages()
    for letter in "𠮷㛃䶮·":
        assert any(ord(letter) in coverage for coverage in coverages), letter
        assert fonts.marked(letter) == (letter, [])


def test_a_character_that_no_font_has_is_marked_and_explained(template):
    text = text_of(typeset(template, content([f"王{NOWHERE}"])))
    assert "王〔U+3347F〕" in text
    assert "请以证件为准手写补正" in text
    assert "手写补正" not in text_of(typeset(template, content(["王"])))


def test_the_reader_of_font_tables_agrees_with_fonttools():
    path, index = next((f.path, f.index) for f in typst.Fonts().fonts() if f.family in fonts.chinese_fonts().serif)
    theirs = set(TTFont(path, fontNumber=index).getBestCmap())
    ours = coverage_of(path, index)
    assert {
        point for start, end in zip(ours.starts, ours.ends, strict=True) for point in range(start, end + 1)
    } == theirs
    assert all(point in ours for point in theirs) and 0x110000 not in ours
    dejavu = next((f.path for f in typst.Fonts().fonts() if f.family == "DejaVu Sans" and f.path), None)
    if dejavu:
        covered = coverage_of(dejavu)
        assert all(point in covered for point in TTFont(dejavu).getBestCmap())


def test_sample_papers_say_so_on_every_page(template):
    pages = pages_of(typeset(template, content(RARE * 40, is_sample=True)))
    assert len(pages) > 1
    assert all("样例数据" in page for page in pages)


def test_joined_parts_have_all_pages_in_order(template):
    parts = [typeset(template, content([f"{word}{n}" for n in range(90)]), tagged=False) for word in "甲乙丙"]
    joined = join(parts)
    apart = [page for part in parts for page in pages_of(part)]
    assert pages_of(joined) == apart
    assert all(flags == ["yes", "yes", "yes"] for _, *flags in fonts_of(joined))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4\nnothing"])
def test_other_pdfs_are_not_joined(pdf):
    with pytest.raises(NotOurs):
        join([pdf])


def test_a_tagged_part_is_not_joined(template):
    with pytest.raises(NotOurs):
        join([typeset(template, content(["王"]))])


def test_without_a_chinese_font_nothing_is_printed(monkeypatch):
    class NoFonts:
        def families(self):
            return ["DejaVu Sans"]

    fonts.chinese_fonts.cache_clear()
    monkeypatch.setattr(fonts, "installed", NoFonts)
    with pytest.raises(FontMissing):
        fonts.chinese_fonts()
    fonts.chinese_fonts.cache_clear()
