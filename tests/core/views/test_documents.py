"""Documents: to whom they are handed out, and how."""

from pathlib import Path

import pytest
from django.conf import settings

from appraisal.core.models import Document, User
from appraisal.core.queries import documents
from appraisal.core.rules.roles import Role
from tests.factories import catalogue as make
from tests.factories import core

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(clock) -> Document:
    return make.request(make.clerk(), make.level(), now=clock.moment).document


def enter(client, actor):
    client.force_login(User.objects.get(pk=actor.user_id))


def test_a_document_is_shown_with_its_own_type_and_kept_nowhere(client, document):
    enter(client, make.officer())
    answer = client.get(f"/documents/{document.pk}/")
    assert answer.content == make.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_what_is_not_known_to_be_harmless_is_saved_and_never_shown(client, document):
    Document.objects.filter(pk=document.pk).update(content_type="text/html")
    enter(client, make.officer())
    assert client.get(f"/documents/{document.pk}/")["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("role", [Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.COMMITTEE_CLERK, Role.EXAMINER])
def test_for_others_a_document_does_not_exist(client, document, role):
    enter(client, core.actor(role))
    assert client.get(f"/documents/{document.pk}/").status_code == 404
    assert client.get(f"/documents/{document.pk + 1}/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, document):
    assert client.get(f"/documents/{document.pk}/").status_code == 302


def test_a_document_that_belongs_to_nothing_is_nobodys(client, document):
    lonely = Document.objects.create(
        organisation=document.organisation,
        name="a.pdf",
        content_type="application/pdf",
        size=1,
        sha256="",
        storage_key="lonely",
        uploaded_at=document.uploaded_at,
    )
    enter(client, make.officer())
    assert client.get(f"/documents/{lonely.pk}/").status_code == 404


def test_another_capability_opens_its_own_documents(client, document, monkeypatch):
    monkeypatch.setattr(documents, "_questions", dict(documents._questions))
    stranger = core.actor(Role.COMMITTEE_CLERK)
    documents.register("test", lambda key, actor: key == document.pk and actor.user_id == stranger.user_id)
    enter(client, stranger)
    assert client.get(f"/documents/{document.pk}/").status_code == 200
    enter(client, core.actor(Role.COMMITTEE_CLERK))
    assert client.get(f"/documents/{document.pk}/").status_code == 404
    with pytest.raises(ValueError, match="test"):
        documents.register("test", lambda key, actor: True)


@pytest.mark.logs_errors(reason="a file that is gone is for the operators to know")
def test_a_file_that_is_gone_is_not_found_and_logged(client, document):
    (Path(settings.DOCUMENT_ROOT) / document.storage_key[:2] / document.storage_key).unlink()
    enter(client, make.officer())
    assert client.get(f"/documents/{document.pk}/").status_code == 404
