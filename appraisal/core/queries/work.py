"""What the shared ground brings to an actor's work list: one query."""

from datetime import date, datetime

from django.db.models import CharField, F, Func, IntegerField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from appraisal.core.clock import today
from appraisal.core.models import CalendarYear, LicenceRequest, Notice, OccupationLevel, Site
from appraisal.core.queries.catalogue import MODE_ASKED, levels_with_mode
from appraisal.core.queries.sms import stuck_messages
from appraisal.core.rules.enums import RequestState, SiteState
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.work import Section, SharedWork, WorkItem

LIMIT = 100  # the pages of each kind show the rest
ROUTES = {
    SharedWork.DECIDE_LICENCE: "core:licence-request",
    SharedWork.AWAIT_LICENCE: "core:licence-request",
    SharedWork.CONFIRM_SITE: "core:site",
    SharedWork.AWAIT_SITE: "core:site",
    SharedWork.SET_MODE: "core:set-mode",
    SharedWork.PUBLISH_YEAR: "core:calendar-year",
    SharedWork.RESOLVE_SMS: "core:sms-message",
}
AWAITED = frozenset({SharedWork.AWAIT_LICENCE, SharedWork.AWAIT_SITE})
YEARS_AHEAD = 1  # a provisional year is work once exams of it can be planned


def work_items(actor: Actor, now: datetime) -> list[WorkItem]:
    """What `actor` has to do or waits for: requests, sites, modes, calendar years."""
    groups = _groups(actor, now)
    if not groups:
        return []
    first, *others = groups
    rows = first.union(*others, all=True)[:LIMIT] if others else first[:LIMIT]
    return [_item(SharedWork[name], key, about, party) for name, key, about, party in rows]


def _item(work: SharedWork, key: int, about: str, party: str) -> WorkItem:
    section = Section.WAITING if work in AWAITED else Section.TO_DO
    return WorkItem(section, work.label, about, ROUTES[work], key, party)


def _groups(actor: Actor, now: datetime) -> list[QuerySet[Model, tuple[str, int, str, str]]]:
    requests = LicenceRequest.objects.visible_to(actor).filter(state=RequestState.REQUESTED)
    sites = Site.objects.visible_to(actor).filter(state=SiteState.FILED)
    if actor.role == Role.INSTITUTE_CLERK:
        return [
            _columns(requests, SharedWork.AWAIT_LICENCE, F("document_number"), Value("")),
            _columns(sites, SharedWork.AWAIT_SITE, F("name"), Value("")),
        ]
    if actor.role == Role.GUIDANCE_OFFICER:
        institute = F("institute__short_name")
        level = Concat("occupation__name", Value(" "), Cast("level", CharField()), Value(" 级"))
        return [
            _columns(requests, SharedWork.DECIDE_LICENCE, F("document_number"), institute),
            _columns(sites, SharedWork.CONFIRM_SITE, F("name"), institute),
            _columns(_modes_asked_for(today(now)), SharedWork.SET_MODE, level, Value("")),
            _columns(_provisional_years(today(now)), SharedWork.PUBLISH_YEAR, Cast("year", CharField()), Value("")),
            _columns(
                stuck_messages(now), SharedWork.RESOLVE_SMS, Concat(Value("短信 "), Cast("pk", CharField())), Value("")
            ),
        ]
    return []


def _columns(rows: QuerySet, work: SharedWork, about: object, party: object) -> QuerySet:
    """The columns that all groups share: what, key, about, party."""
    return (
        rows.order_by()
        .annotate(
            work=Value(work.value, CharField()),
            record=Cast("pk", IntegerField()),
            about=Cast(about, CharField()),
            party=Cast(party, CharField()),
        )
        .values_list("work", "record", "about", "party")
    )


def _modes_asked_for(day: date) -> QuerySet[OccupationLevel]:
    """Levels that an institute asked to be maintained and that still have no mode 二（一）."""
    asked = Notice.objects.filter(key__startswith=f"{MODE_ASKED}:").annotate(
        level=Cast(Func(F("key"), Value(":"), 2, function="split_part"), IntegerField())
    )
    return OccupationLevel.objects.filter(~Q(levels_with_mode(day)), pk__in=asked.values("level"), active=True)


def _provisional_years(day: date) -> QuerySet[CalendarYear]:
    return CalendarYear.objects.filter(provisional=True, year__gte=day.year, year__lte=day.year + YEARS_AHEAD)
