"""Plans after their exam: arranged or held, with candidates who sit their subjects, and people who enter scores."""

from datetime import datetime, timedelta

from django.db import transaction

from appraisal.core.crypto import blind_index
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from plans.models import Candidate, Plan, ScoreSheet, Sitting
from plans.queries.plans import lock_plan
from plans.rules.states import PlanState
from plans.services import hand_ins, score_entries, score_publication
from plans.services.after_exam import hold_plan
from plans.services.obligations import lay_obligations
from tests.factories import core, technicians
from tests.factories import filing as make
from tests.factories.filing import Ground

EXAM_DAY = make.EXAM  # Saturday 2026-05-16
NIGHT = datetime(2026, 5, 17, 0, 5, tzinfo=BEIJING)
MONDAY = datetime(2026, 5, 18, 9, tzinfo=BEIJING)  # the first working day after the exam


def arranged(on: Ground, people: int = 3, **subjects: str) -> Plan:
    """A plan arranged for the usual exam day; everybody sits all its subjects unless told otherwise."""
    plan = make.accepted(on)
    level = plan.items.get().occupation_level.level
    sat = {"theory": "NEW", "practical": "NEW", "review": "NEW" if level <= 2 else "", **subjects}
    for number in range(people):
        made = make.candidate(plan, name=f"考生{number + 1}", sheet_row=number + 2, **sat)
        made.document_index = blind_index(made.document_number)
        made.save(update_fields=["document_index"])
    return moved_to(plan, PlanState.ARRANGED)


def moved_to(plan: Plan, state: PlanState) -> Plan:
    """The plan in a state of which only the obligations matter."""
    plan.state, plan.state_since = state, make.NOW
    plan.candidate_count = plan.candidates.count()
    plan.save()
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=make.NOW)
    return plan


def held(on: Ground, people: int = 3, **subjects: str) -> Plan:
    """A plan whose exam day is over."""
    plan = arranged(on, people, **subjects)
    hold_plan(plan_id=plan.pk, now=NIGHT)
    return Plan.objects.get(pk=plan.pk)


def reviewed(on: Ground, people: int = 3) -> tuple[Plan, Actor]:
    """A held technician plan (ground of level 2) and a clerk of its committee."""
    plan = arranged(on, people)
    committee = technicians.committee()
    plan.items.update(committee=committee)
    hold_plan(plan_id=plan.pk, now=NIGHT)
    return Plan.objects.get(pk=plan.pk), core.actor(Role.COMMITTEE_CLERK, committee)


def sitting(plan: Plan, subject: Subject = Subject.THEORY) -> Sitting:
    """The plan's sitting of a subject."""
    found: Sitting = plan.sittings.get(subject=subject)
    return found


def colleague(of: Actor) -> Actor:
    """Another person of the same organisation and role."""
    return core.actor(of.role, core.Organisation.objects.get(pk=of.organisation_id))


def keys(plan: Plan) -> list[int]:
    """Candidates in the order of the sheet."""
    return list(Candidate.objects.filter(plan=plan).order_by("sheet_row").values_list("pk", flat=True))


def typed(plan: Plan, *texts: str) -> dict[int, str]:
    """Texts for the plan's candidates in order; the last one goes on for the rest."""
    people = keys(plan)
    return dict(zip(people, [*texts, *[texts[-1]] * len(people)], strict=False))


def enter(
    actor: Actor, plan: Plan, *texts: str, subject: Subject = Subject.THEORY, now: datetime = MONDAY
) -> ScoreSheet:
    """One entry of a whole sheet."""
    where = sitting(plan, subject).pk
    return score_entries.enter_scores(actor=actor, sitting_id=where, typed=typed(plan, *texts), now=now)


def entered_twice(on: Ground, plan: Plan, *texts: str, subject: Subject = Subject.THEORY) -> Actor:
    """Two equal entries by two officers; returns the second one."""
    second = colleague(on.district)
    enter(on.district, plan, *texts, subject=subject)
    enter(second, plan, *texts, subject=subject, now=MONDAY + timedelta(minutes=10))
    return second


def published(on: Ground, plan: Plan, *texts: str, subject: Subject = Subject.THEORY) -> Actor:
    """A published sheet; returns the second officer, who published."""
    second = entered_twice(on, plan, *texts, subject=subject)
    where = sitting(plan, subject).pk
    score_publication.publish_scores(actor=second, sitting_id=where, now=MONDAY + timedelta(minutes=20))
    return second


def hand_in(on: Ground, plan: Plan, now: datetime = MONDAY) -> None:
    """What `examiners` tells when the practical's paper roster came in."""
    with transaction.atomic():
        locked = lock_plan(plan.pk)
        where = sitting(plan, Subject.PRACTICAL).pk
        hand_ins.record_hand_in(plan=locked, sitting_id=where, actor=on.clerk, now=now)


def confirm_duty(on: Ground, plan: Plan, now: datetime = MONDAY) -> None:
    """What `examiners` tells when the practical's duties are confirmed."""
    with transaction.atomic():
        locked = lock_plan(plan.pk)
        where = sitting(plan, Subject.PRACTICAL).pk
        hand_ins.record_duty_confirmed(plan=locked, sitting_id=where, actor=on.district, now=now)
