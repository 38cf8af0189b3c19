"""The papers as PDF: every name, whole numbers, three copies with their own pages, what the QR code leads to."""

import pytest

from appraisal.core.models import Paper
from appraisal.core.rules.papers import PaperKind
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.typesetting import Imprint
from plans.exporters.papers import papers_pdf
from plans.models import Candidate
from plans.services import papers
from tests.factories import filing as make
from tests.factories import re_review
from tests.factories.re_review import FAIL, REVIEW_DAY, decide, ids
from tests.pdf import pages_of

pytestmark = pytest.mark.django_db
RARE = ("𠮷田", "㛃", "王䶮", "阿依古丽·买买提")
PEOPLE = 40


@pytest.fixture
def plan():
    fill_calendar(now=make.NOW)
    ground = make.ground()
    plan = re_review.enrolled(ground, PEOPLE)
    for key, name in zip(ids(plan), RARE, strict=False):
        Candidate.objects.filter(pk=key).update(name=name)
    booking = re_review.booked(ground, plan)
    for key in ids(plan)[:-1]:
        decide(ground, booking, key)
    decide(ground, booking, ids(plan)[-1], FAIL)
    papers.issue_papers(actor=ground.district, plan_id=plan.pk, now=REVIEW_DAY)
    return plan


def made(plan, kind, *, is_sample=False) -> list[str]:
    Paper.objects.update(is_sample=is_sample)
    copies = [one for one in re_review.copies(plan) if one.paper.kind == kind]
    return pages_of(papers_pdf(plan, copies, Imprint("https://kaowu.example", REVIEW_DAY)))


def test_the_form_has_everyone_on_whom_the_desk_decided_in_each_of_three_copies(plan):
    text = "\n".join(made(plan, PaperKind.RE_REVIEW_FORM))
    for one in Candidate.objects.filter(plan=plan):
        assert text.count(one.document_number) == 3, one.name
    for name in RARE:
        assert text.count(name) == 3, name
    assert text.count("复审不合格") == 3
    assert text.count("原证书真实有效") == 3
    for holder in ("市鉴定管理中心 留存", "区县鉴定管理中心 留存", "鉴定机构 留存"):
        assert holder in text


def test_the_roster_leaves_out_who_failed(plan):
    text = "\n".join(made(plan, PaperKind.ROSTER))
    failed = Candidate.objects.get(pk=ids(plan)[-1])
    assert text.count(failed.document_number) == 0
    assert text.count(Candidate.objects.get(pk=ids(plan)[0]).document_number) == 3
    assert text.count("共 39 人") == 3


def test_each_copy_counts_its_own_pages(plan):
    pages = [page.replace(" ", "") for page in made(plan, PaperKind.RE_REVIEW_FORM)]
    of_one = len(pages) // 3
    assert of_one > 1
    for number, page in enumerate(pages):
        assert f"第{number % of_one + 1}页" in page
        assert f"共{of_one}页" in page


def test_sample_data_says_so_on_every_page_and_real_data_never(plan):
    assert all("样例" in page for page in made(plan, PaperKind.ROSTER, is_sample=True))
    assert not any("样例" in page for page in made(plan, PaperKind.ROSTER))
