"""Fee standards as the rules want them: the table in force on a day, everything stored, the pages' rows."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from appraisal.core.models import Occupation
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from fees.models import FeeClass, FeeClassOccupation, FeeStandard
from fees.rules.tariff import StandardEntry, Tariff
from plans.rules.enums import Attempt


def tariff_on(day: date) -> Tariff:
    """The standards in force on a day and the classes of all occupations: two queries."""
    rows = FeeStandard.objects.filter(in_force_on(day)).select_related("fee_class")
    entries = [entry_of(row) for row in rows]
    classes = FeeClassOccupation.objects.order_by().values_list("occupation_id", "fee_class__name")
    return Tariff({entry.key: entry for entry in entries}, dict(classes))


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


def table_fingerprint(entries: Iterable[StandardEntry]) -> str:
    """What a table is told from another by."""
    told = sorted(repr(entry) for entry in entries)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:24]


def standards_page(actor: Actor, *, fee_class: str, day: date | None) -> QuerySet[FeeStandard]:
    """The standards that the actor may see, of one class or all, in force on a day or ever."""
    rows = FeeStandard.objects.visible_to(actor).select_related("fee_class", "published_by")
    if fee_class:
        rows = rows.filter(fee_class__name=fee_class)
    return rows.filter(in_force_on(day)) if day else rows


def classes_with_occupations(actor: Actor) -> QuerySet[FeeClass]:
    """The classes, each with its occupations."""
    return FeeClass.objects.visible_to(actor).prefetch_related("occupations__occupation")


def occupations_without_class(actor: Actor) -> QuerySet[Occupation]:
    """Occupations in use that cannot be priced yet."""
    return Occupation.objects.visible_to(actor).filter(active=True, fee_class__isnull=True)


def has_samples(day: date) -> bool:
    """Whether any standard in force is sample data: every page of prices says so."""
    return FeeStandard.objects.filter(in_force_on(day), is_sample=True).exists()
