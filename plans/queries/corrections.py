"""Corrections 一（六）: the queue of whoever decides, a candidate's open ones, and their history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.core.queries import documents
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.identity import mask_document_number, mask_mobile
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import require_transaction
from plans.models import Candidate, Correction
from plans.queries.evidence import READERS
from plans.rules.corrections import COLUMN_OF, decided_by
from plans.rules.review_enums import CITY_DECIDES, CorrectionField
from plans.rules.roster.vocabulary import Column

_IDENTITY = (CorrectionField.DOCUMENT_NUMBER, CorrectionField.DOCUMENT_TYPE)
_MASKS = {CorrectionField.DOCUMENT_NUMBER: mask_document_number, CorrectionField.PHONE: mask_mobile}


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction as pages show it: values masked where they identify, and whether the actor decides it."""

    record: Correction
    field: str
    old: str
    new: str
    decider: str
    is_mine: bool

    @property
    def is_masked(self) -> bool:
        """Whether the values are not shown whole."""
        return CorrectionField(self.record.field) in _MASKS


def correctable(cells: Mapping[Column, str], *, has_review: bool) -> dict[CorrectionField, str]:
    """What may be corrected of a candidate, each with its present value of `cells`, masked where it identifies."""
    fields = [field for field in CorrectionField if has_review or field is not CorrectionField.REVIEW]
    present = {field: cells[COLUMN_OF[field]] for field in fields}
    return {field: _MASKS.get(field, str)(text) if text else "" for field, text in present.items()}


def lock_waiting(candidate_id: int) -> list[Correction]:
    """The candidate's open corrections, locked; lock the plan and the candidate first."""
    require_transaction()
    rows = Correction.objects.select_for_update(of=("self",)).filter(candidate=candidate_id)
    return list(rows.filter(state=RequestState.REQUESTED).order_by("pk"))


def corrections_of(actor: Actor, candidate: Candidate) -> list[ShownCorrection]:
    """All corrections of a candidate that the actor may see, newest first."""
    rows = Correction.objects.visible_to(actor).filter(candidate=candidate)
    return shown_corrections(actor, rows.select_related("document", "requested_by", "decided_by"))


def queue(actor: Actor, state: str) -> QuerySet[Correction]:
    """Corrections by state ("" for all); open ones only as far as they are the actor's to decide."""
    rows: QuerySet[Correction] = Correction.objects.visible_to(actor).select_related(
        "candidate__plan__institute", "requested_by", "decided_by", "document"
    )
    rows = rows.filter(state=state) if state else rows
    return rows.filter(_decided_by(actor.role)) if state == RequestState.REQUESTED else rows


def _decided_by(role: Role) -> Q:
    """The rule `decided_by` as a condition; whoever asks has no queue of his own but sees what waits."""
    identity = Correction.objects.filter(
        candidate=OuterRef("candidate"), state=RequestState.REQUESTED, field__in=_IDENTITY
    )
    city = Q(field__in=list(CITY_DECIDES)) | (Q(field=CorrectionField.SEX) & Q(Exists(identity)))
    return {Role.GUIDANCE_OFFICER: city, Role.DISTRICT_OFFICER: ~city}.get(role, Q())


def shown_corrections(actor: Actor, rows: Iterable[Correction]) -> list[ShownCorrection]:
    """The corrections in words."""
    rows = list(rows)
    waiting: dict[int, set[CorrectionField]] = {}
    for one in rows:
        if one.state == RequestState.REQUESTED:
            waiting.setdefault(one.candidate_id, set()).add(CorrectionField(one.field))
    return [_shown(actor, one, waiting.get(one.candidate_id, set())) for one in rows]


def _shown(actor: Actor, one: Correction, waiting: set[CorrectionField]) -> ShownCorrection:
    field = CorrectionField(one.field)
    mask = _MASKS.get(field, str)
    decider = decided_by(field, waiting)
    return ShownCorrection(
        record=one,
        field=field.label,
        old=mask(one.old_value) if one.old_value else "（空）",
        new=mask(one.new_value) if one.new_value else "（空）",
        decider="市中心" if decider is Role.GUIDANCE_OFFICER else "区县中心",
        is_mine=one.state == RequestState.REQUESTED and actor.role is decider,
    )


def _of_correction(document_id: int, actor: Actor) -> bool:
    if actor.role not in READERS:
        return False
    return Correction.objects.visible_to(actor).filter(document_id=document_id).exists()


documents.register("plans.corrections", _of_correction)
