"""What the tests stand on: a worker that really works, a clock that really stands still, errors that do not hide."""

import logging
from datetime import timedelta

import pytest
from redis import Redis

from appraisal.config.celery import app
from appraisal.config.local.processes import Child
from appraisal.core import clock as portal_clock
from tests.frozen_clock import FrozenClock


def test_the_worker_process_answers_with_the_portal_tasks(celery_worker_process: Child) -> None:
    registered = app.control.inspect(timeout=5).registered()
    assert "plans.sweep_deadlines" in registered["worker@kaowu"]


def test_the_clock_stands_still_until_it_is_moved(clock: FrozenClock) -> None:
    before = portal_clock.now()
    assert portal_clock.now() == before
    clock.advance(days=1)
    assert portal_clock.now() - before == timedelta(days=1)
    assert clock.set(2014, 9, 17, 23, 59) == portal_clock.now()


def test_valkey_is_empty_for_each_test(valkey: Redis) -> None:
    assert valkey.dbsize() == 0
    valkey.set("left behind", "by this test")


def test_valkey_is_empty_for_the_next_test_too(valkey: Redis) -> None:
    assert valkey.dbsize() == 0


@pytest.mark.logs_errors(reason="this test fails when the mark does not notice the error")
def test_a_provoked_error_is_noticed() -> None:
    logging.getLogger("plans").error("provoked")
