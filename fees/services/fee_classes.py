"""Which occupation is of which class of the fee standards, from which day 二（五）.

Dated like the standards: a new class ends the old one the day before, and never two hold on one day.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.models import Occupation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case
from fees.models import BillLine, FeeClass, FeeClassOccupation
from fees.queries.tariff import class_entry_of, lock_tariff, members_on, stored_classes, table_fingerprint
from fees.rules.tariff import RULE, ClassEntry, class_refusals, replacement


@use_case
def publish_classes(
    *, actor: Actor | None, entries: Sequence[ClassEntry], now: datetime, seen: str = ""
) -> tuple[int, int]:
    """Classify occupations by a table; what they were before ends the day before. Returns how many added and ended.

    `actor=None` is set-up. `seen`: fingerprint of the stored table in the officer's preview. Raises `NotPermitted`,
    `Conflict` when it has changed since, `Refused` with every fault of every line.
    """
    if actor:
        authorise(actor, Capability.EDIT_TARIFF)
    lock_tariff()
    stored = stored_classes()
    if seen and seen != table_fingerprint(stored):
        raise conflict("tariff_changed")
    if not entries:
        raise Refused(Refusal("tariff_empty", rule=RULE))
    ended = _add(actor, stored, entries, now)
    _record(
        actor, "tariff", f"公布收费类别：新增 {len(entries)} 条，{ended} 条到期", now, added=len(entries), ended=ended
    )
    return len(entries), ended


@use_case
def set_class_occupations(
    *, actor: Actor, fee_class_id: int, occupation_ids: Collection[int], since: date | None, document_number: str,
    now: datetime,
) -> None:  # fmt: skip
    """From a day on the occupations of a class are these; one that was of another class moves.

    Members by sample data that stay are confirmed by the document. Raises `NotPermitted`, `Refused`.
    """
    authorise(actor, Capability.EDIT_TARIFF)
    lock_tariff()
    fee_class = FeeClass.objects.get(pk=fee_class_id)
    if since is None:
        raise Refused(Refusal("missing", {"what": "开始执行的日期"}, field="since"))
    members = {row.occupation_id: row for row in members_on(fee_class, since).select_related("occupation", "fee_class")}
    wanted = dict(Occupation.objects.filter(pk__in=occupation_ids).values_list("pk", "name"))
    entries = [
        ClassEntry(pk, name, fee_class.name, since, document_number=document_number.strip())
        for pk, name in sorted(wanted.items())
        if pk not in members or members[pk].is_sample
    ]
    leaving = [row for pk, row in members.items() if pk not in wanted]
    _end(leaving, since)
    ended = _add(actor, stored_classes(), entries, now) if entries else 0
    _record(
        actor, fee_class, f"收费类别“{fee_class}”：{since} 起 {len(wanted)} 个职业（工种）", now, added=len(entries),
        ended=ended, removed=len(leaving), since=str(since),
    )  # fmt: skip


@use_case
def withdraw_class(*, actor: Actor, membership_id: int, now: datetime) -> None:
    """Take back a membership that has not been in force for a day and that no bill goes by.

    Raises `NotPermitted`, `Refused`.
    """
    authorise(actor, Capability.EDIT_TARIFF)
    lock_tariff()
    row = FeeClassOccupation.objects.select_related("occupation", "fee_class").get(pk=membership_id)
    refusals = []
    if row.valid_from < clock.today(now):
        refusals.append(Refusal("class_begun", {"since": row.valid_from}, rule=RULE))
    if _billed(row):
        refusals.append(Refusal("class_used", rule=RULE))
    if refusals:
        raise Refused(*refusals)
    summary = f"撤下归类：{row.occupation.name}（{row.fee_class}），{row.valid_from} 起"
    row.delete()
    _record(actor, "tariff", summary, now)


@use_case
def publish_sample_classes(*, occupations: Mapping[str, Sequence[str]], since: date, now: datetime) -> None:
    """The occupations by class name, as sample data (样例), for classes that have had none; part of set-up."""
    lock_tariff()
    for name, members in occupations.items():
        fee_class = FeeClass.objects.get(name=name)
        if fee_class.occupations.exists():
            continue
        found = Occupation.objects.filter(name__in=members, fee_classes=None).order_by("pk").values_list("pk", "name")
        entries = [ClassEntry(pk, said, name, since, None, "样例", is_sample=True) for pk, said in found]
        _add(None, stored_classes(), entries, now)
        _record(None, fee_class, f"收费类别“{fee_class}”：{len(entries)} 个职业（工种），样例", now, added=len(entries))


def _add(actor: Actor | None, stored: Iterable[ClassEntry], entries: Sequence[ClassEntry], now: datetime) -> int:
    """Write entries; returns how many stored ones end. Raises `Refused` with everything in the way."""
    found = replacement(stored, entries)
    documents = {entry.document_number for entry in entries}
    refusals = (
        *class_refusals(entries),
        *(one for text in documents - {""} for one in text_refusals(FeeClassOccupation, document_number=text)),
        *(
            Refusal("class_in_the_way", {"name": old.name, "since": old.since}, rule=RULE)
            for old, _ in found.in_the_way
        ),
    )
    if refusals:
        raise Refused(*refusals)
    for old, last_day in found.ended:
        FeeClassOccupation.objects.filter(pk=old.pk).update(valid_until=last_day)
    classes = dict(FeeClass.objects.filter(name__in={one.fee_class for one in entries}).values_list("name", "pk"))
    FeeClassOccupation.objects.bulk_create(
        FeeClassOccupation(
            occupation_id=one.occupation_id,
            fee_class_id=classes[one.fee_class],
            valid_from=one.since,
            valid_until=one.until,
            document_number=one.document_number,
            is_sample=one.is_sample,
            published_by_id=actor.user_id if actor else None,
            published_at=now,
        )
        for one in entries
    )
    return len(found.ended)


def _end(rows: Iterable[FeeClassOccupation], since: date) -> None:
    """Occupations that leave a class on a day. Raises `Refused` for those that came on that very day."""
    begun = [row for row in rows if row.valid_from >= since]
    if begun:
        names = (class_entry_of(row) for row in begun)
        raise Refused(
            *(Refusal("class_in_the_way", {"name": one.name, "since": one.since}, rule=RULE) for one in names)
        )
    FeeClassOccupation.objects.filter(pk__in=[row.pk for row in rows]).update(valid_until=since - timedelta(days=1))


def _billed(row: FeeClassOccupation) -> bool:
    """Whether a bill may have been priced by this membership."""
    lines = BillLine.objects.filter(
        standard__fee_class=row.fee_class_id,
        item__occupation_level__occupation=row.occupation_id,
        bill__prepared_at__date__gte=row.valid_from,
    )
    return lines.exists()


def _record(actor: Actor | None, target: FeeClass | str, summary: str, now: datetime, **details: object) -> None:
    audit.record(actor=actor, action="tariff.classify", target=target, summary=summary, at=now, **details)
