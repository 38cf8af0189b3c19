"""Publishing a change of the calendar: what it moves is shown first, confirmed, then done exactly so.

Open obligations move with the calendar; met, missed and overridden ones do not. Where an earlier last day would come
too soon the old one stays, on the record as an override.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models.functions import Greatest, Least

from appraisal.core.errors import Conflict
from appraisal.core.permissions import authorise
from appraisal.core.queries.calendar import counting, load_calendar
from appraisal.core.rules.deadlines import due_at
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.rules.workdays import YEAR_END_FROM, WorkCalendar
from appraisal.core.services import notices
from appraisal.core.services.calendar import CalendarChange, lock_calendar, write_change
from appraisal.core.transactions import use_case
from plans.models import Obligation, Override
from plans.queries.obligation_table import obligation_table
from plans.rules.enums import ObligationState
from plans.rules.moves import CalendarChangeRule, ChangedDay, Move
from plans.rules.obligations import ObligationCode
from plans.rules.reminders import next_reminder_at

WRITE_BATCH = 500
SHOWN_ROWS = 200
COLUMNS = ("code", "anchor_date", "last_day", "provisional", "plan__number", "plan__title", "responsible__name")
CHANGED_SINCE_PREVIEW = "预览之后工作日历或计划期限有了变化，请重新预览、核对后再发布。"


@dataclass(frozen=True, slots=True)
class ObligationMove:
    """One open obligation under the new calendar; `move` is `None` when only its provisional mark changes."""

    obligation: Obligation
    move: Move | None
    is_provisional: bool

    @property
    def label(self) -> str:
        return ObligationCode[self.obligation.code].label


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change would do; `calendar` is the one it leads to.

    `digest` names exactly this: publishing asks for it and does nothing else.
    """

    change: CalendarChange
    calendar: WorkCalendar
    changed_days: tuple[ChangedDay, ...]
    effects: tuple[ObligationMove, ...]
    digest: str

    @property
    def moved(self) -> list[ObligationMove]:
        """Obligations that get a new last day."""
        return [effect for effect in self.effects if effect.move and not effect.move.is_kept]

    @property
    def kept(self) -> list[ObligationMove]:
        """Obligations that keep their last day because the new one would come too soon."""
        return [effect for effect in self.effects if effect.move and effect.move.is_kept]


def preview_change(*, actor: Actor, change: CalendarChange, now: datetime) -> ChangePreview:
    """Every open obligation that `change` would move, old and new last day. Changes nothing.

    Raises `NotPermitted`.
    """
    authorise(actor, Capability.PUBLISH_CALENDAR)
    return _preview(change, load_calendar(), now, lock=False)


@use_case
def publish_change(*, actor: Actor, change: CalendarChange, digest: str, now: datetime) -> ChangePreview:
    """Store the change and move the obligations as previewed; tells those whose dates moved.

    Raises `NotPermitted`, and `Conflict` when the calendar or an obligation changed since the preview `digest`.
    """
    authorise(actor, Capability.PUBLISH_CALENDAR)
    preview = _preview(change, lock_calendar(), now, lock=True)
    if preview.digest != digest:
        raise Conflict(CHANGED_SINCE_PREVIEW)
    summary = f"发布{change.title}：{len(preview.moved)} 项期限调整，{len(preview.kept)} 项保留原期限"
    write_change(change, actor=actor, now=now, summary=summary, moved=len(preview.moved), kept=len(preview.kept))
    _keep_old_days(preview, actor=actor, now=now)
    _store_effects(preview, now)
    _tell_responsible(preview, now)
    return preview


@dataclass(frozen=True, slots=True)
class ShownEffects:
    """Effects as an officer sees them: the first rows, how many more there are, and how many belong to drafts.

    Nobody but its institute sees a draft, so drafts are only counted.
    """

    rows: list[ObligationMove]
    more: int
    drafts: int

    @property
    def total(self) -> int:
        return len(self.rows) + self.more + self.drafts


