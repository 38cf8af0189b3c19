"""Rooms in use: seat chart, door sheet, sign-in sheet."""

from collections.abc import Callable, Collection, Mapping, Sequence

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.identity import mask_document_number
from appraisal.core.rules.papers import PaperKind
from plans.models import InvigilatorDuty, Plan, RoomUse, Seat
from plans.queries.seating import room_places
from plans.queries.sheets.words import keys_of, plan_pairs, use_day, use_time
from plans.rules.paper_sheets import RoomSheet, Sitter
from plans.rules.seating_enums import PLACE_WORDS, RoomKind

TITLES = {
    PaperKind.SEAT_CHART: "考场座次表",
    PaperKind.DOOR_SHEET: "考场门贴",
    PaperKind.SIGN_IN_SHEET: "考生签到表",
}
# What row 1 of a room is next to.
FACING = {RoomKind.PAPER: "讲台", RoomKind.COMPUTER: "监考台", RoomKind.WORKSHOP: "入口", RoomKind.REVIEW: "评委席"}


def room_sheets(kind: PaperKind) -> Callable[[Plan, Collection[str] | None], Mapping[str, RoomSheet]]:
    """The reader of one of the three papers."""

    def read(plan: Plan, parts: Collection[str] | None = None) -> Mapping[str, RoomSheet]:
        keys = keys_of(parts, "use")
        rows = plan.room_uses.select_related("room").order_by("during", "number", "pk")
        uses = list(rows if keys is None else rows.filter(pk__in=keys))
        seats, watchers = _seats(uses), _watchers(uses) if kind is PaperKind.SIGN_IN_SHEET else {}
        return {
            f"use:{use.pk}": _sheet(plan, use, TITLES[kind], seats[use.pk], watchers.get(use.pk, ()))
            for use in uses
            if seats[use.pk]
        }

    return read


def _seats(uses: Sequence[RoomUse]) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = {use.pk: [] for use in uses}
    rows = Seat.objects.filter(use__in=list(found)).select_related(
        "candidate__ticket", "candidate__item__occupation_level__occupation"
    )
    for seat in rows.order_by("number"):
        found[seat.use_id].append(seat)
    return found


def _watchers(uses: Sequence[RoomUse]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = InvigilatorDuty.objects.filter(use__in=[use.pk for use in uses]).order_by("pk")
    for use_id, name in rows.values_list("use_id", "invigilator__name"):
        found[use_id] = (*found.get(use_id, ()), name)
    return found


def _sheet(plan: Plan, use: RoomUse, title: str, seats: Sequence[Seat], watchers: tuple[str, ...]) -> RoomSheet:
    room, kind, subject = use.room, RoomKind(use.room.kind), Subject[use.subject].label
    batch = f"第 {use.batch} 批" if kind is not RoomKind.PAPER else ""
    when = f"{use_day(use)} {use_time(use)}"
    return RoomSheet(
        title=title,
        public=(
            *plan_pairs(plan),
            ("科目", subject),
            ("考场", f"第 {use.number:02} 考场（{room.name}）{batch}"),
            ("时间", when),
            ("人数", f"{len(seats)}"),
        ),
        plan=plan.number,
        institute=plan.institute.name,
        subject=subject,
        number=f"{use.number:02}",
        room=room.name,
        address=room.address,
        day=use_day(use),
        time=use_time(use),
        batch=batch,
        place_word=PLACE_WORDS[kind],
        facing=FACING[kind],
        rows=room.rows,
        columns=room.columns,
        places=tuple((place.row, place.column, f"{place.number:02}") for place in room_places(room)),
        items=tuple(dict.fromkeys(str(seat.candidate.item) for seat in seats)),
        sitters=tuple(map(_sitter, seats)),
        watchers=watchers,
    )


def _sitter(seat: Seat) -> Sitter:
    one = seat.candidate
    return Sitter(
        seat=f"{seat.number:02}",
        row=seat.row,
        column=seat.column,
        ticket=one.ticket.number if hasattr(one, "ticket") else "",
        name=one.name,
        sex=one.get_sex_display(),
        document=mask_document_number(one.document_number),
        item=str(one.item),
    )
