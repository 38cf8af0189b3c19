"""The papers of the re-review over HTTP: made, printed, sealed, handed over; by the district of the plan alone."""

import pytest
from django.db import transaction

from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Role
from plans.services import papers
from tests.factories import api as calling
from tests.factories import core
from tests.factories import filing as make
from tests.factories import re_review as given
from tests.pdf import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(clock):
    clock.moment = given.REVIEW_DAY
    return make.ground()


@pytest.fixture
def plan(ground):
    found, _ = given.reviewed(ground, 2)
    return found


@pytest.fixture
def client(ground):
    return calling.caller(ground.district)


def address(plan, word=""):
    return f"/api/v1/plans/{plan.number}/review-papers{word}"


def test_made_sealed_and_handed_over(plan, client):
    made = client.post(address(plan, "/issue"), format="json")
    assert (made.status_code, len(made.json())) == (201, 6)
    again = client.post(address(plan, "/issue"), format="json")
    assert [one["code"] for one in again.json()["reasons"]] == ["papers_current"]
    first = made.json()[0]["id"]
    early = client.post(address(plan, "/hand-over"), {"copy": first, "handed_to": "王芳"}, format="json")
    assert [one["code"] for one in early.json()["reasons"]] == ["copy_unsealed"]
    sealed = client.post(address(plan, "/seal"), {"copies": [one["id"] for one in made.json()]}, format="json").json()
    assert all(one["sealed_at"] for one in sealed)
    over = client.post(address(plan, "/hand-over"), {"copy": first, "handed_to": "王芳"}, format="json").json()
    assert [one["handed_to"] for one in over if one["id"] == first] == ["王芳"]


def test_printed_by_a_link_that_ends_with_the_version(plan, client):
    copies = [one["id"] for one in client.post(address(plan, "/issue"), format="json").json()]
    answer = client.post(address(plan, "/print"), {"copies": copies}, format="json").json()
    assert sorted(one["kind"] for one in answer["files"]) == ["RE_REVIEW_FORM", "ROSTER"]
    assert AuditEntry.objects.filter(action="paper.print").count() == 1
    link = answer["files"][0]["url"]
    pdf = client.get(link)
    assert pdf["Content-Type"] == "application/pdf" and plan.number in text_of(b"".join(pdf))
    with transaction.atomic():
        papers.supersede_papers(plan=plan, now=given.REVIEW_DAY)
    assert client.get(link).status_code == 404


def test_nobody_else(plan, ground):
    given.papers_in_force(plan)
    clerk = calling.caller(ground.clerk)
    assert len(clerk.get(address(plan)).json()) == 6
    assert clerk.post(address(plan, "/issue"), format="json").status_code == 403
    other = calling.caller(core.actor(Role.DISTRICT_OFFICER))
    assert other.post(address(plan, "/issue"), format="json").status_code == 404
    mine = [one.pk for one in given.copies(plan)]
    strange, _ = given.reviewed(make.ground(), 1)
    own = calling.caller(ground.district)
    assert own.post(address(strange, "/seal"), {"copies": mine}, format="json").status_code == 404
