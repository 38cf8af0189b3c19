"""What the tests that kill processes stand on."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from appraisal.core.models import Organisation
from appraisal.core.rules.enums import OrganisationKind
from tests.factories import core
from tests.forks import forked

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def driving_a_browser() -> Iterator[None]:
    """The state that Playwright leaves a thread in: an event loop that counts as running."""
    before = asyncio._get_running_loop()  # there is one when a browser is driven in this process already
    loop = asyncio.new_event_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)
        loop.close()


def rename_and_die(key: int) -> None:
    with transaction.atomic():
        assert Organisation.objects.filter(pk=key, name="before").update(name="after") == 1
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_leaves_no_transaction_behind() -> None:
    """With a connection of its parent the first death would leave one, and the second process would see its rename."""
    key = core.organisation(OrganisationKind.CITY_CENTRE, name="before").pk  # on a connection that stays open
    with driving_a_browser():
        assert forked(lambda: rename_and_die(key)) == -signal.SIGKILL
        assert forked(lambda: rename_and_die(key)) == -signal.SIGKILL
    assert Organisation.objects.get(pk=key).name == "before"


def test_what_fails_is_told_from_what_was_killed(capfd: pytest.CaptureFixture[str]) -> None:
    assert forked(lambda: None) == 0
    assert forked(lambda: 1 / 0) == 1
    assert "ZeroDivisionError" in capfd.readouterr().err
