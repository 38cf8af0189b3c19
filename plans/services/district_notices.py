"""The notice that an institute owes a district before an exam that moved there 一（二）.

The portal tells the districts by itself when a change is approved. That does not relieve the institute: the slide asks
for its own notice before the exam, and takes points off without it. It is given here with one button, or recorded when
it was given by telephone or letter; the district may confirm that it has it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db.models import F

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import require_transaction, use_case
from plans.models import ChangeRequest, DistrictNotice, Plan
from plans.permissions import authorise_plan
from plans.queries.change_lines import ShownLine, lines_of
from plans.queries.district_notices import lock_notice, standing_of
from plans.queries.plans import lock_plan
from plans.rules.change_enums import PointsCode, TellingManner
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move, districts_to_tell
from plans.rules.deductions import Evidence
from plans.rules.district_notices import telling_refusals
from plans.rules.states import PlanAction
from plans.services import change_letters, steps
from plans.services.deductions import propose


def owe(
    *, change: ChangeRequest, moves: Sequence[Move], lines: Sequence[ShownLine], now: datetime
) -> Iterable[ImpactLine]:
    """From an approved change on, a notice is owed to each district that a sitting moves into. Part of the approval.

    A notice of an earlier change that has not been given is void: the sittings are elsewhere or at another time now.
    Where one of them still is, it is owed anew.
    """
    require_transaction()
    moved = [move.sitting_id for move in moves]
    earlier = DistrictNotice.objects.select_for_update(of=("self",)).filter(
        change__lines__sitting__in=moved, told_at=None, missed_at=None, void_at=None
    )
    still_owed = {notice.district_id for notice in earlier}
    DistrictNotice.objects.filter(pk__in=[notice.pk for notice in earlier]).update(void_at=now)
    owed = districts_to_tell(moves, still_owed)
    for district_id in sorted(owed):
        exam = min(move.new.date for move in moves if move.new.district_id == district_id)
        notice = DistrictNotice.objects.create(
            change=change, district_id=district_id, due_at=datetime.combine(exam, time.min, BEIJING)
        )
        words = {"district": notice.district.short_name, "due": exam, "moment": str(notice.pk)}
        change_letters.write("owed", change, lines, [change.plan.institute_id], now=now, **words)
        yield ImpactLine(ImpactKind.DISTRICTS, f"本机构须在 {exam} 以前另行通知{notice.district.short_name}", 1, True)


@use_case
def tell_district(
    *, actor: Actor, notice_id: int, manner: TellingManner | None, note: str, now: datetime
) -> DistrictNotice:
    """The institute tells the district (PORTAL: with this very letter), or records that it has told it otherwise.

    Raises `NotPermitted`, `Conflict`, and `Refused` with every reason.
    """
    plan, notice = _locked(notice_id)
    authorise_plan(actor, PlanAction.TELL_DISTRICT, plan)
    refusals = telling_refusals(standing_of(notice), manner=manner, note=note, now=now)
    if refusals or manner is None:
        raise Refused(*refusals)
    notice.told_at, notice.told_by_id, notice.manner, notice.note = now, actor.user_id, manner, note.strip()
    notice.save(update_fields=["told_at", "told_by", "manner", "note"])
    change = notice.change
    lines = [line for line in lines_of(change) if line.line.new_district_id == notice.district_id]
    words = {"manner": manner.label, "note": notice.note, "moment": str(notice.pk)}
    role = Role.DISTRICT_OFFICER
    change_letters.write("told", change, lines, [notice.district_id], now=now, role=role, **words)
    said = f"{manner.label}通知{notice.district.short_name}。{notice.note}"
    step = steps.advance(plan=plan, action=PlanAction.TELL_DISTRICT, actor=actor, now=now, reason=said)
    steps.record(step, notice=notice.pk, manner=manner.value)
    return notice


@use_case
def confirm_receipt(*, actor: Actor, notice_id: int, now: datetime) -> DistrictNotice:
    """The district says that the institute has told it. Raises `DistrictNotice.DoesNotExist`, `Conflict`."""
    plan, notice = _locked(notice_id)
    if actor.role != Role.DISTRICT_OFFICER or notice.district_id != actor.organisation_id:
        raise DistrictNotice.DoesNotExist("not this district's")
    if notice.told_at is None or notice.received_at is not None:
        raise conflict("notice_not_open", state=standing_of(notice).words)
    notice.received_at, notice.received_by_id = now, actor.user_id
    notice.save(update_fields=["received_at", "received_by"])
    audit.record(
        actor=actor, action="district_notice.receive", target=notice, at=now, plan=plan.number,
        summary=f"确认收到通知：计划 {plan.number}",
    )  # fmt: skip
    return notice


@use_case
def miss_notice(*, notice_id: int, now: datetime) -> bool:
    """The exam has come and the district was not told: points go. Whether it was this call that found it so."""
    plan, notice = _locked(notice_id)
    if not notice.is_open or notice.due_at > now:
        return False
    notice.missed_at = now
    notice.save(update_fields=["missed_at"])
    change, district = notice.change, notice.district.short_name
    evidence = Evidence(
        key=f"district-notice:{notice.pk}",
        text=f"计划 {plan.number}（{plan.title}）的考试移入{district}，考试以前没有通知该中心。",
        occurred_on=clock.today(notice.due_at),
        path=change_letters.change_path(change),
    )
    propose(institute_id=plan.institute_id, rule=PointsCode.MISSING_NOTICE, evidence=evidence, plan=plan, now=now)
    to = [plan.institute_id, notice.district_id, guidance_section_id()]
    change_letters.write("notice_missed", change, (), to, now=now, moment=str(notice.pk), district=district)
    audit.record(
        actor=None, action="district_notice.miss", target=notice, at=now, plan=plan.number,
        summary=f"鉴定前未通知{district}：计划 {plan.number}",
    )  # fmt: skip
    return True


def void_all(*, plan: Plan, now: datetime) -> None:
    """The locked plan is cancelled: no district needs to know any more."""
    require_transaction()
    rows = DistrictNotice.objects.filter(change__plan=plan, told_at=None, missed_at=None, void_at=None)
    rows.update(void_at=now)


def move_all(*, plan: Plan, shift: timedelta) -> None:
    """Every exam of the locked plan has moved by so many days: what is still owed may be told as much later."""
    require_transaction()
    rows = DistrictNotice.objects.filter(change__plan=plan, told_at=None, missed_at=None, void_at=None)
    rows.update(due_at=F("due_at") + shift)


def _locked(notice_id: int) -> tuple[Plan, DistrictNotice]:
    plan = lock_plan(DistrictNotice.objects.values_list("change__plan_id", flat=True).get(pk=notice_id))
    notice = lock_notice(notice_id)
    notice.change.plan = plan
    return plan, notice
