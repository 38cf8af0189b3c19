"""Uploads of rosters and the candidates that are stored already, for the roster services."""

from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from appraisal.core.transactions import require_transaction, verify_expected
from plans.models import Candidate, Plan, PlanItem, RosterUpload
from plans.rules.enums import CandidateState, UploadState
from plans.rules.roster.differences import COMPARED, StoredCandidate

UNCHECKED = (UploadState.RECEIVED, UploadState.CHECKING)

_FIELD_OF = {"years": "years_in_occupation"}
_COMPARED_FIELDS = tuple(_FIELD_OF.get(field, field) for _, field in COMPARED)


def lock_upload(upload_id: int) -> RosterUpload:
    """The upload, locked until the action commits; lock its plan first. Raises `RosterUpload.DoesNotExist`."""
    require_transaction()
    upload: RosterUpload = RosterUpload.objects.select_for_update(of=("self",)).select_related("item").get(pk=upload_id)
    verify_expected(upload)
    return upload


def uploads_of(item_id: int) -> QuerySet[RosterUpload]:
    """The uploads of an item, newest first, without what is encrypted."""
    return (
        RosterUpload.objects.filter(item_id=item_id)
        .select_related("document", "uploaded_by")
        .defer("faults", "recoveries", "difference")
        .order_by("-pk")
    )


def unchecked_upload_ids() -> list[int]:
    """Uploads whose check has not come to an end, oldest first; those being checked now are among them."""
    return list(RosterUpload.objects.filter(state__in=UNCHECKED).order_by("pk").values_list("pk", flat=True))


def entered_candidates(item: PlanItem) -> QuerySet[Candidate]:
    """The candidates of an item who have not withdrawn."""
    return Candidate.objects.filter(item=item).exclude(state=CandidateState.WITHDRAWN)


def stored_candidates(item: PlanItem) -> dict[bytes, StoredCandidate]:
    """The item's candidates by the blind index of their document number; nothing is decrypted."""
    rows = entered_candidates(item).order_by("pk")
    columns = ("pk", "name", "document_index", "phone_index", *_COMPARED_FIELDS)
    return {
        bytes(key): StoredCandidate(pk, name, bytes(phone_key or b""), tuple(map(_as_roster_text, values)))
        for pk, name, key, phone_key, *values in rows.values_list(*columns).iterator(chunk_size=5_000)
    }


def _as_roster_text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{float(value):g}"
    return "" if value is None else str(value)


def count_candidates(plan: Plan) -> int:
    """How many candidates of the plan have not withdrawn."""
    return plan.candidates.exclude(state=CandidateState.WITHDRAWN).count()


def items_with_counts(plan: Plan) -> QuerySet[PlanItem]:
    """The plan's items with `entered`, the number of their candidates."""
    entered = Count("candidates", filter=~Q(candidates__state=CandidateState.WITHDRAWN))
    return plan.items.select_related("occupation_level__occupation").annotate(entered=entered).order_by("pk")
