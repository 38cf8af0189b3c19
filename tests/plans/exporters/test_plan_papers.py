"""Every paper of a plan as PDF: every name, embedded fonts, marks on samples, the right pages."""

import pytest

from appraisal.core.rules.papers import PaperKind
from appraisal.core.typesetting import typeset
from plans.exporters.plan_papers import FOLDER
from plans.rules.paper_sheets import TEMPLATES
from plans.rules.plan_papers import RULES
from tests.factories import paper_sheets
from tests.pdf import fonts_of, pages_of, text_of

EXAMPLES = paper_sheets.examples()
PAGES = {
    PaperKind.TICKET: 3, PaperKind.SEAT_CHART: 2, PaperKind.DOOR_SHEET: 1, PaperKind.SIGN_IN_SHEET: 1,
    PaperKind.SCORE_ROSTER: 3, PaperKind.DUTY_SHEET: 1, PaperKind.PLAN_FORM: 1, PaperKind.PUBLIC_NOTICE: 1,
}  # fmt: skip
NAMED = [kind for kind in EXAMPLES if kind not in (PaperKind.DUTY_SHEET, PaperKind.PLAN_FORM)]


def pdf_of(kind, *, is_sample=True, sheets=None) -> bytes:
    return typeset(FOLDER / TEMPLATES[kind], paper_sheets.content(kind, sheets or EXAMPLES[kind], is_sample=is_sample))


def test_every_paper_of_the_table_has_a_template_and_an_example():
    assert {rule.kind for rule in RULES} == set(EXAMPLES) == set(PAGES)
    assert [kind for kind in EXAMPLES if not (FOLDER / TEMPLATES[kind]).is_file()] == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_pages_fonts_and_marks(kind):
    pdf = pdf_of(kind)
    pages = pages_of(pdf)
    assert len(pages) == PAGES[kind]
    assert all("样例" in page for page in pages)
    assert all(flags == ["yes", "yes", "yes"] for _, *flags in fonts_of(pdf))
    assert "样例数据" not in text_of(pdf_of(kind, is_sample=False))


@pytest.mark.parametrize("kind", NAMED)
def test_every_name_is_found(kind):
    text = "".join(text_of(pdf_of(kind)).split())
    people = 5 if kind is PaperKind.TICKET else 8
    assert [name for name in map(paper_sheets.name, range(people)) if name.replace(" ", "") not in text] == []


def test_hundreds_of_tickets_are_two_to_a_page_and_whole():
    tickets = [paper_sheets.ticket(number) for number in range(121)]
    pages = pages_of(pdf_of(PaperKind.TICKET, sheets=tickets))
    assert len(pages) == 61
    for index, ticket in enumerate(tickets):
        page = pages[index // 2]
        assert ticket.name in page and ticket.number in page and ticket.document in page
        assert all(one.place in page for one in ticket.appointments)


def test_the_chart_shows_everybody_where_he_sits():
    """Down the page the rows from the front, across it the columns: the text comes in that order."""
    room = EXAMPLES[PaperKind.SEAT_CHART][0]
    page = pages_of(pdf_of(PaperKind.SEAT_CHART))[0]
    assert page.index("讲台") < page.index(paper_sheets.name(0))
    in_row = {row: [one.name for one in room.sitters if one.row == row] for row in range(1, room.rows + 1)}
    lines = [line for line in page.splitlines() if sum(one.name in line for one in room.sitters) > 1]
    assert len(lines) == room.rows
    for row, line in enumerate(lines, 1):
        assert [line.index(name) for name in in_row[row]] == sorted(line.index(name) for name in in_row[row])


def test_a_team_that_is_known_is_printed_otherwise_lines_to_fill_in():
    blank, known = (text_of(pdf_of(PaperKind.SCORE_ROSTER, sheets=[one])) for one in EXAMPLES[PaperKind.SCORE_ROSTER])
    assert "钱考评" in known and "1101001234" in known
    assert blank.count("组员") == 2
    assert "封" in known and "考评组签字" in known
