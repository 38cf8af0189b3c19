"""Rows of the demo city's rarer kinds, so that every list of the API has enough of them to be told from one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice

from appraisal.core.crypto import blind_index
from appraisal.core.models import (
    Document,
    GatewayOutage,
    InboundSms,
    Occupation,
    OccupationLevel,
    Organisation,
    PrintJob,
    User,
)
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from examiners.models import DutyCorrection, DutySheet, Examiner, ExaminerChange
from examiners.rules.enums import ChangeState, ExaminerField
from fees.models import Due, FeeClass, FeeClassOccupation, Payee, Rate
from fees.rules.enums import PayeeKind
from plans.models import (
    Booking,
    ChangeRequest,
    DistrictNotice,
    ExamSession,
    Objection,
    PhotoUpload,
    Plan,
    PlanItem,
    PublicNotice,
    PublishedResult,
    ReviewSlot,
    RosterUpload,
    ScoreCorrection,
)
from plans.rules.enums import PlanKind
from plans.rules.scoring import Mark
from plans.rules.states import PlanState
from tests.access.world import actor_of

EACH = 5


def add_rows(now: datetime) -> None:
    """Some of each kind that the city has few of."""
    person = User.objects.order_by("pk").first()
    document = Document.objects.order_by("pk").first()
    plans = list(Plan.objects.exclude(district=None).order_by("pk")[:EACH])
    _fee_classes(now)
    _dues(plans, now)
    _changes_asked(now)
    _bookings(plans, person, now)
    _notices(now)
    _sessions(person, now)
    add_prints(now)
    _levels()
    _texts_in(now)
    notice = PublicNotice.objects.order_by("pk").first()
    for number in range(EACH):
        Objection.objects.create(
            notice=notice, text="年限不足", objector="王小明", contact="13800000000", received_at=now,
            receipt=f"R{number:08}",
        )  # fmt: skip
    item = PlanItem.objects.filter(plan__state=PlanState.ENROLLED).order_by("-pk").first()
    for _ in range(EACH):
        RosterUpload.objects.create(item=item, document=document, uploaded_by=person, uploaded_at=now)
        PhotoUpload.objects.create(
            item=item, uploaded_by=person, uploaded_at=now, files=1, added=0, exchanged=0,
            misfits=[["甲.jpg", [["photo_nobody", {"name": "甲.jpg"}, ""]]]],
        )  # fmt: skip
    for sheet in DutySheet.objects.filter(state="CONFIRMED", corrections=None).order_by("pk")[:1]:
        for _ in range(EACH):
            DutyCorrection.objects.create(
                sheet=sheet, state="REFUSED", reason="录错", document=document, requested_by=person, requested_at=now
            )
    for result in PublishedResult.objects.filter(corrections=None).order_by("pk")[:EACH]:
        ScoreCorrection.objects.create(
            result=result, mark=Mark.SCORED, score=Decimal(61), reason="录入有误", document=document,
            requested_by=person, requested_at=now,
        )  # fmt: skip


def _fee_classes(now: datetime) -> None:
    free = Occupation.objects.filter(fee_classes=None).order_by("pk")
    for number, occupation in enumerate(islice(free, EACH)):
        made = FeeClass.objects.create(name=f"类别{number}")
        FeeClassOccupation.objects.create(
            fee_class=made, occupation=occupation, valid_from=date(2026, 1, 1), document_number="样例", published_at=now
        )


def _dues(plans: Sequence[Plan], now: datetime) -> None:
    district = actor_of(Role.DISTRICT_OFFICER).organisation_id
    payee, _ = Payee.objects.get_or_create(organisation_id=district, defaults={"kind": PayeeKind.DISTRICT})
    rate = Rate.objects.order_by("pk").first()
    for plan in plans:
        Due.objects.get_or_create(
            plan=plan, item=None, payee=payee, rate=rate,
            defaults={"quantity": Decimal(1), "amount": Decimal(100), "accrued_at": now},
        )  # fmt: skip


def _changes_asked(now: datetime) -> None:
    known = Examiner.objects.exclude(changes__state=ChangeState.WAITING).order_by("pk")
    for examiner in known[:EACH]:
        ExaminerChange.objects.create(
            examiner=examiner, field=ExaminerField.ID_NUMBER, value="110105196001010010", asked_at=now
        )


def _bookings(plans: Sequence[Plan], person: User, now: datetime) -> None:
    for number, plan in enumerate(plans):
        starts_at = now + timedelta(days=400, hours=3 * number)
        slot = ReviewSlot.objects.create(
            district=plan.district, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), places=9,
            published_by=person, published_at=now,
        )  # fmt: skip
        Booking.objects.create(slot=slot, plan=plan, places=1, booked_by=person, booked_at=now)


def _notices(now: datetime) -> None:
    change = ChangeRequest.objects.order_by("pk").first()
    told = DistrictNotice.objects.filter(change=change).values("district")
    centres = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE).exclude(pk__in=told)
    for centre in centres.order_by("pk")[:EACH]:
        DistrictNotice.objects.create(change=change, district=centre, due_at=now)


def _sessions(person: User, now: datetime) -> None:
    level = OccupationLevel.objects.order_by("pk").first()
    for number in range(EACH):
        made = ExamSession.objects.create(
            kind=PlanKind.CITY_SESSION, name=f"批次{number}", theory_date=now.date() + timedelta(days=90 + number),
            published_by=person, published_at=now,
        )  # fmt: skip
        made.scope.add(level)


def add_prints(now: datetime) -> None:
    """Some of the guidance section and of a district."""
    for role in (Role.GUIDANCE_OFFICER, Role.DISTRICT_OFFICER):
        actor = actor_of(role)
        for number in range(EACH):
            PrintJob.objects.create(
                printer="plans.papers", title=f"打印{number}", paper_ids=[1], origin="https://kaowu.example", batch=9,
                organisation_id=actor.organisation_id, requested_by_id=actor.user_id, requested_at=now, total=1,
            )  # fmt: skip


def _levels() -> None:
    """Of which nobody has said how they are examined."""
    for number in range(EACH):
        made = Occupation.objects.create(name=f"新职业{number}", name_key=f"xin zhi ye {number}")
        OccupationLevel.objects.create(occupation=made, level=5)


def _texts_in(now: datetime) -> None:
    for number in range(EACH):
        InboundSms.objects.create(
            gateway="样例", gateway_id=f"in-{number}", phone="13800000000", phone_index=blind_index("13800000000"),
            text="收到", received_at=now,
        )  # fmt: skip
        ended = now - timedelta(days=number)
        GatewayOutage.objects.create(
            gateway="样例", started_at=ended, last_failure_at=ended, ended_at=ended, fault="没有应答"
        )
