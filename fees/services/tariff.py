"""Fee standards: publish a table, take back what has not begun 二（五）."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case
from fees.models import BillLine, FeeClass, FeeStandard
from fees.queries.tariff import lock_tariff, stored_entries, table_fingerprint
from fees.rules.money import yuan
from fees.rules.tariff import RULE, StandardEntry, replacement, table_refusals
from fees.services.fee_classes import publish_sample_classes
from plans.rules.enums import Attempt

SAMPLE_FILE = Path(__file__).resolve().parents[1] / "data" / "fees_chongqing_2016.csv"
SAMPLE_SINCE = date(2016, 6, 1)
SAMPLE_SUBJECTS = {"theory": Subject.THEORY, "practical": Subject.PRACTICAL, "review": Subject.REVIEW}


@use_case
def publish_standards(
    *, actor: Actor | None, entries: Sequence[StandardEntry], now: datetime, seen: str = ""
) -> tuple[int, int]:
    """Add standards; those that held before end the day before. Returns how many were added and ended.

    `actor=None` is set-up. `seen`: fingerprint of the table that the officer saw in the preview. Raises `NotPermitted`,
    `Conflict` when the table has changed since, `Refused` with every fault of every line.
    """
    if actor:
        authorise(actor, Capability.EDIT_TARIFF)
    lock_tariff()
    stored = stored_entries()
    if seen and seen != table_fingerprint(stored):
        raise conflict("tariff_changed")
    found = replacement(stored, entries)
    refusals = (
        *table_refusals(entries),
        *_text_refusals(entries),
        *(
            Refusal("standard_in_the_way", {"name": old.name, "since": old.since}, rule=RULE)
            for old, _ in found.in_the_way
        ),
    )
    if not entries:
        refusals = (Refusal("tariff_empty", rule=RULE),)
    if refusals:
        raise Refused(*refusals)
    for old, last_day in found.ended:
        FeeStandard.objects.filter(pk=old.pk).update(valid_until=last_day)
    _insert(actor, entries, now)
    documents = sorted({entry.document_number for entry in entries})
    audit.record(
        actor=actor, action="tariff.publish", target="tariff", at=now, added=len(entries), ended=len(found.ended),
        summary=f"公布收费标准：{'、'.join(documents)}，新增 {len(entries)} 条，{len(found.ended)} 条到期",
    )  # fmt: skip
    return len(entries), len(found.ended)


@use_case
def withdraw_standard(*, actor: Actor, standard_id: int, now: datetime) -> None:
    """Take back a standard that has not begun and that no bill goes by. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.EDIT_TARIFF)
    lock_tariff()
    standard = FeeStandard.objects.select_related("fee_class").get(pk=standard_id)
    refusals = []
    if standard.valid_from <= clock.today(now):
        refusals.append(Refusal("standard_begun", {"since": standard.valid_from}, rule=RULE))
    if BillLine.objects.filter(standard=standard).exists():
        refusals.append(Refusal("standard_used", rule=RULE))
    if refusals:
        raise Refused(*refusals)
    summary = f"撤下收费标准：{standard.fee_class} {standard.get_subject_display()}，{standard.valid_from} 起"
    standard.delete()
    audit.record(actor=actor, action="tariff.withdraw", target="tariff", summary=summary, at=now)


def load_samples(*, occupations: Mapping[str, Sequence[str]], now: datetime) -> None:
    """The sample table (another city's, 样例) and, by class, the occupations that pay by it; once."""
    if not FeeStandard.objects.exists():
        publish_standards(actor=None, entries=sample_entries(), now=now)
        FeeClass.objects.update(is_sample=True)
    publish_sample_classes(occupations=occupations, since=SAMPLE_SINCE, now=now)


def sample_entries() -> list[StandardEntry]:
    """The lines of the sample table; a retake pays the subject's fee there."""
    with SAMPLE_FILE.open(encoding="utf-8", newline="") as file:
        return [
            StandardEntry(
                fee_class=row["class"],
                level=int(row["level"]),
                subject=subject,
                attempt=attempt,
                amount=yuan(row[column]),
                since=SAMPLE_SINCE,
                document_number=f"{row['basis']}（{row['place']}，样例）",
                is_sample=True,
            )
            for row in csv.DictReader(file)
            for column, subject in SAMPLE_SUBJECTS.items()
            if yuan(row[column])
            for attempt in Attempt
        ]


def _text_refusals(entries: Sequence[StandardEntry]) -> tuple[Refusal, ...]:
    found = [
        *(refusal for name in {e.fee_class for e in entries} for refusal in text_refusals(FeeClass, name=name)),
        *(
            refusal
            for number in {e.document_number for e in entries}
            for refusal in text_refusals(FeeStandard, document_number=number)
        ),
    ]
    return tuple(found)


def _insert(actor: Actor | None, entries: Sequence[StandardEntry], now: datetime) -> None:
    names = {entry.fee_class for entry in entries}
    FeeClass.objects.bulk_create((FeeClass(name=name) for name in sorted(names)), ignore_conflicts=True)
    official = {entry.fee_class for entry in entries if not entry.is_sample}
    FeeClass.objects.filter(name__in=official, is_sample=True).update(is_sample=False)
    classes = dict(FeeClass.objects.filter(name__in=names).values_list("name", "pk"))
    FeeStandard.objects.bulk_create(
        FeeStandard(
            fee_class_id=classes[entry.fee_class],
            level=entry.level,
            subject=entry.subject,
            attempt=entry.attempt,
            amount=entry.amount,
            valid_from=entry.since,
            valid_until=entry.until,
            document_number=entry.document_number,
            is_sample=entry.is_sample,
            published_by_id=actor.user_id if actor else None,
            published_at=now,
        )
        for entry in entries
    )
