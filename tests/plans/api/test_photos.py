"""Photographs over HTTP: handed in, read by a link that is on record, taken away."""

import pytest

from appraisal.core.models import AuditEntry
from plans.models import Photo
from tests.factories import api as calling
from tests.factories import filing as make
from tests.factories import photos as drawn

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def now(clock, tmp_path, settings):
    settings.DOCUMENT_ROOT = tmp_path
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def ground():
    return make.ground()


@pytest.fixture
def candidate(ground):
    return drawn.candidate(make.accepted(ground), "王伟", "110101199003071230")


@pytest.fixture
def client(ground):
    return calling.caller(ground.clerk)


def send(client, address, **fields):
    return client.post(f"{API}/{address}", fields, format="multipart")


def test_a_photograph_goes_in_and_comes_out_by_a_link(client, ground, candidate):
    address = f"candidates/{candidate.pk}/photo"
    assert client.post(f"{API}/{address}/link").status_code == 404
    assert client.get(f"{API}/candidates/{candidate.pk}").json()["photo"] is False
    refused = send(client, address, file=drawn.upload("a.jpg", drawn.picture(size=(640, 400)))).json()
    assert [one["code"] for one in refused["reasons"]] == ["picture_shape"]
    assert send(client, address, file=drawn.upload("a.jpg")).json() == {"candidate": candidate.pk, "photo": True}
    assert client.get(f"{API}/candidates/{candidate.pk}").json()["photo"] is True
    link = calling.caller(ground.district).post(f"{API}/{address}/link").json()
    assert client.get(link["url"]).content[:3] == b"\xff\xd8\xff"
    assert AuditEntry.objects.get(action="photo.fetch").target == f"candidate:{candidate.pk}"
    document = Photo.objects.get().document_id
    assert client.get(f"{API}/documents/{document}/link").status_code == 404  # it would not be on record
    assert client.post(f"{API}/{address}/remove").json()["photo"] is False


def test_many_photographs_say_what_became_of_each(client, candidate):
    address = f"items/{candidate.item_id}/photos"
    files = [drawn.upload("王伟.jpg"), drawn.upload("无名.jpg")]
    answer = send(client, address, files=files)
    told = answer.json()
    assert (answer.status_code, told["files"], told["added"], told["exchanged"]) == (201, 2, 1, 0)
    assert [(one["file"], one["reasons"][0]["code"]) for one in told["misfits"]] == [("无名.jpg", "photo_nobody")]
    assert client.get(f"{API}/{address}").json()["items"] == [told]
