"""Corrections of candidates whose list is complete 一（六）: asked for by the institute, decided field by field.

What a granted correction entails happens in the same transaction: the candidate, his verdict, the papers that say
something else now, and the note of what it means for the bill.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from appraisal.core import audit
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.identity import mask_document_number
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import notices
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.transactions import use_case
from plans.models import Candidate, CandidateVerdict, Correction, Plan, RecordedResult
from plans.permissions import authorise_plan
from plans.phrasebook.corrections import LETTERS
from plans.queries.candidates import lock_candidate
from plans.queries.corrections import lock_waiting
from plans.queries.plans import lock_plan
from plans.queries.technicians import has_passed_review, sits_review
from plans.rules.corrections import (
    COLUMN_OF,
    FIELD_OF,
    RequestFacts,
    decided_by,
    decision_refusals,
    fee_difference,
    request_refusals,
    subject_refusals,
)
from plans.rules.enums import CandidateState
from plans.rules.review_enums import CorrectionField
from plans.rules.roster.rows import RosterRow
from plans.rules.states import PlanAction, PlanState
from plans.rules.technicians import RULE as REVIEW_RULE
from plans.services.attachments import Attachment, store_attachment
from plans.services.candidates import cells_of, checked_row, fill_from
from plans.services.papers import supersede_papers
from plans.services.plan_papers import supersede_outdated
from plans.services.verdicts import evaluate_now


@use_case
def ask_corrections(
    *,
    actor: Actor,
    candidate_id: int,
    changes: Mapping[CorrectionField, str],
    reason: str,
    attachment: Attachment | None = None,
    now: datetime,
) -> list[Correction]:
    """Ask for one or several fields to be corrected; the new values must pass what a roster row must pass.

    `changes`: text by field, as in a roster. Raises `Candidate.DoesNotExist`, `NotPermitted`, `Conflict`, and `Refused`
    with all that is wrong.
    """
    plan, candidate = _locked(actor, candidate_id, PlanAction.ASK_CORRECTION)
    current = {FIELD_OF[column]: text for column, text in cells_of(candidate).items() if column in FIELD_OF}
    wanted = {field: text.strip() for field, text in changes.items()}
    facts = RequestFacts(
        changes=wanted,
        current=current,
        waiting=frozenset(CorrectionField(one.field) for one in lock_waiting(candidate_id)),
        reason=reason,
        has_document=attachment is not None,
        state=PlanState(plan.state),
    )
    refusals = gather(request_refusals(facts), _value_refusals(candidate, wanted, now))
    if refusals:
        raise Refused(*refusals)
    document = store_attachment(actor, attachment, now) if attachment else None
    made = [
        Correction.objects.create(
            candidate=candidate, field=field, old_value=current[field], new_value=text, reason=reason.strip(),
            document=document, requested_by_id=actor.user_id, requested_at=now,
        )
        for field, text in wanted.items()
    ]  # fmt: skip
    _tell_deciders(plan, made, now)
    labels = "、".join(field.label for field in wanted)
    audit.record(
        actor=actor, action="correction.ask", target=candidate, at=now, fields=[str(field) for field in wanted],
        summary=f"申请信息更正：计划 {plan.number}，{labels}",
    )  # fmt: skip
    return made


@use_case
def decide_corrections(
    *, actor: Actor, candidate_id: int, grants: Mapping[int, bool], note: str = "", now: datetime
) -> list[Correction]:
    """Decide open corrections of a candidate: `grants` says yes or no by key. Those granted take effect together.

    Raises `Candidate.DoesNotExist`, `NotPermitted` for what is the other side's to decide, `Conflict` for what is
    decided already, and `Refused` with all that is wrong with the new values or missing.
    """
    plan, candidate = _locked(actor, candidate_id, PlanAction.DECIDE_CORRECTION)
    waiting = {one.pk: one for one in lock_waiting(candidate_id)}
    if not set(grants) <= set(waiting):
        raise Conflict("其中有的更正刚刚已被处理，请刷新后再看。")
    decided = [waiting[key] for key in grants]
    _authorise_fields(actor, decided, waiting)
    granted = {CorrectionField(one.field): one.new_value for one in decided if grants[one.pk]}
    refusals = gather(
        decision_refusals(len(decided), some_refused=len(granted) < len(decided), note=note),
        tuple(subject_refusals(granted, PlanState(plan.state))),
        _value_refusals(candidate, granted, now) if granted else (),
    )
    if refusals:
        raise Refused(*refusals)
    effects = _apply(plan, candidate, granted, now) if granted else {}
    for one in decided:
        one.state = RequestState.GRANTED if grants[one.pk] else RequestState.REFUSED
        one.decided_by_id, one.decided_at, one.decision = actor.user_id, now, note.strip()
        one.effects = {**effects.get("all", {}), **effects.get(one.field, {})} if grants[one.pk] else {}
        one.save(update_fields=["state", "decided_by", "decided_at", "decision", "effects"])
    _tell_institute(plan, decided, note, now)
    audit.record(
        actor=actor, action="correction.decide", target=candidate, at=now,
        granted=[str(field) for field in granted], decided=[one.pk for one in decided],
        summary=f"处理信息更正：计划 {plan.number}，同意 {len(granted)} 项，不同意 {len(decided) - len(granted)} 项",
    )  # fmt: skip
    return decided


def _locked(actor: Actor, candidate_id: int, action: PlanAction) -> tuple[Plan, Candidate]:
    plan = lock_plan(Candidate.objects.values_list("plan_id", flat=True).get(pk=candidate_id))
    authorise_plan(actor, action, plan)
    candidate = lock_candidate(candidate_id)
    if candidate.state == CandidateState.WITHDRAWN:
        raise Conflict("这名考生已经退出计划，不能再更正。")
    candidate.plan = candidate.item.plan = plan
    return plan, candidate


def _authorise_fields(actor: Actor, decided: list[Correction], waiting: Mapping[int, Correction]) -> None:
    asked = {CorrectionField(one.field) for one in waiting.values()}
    fields = [CorrectionField(one.field) for one in decided]
    foreign = [field for field in fields if decided_by(field, asked) != actor.role]
    if foreign:
        labels = "、".join(field.label for field in foreign)
        raise NotPermitted(f"{labels}的更正不由{actor.role.label}处理。")


def _value_refusals(candidate: Candidate, changes: Mapping[CorrectionField, str], now: datetime) -> tuple[Refusal, ...]:
    """What the checks of a roster row say to the candidate with these changes."""
    try:
        row = _row(candidate, changes, now)
    except Refused as refused:
        return tuple(_of_request(one) for one in refused.refusals)
    item = candidate.item
    must_sit = sits_review(candidate.plan, item.occupation_level.level) and not has_passed_review(candidate)
    if CorrectionField.REVIEW in changes and not row.review and must_sit:
        words = {"item": str(item), "count": 1, "names": candidate.name}
        return (Refusal("review_not_sat", words, rule=REVIEW_RULE, field=CorrectionField.REVIEW),)
    return ()


def _row(candidate: Candidate, changes: Mapping[CorrectionField, str], now: datetime) -> RosterRow:
    """The candidate's row with the changes. Raises `Refused` with all its faults."""
    cells = {**cells_of(candidate), **{COLUMN_OF[field]: text for field, text in changes.items()}}
    return checked_row(candidate.item, cells, now, candidate)


