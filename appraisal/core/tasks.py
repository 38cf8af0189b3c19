"""Background tasks of the shared ground; each only calls a service."""

from celery import shared_task

from appraisal.core.services import pulse


@shared_task(name="core.beat")
def beat() -> None:
    """The heartbeat: beat sends it, a worker writes it."""
    with pulse.watched(pulse.HEARTBEAT):
        pass
