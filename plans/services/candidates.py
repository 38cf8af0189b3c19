"""Single candidates in the browser: added, corrected and withdrawn by the same rules as a whole roster."""

from collections.abc import Mapping
from datetime import datetime

from appraisal.core import audit, clock
from appraisal.core.crypto import blind_index
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.identity import mask_document_number, mask_mobile
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.transactions import use_case
from plans.models import Candidate, Plan, PlanItem
from plans.permissions import authorise_plan
from plans.queries.candidates import lock_candidate
from plans.queries.plans import lock_plan
from plans.queries.roster_records import recorded_facts
from plans.queries.rosters import count_candidates, entered_candidates
from plans.queries.standards import condition_texts
from plans.queries.technicians import sits_review
from plans.rules.enums import CandidateState
from plans.rules.roster.columns import Heading
from plans.rules.roster.faults import Fault
from plans.rules.roster.records import recorded_faults
from plans.rules.roster.rows import READ_COLUMNS, RosterRow, RowChecker
from plans.rules.roster.vocabulary import Column, shown_word
from plans.rules.states import PlanAction
from plans.services.verdicts import evaluate_now

_OTHER_NAMES = {Column.MOBILE: "phone", Column.YEARS: "years_in_occupation"}
FIELD_OF = {column: _OTHER_NAMES.get(column, column.lower()) for column in READ_COLUMNS}
_FORM = Heading(0, {column: position for position, column in enumerate(READ_COLUMNS)}, (), (), ())
_ROW = 1


@use_case
def save_candidate(
    *, actor: Actor, item_id: int, values: Mapping[Column, str], now: datetime, candidate_id: int | None = None
) -> Candidate:
    """Add a candidate to an item, or correct one of its candidates.

    `values`: cell text by column, as in a roster; when correcting, an absent column keeps what is stored. Raises
    `DoesNotExist`, `NotPermitted`, `Conflict` for a plan past rosters, and `Refused` with every fault of the row.
    """
    item = PlanItem.objects.select_related("occupation_level__occupation").get(pk=item_id)
    plan = _open_plan(actor, item.plan_id)
    item.plan = plan
    candidate = _stored(item, candidate_id) if candidate_id else None
    before = cells_of(candidate) if candidate else {}
    row = checked_row(item, {**before, **values}, now, candidate)
    if candidate is None:
        candidate = Candidate(plan=plan, item=item, state=CandidateState.PENDING, created_at=now)
    fill_from(candidate, row, now)
    candidate.save()
    evaluate_now(candidate_ids=[candidate.pk], now=now)
    _count(plan)
    changed = [column.label for column, text in cells_of(candidate).items() if before and before[column] != text]
    word = "changed" if candidate_id else "added"
    _record(actor, word, candidate, plan, now, columns=changed)
    return candidate


@use_case
def withdraw_candidate(*, actor: Actor, candidate_id: int, now: datetime) -> None:
    """Take a candidate out of his plan; the row stays on record. Raises like `save_candidate`."""
    plan = _open_plan(actor, Candidate.objects.values_list("plan_id", flat=True).get(pk=candidate_id))
    candidate = lock_candidate(candidate_id)
    if candidate.state == CandidateState.WITHDRAWN:
        raise Conflict("这名考生已经退出。")
    candidate.state, candidate.updated_at = CandidateState.WITHDRAWN, now
    candidate.save(update_fields=["state", "updated_at"])
    _count(plan)
    _record(actor, "withdrawn", candidate, plan, now)


def cells_of(candidate: Candidate) -> dict[Column, str]:
    """The candidate as the cells of a roster row would say it, numbers whole: only for checking them again."""
    return {column: _cell(candidate, column, field) for column, field in FIELD_OF.items()}


def _cell(candidate: Candidate, column: Column, field: str) -> str:
    value = getattr(candidate, field)
    if column is Column.YEARS:
        return "" if value is None else f"{float(value):g}"
    return shown_word(column, value or "")


def _open_plan(actor: Actor, plan_id: int) -> Plan:
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.EDIT_ROSTER, plan)
    return plan


def _stored(item: PlanItem, candidate_id: int) -> Candidate:
    candidate = lock_candidate(candidate_id)
    if candidate.item_id != item.pk or candidate.state == CandidateState.WITHDRAWN:
        raise Conflict("这名考生已不在这份花名册中。")
    return candidate


def checked_row(item: PlanItem, values: Mapping[Column, str], now: datetime, candidate: Candidate | None) -> RosterRow:
    """The row as the checker reads it. Raises `Refused` with all that is wrong with it, on record too."""
    level, today = item.occupation_level, clock.today(now)
    has_review = sits_review(item.plan, level.level)
    checker = RowChecker(_FORM, level.level, condition_texts(level.pk, today), today, has_review=has_review)
    row = checker.check(_ROW, [values.get(column, "") for column in READ_COLUMNS])
    known = [row] if row else checker.doubtful
    faults = list(checker.faults)
    refusals: list[Refusal] = []
    for one in known:
        key = blind_index(one.document_number)
        faults += recorded_faults([one], recorded_facts(item, [(_ROW, key)]))
        twin = entered_candidates(item).filter(document_index=key).exclude(pk=candidate.pk if candidate else None)
        refusals += [Refusal("candidate_twice", {"name": name}) for name in twin.values_list("name", flat=True)]
    refusals += map(_refusal, faults)
    if refusals or row is None:
        raise Refused(*(refusals or [Refusal("missing", {"what": Column.NAME.label}, field="name")]))
    return row


def _refusal(fault: Fault) -> Refusal:
    told = {"message": f"{fault.column.label}：{fault.message}", "remedy": fault.remedy}
    return Refusal("roster_row_fault", told, field=fault.column.lower())


def fill_from(candidate: Candidate, row: RosterRow, now: datetime) -> None:
    """Write a checked row into a candidate; the caller saves him."""
    for column, field in FIELD_OF.items():
        setattr(candidate, field, getattr(row, column.lower()))
    candidate.years_in_occupation = row.years or None
    candidate.birth_date, candidate.updated_at = row.birth_date, now
    candidate.document_index, candidate.phone_index = blind_index(row.document_number), blind_index(row.mobile)


def _count(plan: Plan) -> None:
    plan.candidate_count = count_candidates(plan)
    plan.save(update_fields=["candidate_count"])


_WORDS = {"added": "添加考生", "changed": "修改考生", "withdrawn": "考生退出"}


def _record(actor: Actor, word: str, candidate: Candidate, plan: Plan, now: datetime, **details: object) -> None:
    summary = f"{_WORDS[word]}：计划 {plan.number}"
    audit.record(actor=actor, action=f"candidate.{word}", target=candidate, summary=summary, at=now, **details)


register_revealable(Revealable(Candidate, "document_number", "证件号码", mask_document_number))
register_revealable(Revealable(Candidate, "phone", "手机号码", mask_mobile))
