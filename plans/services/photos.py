"""Photographs of candidates: taken one by one or many at once, exchanged, removed, read by machines, gone in the end.

The face is personal data of the sharper kind: it is kept encrypted, once, and an exchanged one is gone at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from appraisal.core import audit, files
from appraisal.core.crypto import blind_index
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Document
from appraisal.core.pictures import JPEG, Portrait
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.services.papers import supersede
from appraisal.core.transactions import use_case
from plans.models import Candidate, Photo, PhotoUpload, Plan, PlanItem
from plans.permissions import authorise_plan
from plans.queries.bookings import newest_verdict
from plans.queries.photos import is_compared, register_of, visible_photo
from plans.queries.plans import lock_plan
from plans.rules.enums import CandidateState
from plans.rules.photos import READERS, exchange_refusal, shown_name, sort_files, stem_of
from plans.rules.states import CLOSED, PlanAction
from plans.services.backgrounds import lock_live_candidate


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file of an upload: its name, and the portrait in it or why there is none."""

    name: str
    portrait: Portrait | None
    refusals: tuple[Refusal, ...] = ()


@use_case
def set_photo(*, actor: Actor, candidate_id: int, portrait: Portrait, now: datetime) -> Photo:
    """Give a candidate his photograph, or another one.

    Raises `Candidate.DoesNotExist`, `NotPermitted`, `Conflict` after the exam, and `Refused` when the one that is
    there was compared with the person.
    """
    plan, candidate = lock_live_candidate(actor, candidate_id, PlanAction.SET_PHOTOS)
    old = Photo.objects.filter(candidate=candidate).select_related("document").first()
    if old:
        _refuse_exchange(candidate)
    photo = _keep(actor, candidate_id, portrait, old, now)
    _supersede_tickets(plan, [candidate_id] if old else [], now)
    _record(actor, "exchange" if old else "set", candidate, plan, now)
    return photo


@use_case
def set_photos(*, actor: Actor, item_id: int, handed_in: Sequence[HandedIn], now: datetime) -> PhotoUpload:
    """Give many candidates of an item their photographs: all that fit, in one transaction; the others are listed.

    A file belongs to the candidate whose document number, or else whose name it bears. Raises `PlanItem.DoesNotExist`,
    `NotPermitted`, `Conflict`.
    """
    item = PlanItem.objects.get(pk=item_id)
    plan = lock_plan(item.plan_id)
    authorise_plan(actor, PlanAction.SET_PHOTOS, plan)
    sound = [(one, one.portrait) for one in handed_in if one.portrait]
    stems = [stem_of(one.name) for one, _ in sound]
    shown = [shown_name(one.name) for one, _ in sound]
    found = sort_files([(stem, blind_index(stem)) for stem in stems], shown, register_of(item))
    old = {one.candidate_id: one for one in _photos_of(found.placed)}
    for candidate_id, position in found.placed.items():
        _keep(actor, candidate_id, sound[position][1], old.get(candidate_id), now)
    misfits = {id(one): one.refusals for one in handed_in if one.portrait is None}
    misfits |= {id(sound[position][0]): (reason,) for position, reason in found.misfits.items()}
    upload: PhotoUpload = PhotoUpload.objects.create(
        item=item, uploaded_by_id=actor.user_id, uploaded_at=now, files=len(handed_in),
        added=len(found.placed) - len(old), exchanged=len(old),
        misfits=[[shown_name(one.name), list(map(_told, misfits[id(one)]))] for one in handed_in if id(one) in misfits],
    )  # fmt: skip
    _supersede_tickets(plan, old, now)
    audit.record(
        actor=actor, action="photo.set_many", target=upload, at=now, added=upload.added, exchanged=upload.exchanged,
        summary=f"上传考生照片：计划 {plan.number}，新增 {upload.added} 张，更换 {upload.exchanged} 张",
    )  # fmt: skip
    return upload


@use_case
def remove_photo(*, actor: Actor, candidate_id: int, now: datetime) -> Candidate:
    """Take a candidate's photograph away, with its file. Raises like `set_photo`; `Refused` also when there is none."""
    plan, candidate = lock_live_candidate(actor, candidate_id, PlanAction.SET_PHOTOS)
    photo = Photo.objects.filter(candidate=candidate).select_related("document").first()
    if photo is None:
        raise Refused(Refusal("photo_gone"))
    _refuse_exchange(candidate)
    _drop(photo)
    _supersede_tickets(plan, [candidate_id], now)
    _record(actor, "remove", candidate, plan, now)
    return candidate