def _of_request(refusal: Refusal) -> Refusal:
    """A fault of the row under the name of the request's field."""
    field = next((field for field, column in COLUMN_OF.items() if column.lower() == refusal.field), refusal.field)
    return Refusal(refusal.code, refusal.params, refusal.rule, refusal.date, str(field))


def _apply(
    plan: Plan, candidate: Candidate, granted: Mapping[CorrectionField, str], now: datetime
) -> dict[str, dict[str, Any]]:
    """Write the new values with all that follows. Returns the effects by field; "all" are those of all fields."""
    row = _row(candidate, granted, now)
    before = {field: getattr(candidate, field) for field in granted}
    verdict_before = _outcome(candidate)
    fill_from(candidate, row, now)
    candidate.save()
    RecordedResult.objects.filter(candidate=candidate).update(document_index=candidate.document_index)
    evaluate_now(candidate_ids=[candidate.pk], now=now)
    verdict = {"before": verdict_before, "after": _outcome(candidate)}
    superseded = supersede_papers(plan=plan, now=now) + sum(supersede_outdated(plan=plan, now=now).values())
    effects: dict[str, dict[str, Any]] = {"all": {"verdict": verdict, "papers": superseded}}
    for field in granted:
        fee = fee_difference(field, before[field], getattr(candidate, field), PlanState(plan.state))
        if fee:
            effects[field] = {"fee": fee}
    return effects


def _outcome(candidate: Candidate) -> str:
    return CandidateVerdict.objects.filter(pk=candidate.pk).values_list("outcome", flat=True).first() or ""


def _tell_deciders(plan: Plan, made: list[Correction], now: datetime) -> None:
    fields = {CorrectionField(one.field) for one in made}
    by_role: dict[Role, list[str]] = {}
    for field in fields:
        by_role.setdefault(decided_by(field, fields), []).append(field.label)
    for role, labels in by_role.items():
        to = guidance_section_id() if role is Role.GUIDANCE_OFFICER else plan.district_id
        words = {"institute": plan.institute.short_name, "fields": "、".join(sorted(labels))}
        _post("asked", plan, to, f"correction:{made[0].pk}:{role}", now, role, words)


def _tell_institute(plan: Plan, decided: list[Correction], note: str, now: datetime) -> None:
    def labels(state: RequestState) -> str:
        return "、".join(CorrectionField(one.field).label for one in decided if one.state == state) or "无"

    words = {
        "granted": labels(RequestState.GRANTED),
        "refused": labels(RequestState.REFUSED),
        "note": f"意见：{note.strip()}" if note.strip() else "",
    }
    _post("decided", plan, plan.institute_id, f"correction:{decided[0].pk}:decided", now, None, words)


def _post(name: str, plan: Plan, to: int, key: str, now: datetime, role: Role | None, words: Mapping[str, str]) -> None:
    letter = LETTERS[name]
    filled = {"number": plan.number, "title": plan.title, **words}
    path = "/corrections/"
    notices.post(
        organisation_ids=[to], subject=letter.subject.format(**filled), body=letter.body.format(**filled), key=key,
        now=now, role=role, path=path,
    )  # fmt: skip


register_revealable(Revealable(Correction, "old_value", "更正前的号码", mask_document_number))
register_revealable(Revealable(Correction, "new_value", "更正后的号码", mask_document_number))
