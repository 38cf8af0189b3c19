"""Rosters as people act on them: hand one in, confirm or discard its difference, take the file back."""

from datetime import datetime

from appraisal.core import audit, files, jobs
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import Plan, PlanItem, RosterUpload
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.queries.rosters import UNCHECKED, lock_upload
from plans.rules.enums import UploadMode, UploadState
from plans.rules.states import PlanAction

CHECK_TASK = "plans.check_roster"


@use_case
def receive_roster(*, actor: Actor, item_id: int, name: str, content: bytes, now: datetime) -> RosterUpload:
    """Keep an inspected workbook, encrypted, and queue its check.

    A difference still waiting to be confirmed is discarded with its file's turn. Raises `PlanItem.DoesNotExist`,
    `NotPermitted`, `Conflict` for a plan that is past rosters, `Refused` while another roster is being checked.
    """
    item = PlanItem.objects.select_related("occupation_level__occupation").get(pk=item_id)
    plan = lock_plan(item.plan_id)
    authorise_plan(actor, PlanAction.EDIT_ROSTER, plan)
    if item.uploads.filter(state__in=UNCHECKED).exists():
        raise Refused(Refusal("roster_busy"))
    item.uploads.filter(state=UploadState.TO_CONFIRM).update(state=UploadState.DISCARDED, difference=None)
    document = files.store(actor=actor, name=name, content=content, content_type=files.XLSX, now=now)
    upload: RosterUpload = RosterUpload.objects.create(
        item=item, document=document, uploaded_by_id=actor.user_id, uploaded_at=now
    )
    _record(actor, "received", upload, plan, item, now)
    jobs.defer(CHECK_TASK, upload_id=upload.pk)
    return upload


@use_case
def confirm_roster(*, actor: Actor, upload_id: int, mode: UploadMode, digest: str, now: datetime) -> None:
    """Agree to the difference that was shown (`digest`) and queue its writing.

    `mode`: whether candidates whom the roster does not name stay or withdraw. Raises `RosterUpload.DoesNotExist`,
    `NotPermitted`, and `Conflict` when the difference is no longer the one shown.
    """
    upload, plan = _lock(actor, upload_id)
    if upload.state != UploadState.TO_CONFIRM or upload.difference["digest"] != digest:
        raise Conflict("这份花名册已经处理过，或差异有变化，请刷新后再看。")
    upload.mode, upload.state, upload.attempts = mode, UploadState.RECEIVED, 0
    upload.save(update_fields=["mode", "state", "attempts"])
    _record(actor, "confirmed", upload, plan, upload.item, now, mode=mode.value)
    jobs.defer(CHECK_TASK, upload_id=upload.pk)


@use_case
def discard_roster(*, actor: Actor, upload_id: int, now: datetime) -> None:
    """Leave the candidates as they are. Raises like `confirm_roster`."""
    upload, plan = _lock(actor, upload_id)
    if upload.state != UploadState.TO_CONFIRM:
        raise Conflict("这份花名册已经处理过，请刷新后再看。")
    upload.state, upload.difference = UploadState.DISCARDED, None
    upload.save(update_fields=["state", "difference"])
    _record(actor, "discarded", upload, plan, upload.item, now)


@use_case
def fetch_roster_file(*, actor: Actor, upload_id: int, now: datetime) -> tuple[RosterUpload, bytes]:
    """The uploaded file with its full numbers, for its own institute; that it was fetched is recorded.

    Raises `RosterUpload.DoesNotExist` and `NotPermitted`.
    """
    upload, plan = _lock(actor, upload_id, action=PlanAction.COPY)  # an institute may take back its file in any state
    _record(actor, "fetched", upload, plan, upload.item, now)
    return upload, files.read(upload.document)


def _lock(actor: Actor, upload_id: int, *, action: PlanAction = PlanAction.EDIT_ROSTER) -> tuple[RosterUpload, Plan]:
    plan_id = RosterUpload.objects.values_list("item__plan_id", flat=True).get(pk=upload_id)
    plan = lock_plan(plan_id)
    authorise_plan(actor, action, plan)
    return lock_upload(upload_id), plan


_WORDS = {
    "received": "收到花名册",
    "confirmed": "确认花名册变化",
    "discarded": "放弃花名册变化",
    "fetched": "下载花名册原件",
}


def _record(
    actor: Actor, word: str, upload: RosterUpload, plan: Plan, item: PlanItem, now: datetime, **details: object
) -> None:
    summary = f"{_WORDS[word]}：计划 {plan.number}，{item.occupation_level}，文件 {upload.document.name}"
    audit.record(actor=actor, action=f"roster.{word}", target=upload, summary=summary, at=now, **details)
