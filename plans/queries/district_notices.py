"""Notices to districts before an exam that moved there 一（二）."""

from datetime import datetime

from appraisal.core.transactions import require_transaction
from plans.models import DistrictNotice
from plans.models.change import OfChangeQuerySet
from plans.rules.district_notices import NoticeStanding, NoticeState


def lock_notice(notice_id: int) -> DistrictNotice:
    """The notice, locked; lock its plan first. Raises `DistrictNotice.DoesNotExist`."""
    require_transaction()
    rows = DistrictNotice.objects.select_related("change", "district").select_for_update(of=("self",))
    notice: DistrictNotice = rows.get(pk=notice_id)
    return notice


def standing_of(notice: DistrictNotice) -> NoticeStanding:
    """As the rules look at it."""
    return NoticeStanding(_state(notice), notice.due_at)


def open_notices() -> OfChangeQuerySet:
    """Notices that are still owed."""
    rows: OfChangeQuerySet = DistrictNotice.objects.filter(told_at=None, missed_at=None, void_at=None)
    return rows


def to_miss(now: datetime) -> list[int]:
    """Keys of notices whose exam has come without them."""
    return list(open_notices().filter(due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True))


def _state(notice: DistrictNotice) -> NoticeState:
    if notice.void_at:
        return NoticeState.VOID
    if notice.missed_at:
        return NoticeState.MISSED
    if notice.received_at:
        return NoticeState.RECEIVED
    return NoticeState.TOLD if notice.told_at else NoticeState.OWED
