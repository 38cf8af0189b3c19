"""Stored documents: encrypted on disk, and no file outlives a transaction that failed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from appraisal.core import files
from appraisal.core.models import Document
from appraisal.core.rules.roles import Role
from tests.factories import core
from tests.frozen_clock import FrozenClock

CONTENT = b"%PDF-1.7 proof of an employer"


@pytest.fixture
def root(tmp_path: Path, settings) -> Path:
    settings.DOCUMENT_ROOT = tmp_path
    return tmp_path


def stored(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_document_is_not_readable_on_disk(root: Path, clock: FrozenClock) -> None:
    actor = core.actor(Role.GUIDANCE_OFFICER)
    with transaction.atomic():
        document = files.store(
            actor=actor, name="a.pdf", content=CONTENT, content_type="application/pdf", now=clock.moment
        )
    (path,) = stored(root)
    assert b"employer" not in path.read_bytes()
    assert files.read(document) == CONTENT


@pytest.mark.django_db
def test_strays_go_and_documents_stay(root: Path, clock: FrozenClock) -> None:
    actor = core.actor(Role.GUIDANCE_OFFICER)

    def keep(name: str) -> Document:
        return files.store(actor=actor, name=name, content=CONTENT, content_type="application/pdf", now=clock.moment)

    with transaction.atomic():
        kept = keep("kept.pdf")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keep("lost.pdf")
        raise ZeroDivisionError
    assert len(stored(root)) == 2
    assert files.remove_strays(older_than=timedelta(days=1)) == 0  # it may still commit
    for path in stored(root):
        os.utime(path, (0, 0))
    assert files.remove_strays(older_than=timedelta(days=1)) == 1
    assert [path.name for path in stored(root)] == [kept.storage_key]
