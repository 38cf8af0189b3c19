"""Sends background work by name after the transaction commits, so that services never import tasks.

A lost message loses nothing: every job also stands as a row that a sweep finds.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def defer(task: str, **ids: int | str) -> None:
    """Queue the task `task` with keyword ids after commit. A broker that is down is logged, not raised."""
    transaction.on_commit(lambda: _send(task, ids))


def _send(task: str, ids: dict[str, int | str]) -> None:
    try:
        current_app.send_task(task, kwargs=ids, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("task %s not queued (%s); the sweep will find it", task, type(error).__name__)
