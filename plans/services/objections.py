"""Objections to a public notice 一（四）: raised by anyone, decided and answered by the city, every one of them."""

import secrets
from datetime import datetime
from typing import Final

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import notices
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.transactions import use_case
from plans.models import Candidate, NoticeEntry, Objection, Plan, PublicNotice
from plans.permissions import authorise_plan
from plans.phrasebook.public_notices import LETTERS
from plans.queries.candidates import lock_candidate
from plans.queries.plans import lock_plan
from plans.queries.public_notices import is_open, lock_notice, lock_objection
from plans.queries.rosters import count_candidates
from plans.rules.enums import CandidateState
from plans.rules.public_notices import ObjectionForm, decision_refusals, objection_refusals
from plans.rules.review_enums import ObjectionState
from plans.rules.states import PlanAction
from plans.services.letters import plan_path
from plans.services.papers import supersede_papers

_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that is mistaken for something else when read out on the telephone."""
_RECEIPT_LENGTH: Final = 12


@use_case
def raise_objection(*, notice_id: int, entry_id: int | None, form: ObjectionForm, now: datetime) -> Objection:
    """Keep what somebody from the public has to say against a notice; name and contact are encrypted.

    Its receipt number cannot be guessed. Raises `PublicNotice.DoesNotExist`, and `Refused` with all that is wrong.
    """
    plan = lock_plan(PublicNotice.objects.values_list("plan_id", flat=True).get(pk=notice_id))
    notice = lock_notice(notice_id)
    refusals = objection_refusals(form, closes_on=notice.closes_on, is_open=is_open(notice, now))
    if refusals:
        raise Refused(*refusals)
    receipt = "".join(secrets.choice(_LETTERS) for _ in range(_RECEIPT_LENGTH))
    objection: Objection = Objection.objects.create(
        notice=notice, entry_id=entry_id, text=form.text.strip(), objector=form.objector.strip(),
        contact=form.contact.strip(), received_at=now, receipt=receipt,
    )  # fmt: skip
    _tell("objection", objection, plan, now, [guidance_section_id()], Role.GUIDANCE_OFFICER)
    audit.record(
        actor=None, action="objection.raise", target=objection, at=now, entry=entry_id,
        summary=f"收到公示异议：{notice.number}",
    )  # fmt: skip
    return objection


@use_case
def decide_objection(
    *, actor: Actor, objection_id: int, upheld: bool | None, answer: str, entry_id: int | None = None, now: datetime
) -> Objection:
    """Answer an objection. Upheld, the candidate leaves the plan; `entry_id` names him where the objector did not.

    Raises `Objection.DoesNotExist`, `NotPermitted`, `Conflict` when it is decided, `Refused` with all that is missing.
    """
    plan = lock_plan(Objection.objects.values_list("notice__plan_id", flat=True).get(pk=objection_id))
    authorise_plan(actor, PlanAction.DECIDE_OBJECTION, plan)
    objection = lock_objection(objection_id)
    if objection.state != ObjectionState.RECEIVED:
        raise conflict("already_decided")
    entry = _entry(objection, entry_id)
    if refusals := decision_refusals(answer=answer, upheld=upheld, has_entry=entry is not None):
        raise Refused(*refusals)
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.entry, objection.answer = entry, answer.strip()
    objection.decided_by_id, objection.decided_at = actor.user_id, now
    objection.save(update_fields=["state", "entry", "answer", "decided_by", "decided_at"])
    if upheld and entry:
        _withdraw(plan, entry.candidate_id, now)
    name = entry.name if entry else "—"
    _tell(
        "upheld" if upheld else "dismissed", objection, plan, now, [plan.institute_id, plan.district_id],
        name=name, answer=objection.answer,
    )  # fmt: skip
    audit.record(
        actor=actor, action="objection.decide", target=objection, at=now, outcome=objection.state,
        summary=f"处理公示异议：{objection.notice.number}，{ObjectionState[objection.state].label}",
    )  # fmt: skip
    return objection


def _entry(objection: Objection, entry_id: int | None) -> NoticeEntry | None:
    if objection.entry_id or entry_id is None:
        return objection.entry
    return NoticeEntry.objects.filter(notice=objection.notice_id, pk=entry_id).first()


def _withdraw(plan: Plan, candidate_id: int, now: datetime) -> None:
    candidate = lock_candidate(candidate_id)
    if candidate.state == CandidateState.WITHDRAWN:
        return
    Candidate.objects.filter(pk=candidate.pk).update(state=CandidateState.WITHDRAWN, updated_at=now)
    plan.candidate_count = count_candidates(plan)
    plan.save(update_fields=["candidate_count"])
    supersede_papers(plan=plan, now=now)


def _tell(
    which: str,
    objection: Objection,
    plan: Plan,
    now: datetime,
    to: list[int],
    role: Role | None = None,
    **words: object,
) -> None:
    letter = LETTERS[which]
    filled = {"notice": objection.notice.number, "number": plan.number, "title": plan.title, **words}
    notices.post(
        organisation_ids=to, subject=letter.subject.format(**filled), body=letter.body.format(**filled),
        key=f"objection:{objection.pk}:{which}", now=now, role=role,
        path="/notices/objections/" if which == "objection" else plan_path(plan), urgent=letter.urgent,
    )  # fmt: skip


def _masked_name(name: str) -> str:
    return name[:1] + "*" * max(1, len(name) - 1)


def _masked_contact(contact: str) -> str:
    return contact[:3] + "****" + contact[-2:] if len(contact) > 7 else "****"


register_revealable(Revealable(Objection, "objector", "异议人姓名", _masked_name))
register_revealable(Revealable(Objection, "contact", "异议人联系方式", _masked_contact))
