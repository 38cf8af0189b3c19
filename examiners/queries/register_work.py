"""What the register brings to the work list; `examiners.queries.work` asks for it together with the rest."""

from datetime import date, timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    F,
    Model,
    OuterRef,
    QuerySet,
    SmallIntegerField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.work import Section, WorkItem
from examiners.models import Examiner, ExaminerChange, PreferredDistrict, Qualification
from examiners.models.examiner import registered_by
from examiners.rules.enums import ChangeState
from examiners.rules.register_work import RegisterWork

Rows: TypeAlias = QuerySet[Model, Any]
LIMIT = 50  # of each kind; the pages of each kind show the rest
ROUTES = {
    RegisterWork.CONFIRM_CHANGE: "examiners:changes",
    RegisterWork.RENEW_CARD: "examiners:examiner",
    RegisterWork.CHOOSE_DISTRICTS: "examiners:me-wishes",
    RegisterWork.ADD_BANK_CARD: "examiners:me-entry",
    RegisterWork.OWN_CARD_ENDS: "examiners:me-entry",
}


def groups(actor: Actor, day: date) -> list[Rows]:
    """Confirmations, cards that end, and what an examiner's own entry still lacks; columns as of a dispatch."""
    if actor.role == Role.EXAMINER:
        own = Examiner.objects.visible_to(actor).filter(active=True)
        wishes = PreferredDistrict.objects.filter(examiner=OuterRef("pk"))
        return [
            columns(own.filter(~Exists(wishes)), RegisterWork.CHOOSE_DISTRICTS, Value("")),
            columns(own.filter(bank_card_index=None), RegisterWork.ADD_BANK_CARD, Value("")),
            _ending(Qualification.objects.visible_to(actor), RegisterWork.OWN_CARD_ENDS, day, Value("")),
        ]
    if actor.role in (Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER):
        kept = Qualification.objects.filter(registered_by(actor, "examiner__"))
        waiting = ExaminerChange.objects.visible_to(actor).filter(state=ChangeState.WAITING)
        about = Concat("examiner__number", Value(" "), "examiner__name")
        return [
            columns(waiting, RegisterWork.CONFIRM_CHANGE, about),
            _ending(kept, RegisterWork.RENEW_CARD, day, Cast(F("examiner__number"), CharField())),
        ]
    return []


def _ending(cards: QuerySet[Any], work: RegisterWork, day: date, key: Combinable) -> Rows:
    """Cards in force that end within the shorter of the two reminders."""
    soon = day + timedelta(days=min(settings.KAOWU["CARD_REMINDER_DAYS"]))
    rows = cards.filter(withdrawn_at=None, valid_until__gte=day, valid_until__lte=soon, examiner__active=True).order_by(
        "valid_until", "pk"
    )
    about = Concat("examiner__number", Value(" "), "examiner__name", Value(" · "), "occupation__name")
    return columns(rows, work, about, key=key, last_day=F("valid_until"))


def columns(
    rows: QuerySet[Any],
    work: LabelledEnum,
    about: Combinable,
    *,
    key: Combinable | None = None,
    last_day: Combinable | None = None,
) -> Rows:
    """The columns of `dispatch_work.COLUMNS`; what it is about stands in the place of the institute."""
    return rows.values_list(
        Cast(key or Value(""), CharField()),
        Value(work.value, CharField()),
        Cast(None, DateField()),
        Cast(None, BigIntegerField()),
        Value(False),
        last_day or Cast(None, DateField()),
        Value(False),
        Cast(about, CharField()),
        Value("", CharField()),
        Value(0, SmallIntegerField()),
    )[:LIMIT]


def item(row: dict[str, Any]) -> WorkItem:
    """One line of the work list."""
    work = RegisterWork[str(row["state"])]
    return WorkItem(
        section=Section.TO_DO,
        what=work.label,
        about=str(row["institute"]),
        route=ROUTES[work],
        key=str(row["key"]),
        last_day=row["last_day"],
    )
