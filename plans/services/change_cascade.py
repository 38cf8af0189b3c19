"""What follows from an approved change 一（二）, in this order, in the transaction of its approval: all or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core import jobs
from appraisal.core.clock import today
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.transactions import require_transaction
from plans.models import Candidate, ChangeRequest, Plan, Seat
from plans.queries.change_impact import committees_of, sitters_of
from plans.queries.change_lines import ShownLine, sentences_of
from plans.queries.change_papers import paper_words
from plans.queries.changes import first_exam_after
from plans.queries.reseating import lost_rooms
from plans.rules.change_enums import PointsCode
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move
from plans.rules.deductions import Evidence
from plans.services import change_letters, district_notices, moved_sittings
from plans.services.deductions import propose
from plans.services.obligations import lay_obligations
from plans.services.rearrangement import rearrange_sittings

TELL_CANDIDATES = "plans.tell_candidates"


@dataclass(frozen=True)
class Cascade:
    """An approved request of a locked plan, its moves, and the same in words."""

    change: ChangeRequest
    moves: tuple[Move, ...]
    lines: tuple[ShownLine, ...]
    actor: Actor
    calendar: WorkCalendar
    now: datetime

    @property
    def plan(self) -> Plan:
        return self.change.plan

    @property
    def occurred_on(self) -> date:
        """The day that the points hang on: when the change was asked for."""
        return today(self.change.asked_at)


Effect = Callable[[Cascade], Iterable[ImpactLine]]


def carry_out(cascade: Cascade) -> list[ImpactLine]:
    """Do everything that follows, part by part; the lines say what it was. Part of the approval."""
    require_transaction()
    return [line for effect in EFFECTS for line in effect(cascade)]


# --- the plan itself --------------------------------------------------------------------------------
def move_sittings(cascade: Cascade) -> Iterable[ImpactLine]:
    """Sittings get their new time and place; one that stood still goes on."""
    moved_sittings.move_sittings(cascade.moves)
    return ()


def move_deadlines(cascade: Cascade) -> Iterable[ImpactLine]:
    """The plan's first exam follows its sittings, and every obligation follows its exam."""
    plan = cascade.plan
    before = {(row.code, row.sitting_id): row.last_day for row in plan.obligations.all()}
    old = plan.first_exam_date
    plan.first_exam_date = first_exam_after(plan, cascade.moves)
    plan.save(update_fields=["first_exam_date"])
    lay_obligations(plan=plan, calendar=cascade.calendar, now=cascade.now)
    if plan.first_exam_date != old:
        yield ImpactLine(ImpactKind.DEADLINES, f"首场考试：{old} → {plan.first_exam_date}")
    for row in plan.obligations.select_related("sitting").order_by("due_at", "pk"):
        last_day = before.get((row.code, row.sitting_id))
        if last_day and last_day != row.last_day:
            subject = f"（{row.sitting.get_subject_display()}）" if row.sitting else ""
            yield ImpactLine(ImpactKind.DEADLINES, f"{row.label}{subject}：{last_day} → {row.last_day}")


def move_seats(cascade: Cascade) -> Iterable[ImpactLine]:
    """Seats follow their sitting with the fewest candidates moved; rooms outside of its new district are lost.

    Raises `Refused` with the smallest set of reasons when somebody cannot be seated then.
    """
    plan, keys = cascade.plan, [move.sitting_id for move in cascade.moves]
    total = Seat.objects.filter(sitting__in=keys).count()
    if not total:
        return
    sittings = list(plan.sittings.filter(pk__in=keys))
    lost = lost_rooms(plan, cascade.moves)
    found = rearrange_sittings(plan=plan, sittings=sittings, now=cascade.now, lost=lost)
    yield ImpactLine(ImpactKind.ROOMS, f"{total} 个座位改到新的时间、地点，{found.people} 名考生换座", total)


def supersede_papers(cascade: Cascade) -> Iterable[ImpactLine]:
    """Papers that name a time, place or seat which has changed no longer count, printed or not; the others do."""
    gone = moved_sittings.supersede_dated(plan=cascade.plan, moves=cascade.moves, now=cascade.now)
    if gone:
        yield ImpactLine(ImpactKind.PAPERS, f"{paper_words(gone)}已作废，须重新制作", sum(gone.values()))


