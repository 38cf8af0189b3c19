"""Changes of time and place 一（二）: what is wanted of which sitting, and everything that the rules look at."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from appraisal.core.clock import today
from appraisal.core.models import Organisation, Site
from appraisal.core.queries.calendar import counting
from appraisal.core.rules.enums import OrganisationKind, SiteState, Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.transactions import require_transaction
from plans.models import ChangeLine, ChangeRequest, Obligation, Plan, Sitting
from plans.queries.filing import filing_facts, filing_policy
from plans.queries.obligation_table import obligation_table
from plans.queries.obligations import deadlines_of_sittings
from plans.queries.seating import rooms_to_choose
from plans.rules import filing, owing
from plans.rules.changes import ChangeFacts, ChangePolicy, Move, Slot, Wish, earliest_date, wanted
from plans.rules.enums import ObligationState
from plans.rules.filing_facts import FilingFacts, ItemFacts, SiteFacts, SittingFacts
from plans.rules.obligations import ObligationCode
from plans.rules.owing import DeadlineInForce
from plans.rules.planner import latest_exam_date
from plans.rules.states import PlanState


def change_policy(now: datetime, calendar: WorkCalendar) -> ChangePolicy:
    """Calendar and settings at `now`."""
    latest = latest_exam_date(today(now), filing_policy().months_ahead)
    return ChangePolicy(calendar, counting(), obligation_table(), latest)


def slot_of(sitting: Sitting) -> Slot:
    """When and where a sitting is held; `sitting.plan` and `sitting.site` come along."""
    return Slot(sitting.date, sitting.starts_at, sitting.site_id, sitting.place, sitting.district_id)


def sittings_of(plan: Plan) -> list[Sitting]:
    """The plan's sittings in order of time, each with item, site and whether it `waits` in an open request."""
    open_lines = ChangeLine.objects.filter(sitting=OuterRef("pk"), is_open=True)
    rows = plan.sittings.select_related(
        "item__occupation_level__occupation", "item__committee", "site__district", "place_district", "arrangement"
    )
    found = list(rows.annotate(waits=Exists(open_lines)).order_by("date", "starts_at", "pk"))
    for sitting in found:
        sitting.plan = plan
    return found


def label_of(sitting: Sitting) -> str:
    """How a sitting is called: item and subject."""
    return f"{sitting.item} {sitting.get_subject_display()}"


def moves_wanted(plan: Plan, wishes: Iterable[Wish], calendar: WorkCalendar) -> tuple[list[Move], tuple[str, ...]]:
    """What the wishes make of the plan's sittings, and names of what is none of the plan's or its institute's."""
    sittings = {sitting.pk: sitting for sitting in sittings_of(plan)}
    deadlines = deadlines_of_sittings(plan, sittings.values(), ObligationCode.CHANGE, calendar)
    sites = {site.pk: site for site in own_sites(plan)}
    rooms = rooms_to_choose(plan, list(sittings.values()))
    districts = set(Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE).values_list("pk", flat=True))
    moves, unknown = [], []
    for wish in wishes:
        sitting = sittings.get(wish.sitting_id)
        site = sites.get(wish.site_id) if wish.site_id else None
        if sitting is None:
            unknown.append("所选场次")
        elif (wish.site_id and site is None) or (wish.district_id and wish.district_id not in districts):
            unknown.append(f"“{label_of(sitting)}”所选的场所或区县")
        elif not wish.room_ids <= {room.pk for room in rooms.get(sitting.pk, ())}:
            unknown.append(f"“{label_of(sitting)}”所选的考场")
        else:
            new = wanted(slot_of(sitting), wish, site and site.district_id)
            move = _move(sitting, new, deadlines[sitting.pk], is_seated=sitting.pk in rooms)
            moves.append(replace(move, rooms=wish.room_ids) if move.changes_place else move)
    return moves, tuple(unknown)


def moves_of(change: ChangeRequest, calendar: WorkCalendar) -> list[Move]:
    """The moves of a request as its plan stands now; what was on time when asked for stays so."""
    sittings = {sitting.pk: sitting for sitting in sittings_of(change.plan)}
    deadlines = deadlines_of_sittings(change.plan, sittings.values(), ObligationCode.CHANGE, calendar)
    rooms = rooms_to_choose(change.plan, list(sittings.values()))
    return [
        replace(
            _recorded(change, line, sittings[line.sitting_id], deadlines[line.sitting_id]),
            rooms=frozenset(line.new_room_ids),
            is_seated=line.sitting_id in rooms,
        )
        for line in change.lines.all()
    ]


def change_facts(
    plan: Plan, moves: Sequence[Move], calendar: WorkCalendar, now: datetime, unknown: tuple[str, ...] = ()
) -> ChangeFacts:
    """What the rules look at besides the moves themselves."""
    return ChangeFacts(moves, _standing(plan, moves, calendar, now), _undone(plan, moves), unknown)


def own_sites(plan: Plan) -> list[Site]:
    """The sites that the plan's institute may move a practical to: filed and confirmed."""
    rows = Site.objects.filter(institute=plan.institute_id, state=SiteState.CONFIRMED).select_related("district")
    return list(rows.prefetch_related("occupations").order_by("name"))


def lock_change(change_id: int) -> ChangeRequest:
    """The request, locked; lock its plan first. Raises `ChangeRequest.DoesNotExist`."""
    require_transaction()
    change: ChangeRequest = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=change_id)
    return change