@use_case
def fetch_photo(*, actor: Actor, candidate_id: int, now: datetime) -> Document:
    """The picture for a machine that takes it away from the portal: on record, unlike a look at the candidate's page.

    Raises `Candidate.DoesNotExist` for one that the actor does not see, `NotPermitted` for a role that has nothing to
    do with faces, `Photo.DoesNotExist` when there is none.
    """
    candidate: Candidate = Candidate.objects.visible_to(actor).select_related("plan").get(pk=candidate_id)
    if actor.role not in READERS:
        raise NotPermitted(f"{actor.role.label}不能查看考生照片。")
    document = visible_photo(actor, candidate_id)
    if document is None:
        raise Photo.DoesNotExist("a candidate without photograph")
    _record(actor, "fetch", candidate, candidate.plan, now)
    return document


def expire_photos(*, now: datetime) -> int:
    """Remove the photographs whose time is over, plan by plan, and the names of files that did not fit; how many."""
    before = now - timedelta(days=settings.KAOWU["PHOTOS_KEPT_DAYS"])
    listed = PhotoUpload.objects.exclude(misfits=None).filter(_ended("item__plan__", before))
    plans = set(_expired(before).values_list("candidate__plan", flat=True)) | set(
        listed.values_list("item__plan", flat=True)
    )
    return sum(_expire_of_plan(plan_id=plan_id, before=before, now=now) for plan_id in sorted(plans))


@use_case
def _expire_of_plan(*, plan_id: int, before: datetime, now: datetime) -> int:
    plan = lock_plan(plan_id)
    gone = list(_expired(before).filter(candidate__plan=plan).select_related("document"))
    for photo in gone:
        _drop(photo)
    PhotoUpload.objects.filter(_ended("item__plan__", before), item__plan=plan).update(misfits=None)
    summary = f"照片保存期满，已删除：计划 {plan.number}，{len(gone)} 张"
    audit.record(actor=None, action="photo.expire", target=plan, summary=summary, at=now, photos=len(gone))
    return len(gone)


def _expired(before: datetime) -> QuerySet[Photo]:
    left = Q(candidate__state=CandidateState.WITHDRAWN, candidate__updated_at__lt=before)
    return Photo.objects.filter(_ended("candidate__plan__", before) | left).order_by("pk")


def _ended(plan: str, before: datetime) -> Q:
    return Q(**{f"{plan}state__in": CLOSED, f"{plan}state_since__lt": before})


def _photos_of(candidate_ids: Iterable[int]) -> QuerySet[Photo]:
    return Photo.objects.filter(candidate__in=list(candidate_ids)).select_related("document")


def _keep(actor: Actor, candidate_id: int, portrait: Portrait, old: Photo | None, now: datetime) -> Photo:
    """Store a picture under a name that says nothing; the one before it goes."""
    document = files.store(
        actor=actor, name=f"照片 {candidate_id}.jpg", content=portrait.jpeg, content_type=JPEG, now=now
    )
    if old is None:
        made: Photo = Photo.objects.create(candidate_id=candidate_id, document=document)
        return made
    former, old.document = old.document, document
    old.save(update_fields=["document"])
    files.remove(former)
    return old


def _drop(photo: Photo) -> None:
    document = photo.document
    photo.delete()
    files.remove(document)


def _refuse_exchange(candidate: Candidate) -> None:
    latest = newest_verdict(Candidate.objects.filter(pk=candidate.pk)).values_list("latest", flat=True).get()
    if is_compared(latest):
        raise Refused(exchange_refusal(candidate.name))


def _supersede_tickets(plan: Plan, candidate_ids: Iterable[int], now: datetime) -> None:
    """A ticket with the former face counts no longer; one with an empty frame does (decision 24)."""
    if parts := [f"candidate:{one}" for one in candidate_ids]:
        supersede(subject=plan, now=now, kinds=[PaperKind.TICKET], parts=parts)


def _told(refusal: Refusal) -> list[Any]:
    return [refusal.code, dict(refusal.params), refusal.rule]


_WORDS = {"set": "上传照片", "exchange": "更换照片", "remove": "删除照片", "fetch": "接口取得照片"}


def _record(actor: Actor, word: str, candidate: Candidate, plan: Plan, now: datetime) -> None:
    summary = f"{_WORDS[word]}：计划 {plan.number}"
    audit.record(actor=actor, action=f"photo.{word}", target=candidate, summary=summary, at=now)
