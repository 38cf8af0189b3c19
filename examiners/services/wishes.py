"""Where and when an examiner will work, and whom he may not judge: five districts in order, days off, recusals.

The examiner does the first two himself, also through the link in an SMS; the keeper of his entry may do all of it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from appraisal.core import clock
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability, may
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case
from examiners.models import Examiner, PreferredDistrict, Recusal, UnavailableDay
from examiners.queries.entries import lock_kept, lock_kept_or_own
from examiners.rules.enums import RecusalKind
from examiners.rules.register import absence_refusals, merged, preference_refusals
from examiners.services.records import record


@use_case
def set_preferences(*, actor: Actor, examiner_id: int, district_ids: Sequence[int], now: datetime) -> None:
    """Set the five districts in order 三; all of them or none.

    Raises `NotPermitted`, `Examiner.DoesNotExist`, and `Refused` with everything that is wrong.
    """
    examiner = _lock(actor, examiner_id)
    centres = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    if refusals := preference_refusals(district_ids, set(centres.values_list("pk", flat=True))):
        raise Refused(*refusals)
    before = list(examiner.preferences.values_list("district_id", flat=True))
    examiner.preferences.all().delete()
    PreferredDistrict.objects.bulk_create(
        PreferredDistrict(examiner=examiner, district_id=key, order=order) for order, key in enumerate(district_ids, 1)
    )
    _touch(examiner, now)
    record(actor, examiner, "prefer", "修改执评意愿区县", now, before=before, after=list(district_ids))


@use_case
def add_absence(
    *, actor: Actor, examiner_id: int, starts_on: date | None, ends_on: date | None, note: str = "", now: datetime
) -> None:
    """Say on which days he cannot come; periods that touch become one. Raises like `set_preferences`."""
    examiner = _lock(actor, examiner_id)
    wrong = absence_refusals(starts_on, ends_on, today=clock.today(now))
    if refusals := gather(wrong, text_refusals(UnavailableDay, note=note)):
        raise Refused(*refusals)
    assert starts_on and ends_on
    known = list(examiner.unavailable_days.values_list("starts_on", "ends_on"))
    whole = next(one for one in merged([*known, (starts_on, ends_on)]) if one[0] <= starts_on <= one[1])
    examiner.unavailable_days.filter(starts_on__gte=whole[0], ends_on__lte=whole[1]).delete()
    UnavailableDay.objects.create(examiner=examiner, starts_on=whole[0], ends_on=whole[1], note=note.strip())
    record(actor, examiner, "absence", "登记不能参加的日期", now, start=str(whole[0]), end=str(whole[1]))


@use_case
def remove_absence(*, actor: Actor, absence_id: int, now: datetime) -> None:
    """He can come after all. Raises `NotPermitted`, `UnavailableDay.DoesNotExist`, `Examiner.DoesNotExist`."""
    found = UnavailableDay.objects.get(pk=absence_id)
    examiner = _lock(actor, found.examiner_id)
    absence = examiner.unavailable_days.select_for_update().get(pk=absence_id)
    period = {"start": str(absence.starts_on), "end": str(absence.ends_on)}
    absence.delete()
    record(actor, examiner, "absence_over", "取消不能参加的日期", now, **period)


@use_case
def add_recusal(
    *, actor: Actor, examiner_id: int, institute_id: int | None, kind: RecusalKind, note: str = "", now: datetime
) -> Recusal:
    """He does not judge this institute's candidates. Raises `NotPermitted`, `Examiner.DoesNotExist`, `Refused`."""
    authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept(actor, examiner_id)
    institute = Organisation.objects.filter(pk=institute_id, kind=OrganisationKind.INSTITUTE).first()
    if institute is None:
        raise Refused(Refusal("recusal_institute", field="institute"))
    if examiner.recusals.filter(institute=institute, kind=kind, ended_at=None).exists():
        raise Refused(Refusal("recusal_twice", {"institute": institute.name}, field="institute"))
    if refusals := text_refusals(Recusal, note=note):
        raise Refused(*refusals)
    recusal = Recusal.objects.create(examiner=examiner, institute=institute, kind=kind, note=note.strip())
    record(actor, examiner, "recuse", "登记回避", now, institute=institute.pk, kind=kind.value)
    return recusal


@use_case
def end_recusal(*, actor: Actor, recusal_id: int, now: datetime) -> None:
    """The tie is over. Raises `NotPermitted`, `DoesNotExist`, `Conflict` when it ended before."""
    authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept(actor, Recusal.objects.values_list("examiner_id", flat=True).get(pk=recusal_id))
    recusal = examiner.recusals.select_for_update().get(pk=recusal_id)
    if recusal.ended_at:
        raise conflict("recusal_over")
    recusal.ended_at = now
    recusal.save(update_fields=["ended_at"])
    record(actor, examiner, "recuse_over", "取消回避", now, institute=recusal.institute_id, kind=recusal.kind)


def _lock(actor: Actor, examiner_id: int) -> Examiner:
    if not (may(actor, Capability.EDIT_EXAMINERS) or may(actor, Capability.SERVE_ONESELF)):
        raise NotPermitted(f"{actor.role.label}不能{Capability.SERVE_ONESELF.label}。")
    return lock_kept_or_own(actor, examiner_id)


def _touch(examiner: Examiner, now: datetime) -> None:
    examiner.changed_at = now
    examiner.save(update_fields=["changed_at"])