def first_exam_after(plan: Plan, moves: Iterable[Move]) -> date | None:
    """The plan's first exam once the moves are made."""
    moved = {move.sitting_id: move.new.date for move in moves}
    days = [moved.get(key, day) for key, day in plan.sittings.values_list("pk", "date")]
    return min(days, default=None)


def moves_first_exam(plan: Plan, moves: Iterable[Move]) -> bool:
    """Whether the moves, which have been made, changed the day of the plan's first exam."""
    old = {move.sitting_id: move.old.date for move in moves}
    days = list(plan.sittings.values_list("pk", "date"))
    return min(day for _, day in days) != min(old.get(key, day) for key, day in days)


# --- moves ----------------------------------------------------------------------------------------
def _move(sitting: Sitting, new: Slot, deadline: DeadlineInForce, *, is_seated: bool = False) -> Move:
    return Move(
        sitting_id=sitting.pk,
        label=label_of(sitting),
        subject=Subject(sitting.subject),
        old=slot_of(sitting),
        new=new,
        deadline=deadline,
        waits=sitting.waits,
        is_suspended=sitting.plan.state == PlanState.SUSPENDED or sitting.suspended_at is not None,
        is_seated=is_seated,
    )


def _recorded(change: ChangeRequest, line: ChangeLine, sitting: Sitting, deadline: DeadlineInForce) -> Move:
    new = Slot(line.new_date, line.new_starts_at, line.new_site_id, line.new_place, line.new_district_id)
    if not line.is_late and not deadline.is_kept_at(change.asked_at):
        deadline = owing.as_recorded(deadline.counted, line.last_day)
    return replace(_move(sitting, new, deadline), agreed=line.earliest)


def line_of(change: ChangeRequest, move: Move, calendar: WorkCalendar) -> ChangeLine:
    """The stored line of a move, not saved yet."""
    old, new = move.old, move.new
    return ChangeLine(
        change=change, sitting_id=move.sitting_id, last_day=move.deadline.last_day,
        is_late=move.is_late_at(change.asked_at), proof=move.deadline.sentence(),
        earliest=earliest_date(move, change.asked_at, calendar),
        old_date=old.date, old_starts_at=old.starts_at, old_site_id=old.site_id, old_place=old.place,
        old_district_id=old.district_id,
        new_date=new.date, new_starts_at=new.starts_at, new_site_id=new.site_id, new_place=new.place,
        new_district_id=new.district_id, new_room_ids=sorted(move.rooms),
    )  # fmt: skip


# --- facts ----------------------------------------------------------------------------------------
def _standing(plan: Plan, moves: Sequence[Move], calendar: WorkCalendar, now: datetime) -> tuple[Refusal, ...]:
    """What filing would refuse of the changed plan and not of the plan as it is: licence, session, site, place."""
    if not moves:
        return ()
    policy = filing_policy()
    before = filing_facts(plan, today=today(now), calendar=calendar)
    after = _as_changed(plan, before, {move.sitting_id: move for move in moves})
    known = filing.standing_refusals(before, policy=policy)
    return tuple(one for one in filing.standing_refusals(after, policy=policy) if one not in known)


def _as_changed(plan: Plan, facts: FilingFacts, moves: Mapping[int, Move]) -> FilingFacts:
    """The facts with the moved sittings in place of the old ones; items stand in the order of `filing_facts`."""
    keys = {(item, subject): key for key, item, subject in plan.sittings.values_list("pk", "item_id", "subject")}
    item_ids = list(plan.items.order_by("pk").values_list("pk", flat=True))
    sites = {
        site.pk: SiteFacts(site.name, True, frozenset(occupation.pk for occupation in site.occupations.all()))
        for site in own_sites(plan)
    }

    def changed(item_id: int, sitting: SittingFacts) -> SittingFacts:
        move = moves.get(keys[item_id, sitting.subject])
        if move is None:
            return sitting
        site = sites.get(move.new.site_id, sitting.site) if move.new.site_id else sitting.site
        return SittingFacts(sitting.subject, move.new.date, move.new.place, site)

    def with_moves(item_id: int, item: ItemFacts) -> ItemFacts:
        return replace(item, sittings=tuple(changed(item_id, sitting) for sitting in item.sittings))

    pairs = zip(item_ids, facts.items, strict=True)
    return replace(facts, items=tuple(with_moves(item_id, item) for item_id, item in pairs))


def _undone(plan: Plan, moves: Sequence[Move]) -> tuple[tuple[ObligationCode, date], ...]:
    """What the plan and its moved practicals have not done yet, with the exam date that it would hang on."""
    after = first_exam_after(plan, moves)
    state = PlanState(plan.previous_state if plan.state == PlanState.SUSPENDED else plan.state)
    moved = {move.sitting_id: move.new.date for move in moves}
    found: list[tuple[ObligationCode, date]] = []
    if after and state != PlanState.ARRANGED and (plan.state == PlanState.SUSPENDED or after != plan.first_exam_date):
        found.append((ObligationCode.ARRANGE, after))
    requests = Obligation.objects.filter(plan=plan, code=ObligationCode.REQUEST, sitting__in=moved)
    undone = requests.exclude(state=ObligationState.MET).values_list("sitting_id", flat=True)
    return (*found, *((ObligationCode.REQUEST, moved[key]) for key in _sorted(undone)))


def _sorted(keys: Iterable[int | None]) -> Collection[int]:
    return sorted(key for key in keys if key is not None)
