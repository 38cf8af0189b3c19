"""Background tasks of examiners; each only calls services."""

from celery import shared_task

from appraisal.core import clock
from appraisal.core.rules.jobs import Job
from appraisal.core.services import pulse
from examiners.services import card_reminders, replies, standing_still, starting, timers


@shared_task(name="examiners.sms_changed")
def sms_changed(message_id: int) -> None:
    """A short message changed its state; the sweep would find it, too."""
    timers.follow_message(message_id=message_id, now=clock.now())


@shared_task(name="examiners.sweep_dispatch")
def sweep_dispatch() -> None:
    """Follow messages, fire timers, read what was left unread, start what is due."""
    with pulse.watched(Job.DISPATCH) as report:
        now = clock.now()
        report.outcome = {
            "followed": timers.sweep_messages(now=now),
            "read": replies.sweep_replies(now=now),
            "fired": timers.fire_timers(now=now),
            "started": starting.start_due(now=now),
            "called_off": standing_still.call_off_due(now=now),
        }


@shared_task(name="examiners.remind_of_cards")
def remind_of_cards() -> None:
    """Remind of examiners' cards that end."""
    card_reminders.remind_of_cards(now=clock.now())
