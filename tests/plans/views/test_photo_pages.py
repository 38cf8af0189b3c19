"""Photographs on screen: the picture for whoever may see it, forms for the institute, results that stay."""

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Photo, PhotoUpload
from tests.factories import core
from tests.factories import filing as make
from tests.factories import photos as drawn
from tests.factories.core import client_of

pytestmark = pytest.mark.django_db
NUMBER = "110101199003071230"


@pytest.fixture(autouse=True)
def now(clock, tmp_path, settings):
    settings.DOCUMENT_ROOT = tmp_path
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground):
    return make.accepted(ground)


@pytest.fixture
def candidate(plan):
    return drawn.candidate(plan, "王伟", NUMBER)


@pytest.fixture
def clerk(ground) -> Client:
    return client_of(ground.clerk)


def page(name: str, key: int) -> str:
    return reverse(f"plans:{name}", args=[key])


def test_one_photograph_from_frame_to_frame(clerk, ground, candidate):
    photo, own = page("candidate-photo", candidate.pk), page("candidate", candidate.pk)
    assert "没有照片" in clerk.get(own).content.decode()
    assert clerk.get(photo).status_code == 404
    refused = clerk.post(photo, {"file": drawn.upload(f"{NUMBER}.jpg", b"%PDF-1.7" + b" " * 5000)})
    text = refused.content.decode()
    assert refused.status_code == 422 and "不是 JPG 或 PNG" in text and NUMBER not in text
    assert f'action="{own}"' in text  # the form of the candidate still goes to his own page
    assert clerk.post(photo, {"file": drawn.upload("a.jpg")}).url == own
    assert f"{photo}?v=" in clerk.get(own).content.decode()
    for actor in (ground.clerk, ground.district, ground.officer):
        found = client_of(actor).get(photo)
        assert (found.headers["Content-Type"], found.headers["Cache-Control"]) == ("image/jpeg", "private, no-store")
        assert NUMBER not in found.headers["Content-Disposition"]
    assert client_of(core.actor(Role.DISTRICT_OFFICER)).get(photo).status_code == 404
    assert client_of(core.actor(Role.FINANCE_OFFICER)).get(photo).status_code == 403
    assert client_of(ground.district).post(photo, {"file": drawn.upload("a.jpg")}).status_code == 403
    document = Photo.objects.get().document_id
    assert clerk.get(reverse("core:document", args=[document])).status_code == 404
    assert clerk.post(page("photo-remove", candidate.pk)).url == own
    assert not Photo.objects.exists()


def test_many_photographs_and_the_page_that_says_what_became_of_them(clerk, ground, plan, candidate):
    item = plan.items.get()
    drawn.candidate(plan, "李娜", "11010119900307124X")
    roster = clerk.get(page("roster", item.pk)).content.decode()
    assert "已有 0 人" in roster and "缺 2 人" in roster
    files = [drawn.upload(f"{NUMBER}.jpg"), drawn.upload("110101199003079999.jpg")]
    answer = clerk.post(page("photos", item.pk), {"files": files})
    upload = PhotoUpload.objects.get()
    assert answer.url == page("photo-upload", upload.pk)
    for actor in (ground.clerk, ground.district):
        text = client_of(actor).get(answer.url).content.decode()
        assert "存入 1 张" in text and "110***********9999.jpg" in text and "9003079999" not in text
        assert "还缺照片 1 人" in text and "李娜" in text
    lacking = clerk.get(page("roster", item.pk), {"photo": "none"})
    assert [one.name for one in lacking.context["rows"]] == ["李娜"]
    assert "缺照片 1 人" in clerk.get(reverse("plans:detail", args=[plan.number])).content.decode()
    assert client_of(core.actor(Role.INSTITUTE_CLERK)).get(answer.url).status_code == 404
    assert clerk.post(page("photos", item.pk), {}).status_code == 422
    assert clerk.get(page("photos", item.pk)).url == page("roster", item.pk)
