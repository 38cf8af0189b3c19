"""The city's summary of confirmed duties 三: per examiner, per district, per occupation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from appraisal.core.rules.roles import Actor
from examiners.models import Duty
from examiners.rules.duty import Conduct, DutyRole

BY = {
    "examiner": ("考评员", ("member__examiner__number", "member__examiner__name")),
    "district": ("区县", ("member__sheet__sitting__plan__district__short_name",)),
    "occupation": (
        "职业（工种）",
        ("member__sheet__sitting__item__occupation_level__occupation__name",),
    ),
}
"""What the summary is grouped by: heading, and the columns that name a group."""
HEADERS = ("执评场次", "到场", "半天数", "担任组长", "缺勤", "迟到或其他情况", "最近一次")


@dataclass(frozen=True, slots=True)
class DutyFilters:
    """What the summary is narrowed to."""

    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One group of the summary."""

    name: str
    number: str
    sittings: int
    attended: int
    half_days: int
    led: int
    absent: int
    remarks: int
    latest: date

    @property
    def cells(self) -> tuple[object, ...]:
        """The columns of `HEADERS`."""
        return self.sittings, self.attended, self.half_days, self.led, self.absent, self.remarks, self.latest


def matching_duties(actor: Actor, filters: DutyFilters) -> QuerySet[Duty]:
    """Confirmed duties that the actor sees and that match, as they were last corrected."""
    rows: QuerySet[Duty] = Duty.objects.visible_to(actor).latest()
    if filters.text:
        name, number = Q(member__name__icontains=filters.text), Q(member__examiner__number__iexact=filters.text)
        rows = rows.filter(name | number)
    if filters.since:
        rows = rows.filter(member__sheet__sitting__date__gte=filters.since)
    return rows.filter(member__sheet__sitting__date__lte=filters.until) if filters.until else rows


def duty_summary(actor: Actor, by: str, filters: DutyFilters) -> list[SummaryRow]:
    """The groups, most half-days first. One query, whatever there is."""
    names = BY[by][1]
    rows = matching_duties(actor, filters).order_by().values(*names)
    counted = rows.annotate(
        sittings=Count("member__sheet", distinct=True),
        came=Count("pk", filter=Q(attended=True)),
        days=Sum("half_days"),
        led=Count("pk", filter=Q(attended=True, role=DutyRole.LEADER)),
        absent=Count("pk", filter=Q(attended=False)),
        remarks=Count("pk", filter=~Q(conduct=Conduct.GOOD)),
        latest=Max("member__sheet__sitting__date"),
    ).order_by(F("days").desc(), *names)
    return [
        SummaryRow(
            name=str(row[names[-1]]),
            number=str(row[names[0]]) if len(names) > 1 else "",
            sittings=row["sittings"],
            attended=row["came"],
            half_days=row["days"],
            led=row["led"],
            absent=row["absent"],
            remarks=row["remarks"],
            latest=row["latest"],
        )
        for row in counted
    ]


def exported_summary(rows: list[SummaryRow]) -> Iterator[tuple[object, ...]]:
    """Rows of a workbook: number, name, then `HEADERS`."""
    return ((row.number, row.name, *row.cells) for row in rows)
