"""Practicals: the score roster that the team fills in, and the sheet of who came."""

from collections.abc import Collection, Mapping, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.identity import mask_document_number
from plans.models import Plan, Seat, Sitting
from plans.queries.sheets.words import day_words, keys_of, plan_pairs, time_words
from plans.rules.enums import Attempt
from plans.rules.paper_sheets import DutySheetForm, Performer, ScoreRosterSheet, TeamMember
from plans.rules.seating_enums import PLACE_WORDS, RoomKind

Teams = Mapping[int, Sequence[TeamMember]]


def score_rosters(plan: Plan, parts: Collection[str] | None = None) -> Mapping[str, ScoreRosterSheet]:
    """One for each practical with seats, in order of time; candidates in order of batch, room and place."""
    sittings, teams = _practicals(plan, parts), _teams(plan)
    people = _people(sittings)
    return {
        f"sitting:{one.pk}": ScoreRosterSheet(
            title="北京市职业技能鉴定操作技能成绩花名册",
            facts=_pairs(plan, one),
            public=(*_pairs(plan, one), ("人数", f"{len(people[one.pk])}")),
            people=tuple(people[one.pk]),
            team=tuple(teams.get(one.pk, ())),
            team_lines=settings.KAOWU["EXAMINERS_PER_SITTING"],
            seal=f"{plan.number}　{one.item}　{day_words(one.date)}",
        )
        for one in sittings
        if people[one.pk]
    }


def duty_sheets(plan: Plan, parts: Collection[str] | None = None) -> Mapping[str, DutySheetForm]:
    """One for each practical with seats, in order of time."""
    sittings, teams = _practicals(plan, parts), _teams(plan)
    people = _people(sittings)
    return {
        f"sitting:{one.pk}": DutySheetForm(
            title="北京市职业技能鉴定执评情况表",
            facts=_pairs(plan, one),
            public=_pairs(plan, one),
            people=len(people[one.pk]),
            team=tuple(teams.get(one.pk, ())),
            team_lines=settings.KAOWU["EXAMINERS_PER_SITTING"],
            most_half_days=settings.KAOWU["DUTY_MOST_HALF_DAYS"],
        )
        for one in sittings
        if people[one.pk]
    }


def _practicals(plan: Plan, parts: Collection[str] | None) -> list[Sitting]:
    keys = keys_of(parts, "sitting")
    rows = plan.sittings.filter(subject=Subject.PRACTICAL)
    rows = rows.select_related("item__occupation_level__occupation", "site").order_by("date", "starts_at", "pk")
    return list(rows if keys is None else rows.filter(pk__in=keys))


def _teams(plan: Plan) -> Teams:
    """The teams as the package above knows them; nobody while it does not say."""
    name = settings.SITTING_TEAMS
    return import_string(name)(plan) if name else {}


def _people(sittings: Sequence[Sitting]) -> dict[int, list[Performer]]:
    found: dict[int, list[Performer]] = {one.pk: [] for one in sittings}
    rows = Seat.objects.filter(sitting__in=list(found)).select_related("use__room", "candidate__ticket")
    for seat in rows.order_by("use__batch", "use__number", "number"):
        one, use = seat.candidate, seat.use
        place = f"{use.number:02} 考场 {use.batch} 批 {PLACE_WORDS[RoomKind(use.room.kind)]} {seat.number:02}"
        found[seat.sitting_id].append(
            Performer(
                ticket=one.ticket.number if hasattr(one, "ticket") else "",
                name=one.name,
                sex=one.get_sex_display(),
                document=mask_document_number(one.document_number),
                place=place,
                attempt=Attempt(one.practical).label if one.practical else "",
            )
        )
    return found


def _pairs(plan: Plan, sitting: Sitting) -> tuple[tuple[str, str], ...]:
    place = sitting.site.name if sitting.site else sitting.place
    return (
        *plan_pairs(plan),
        ("职业、等级", str(sitting.item)),
        ("鉴定时间", f"{day_words(sitting.date)} {time_words(sitting.starts_at)}".strip()),
        ("鉴定地点", place),
        ("区县中心", plan.district.name),
    )
