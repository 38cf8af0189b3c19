"""Rotating the key of personal data: everything, resumable, while others read."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from appraisal.core import crypto, files
from appraisal.core.models import Document, Organisation, User
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services import key_rotation
from appraisal.core.services.key_rotation import EncryptedColumn, encrypted_columns, rotate_all, rotate_batch
from tests.core.keys import key
from tests.factories import core

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
PHONES = EncryptedColumn("core_user", "id", "phone")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path: Path) -> None:
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def old_city(settings) -> None:
    """Seven people with phones, one without, an organisation, two documents: all under the old key."""
    settings.PERSONAL_DATA_KEYS = [f"old:{key('o')}"]
    for number in range(7):
        user = core.user()
        user.phone = f"1380013800{number}"
        user.save()
    core.user()
    core.organisation(OrganisationKind.COMMITTEE, contact_phone="010-65000000")
    actor = core.actor(Role.INSTITUTE_CLERK)
    with transaction.atomic():
        for content in (b"%PDF-one", b"%PDF-two"):
            files.store(actor=actor, name="a.pdf", content=content, content_type="application/pdf", now=NOW)
    settings.PERSONAL_DATA_KEYS = [f"new:{key('n')}", f"old:{key('o')}"]


def keys_in_use() -> set[str]:
    names = set()
    with connection.cursor() as cursor:
        for column in encrypted_columns():
            cursor.execute(f"SELECT {column.column} FROM {column.table} WHERE {column.column} IS NOT NULL")
            names |= {crypto.key_name(bytes(stored)) for (stored,) in cursor.fetchall()}
    return names | {crypto.key_name(path.read_bytes()) for path in document_files()}


def document_files() -> list[Path]:
    return [files._path(name) for name in Document.objects.values_list("storage_key", flat=True)]


def test_every_encrypted_column_is_known() -> None:
    known = {(column.table, column.column) for column in encrypted_columns()}
    assert {
        ("core_user", "phone"),
        ("core_organisation", "contact_phone"),
        ("plans_candidate", "document_number"),
        ("plans_candidate", "phone"),
        ("plans_rosterupload", "faults"),
    } <= known


def test_after_the_rotation_the_old_key_can_go(old_city: None, settings) -> None:
    assert keys_in_use() == {"old"}
    out = io.StringIO()
    call_command("rotate_personal_data", batch=3, stdout=out)
    assert "core_user.phone: 7" in out.getvalue()
    assert "documents: 2" in out.getvalue()
    assert keys_in_use() == {"new"}
    settings.PERSONAL_DATA_KEYS = [f"new:{key('n')}"]
    assert sorted(user.phone for user in User.objects.exclude(phone__isnull=True))[:2] == ["13800138000", "13800138001"]
    assert Organisation.objects.get(kind=OrganisationKind.COMMITTEE).contact_phone == "010-65000000"
    assert sorted(files.read(document) for document in Document.objects.all()) == [b"%PDF-one", b"%PDF-two"]


def test_it_can_be_stopped_and_started_again(old_city: None) -> None:
    assert rotate_batch(PHONES, batch=3) == 3
    assert keys_in_use() == {"old", "new"}
    assert {user.phone for user in User.objects.exclude(phone__isnull=True)} == {f"1380013800{n}" for n in range(7)}
    assert {done.place: done.count for done in rotate_all(batch=3)}["core_user.phone"] == 4
    assert sum(done.count for done in rotate_all(batch=3)) == 0


def test_a_crash_while_a_file_is_written_leaves_the_old_one(old_city: None, monkeypatch) -> None:
    def crash(descriptor: int) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(key_rotation.os, "fsync", crash)
    with pytest.raises(OSError, match="power cut"):
        key_rotation.rotate_documents()
    assert sorted(files.read(document) for document in Document.objects.all()) == [b"%PDF-one", b"%PDF-two"]
    monkeypatch.undo()
    assert key_rotation.rotate_documents().count == 2


def test_a_missing_file_is_counted_not_fatal(old_city: None) -> None:
    document_files()[0].unlink()
    done = key_rotation.rotate_documents()
    assert (done.count, done.missing) == (1, 1)


def test_a_value_under_an_unknown_key_stops_it(old_city: None, settings) -> None:
    settings.PERSONAL_DATA_KEYS = [f"new:{key('n')}"]
    with pytest.raises(ValueError, match="no key named old"):
        list(rotate_all())
