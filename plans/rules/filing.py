"""Everything that must be right before a plan may be filed, and before its candidates are complete.

Each check is one function that yields refusals; `filing_refusals` returns those of all checks, never only the first.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from appraisal.core.rules.deadlines import BEIJING, due_at
from appraisal.core.rules.enums import LEVEL_LABELS, TECHNICIAN_LEVELS, Subject
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.workdays import WorkCalendar
from plans.rules.enums import PROOF_REQUIRED, PlanKind
from plans.rules.filing_facts import FilingFacts, FilingPolicy, ItemFacts, ItemRoster
from plans.rules.obligations import FILING_SLIDE, earliest_exam_date
from plans.rules.owing import DeadlineInForce

LICENCE_SLIDE = "一（一）职业（工种）鉴定许可"
PROOF_SLIDE = "一（二）专场申请材料"
MODE_SLIDE = "二（一）职业（工种）鉴定方式维护"
SITE_SLIDE = "二（三）备案实操场所"
REVIEW_SLIDE = "二（六）编排综合评审考场"
ROSTER_SLIDE = "二（四）资格复审"
SESSION_SLIDE = "二（二）执行鉴定计划（全市统考）"
LEVEL_SETTING = "系统设置（各类计划可申报的等级）"


Check = Callable[[FilingFacts, FilingPolicy], Iterator[Refusal]]


def filing_refusals(
    facts: FilingFacts, *, now: datetime, calendar: WorkCalendar, policy: FilingPolicy
) -> tuple[Refusal, ...]:
    """Every reason why the plan cannot be filed at `now`; empty when it can."""
    return gather(
        late_refusals(facts.deadline, in_session=facts.session is not None, now=now, calendar=calendar, policy=policy),
        past_refusals(facts, now=now),
        standing_refusals(facts, policy=policy),
    )


def standing_refusals(facts: FilingFacts, *, policy: FilingPolicy) -> tuple[Refusal, ...]:
    """The reasons that do not hang on the clock: the city looks at them again when it accepts."""
    return gather(*(tuple(check(facts, policy)) for check in CHECKS))


# --- the clock ------------------------------------------------------------------------------------
def filing_moment(
    *,
    filed_at: datetime | None,
    returned_at: datetime | None,
    now: datetime,
    calendar: WorkCalendar,
    policy: FilingPolicy,
) -> datetime:
    """The moment that counts as filing: a returned plan filed again within the grace keeps its first one."""
    if filed_at is None or returned_at is None:
        return now
    returned_on = returned_at.astimezone(BEIJING).date()
    last_day = calendar.working_day_after(returned_on, policy.returned_grace)
    return filed_at if now < due_at(last_day, policy.counting) else now


def late_refusals(
    deadline: DeadlineInForce | None,
    *,
    in_session: bool,
    now: datetime,
    calendar: WorkCalendar,
    policy: FilingPolicy,
) -> tuple[Refusal, ...]:
    """Too late to file or execute 二（二）: names the last day, its proof and the earliest exam date still possible."""
    if deadline is None or deadline.is_kept_at(now):
        return ()
    params = {
        "last_day": deadline.last_day,
        "cutoff": policy.counting.cutoff_text,
        "proof": deadline.sentence(),
        "earliest": earliest_exam_date(calendar, now=now, counting=policy.counting, table=policy.table),
    }
    code = "session_too_late" if in_session else "filing_too_late"
    return (Refusal(code, params, rule=FILING_SLIDE, date=deadline.last_day, field="first_exam_date"),)


def past_refusals(facts: FilingFacts, *, now: datetime) -> tuple[Refusal, ...]:
    """Sittings on a day that has passed or is today."""
    today = now.astimezone(BEIJING).date()
    return tuple(
        Refusal("sitting_past", {"item": item.label, "subject": s.subject.label, "date": s.date}, date=s.date)
        for item in facts.items
        for s in item.sittings
        if s.date <= today
    )


# --- the plan as a whole --------------------------------------------------------------------------
def _needs_items(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    if not facts.items:
        yield Refusal("items_missing", rule=FILING_SLIDE)


def _needs_proof(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    if facts.kind is not PlanKind.SPECIAL:
        return
    if facts.category is None:
        yield Refusal("category_missing", rule=PROOF_SLIDE, field="special_category")
        return
    proof = PROOF_REQUIRED[facts.category]
    if proof not in facts.proofs:
        params = {"category": facts.category.label, "proof": proof.label}
        yield Refusal("proof_missing", params, rule=PROOF_SLIDE, field="proofs")


def _session_holds(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    session = facts.session
    if session is None:
        return
    if not session.is_published:
        yield Refusal("session_withdrawn", {"session": session.name}, rule=SESSION_SLIDE)
    for item in facts.items:
        if not item.in_session:
            yield Refusal("item_not_in_session", {"item": item.label, "session": session.name}, rule=SESSION_SLIDE)
        for sitting in item.sittings:
            day = session.dates.get(sitting.subject)
            if day and sitting.date != day:
                params = {"item": item.label, "subject": sitting.subject.label, "date": sitting.date, "day": day}
                yield Refusal("sitting_off_session", params, rule=SESSION_SLIDE, date=day)


# --- each item ------------------------------------------------------------------------------------
def _licence_holds(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    for item in facts.items:
        if not item.licences:
            yield Refusal("licence_missing", {"item": item.label}, rule=LICENCE_SLIDE)
            continue
        bare = sorted(s.date for s in item.sittings if not any(licence.covers(s.date) for licence in item.licences))
        if bare:
            yield _licence_gap(item, bare[-1])


def _licence_gap(item: ItemFacts, day: date) -> Refusal:
    """The licence that should hold on `day`: the last one before it has ended, or the first one begins later."""
    before = [licence for licence in item.licences if licence.valid_from <= day]
    if before:
        last = max(before, key=lambda licence: licence.valid_from)
        params = {"item": item.label, "number": last.document_number, "until": last.valid_until, "exam": day}
        return Refusal("licence_expires", params, rule=LICENCE_SLIDE, date=last.valid_until)
    first = min(item.licences, key=lambda licence: licence.valid_from)
    params = {"item": item.label, "number": first.document_number, "since": first.valid_from, "exam": day}
    return Refusal("licence_not_yet", params, rule=LICENCE_SLIDE, date=first.valid_from)


def _mode_is_maintained(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    for item in facts.items:
        if not item.has_practical_mode:
            yield Refusal("mode_missing", {"item": item.label}, rule=MODE_SLIDE)
        elif needs_review(facts.kind, item.level, policy) and not item.has_review_mode:
            yield Refusal("mode_for_review_missing", {"item": item.label}, rule=MODE_SLIDE)


def _level_fits_kind(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    allowed = policy.levels.get(facts.kind)
    if allowed is None:
        return
    names = "、".join(LEVEL_LABELS[level] for level in sorted(allowed, reverse=True))
    for item in facts.items:
        if item.level not in allowed:
            params = {"item": item.label, "kind": facts.kind.label, "levels": names}
            yield Refusal("level_not_for_kind", params, rule=LEVEL_SETTING)


def _has_sittings(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    for item in facts.items:
        if not item.sittings:
            yield Refusal("sittings_missing", {"item": item.label}, rule=FILING_SLIDE)


def _review_fits_level(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    for item in facts.items:
        review = item.sitting(Subject.REVIEW)
        if review and item.level not in TECHNICIAN_LEVELS:
            yield Refusal("review_not_for_level", {"item": item.label}, rule=REVIEW_SLIDE)
        if not review and item.sittings and needs_review(facts.kind, item.level, policy):
            yield Refusal("review_sitting_missing", {"item": item.label}, rule=REVIEW_SLIDE)


def _practical_has_site(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    for item in facts.items:
        practical = item.sitting(Subject.PRACTICAL)
        if practical is None:
            continue
        site = practical.site
        if site is None:
            yield Refusal("site_missing", {"item": item.label}, rule=SITE_SLIDE)
            continue
        params = {"item": item.label, "site": site.name}
        if not site.is_confirmed:
            yield Refusal("site_unconfirmed", params, rule=SITE_SLIDE)
        if item.occupation_id not in site.occupation_ids:
            yield Refusal("site_scope", params, rule=SITE_SLIDE)


def _others_have_place(facts: FilingFacts, policy: FilingPolicy) -> Iterator[Refusal]:
    for item in facts.items:
        for sitting in item.sittings:
            if sitting.subject is not Subject.PRACTICAL and not sitting.place.strip():
                params = {"item": item.label, "subject": sitting.subject.label}
                yield Refusal("place_missing", params, rule=FILING_SLIDE)


CHECKS: tuple[Check, ...] = (
    _needs_items,
    _needs_proof,
    _session_holds,
    _licence_holds,
    _mode_is_maintained,
    _level_fits_kind,
    _has_sittings,
    _review_fits_level,
    _practical_has_site,
    _others_have_place,
)


def needs_review(kind: PlanKind, level: int, policy: FilingPolicy) -> bool:
    """Whether an item must have a comprehensive review: 技师 and 高级技师, whatever their other scores 二（六）."""
    return level in TECHNICIAN_LEVELS and kind not in policy.kinds_without_review


# --- candidates -----------------------------------------------------------------------------------
def enrolment_refusals(items: tuple[ItemRoster, ...]) -> tuple[Refusal, ...]:
    """Every reason why the candidates are not complete yet. Being late is none: ENROL only turns red."""
    empty = [
        Refusal("candidates_missing", {"item": item.label}, rule=ROSTER_SLIDE) for item in items if not item.candidates
    ]
    unfinished = [
        Refusal("roster_unfinished", {"item": item.label}, rule=ROSTER_SLIDE)
        for item in items
        if item.unfinished_uploads
    ]
    return (*empty, *unfinished)
