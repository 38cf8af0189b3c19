"""Seeds the demo city: the ground first, then every plan's past in the order of time."""

from datetime import datetime

from appraisal.config.demo.changes import change_stories
from appraisal.config.demo.dispatches import dispatch_stories
from appraisal.config.demo.examiners import register_examiners
from appraisal.config.demo.ground import lay_ground
from appraisal.config.demo.money import lay_tariff, money_scenes, money_stories
from appraisal.config.demo.oversight import oversight_stories
from appraisal.config.demo.plot import Calendar
from appraisal.config.demo.re_reviews import re_review_scenes, re_review_stories
from appraisal.config.demo.requests import all_requests
from appraisal.config.demo.results import result_stories
from appraisal.config.demo.rooms import furnish, room_stories
from appraisal.config.demo.stage import play
from appraisal.config.demo.stories import all_stories, publish_sessions
from appraisal.core import audit
from appraisal.core.models import AuditEntry
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.transactions import use_case
from plans.models import Plan

SEEDED = "demo.seed"


def seed(*, now: datetime) -> None:
    """Make the city, or what is missing of it. A plan that has been begun is left as it is."""
    if AuditEntry.objects.filter(action=SEEDED).exists():
        return
    city = lay_ground(now=now)
    furnish(city, now=now)
    days = Calendar(load_calendar(), now)
    lay_tariff(now=now)
    register_examiners(city, now.date(), at=days.ago(60), lately=days.ago(3))
    publish_sessions(city, days)
    begun = set(Plan.objects.filter(is_sample=True).values_list("title", flat=True))
    told = (
        *all_stories(city, days),
        *oversight_stories(city, days),
        *re_review_stories(city, days),
        *room_stories(city, days),
        *money_stories(city, days),
        *change_stories(city, days),
        *dispatch_stories(city, days),
        *result_stories(city, days),
    )
    stories = [story for story in told if story.title not in begun]
    for story in stories:
        story.asked_in_time(days)
    scenes = [
        *all_requests(city, days),
        *re_review_scenes(city, days),
        *money_scenes(city, days),
        *(scene for story in stories for scene in story.scenes),
    ]
    play(scenes, until=now)
    _note_seeded(now)


@use_case
def _note_seeded(now: datetime) -> None:
    audit.record(actor=None, action=SEEDED, target="demo:city", summary="样例城市已建立", at=now)
