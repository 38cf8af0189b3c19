"""Photographs: who may look at one, who has none yet, and the pictures for a print."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from appraisal.core import files
from appraisal.core.models import Document
from appraisal.core.rules.identity import clean_number
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Photo, PhotoUpload, Plan, PlanItem
from plans.queries.bookings import newest_verdict
from plans.queries.rosters import entered_candidates
from plans.rules.enums import CandidateState
from plans.rules.first_review import NAMED, Standing
from plans.rules.photos import READERS, Register, Sitter
from plans.rules.review_enums import ReReviewOutcome
from plans.rules.states import PlanAction, PlanState, is_possible

logger = logging.getLogger(__name__)
LIVE = ~Q(candidates__state=CandidateState.WITHDRAWN)
MISSING_SHOWN = 50


def visible_photo(actor: Actor, candidate_id: int) -> Document | None:
    """The picture, if the actor sees the candidate and has to do with who he is."""
    if actor.role not in READERS:
        return None
    photo = Photo.objects.visible_to(actor).filter(candidate=candidate_id).select_related("document").first()
    return photo.document if photo else None


def unpictured(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Those of the candidates who are to have a photograph and have none."""
    return rows.exclude(state=CandidateState.WITHDRAWN).filter(~Exists(Photo.objects.filter(candidate=OuterRef("pk"))))


def photos_missing(plan: Plan) -> list[tuple[str, Standing]]:
    """By item, how many candidates have no photograph, and the first names: one query."""
    lacking = unpictured(Candidate.objects.filter(item=OuterRef("pk"))).order_by("pk")
    items = plan.items.select_related("occupation_level__occupation").annotate(
        entered=Count("candidates", filter=LIVE),
        pictured=Count("candidates__photo", filter=LIVE),
        names=ArraySubquery(lacking.values("name")[: NAMED + 1]),
    )
    return [(str(one), Standing(one.entered - one.pictured, tuple(one.names))) for one in items.order_by("pk")]


def lacking_of(plan: Plan, *, entered: int, pictured: int) -> int:
    """How many photographs a page speaks of: none before the institute has begun, unless the portal asks for them."""
    asked = settings.KAOWU["PHOTOS_REQUIRED"] or pictured
    return entered - pictured if asked and is_possible(PlanAction.SET_PHOTOS, PlanState(plan.state)) else 0


def register_of(item: PlanItem) -> Register:
    """The candidates of an item whom the name of a file may mean."""
    rows = newest_verdict(entered_candidates(item)).annotate(
        pictured=Exists(Photo.objects.filter(candidate=OuterRef("pk")))
    )
    by_number: dict[bytes, Sitter] = {}
    by_name: dict[str, list[Sitter]] = {}
    columns = rows.order_by("pk").values_list("pk", "name", "document_index", "pictured", "latest")
    for pk, name, key, pictured, latest in columns.iterator(chunk_size=5_000):
        one = Sitter(pk, name, pictured, is_compared(latest))
        by_number[bytes(key)] = one
        by_name.setdefault(clean_number(name), []).append(one)
    return Register(by_number, by_name)


def is_compared(latest: str | None) -> bool:
    """Whether the district has compared the face with the person and let him pass."""
    return latest == ReReviewOutcome.PASSED


@dataclass(frozen=True)
class ItemPhotos:
    """What a roster's page says of its photographs. `last_upload`: the key of the last one of many."""

    entered: int
    pictured: int
    last_upload: int | None

    @property
    def lacking(self) -> int:
        return self.entered - self.pictured


def item_photos(item: PlanItem) -> ItemPhotos:
    """The numbers of an item and its last upload: one query."""
    last = PhotoUpload.objects.filter(item=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows = PlanItem.objects.filter(pk=item.pk).annotate(
        entered=Count("candidates", filter=LIVE), pictured=Count("candidates__photo", filter=LIVE), last=Subquery(last)
    )
    return ItemPhotos(*rows.values_list("entered", "pictured", "last").get())


def first_unpictured(item: PlanItem) -> list[Candidate]:
    """The first candidates of an item without a photograph."""
    return list(unpictured(Candidate.objects.filter(item=item)).order_by("pk")[:MISSING_SHOWN])


def portraits_of(candidate_ids: Collection[int]) -> dict[int, bytes]:
    """The pictures of these candidates, as far as there are any. A file that is gone leaves the frame empty."""
    found: dict[int, bytes] = {}
    for photo in Photo.objects.filter(candidate__in=candidate_ids).select_related("document"):
        try:
            found[photo.candidate_id] = files.read(photo.document)
        except FileNotFoundError:
            logger.error("document %s: its file is gone", photo.document_id)
    return found
