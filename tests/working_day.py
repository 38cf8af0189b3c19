"""The demo city of an ordinary working day, for tests that look at all of it: seeded once per session."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from appraisal.config.demo import city
from appraisal.core import clock
from appraisal.core.rules.deadlines import BEIJING
from tests import databases

SEEDED = "kaowu_seeded"
WORKING_DAY = datetime(2026, 11, 23, 10, tzinfo=BEIJING)


@contextmanager
def city_of_a_working_day() -> Iterator[None]:
    """Inside, this process works on its own copy of the demo city, at ten o'clock of `WORKING_DAY`."""
    documents = Path(os.environ["VAR"]) / "seeded-documents"

    def make() -> None:
        databases.copy(databases.migrated(), SEEDED)
        with _working_on(SEEDED), override_settings(DOCUMENT_ROOT=documents):
            city.seed(now=WORKING_DAY)

    rules = {**settings.KAOWU, "BILL_BY_SAMPLE_STANDARDS": True}  # as in training mode
    with pytest.MonkeyPatch.context() as patch, override_settings(KAOWU=rules):
        patch.setattr(clock, "real_now", lambda: WORKING_DAY)
        databases.once(SEEDED, make)
        own = f"{SEEDED}_{os.environ.get('PYTEST_XDIST_WORKER', 'only')}"
        databases.copy(SEEDED, own)
        shutil.copytree(documents, settings.DOCUMENT_ROOT, dirs_exist_ok=True)
        with _working_on(own):
            yield


@contextmanager
def _working_on(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