# --- people -----------------------------------------------------------------------------------------
def tell_organisations(cascade: Cascade) -> Iterable[ImpactLine]:
    """The institute, its district, the districts that sittings leave or arrive in, and the committee."""
    change, plan = cascade.change, cascade.plan
    note = f"意见：{change.decision}。" if change.decision else ""
    change_letters.write("approved", change, cascade.lines, [plan.institute_id], now=cascade.now, note=note)
    crossing = [line for line in cascade.lines if line.line.crosses]
    arriving = {line.line.new_district_id for line in crossing}
    leaving = {line.line.old_district_id for line in crossing} - arriving
    told = {**dict.fromkeys(leaving, "district_out"), **dict.fromkeys(arriving, "district_in")}
    for line in cascade.lines:
        told.setdefault(line.line.new_district_id, "district")
    told.setdefault(plan.district_id, "district")
    for district_id, name in sorted(told.items()):
        own = [one for one in cascade.lines if district_id in {one.line.old_district_id, one.line.new_district_id}]
        to, role = [district_id], Role.DISTRICT_OFFICER
        change_letters.write(name, change, own or cascade.lines, to, now=cascade.now, role=role)
    yield ImpactLine(ImpactKind.DISTRICTS, f"平台已通知 {len(told)} 个区县中心", len(told))
    committees = committees_of(cascade.moves)
    reviews = [line for line in cascade.lines if line.line.sitting.subject == Subject.REVIEW]
    change_letters.write("committee", change, reviews, [one.pk for one in committees], now=cascade.now)
    if committees:
        names = "、".join(one.short_name for one in committees)
        yield ImpactLine(ImpactKind.COMMITTEES, f"已通知{names}", len(committees))


def owe_notices(cascade: Cascade) -> Iterable[ImpactLine]:
    """The institute owes a notice to each district that a sitting moves into."""
    return district_notices.owe(change=cascade.change, moves=cascade.moves, lines=cascade.lines, now=cascade.now)


def queue_candidates(cascade: Cascade) -> Iterable[ImpactLine]:
    """Whoever sits a moved sitting is told by SMS: the request itself is the queue, the worker writes the messages."""
    count = Candidate.objects.filter(sitters_of(cascade.moves), plan=cascade.plan).count()
    if not count:
        cascade.change.candidates_told_at = cascade.now
        cascade.change.save(update_fields=["candidates_told_at"])
        return
    jobs.defer(TELL_CANDIDATES, change_id=cascade.change.pk)
    yield ImpactLine(ImpactKind.CANDIDATES, f"{count} 名考生将收到短信通知", count)


def tell_higher_packages(cascade: Cascade) -> Iterable[ImpactLine]:
    """Examiners asked or confirmed, and whatever else packages above know of."""
    return moved_sittings.tell_higher_packages(
        plan=cascade.plan, moves=cascade.moves, actor=cascade.actor, now=cascade.now
    )


def take_points_off(cascade: Cascade) -> Iterable[ImpactLine]:
    """Every change is a deduction, a late one another."""
    change, plan = cascade.change, cascade.plan
    code = PointsCode.LATE_CHANGE if change.is_late else PointsCode.CHANGE
    evidence = Evidence(
        key=f"change:{change.pk}",
        text=f"计划 {plan.number}（{plan.title}）：{sentences_of(cascade.lines)}。",
        occurred_on=cascade.occurred_on,
        path=change_letters.change_path(change),
    )
    made = propose(institute_id=plan.institute_id, rule=code, evidence=evidence, plan=plan, now=cascade.now)
    yield ImpactLine(ImpactKind.POINTS, f"{code.label}：减 {made.points.normalize():f} 分", 1, warns=True)


EFFECTS: tuple[Effect, ...] = (
    move_sittings,
    move_seats,
    move_deadlines,
    owe_notices,
    tell_higher_packages,
    supersede_papers,
    tell_organisations,
    queue_candidates,
    take_points_off,
)
