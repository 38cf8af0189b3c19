"""The re-review of the demo city: slots of a district, a booking for today, a plan half reviewed, one qualified."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from appraisal.config.demo.faces import picture_everybody
from appraisal.config.demo.ground import City
from appraisal.config.demo.plot import Calendar, Story
from appraisal.config.demo.stage import Scene, moment
from appraisal.core import clock
from plans.models import Booking, Candidate, ReviewSlot
from plans.rules.re_review import Verdict
from plans.rules.review_enums import CopyHolder, ReReviewOutcome, ReviewItem
from plans.rules.slots import Period, Series
from plans.services import bookings, papers, qualifying, re_reviews, slots

DISTRICT = "chaoyang"  # the officer of 朝阳区
MORNING, AFTERNOON = Period(time(8, 30), time(11, 30)), Period(time(13, 30), time(16, 30))
PLACES = 30
WEEKS_AHEAD = 12  # working days
ALL_OK = dict.fromkeys(ReviewItem, True)
PASS = Verdict(ReReviewOutcome.PASSED, ALL_OK)
FAIL = Verdict(ReReviewOutcome.FAILED, {**ALL_OK, ReviewItem.CERTIFICATE: False}, "原证书查无此号（样例）")
MORE = Verdict(ReReviewOutcome.MORE, {ReviewItem.EXPERIENCE: False}, "缺社保缴费记录（样例）")
NO_SHOW = Verdict(ReReviewOutcome.NO_SHOW, {})
HALF = (PASS, PASS, PASS, FAIL, PASS, MORE, PASS, PASS, NO_SHOW, PASS, PASS, PASS)


def re_review_scenes(city: City, days: Calendar) -> list[Scene]:
    """The district publishes its slots."""
    if ReviewSlot.objects.exists():
        return []

    def publish(now: datetime) -> None:
        last = days.days.working_day_after(days.now.date(), WEEKS_AHEAD)
        series = Series(days.ago(6).date(), last, (MORNING, AFTERNOON), PLACES, place="朝阳区鉴定中心一层大厅（样例）")
        slots.publish_slots(actor=city.actors[DISTRICT], series=series, now=now)

    return [Scene(days.ago(8), publish)]


def re_review_stories(city: City, days: Calendar) -> Iterator[Story]:
    """Three plans under re-review, at different points of it."""
    waiting = _enrolled(city, days, "jingwei", "chaoyang", "样例饭庄中式烹调师四级专场", ("中式烹调师", 4), 20)
    waiting.then(days.ago(6, 11), lambda now: picture_everybody(waiting.actor, waiting.plan_id, now))
    yield waiting.then(days.ago(2, 11), lambda now: _book(waiting, *_desk(days), now))
    half = _enrolled(city, days, "jingwei", "chaoyang", "样例酒楼中式烹调师四级专场", ("中式烹调师", 4), 26)
    half.then(days.ago(4, 11), lambda now: _book(half, days.ago(1).date(), MORNING, now, number=len(HALF)))
    yield half.then(days.ago(1, 9, 10), lambda now: _decide(half, HALF, now))
    done = _enrolled(city, days, "jingan", "qiche", "样例公交公司汽车修理工三级专场", ("汽车修理工", 3), 24)
    done.then(days.ago(5, 11), lambda now: _book(done, days.ago(3).date(), AFTERNOON, now))
    done.then(days.ago(3, 14), lambda now: _decide(done, [PASS, FAIL, *[PASS] * 22], now))
    yield done.then(days.ago(2, 15), lambda now: _seal_and_qualify(done, now))


def _enrolled(
    city: City, days: Calendar, clerk: str, institute: str, title: str, item: tuple[str, int], people: int
) -> Story:
    return (
        Story(city, clerk, institute, title, item, days.ahead(15), expected=people)
        .drafted(days.ago(17))
        .listed(days.ago(15), people)
        .filed(days.ago(13, 15))
        .accepted(days.ago(11, 9, 30))
        .enrolled(days.ago(7, 16))
    )


def _desk(days: Calendar) -> tuple[date, Period]:
    """This morning when offices work; otherwise the last afternoon on which they did, its morning being taken."""
    today = days.now.date()
    return (today, MORNING) if days.days.is_working_day(today) else (days.ago(1).date(), AFTERNOON)


def _book(story: Story, day: date, period: Period, now: datetime, *, number: int | None = None) -> None:
    slot = ReviewSlot.objects.get(district__institutes=story.actor.organisation_id, starts_at=_at(day, period))
    people = Candidate.objects.filter(plan=story.plan_id).order_by("pk").values_list("pk", flat=True)
    bookings.book(actor=story.actor, plan_id=story.plan_id, wishes={slot.pk: list(people[:number])}, now=now)


def _at(day: date, period: Period) -> datetime:
    return moment(day, period.start.hour, period.start.minute).astimezone(clock.SHANGHAI)


def _decide(story: Story, verdicts: Sequence[Verdict], now: datetime) -> None:
    booking = Booking.objects.get(plan=story.plan_id)
    people = booking.seats.order_by("pk").values_list("candidate_id", flat=True)
    for candidate_id, verdict in zip(people, verdicts, strict=False):
        re_reviews.give_verdict(
            actor=story.city.actors[DISTRICT],
            booking_id=booking.pk,
            candidate_id=candidate_id,
            verdict=verdict,
            seen=None,
            now=now,
        )


def _seal_and_qualify(story: Story, now: datetime) -> None:
    actor = story.city.actors[DISTRICT]
    copies = papers.issue_papers(actor=actor, plan_id=story.plan_id, now=now)
    papers.seal_copies(actor=actor, copy_ids=[copy.pk for copy in copies], now=now)
    for copy in copies:
        if copy.holder == CopyHolder.INSTITUTE:
            papers.hand_over(actor=actor, copy_id=copy.pk, to=story.actor.name, now=now)
    qualifying.qualify_plan(actor=actor, plan_id=story.plan_id, now=now)
