"""An examiner's calendar as iCalendar (RFC 5545): what he promised, and the days he said he cannot come."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from examiners.models import Invitation, UnavailableDay
from examiners.rules.states import InvitationState

CALENDAR = "text/calendar; charset=utf-8"


def examiner_calendar(name: str, assignments: list[Invitation], absences: list[UnavailableDay], now: datetime) -> bytes:
    """The feed: no phone and no other person's name stands in it, since its address may be passed on."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kaowu//Examiner//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"执评日程 {name}")
    calendar.add("refresh-interval;value=duration", "PT1H")
    for one in assignments:
        calendar.add_component(_assignment(one, now))
    for absence in absences:
        calendar.add_component(_absence(absence, now))
    return bytes(calendar.to_ical())


def _assignment(one: Invitation, now: datetime) -> Event:
    sitting = one.dispatch.request.sitting
    confirmed = one.state == InvitationState.CONFIRMED
    event = Event()
    event.add("uid", f"invitation-{one.pk}@kaowu")
    event.add("dtstamp", now)
    event.add("summary", f"执评：{sitting.item}实操" + ("" if confirmed else f"（{one.get_state_display()}）"))
    event.add("dtstart", sitting.date)
    event.add("dtend", sitting.date + timedelta(days=1))
    event.add("location", sitting.site.address if sitting.site else sitting.place)
    starts = f"{sitting.starts_at:%H:%M} 开始，" if sitting.starts_at else ""
    event.add("description", f"{starts}{sitting.plan.institute.name}，{sitting.site or sitting.place}")
    event.add("status", "CONFIRMED" if confirmed else "TENTATIVE")
    return event


def _absence(absence: UnavailableDay, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"absence-{absence.pk}@kaowu")
    event.add("dtstamp", now)
    event.add("summary", "不能执评")
    event.add("dtstart", absence.starts_on)
    event.add("dtend", absence.ends_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
