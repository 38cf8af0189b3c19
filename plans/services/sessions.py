"""Sessions (统考批次): the city publishes them, and may withdraw one that no plan relies on."""

from dataclasses import replace
from datetime import date, datetime

from appraisal.core import audit, clock
from appraisal.core.errors import Conflict, Refused
from appraisal.core.models import Licence, OccupationLevel
from appraisal.core.permissions import authorise
from appraisal.core.queries.calendar import calendar_for_writing, counting
from appraisal.core.rules.enums import LicenceState
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services import notices
from appraisal.core.transactions import use_case
from plans.models import ExamSession
from plans.phrasebook.step_letters import LETTERS
from plans.queries.filing import filing_policy
from plans.queries.plans import lock_session
from plans.rules.enums import SessionState
from plans.rules.filing import SESSION_SLIDE
from plans.rules.obligations import OBLIGATIONS, ObligationCode
from plans.rules.sessions import SessionDraft, session_refusals
from plans.rules.states import CLOSED, EDITABLE


@use_case
def publish_session(*, actor: Actor, draft: SessionDraft, now: datetime) -> ExamSession:
    """Publish a session; the institutes licensed for its scope are told until when to execute their plan.

    Raises `NotPermitted`, `Refused`.
    """
    authorise(actor, Capability.PUBLISH_SESSION)
    calendar = calendar_for_writing()
    taken = ExamSession.objects.filter(name=draft.name.strip()).exists()
    levels = set(OccupationLevel.objects.filter(pk__in=draft.level_ids, active=True).values_list("pk", flat=True))
    draft = replace(draft, level_ids=frozenset(levels))  # a level that is gone is as good as not ticked
    refusals = session_refusals(draft, name_is_taken=taken, now=now, calendar=calendar, policy=filing_policy())
    if refusals:
        raise Refused(*refusals)
    session: ExamSession = ExamSession.objects.create(
        kind=draft.kind, name=draft.name.strip(), notice_number=draft.notice_number.strip(),
        theory_date=draft.theory_date, practical_date=draft.practical_date, review_date=draft.review_date,
        published_by_id=actor.user_id, published_at=now,
    )  # fmt: skip
    session.scope.set(levels)
    file_by = OBLIGATIONS[ObligationCode.FILE].deadline(session.first_exam_date, calendar, counting()).last_day
    _tell(session, "session_published", _licensed_institutes(session, clock.today(now)), now, file_by=file_by)
    audit.record(
        actor=actor, action="session.publish", target=session, summary=f"发布统考批次 {session.name}", at=now,
        first_exam=str(session.first_exam_date), levels=len(draft.level_ids),
    )  # fmt: skip
    return session


@use_case
def withdraw_session(*, actor: Actor, session_id: int, reason: str, now: datetime) -> ExamSession:
    """Withdraw a session; drafts in it cannot be filed any more, and their institutes are told.

    Raises `NotPermitted`; `Conflict` when it is withdrawn already; `Refused` without a reason, and while filed plans
    rely on it.
    """
    authorise(actor, Capability.PUBLISH_SESSION)
    session = lock_session(session_id)
    if session.state != SessionState.PUBLISHED:
        raise Conflict(f"批次“{session.name}”已经撤回。")
    reason = reason.strip()
    refusals = [] if reason else [Refusal("reason_missing", field="reason")]
    relying = list(session.plans.exclude(state__in=EDITABLE | CLOSED).values_list("number", flat=True))
    if relying:
        params = {"count": len(relying), "numbers": "、".join(relying[:5]) + ("等" if len(relying) > 5 else "")}
        refusals.append(Refusal("session_in_use", params, rule=SESSION_SLIDE))
    if refusals:
        raise Refused(*refusals)
    session.state = SessionState.WITHDRAWN
    session.save(update_fields=["state"])
    drafting = list(session.plans.filter(state__in=EDITABLE).values_list("institute_id", flat=True))
    _tell(session, "session_withdrawn", drafting, now, reason=reason)
    audit.record(
        actor=actor, action="session.withdraw", target=session, summary=f"撤回统考批次 {session.name}", at=now,
        reason=reason,
    )  # fmt: skip
    return session


def _licensed_institutes(session: ExamSession, today: date) -> list[int]:
    licences = Licence.objects.filter(
        state=LicenceState.IN_FORCE, occupation_level__in=session.scope.all(), institute__active=True
    ).exclude(valid_until__lt=today)
    return list(licences.order_by().values_list("institute_id", flat=True).distinct())


def _tell(session: ExamSession, name: str, to: list[int], now: datetime, **words: object) -> None:
    letter = LETTERS[name]
    filled = {"session": session.name, "exam": session.first_exam_date, **words}
    notices.post(
        organisation_ids=to,
        subject=letter.subject.format(**filled),
        body=letter.body.format(**filled),
        key=f"session:{session.pk}:{name}",
        now=now,
        role=Role.INSTITUTE_CLERK,
        path=f"/sessions/{session.pk}/",
        urgent=letter.urgent,
    )