def shown_to(actor: Actor, effects: list[ObligationMove]) -> ShownEffects:
    """The effects on plans that `actor` may see. One query."""
    keys = [effect.obligation.pk for effect in effects]
    visible = set(Obligation.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    rows = [effect for effect in effects if effect.obligation.pk in visible]
    return ShownEffects(rows[:SHOWN_ROWS], max(0, len(rows) - SHOWN_ROWS), len(effects) - len(rows))


# --- what would happen ----------------------------------------------------------------------------
def _preview(change: CalendarChange, calendar: WorkCalendar, now: datetime, *, lock: bool) -> ChangePreview:
    new = change.applied_to(calendar)
    grace = settings.KAOWU["CALENDAR_NOTICE_GRACE_WORKING_DAYS"]
    rule = CalendarChangeRule(calendar, new, counting(), now, grace)
    changed_days = rule.changed_days(change.first, change.last)
    effects = _effects(change, rule, lock=lock)
    return ChangePreview(change, new, changed_days, effects, _digest(change, changed_days, effects))


def _effects(change: CalendarChange, rule: CalendarChangeRule, *, lock: bool) -> tuple[ObligationMove, ...]:
    """Effects on open obligations whose count touches the changed stretch, nearest deadline first."""
    table = obligation_table()
    # A published year also settles the last days of the December before it.
    first = change.first if change.year is None else min(change.first, date(change.year - 1, *YEAR_END_FROM))
    open_rows = Obligation.objects.filter(state=ObligationState.OPEN, overridden=False)
    touched = open_rows.annotate(
        begins=Least("last_day", "anchor_date"), ends=Greatest("last_day", "anchor_date")
    ).filter(begins__lte=change.last, ends__gte=first)
    rows = touched.select_related("plan", "responsible").only(*COLUMNS).order_by("last_day", "pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    effects = []
    for obligation in rows:
        row = table[ObligationCode[obligation.code]]
        move = rule.move(row, obligation.anchor_date, obligation.last_day)
        provisional = row.deadline(obligation.anchor_date, rule.new, rule.counting).is_provisional
        if move or provisional != obligation.provisional:
            effects.append(ObligationMove(obligation, move, provisional))
    return tuple(effects)


def _digest(change: CalendarChange, changed_days: tuple[ChangedDay, ...], effects: tuple[ObligationMove, ...]) -> str:
    content = [
        [change.title, change.notice_number, [[str(mark.date), mark.kind, mark.name] for mark in change.marks]],
        [[str(day.date), day.old_kind, day.new_kind] for day in changed_days],
        [
            [effect.obligation.pk, str(effect.obligation.last_day), str(effect.move), effect.is_provisional]
            for effect in effects
        ],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


# --- doing it -------------------------------------------------------------------------------------
def _keep_old_days(preview: ChangePreview, *, actor: Actor, now: datetime) -> None:
    reason = f"{preview.change.title}发布时已临近期限，保留原期限。"
    Override.objects.bulk_create(
        [
            Override(
                obligation=effect.obligation,
                old_last_day=effect.move.new_last_day,
                new_last_day=effect.move.old_last_day,
                reason=reason,
                granted_by_id=actor.user_id,
                granted_at=now,
            )
            for effect in preview.kept
            if effect.move
        ],
        batch_size=WRITE_BATCH,
    )


def _store_effects(preview: ChangePreview, now: datetime) -> None:
    """One UPDATE for all obligations that come to stand alike: many hang on the same few days."""
    alike: dict[tuple[tuple[str, object], ...], list[int]] = defaultdict(list)
    for effect in preview.effects:
        alike[_new_values(effect, preview.calendar, now)].append(effect.obligation.pk)
    for values, keys in alike.items():
        Obligation.objects.filter(pk__in=keys).update(**dict(values))


def _new_values(effect: ObligationMove, calendar: WorkCalendar, now: datetime) -> tuple[tuple[str, object], ...]:
    if effect.move is None:
        return (("provisional", effect.is_provisional),)
    if effect.move.is_kept:
        return (("overridden", True), ("provisional", False))
    last_day = effect.move.new_last_day
    return (
        ("last_day", last_day),
        ("due_at", due_at(last_day, counting())),
        ("provisional", effect.is_provisional),
        ("next_reminder_at", next_reminder_at(last_day, calendar, settings.KAOWU["REMINDER_WORKING_DAYS"], now)),
    )


def _tell_responsible(preview: ChangePreview, now: datetime) -> None:
    lines: dict[int, list[str]] = defaultdict(list)
    for effect in preview.moved:
        move, obligation = effect.move, effect.obligation
        if move:
            lines[obligation.responsible_id].append(
                f"{obligation.plan.number} {effect.label}：{move.old_last_day} 改为 {move.new_last_day}"
            )
    for organisation_id, moved in lines.items():
        notices.post(
            organisation_ids=[organisation_id],
            subject=f"{preview.change.title}发布，{len(moved)} 项期限有调整",
            body="\n".join(moved),
            key=f"calendar:{preview.digest[:40]}",
            now=now,
            path="/",
        )
