"""Fee standards as the rules want them: the table in force on a day, everything stored, the pages' rows."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from appraisal.core.models import Occupation
from appraisal.core.queries.search import named_like
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from fees.models import FeeClass, FeeClassOccupation, FeeStandard
from fees.rules.tariff import ClassEntry, Dated, StandardEntry, Tariff
from plans.rules.enums import Attempt

# The class of each occupation on a day with the standards of that class on that day, if it has any.
TARIFF = """
    SELECT m.occupation_id, c.name, m.is_sample, s.id, s.level, s.subject, s.attempt, s.amount, s.valid_from,
           s.valid_until, s.document_number, s.is_sample
      FROM fees_feeclassoccupation m
      JOIN fees_feeclass c ON c.id = m.fee_class_id
      LEFT JOIN fees_feestandard s ON s.fee_class_id = c.id
       AND s.valid_from <= %(day)s AND (s.valid_until IS NULL OR s.valid_until >= %(day)s)
     WHERE m.occupation_id = ANY(%(occupations)s)
       AND m.valid_from <= %(day)s AND (m.valid_until IS NULL OR m.valid_until >= %(day)s)
"""


TARIFF_LOCK = 4096004


def lock_tariff() -> None:
    """Until the action commits nobody else changes standards or classes."""
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TARIFF_LOCK])


def tariff_on(day: date, occupation_ids: Iterable[int]) -> Tariff:
    """The classes of these occupations on a day and the standards in force for them: one query."""
    with connection.cursor() as cursor:
        cursor.execute(TARIFF, {"day": day, "occupations": list(occupation_ids)})
        rows = cursor.fetchall()
    entries = (
        StandardEntry(name, level, Subject[subject], Attempt[attempt], amount, since, until, document, is_sample, pk)
        for _, name, _, pk, level, subject, attempt, amount, since, until, document, is_sample in rows
        if pk
    )
    classes = {occupation_id: name for occupation_id, name, *_ in rows}
    return Tariff(
        {entry.key: entry for entry in entries},
        classes,
        frozenset(occupation_id for occupation_id, _, is_sample, *_ in rows if is_sample),
    )


def in_force_on(day: date) -> Q:
    """The condition on standards and rates."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def entry_of(row: FeeStandard) -> StandardEntry:
    """A stored standard as the rules read it; its class is at hand."""
    return StandardEntry(
        fee_class=row.fee_class.name,
        level=row.level,
        subject=Subject[row.subject],
        attempt=Attempt[row.attempt],
        amount=row.amount,
        since=row.valid_from,
        until=row.valid_until,
        document_number=row.document_number,
        is_sample=row.is_sample,
        pk=row.pk,
    )


def stored_entries(classes: Iterable[str] | None = None) -> list[StandardEntry]:
    """All stored standards, or those of some classes, by name."""
    rows = FeeStandard.objects.select_related("fee_class").order_by("pk")
    if classes is not None:
        rows = rows.filter(fee_class__name__in=set(classes))
    return [entry_of(row) for row in rows]


def table_fingerprint(entries: Iterable[Dated]) -> str:
    """What a table is told from another by."""
    told = sorted(repr(entry) for entry in entries)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:24]


def standards_page(actor: Actor, *, fee_class: str, day: date | None) -> QuerySet[FeeStandard]:
    """The standards that the actor may see, of one class or all, in force on a day or ever."""
    rows = FeeStandard.objects.visible_to(actor).select_related("fee_class", "published_by")
    if fee_class:
        rows = rows.filter(fee_class__name=fee_class)
    return rows.filter(in_force_on(day)) if day else rows


def class_entry_of(row: FeeClassOccupation) -> ClassEntry:
    """A stored membership as the rules read it; occupation and class are at hand."""
    return ClassEntry(
        occupation_id=row.occupation_id,
        occupation=row.occupation.name,
        fee_class=row.fee_class.name,
        since=row.valid_from,
        until=row.valid_until,
        document_number=row.document_number,
        is_sample=row.is_sample,
        pk=row.pk,
    )


def stored_classes() -> list[ClassEntry]:
    """Which occupation was, is and will be of which class."""
    rows = FeeClassOccupation.objects.select_related("occupation", "fee_class").order_by("pk")
    return [class_entry_of(row) for row in rows]


def memberships_page(actor: Actor, *, text: str, day: date | None) -> QuerySet[FeeClassOccupation]:
    """The memberships that the actor may see, of a class or an occupation or all, in force on a day or ever."""
    rows = FeeClassOccupation.objects.visible_to(actor).select_related("occupation", "fee_class", "published_by")
    if text:
        rows = rows.filter(
            Q(fee_class__name=text) | named_like(text, name="occupation__name", key="occupation__name_key")
        )
    return rows.filter(in_force_on(day)) if day else rows


def members_on(fee_class: FeeClass, day: date) -> QuerySet[FeeClassOccupation]:
    """The memberships of a class in force on a day."""
    return fee_class.occupations.filter(in_force_on(day))


def classes_with_occupations(actor: Actor, day: date) -> QuerySet[FeeClass]:
    """The classes, each with its occupations of a day."""
    members = FeeClassOccupation.objects.filter(in_force_on(day)).select_related("occupation")
    return FeeClass.objects.visible_to(actor).prefetch_related(Prefetch("occupations", queryset=members))


def classes_of_occupations(day: date) -> dict[int, str]:
    """The name of each occupation's class on a day."""
    rows = FeeClassOccupation.objects.filter(in_force_on(day)).order_by()
    return dict(rows.values_list("occupation_id", "fee_class__name"))


def occupations_without_class(actor: Actor, day: date) -> QuerySet[Occupation]:
    """Occupations in use that cannot be priced on a day."""
    classified = FeeClassOccupation.objects.filter(in_force_on(day), occupation=OuterRef("pk"))
    return Occupation.objects.visible_to(actor).filter(~Exists(classified), active=True)


def has_samples(day: date) -> bool:
    """Whether any standard or class in force is sample data: every page of prices says so."""
    return (
        FeeStandard.objects.filter(in_force_on(day), is_sample=True).exists()
        or FeeClassOccupation.objects.filter(in_force_on(day), is_sample=True).exists()
    )
