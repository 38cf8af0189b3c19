"""What a change of time or place would touch 一（二）: shown before it is asked for and before it is approved."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.db.models import Count, Q
from django.utils.module_loading import import_string

from appraisal.core.clock import today
from appraisal.core.models import Organisation
from appraisal.core.phrases import explain
from appraisal.core.queries.calendar import counting
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import Candidate, InvigilatorDuty, Plan, PlanItem, Sitting
from plans.queries.change_papers import foretell_papers, paper_words
from plans.queries.changes import first_exam_after
from plans.queries.obligation_table import obligation_table
from plans.queries.points import points_on
from plans.queries.reseating import Reseating, foretell_reseating
from plans.rules.change_enums import PointsCode
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import COLUMN_OF, Move, districts_to_tell, districts_touched, points_for
from plans.rules.enums import CandidateState
from plans.rules.obligations import Anchor
from plans.rules.owing import owed_in
from plans.rules.states import PlanState

HigherImpact = Callable[[Plan, Sequence[Move]], list[ImpactLine]]


def impact_of(plan: Plan, moves: Sequence[Move], asked_at: datetime, calendar: WorkCalendar) -> list[ImpactLine]:
    """Every line of what the moves touch; a constant number of queries and those of higher packages."""
    seats = foretell_reseating(plan, moves)
    return [
        *_candidates(plan, moves),
        *_clashes(plan, moves),
        *_rooms(moves, seats),
        *higher_impacts(plan, moves),
        *_districts(plan, moves),
        *_committees(plan, moves),
        *_papers(plan, moves, seats),
        *_deadlines(plan, moves, calendar),
        *_state(plan),
        *_points(plan, moves, asked_at),
    ]


def higher_impacts(plan: Plan, moves: Sequence[Move]) -> list[ImpactLine]:
    """What packages above know of: examiners asked or confirmed, bills."""
    return [line for look in _of_higher_packages() for line in look(plan, moves)]


@cache
def _of_higher_packages() -> tuple[HigherImpact, ...]:
    return tuple(import_string(name) for name in settings.KAOWU_CHANGE_IMPACTS)


def sitters_of(moves: Iterable[Move]) -> Q:
    """Who sits one of the moved sittings."""
    found = Q(pk__in=[])
    items = dict(Sitting.objects.filter(pk__in=[move.sitting_id for move in moves]).values_list("pk", "item_id"))
    for move in moves:
        found |= Q(item=items[move.sitting_id]) & ~Q(**{COLUMN_OF[move.subject]: ""})
    return found & ~Q(state=CandidateState.WITHDRAWN)


def _candidates(plan: Plan, moves: Sequence[Move]) -> Iterable[ImpactLine]:
    count = Candidate.objects.filter(sitters_of(moves), plan=plan).count()
    if count:
        yield ImpactLine(ImpactKind.CANDIDATES, f"{count} 名考生的考试时间或地点变更，同意以后用短信逐一通知", count)
    else:
        yield ImpactLine(ImpactKind.CANDIDATES, "还没有考生")


def _clashes(plan: Plan, moves: Sequence[Move]) -> Iterable[ImpactLine]:
    """Candidates with an exam of another plan on a day that they would be moved to."""
    days = {move.new.date for move in moves if move.new.date != move.old.date}
    if not days:
        return
    people = Candidate.objects.filter(sitters_of(moves), plan=plan).values("document_index")
    elsewhere = Candidate.objects.filter(
        document_index__in=people, item__sittings__date__in=days, plan__state__in=_LIVING
    ).exclude(Q(plan=plan) | Q(state=CandidateState.WITHDRAWN))
    rows = elsewhere.order_by().values_list("plan__number").annotate(count=Count("document_index", distinct=True))
    found = sorted(rows)
    if found:
        count = sum(number for _, number in found)
        named = "、".join(f"{plan_number}（{number} 人）" for plan_number, number in found)
        yield ImpactLine(ImpactKind.CLASHES, f"{count} 名考生新日期当天另有考试：{named}", count, warns=True)


_LIVING = frozenset(PlanState) - {PlanState.DRAFT, PlanState.CANCELLED, PlanState.LAPSED}


def _rooms(moves: Sequence[Move], seats: Reseating | None) -> Iterable[ImpactLine]:
    """Rooms and seats of the moved sittings, and for how many of each the seat would be another one."""
    keys = {move.sitting_id for move in moves}
    uses = {seats.use_of[key]: at.room for key, at in seats.before.items() if key[0] in keys} if seats else {}
    if not seats or not uses:
        yield ImpactLine(ImpactKind.ROOMS, "还没有编排考场")
        return
    count = sum(sitting in keys for sitting, _ in seats.before)
    yield ImpactLine(ImpactKind.ROOMS, f"{len(set(uses.values()))} 个考场、{count} 个座位改到新的时间、地点", count)
    if seats.refusals:
        why = "".join(explain(one).message for one in seats.refusals)
        text = f"新的时间、地点坐不下或考场已被占用，请先增加考场，否则无法同意：{why}"
        yield ImpactLine(ImpactKind.ROOMS, text, warns=True)
    else:
        yield from _reseated(moves, seats)
    duties = InvigilatorDuty.objects.filter(use__in=uses).count()
    if duties:
        text = f"{duties} 个监考安排随考场变动，时间冲突、考场不再使用的须另派"
        yield ImpactLine(ImpactKind.INVIGILATORS, text, duties)


def _reseated(moves: Sequence[Move], seats: Reseating) -> Iterable[ImpactLine]:
    """One line for each sitting that is arranged."""
    arranged = {sitting for sitting, _ in seats.before}
    for move in moves:
        if move.sitting_id in arranged:
            people = seats.people_moved(move.sitting_id)
            words = f"{people} 名考生换座" if people else "座位全部不动"
            if move.rooms:
                words += f"，新地点的考场：{_names(move.rooms, seats)}"
            yield ImpactLine(ImpactKind.ROOMS, f"{move.label}：{words}", people)


def _names(rooms: Collection[int], seats: Reseating) -> str:
    return "、".join(room.name for room in seats.facts.rooms if room.key in rooms)


def _districts(plan: Plan, moves: Sequence[Move]) -> Iterable[ImpactLine]:
    touched = districts_touched(moves) | {plan.district_id}
    names = dict(Organisation.objects.filter(pk__in=touched).values_list("pk", "short_name"))
    listed = "、".join(sorted(names.values()))
    yield ImpactLine(ImpactKind.DISTRICTS, f"同意以后平台通知：{listed}", len(names))
    owed = districts_to_tell(moves)
    if owed:
        into = "、".join(sorted(names[key] for key in owed))
        yield ImpactLine(
            ImpactKind.DISTRICTS, f"跨区变更：本机构须在考试以前另行通知{into}，没有通知的减分", len(owed), warns=True
        )


def _committees(plan: Plan, moves: Sequence[Move]) -> Iterable[ImpactLine]:
    names = {committee.short_name for committee in committees_of(moves)}
    if names:
        yield ImpactLine(ImpactKind.COMMITTEES, f"综合评审变更，通知{'、'.join(sorted(names))}", len(names))


def committees_of(moves: Iterable[Move]) -> list[Organisation]:
    """The committees whose review moves."""
    keys = [move.sitting_id for move in moves if move.subject is Subject.REVIEW]
    items = PlanItem.objects.filter(sittings__in=keys, committee__isnull=False)
    return list(Organisation.objects.filter(pk__in=items.values("committee")).order_by("name_key"))


def _papers(plan: Plan, moves: Sequence[Move], seats: Reseating | None) -> Iterable[ImpactLine]:
    """Exactly the papers that the approval would supersede, and that the others stay good."""
    found = foretell_papers(plan, moves, seats)
    kept = f"；其余 {found.tickets_kept} 份准考证继续有效" if found.tickets_kept else ""
    if found.gone:
        text = f"{paper_words(found.gone)}写有原来的时间、地点或座位，作废重做{kept}"
        yield ImpactLine(ImpactKind.PAPERS, text, sum(found.gone.values()))
    elif found.tickets_kept:
        yield ImpactLine(ImpactKind.PAPERS, f"已出的单据都不变，{found.tickets_kept} 份准考证继续有效")


def _deadlines(plan: Plan, moves: Sequence[Move], calendar: WorkCalendar) -> Iterable[ImpactLine]:
    """Every last day that moves: of the plan by its first exam, of the sittings by their own dates."""
    from_to = {move.sitting_id: (move.old.date, move.new.date) for move in moves if move.old.date != move.new.date}
    table = obligation_table()
    owed = set(owed_in(plan.previous_state if plan.state == PlanState.SUSPENDED else plan.state))
    first, after = plan.first_exam_date, first_exam_after(plan, moves)
    for record in plan.obligations.select_related("sitting").order_by("due_at", "pk"):
        row = next((row for row in table.values() if row.code == record.code), None)
        if row is None or row.code not in owed or record.state == "MET":
            continue
        days: tuple[date | None, date | None] = (None, None)
        if row.anchor is Anchor.FIRST_EXAM and first != after:
            days = (first, after)
        elif record.sitting_id in from_to:
            days = from_to[record.sitting_id]
        if days[1] is not None:
            new = row.rule.last_day(days[1], calendar, counting())
            sitting = record.sitting.get_subject_display() if record.sitting else ""
            text = f"{row.label}{f'（{sitting}）' if sitting else ''}：{record.last_day} → {new}"
            yield ImpactLine(ImpactKind.DEADLINES, text)


def _state(plan: Plan) -> Iterable[ImpactLine]:
    if plan.state == PlanState.SUSPENDED and plan.previous_state:
        before = PlanState(plan.previous_state).label
        yield ImpactLine(ImpactKind.STATE, f"计划已暂停：同意以后恢复为“{before}”")


def _points(plan: Plan, moves: Sequence[Move], asked_at: datetime) -> Iterable[ImpactLine]:
    """What it costs, by the table in force."""
    code = points_for(moves, asked_at)
    line = points_on(code, today(asked_at))
    yield ImpactLine(
        ImpactKind.POINTS, f"{code.label}：减 {line.points.normalize():f} 分（{line.source}）", 1, warns=True
    )
    if districts_to_tell(moves):
        line = points_on(PointsCode.MISSING_NOTICE, today(asked_at))
        cost = f"{line.points.normalize():f} 分（{line.source}）"
        yield ImpactLine(ImpactKind.POINTS, f"考前没有通知移入的区县中心的，另减 {cost}", warns=True)
