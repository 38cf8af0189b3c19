"""Letters about a dispatch to the organisations it concerns. Parts of an action."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from appraisal.core.clock import today
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from examiners.models import Dispatch, Examiner, Invitation
from examiners.phrasebook.dispatch import LETTERS
from examiners.queries.conversations import with_background
from examiners.rules.states import ALIVE, ENGAGED, DispatchState
from plans.services.letters import plan_path


def dispatch_path(dispatch: Dispatch) -> str:
    """Where the page of a dispatch is."""
    return f"/dispatch/{dispatch.pk}/"


def state_changed(dispatch: Dispatch, before: DispatchState, now: datetime) -> None:
    """Tell whom the new state concerns; starting concerns nobody but the one who starts."""
    state = DispatchState(dispatch.state)
    broken = before == DispatchState.FORMED and state == DispatchState.ASKING
    name = "broken" if broken else state.lower()
    if name not in LETTERS:
        return
    institute, district = dispatch.request.sitting.plan.institute_id, dispatch.district_id
    if name != "short":
        write(name, dispatch, [institute], Role.INSTITUTE_CLERK, now)
    write(name, dispatch, [district], Role.DISTRICT_OFFICER, now)
    if name in ("short", "lapsed"):
        write(name, dispatch, [guidance_section_id()], Role.GUIDANCE_OFFICER, now)


def write(name: str, dispatch: Dispatch, to: list[int], role: Role, now: datetime, **words: object) -> None:
    """Post the letter `name`, once per moment, to the people acting in `role`."""
    letter, sitting = LETTERS[name], dispatch.request.sitting
    dispatch.refresh_from_db(fields=["seated"])  # counted by the database
    filled = {
        "item": sitting.item,
        "day": dispatch.day,
        "number": sitting.plan.number,
        "institute": sitting.plan.institute.name,
        "seats": dispatch.seats,
        "seated": dispatch.seated,
        "reason": dispatch.reason,
        **words,
    }
    is_institute = role == Role.INSTITUTE_CLERK
    notices.post(
        organisation_ids=to,
        subject=letter.subject.format(**filled),
        body=letter.body.format(**filled),
        key=f"dispatch:{dispatch.pk}:{name}:{now:%Y%m%d%H%M%S%f}",
        now=now,
        role=role,
        path=plan_path(sitting.plan) if is_institute else dispatch_path(dispatch),
        urgent=letter.urgent,
    )


def member_unfit(*, examiner: Examiner, why: str, now: datetime, occupation_id: int | None = None) -> None:
    """He may not be asked any more, and is asked for or on a team already: the dispatching districts decide.

    `occupation_id`: only for practicals of this occupation for which he has no other card on the day.
    """
    rows = Invitation.objects.filter(examiner=examiner, state__in=ENGAGED, day__gte=today(now))
    if occupation_id:
        cards = examiner.qualifications.filter(occupation=occupation_id, withdrawn_at=None)
        good = cards.filter(valid_from__lte=OuterRef("day"), valid_until__gte=OuterRef("day"))
        rows = rows.filter(~Exists(good), dispatch__request__sitting__item__occupation_level__occupation=occupation_id)
    dispatches = with_background(Dispatch.objects.filter(invitations__in=rows, state__in=sorted(ALIVE)))
    for dispatch in dispatches.order_by("day", "pk"):
        write("unfit", dispatch, [dispatch.district_id], Role.DISTRICT_OFFICER, now, who=examiner.name, why=why)
