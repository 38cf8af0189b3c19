"""The check of an uploaded roster, run by the worker: from the stored file to stored candidates.

Nothing is written before the end, and the end is one transaction: a worker that dies leaves the candidates as they
were and the upload unfinished, and the next sweep starts it again.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Final

from django.conf import settings

from appraisal.core import audit, clock, files
from appraisal.core.errors import Refused
from appraisal.core.queries.locks import Work, sole_worker
from appraisal.core.rules.refusals import Refusal
from appraisal.core.transactions import use_case
from plans.models import PlanItem, RosterUpload
from plans.queries.plans import lock_plan
from plans.queries.roster_records import recorded_facts
from plans.queries.rosters import UNCHECKED, count_candidates, lock_upload, stored_candidates
from plans.queries.standards import condition_texts
from plans.queries.technicians import sits_review
from plans.rules.enums import UploadMode, UploadState
from plans.rules.roster.differences import Difference, KeyedRow, difference
from plans.rules.roster.faults import Fault
from plans.rules.roster.records import recorded_faults
from plans.rules.roster.rows import RowChecker
from plans.rules.roster.sheets import RosterSheet
from plans.rules.states import ROSTER_OPEN, TABLE, PlanAction, PlanState
from plans.services.evaluation_runs import request_for_item
from plans.services.roster_reports import difference_report, fault_report, recovery_report, summary_of
from plans.services.roster_storage import apply_difference, key_maker

OpenRoster = Callable[[bytes], RosterSheet]
_PROGRESS_SECONDS: Final = 0.3
_PROGRESS_ROWS: Final = 1_000


@dataclass
class CheckedRoster:
    """What reading the rows gave. `good` and `doubtful` carry the keys of their persons."""

    sheet: RosterSheet
    checker: RowChecker
    good: list[KeyedRow] = field(default_factory=list)
    doubtful: list[KeyedRow] = field(default_factory=list)


def check_roster(*, upload_id: int, open_roster: OpenRoster, now: datetime) -> bool:
    """Check the upload and store, or show, what it says. Returns whether it was this call that did.

    Does nothing when the upload is finished or being checked elsewhere. `open_roster` reads an inspected workbook.
    """
    with sole_worker(Work.ROSTER_CHECK, upload_id) as alone:
        if not alone:
            return False
        upload = _begin(upload_id=upload_id, now=now)
        if upload is None:
            return False
        try:
            checked = _read(upload, open_roster(files.read(upload.document)), now)
            _settle(upload_id=upload_id, checked=checked, now=now)
        except Refused as refused:
            _refuse(upload_id=upload_id, refusals=refused.refusals, now=now)
        return True


@use_case
def _begin(*, upload_id: int, now: datetime) -> RosterUpload | None:
    upload = RosterUpload.objects.select_for_update(of=("self",)).filter(pk=upload_id, state__in=UNCHECKED).first()
    if upload is None:
        return None
    upload.attempts += 1
    if upload.attempts > settings.KAOWU["ROSTER_CHECK_ATTEMPTS"]:
        _finish_refused(upload, (Refusal("roster_check_failed"),), now)
        return None
    upload.state, upload.started_at, upload.rows_done = UploadState.CHECKING, now, 0
    upload.save(update_fields=["attempts", "state", "started_at", "rows_done"])
    return upload


def _read(upload: RosterUpload, sheet: RosterSheet, now: datetime) -> CheckedRoster:
    """Check every row by itself; how far it is can be seen from outside while it goes on."""
    level, today = upload.item.occupation_level, clock.today(now)
    checker = RowChecker(
        sheet.heading, level.level, condition_texts(level.pk, today), today,
        has_review=sits_review(upload.item.plan, level.level),
    )  # fmt: skip
    checked, keyed = CheckedRoster(sheet, checker), key_maker()
    _show_progress(upload, 0, sheet.rows_total)
    shown_at = monotonic()
    with _no_cycle_collection():
        for position, (number, cells) in enumerate(sheet.rows, start=1):
            row = checker.check(number, cells)
            if row is not None:
                checked.good.append(keyed(row))
            if position % _PROGRESS_ROWS == 0 and monotonic() - shown_at > _PROGRESS_SECONDS:
                _show_progress(upload, position, sheet.rows_total)
                shown_at = monotonic()
    checked.doubtful = [keyed(row) for row in checker.doubtful]
    if not checked.good and not checker.faults:
        raise Refused(Refusal("roster_no_rows"))
    return checked


@contextmanager
def _no_cycle_collection() -> Iterator[None]:
    """Rows hold no cycles, and looking through all of them again and again for some costs a tenth of the check."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _show_progress(upload: RosterUpload, done: int, total: int) -> None:
    RosterUpload.objects.filter(pk=upload.pk).update(rows_done=done, rows_total=total)


@use_case
def _settle(*, upload_id: int, checked: CheckedRoster, now: datetime) -> None:
    """Ask the record, compare with what is stored, and store, or stop and show the difference."""
    item = PlanItem.objects.select_related("occupation_level__occupation").get(uploads=upload_id)
    plan = lock_plan(item.plan_id)
    item.plan = plan
    if plan.state not in ROSTER_OPEN:
        raise Refused(plan_state_refusal(PlanState(plan.state)))
    upload = lock_upload(upload_id)
    upload.item = item
    found_on_record = _recorded(item, [*checked.good, *checked.doubtful])
    faulty_rows = {fault.row for fault in found_on_record}
    rows = [row for row in checked.good if row.row.row not in faulty_rows]
    named = [row.key for row in checked.doubtful] + [row.key for row in checked.good if row.row.row in faulty_rows]
    found = difference(rows, stored_candidates(item), named=named)
    faults = sorted([*checked.checker.faults, *found_on_record], key=lambda fault: fault.row)
    upload.faults, upload.recoveries = fault_report(faults), recovery_report(checked.checker.recoveries)
    upload.summary = summary_of(checked.sheet, faults, checked.checker.recoveries, rows, found)
    if _must_ask(upload, found):
        upload.state, upload.mode, upload.difference = UploadState.TO_CONFIRM, "", difference_report(found, rows)
    else:
        _store(upload, rows, found, now)
    upload.rows_done = upload.rows_total = checked.sheet.rows_total
    upload.finished_at, upload.refusal = now, {}
    upload.save()
    audit.record(
        actor=None,
        action="roster.checked",
        target=upload,
        summary=f"检查花名册：计划 {plan.number}，{item.occupation_level}，{upload.get_state_display()}",
        at=now,
        **{key: value for key, value in upload.summary.items() if isinstance(value, int)},
    )


def _recorded(item: PlanItem, rows: list[KeyedRow]) -> list[Fault]:
    facts = recorded_facts(item, ((row.row.row, row.key) for row in rows))
    return recorded_faults((row.row for row in rows), facts)


def _must_ask(upload: RosterUpload, found: Difference) -> bool:
    """What was confirmed is applied only as it was shown."""
    if upload.mode:
        return bool(found.digest() != upload.difference["digest"])
    return found.needs_confirmation


def _store(upload: RosterUpload, rows: list[KeyedRow], found: Difference, now: datetime) -> None:
    replaces = upload.mode == UploadMode.REPLACE
    gone = apply_difference(upload, rows, found, withdraw_absent=replaces, now=now)
    if found.added or found.changed:
        request_for_item(item_id=upload.item_id, now=now)
    upload.state = UploadState.APPLIED
    upload.summary["withdrawn"] = gone
    plan = upload.item.plan
    plan.candidate_count = count_candidates(plan)
    plan.save(update_fields=["candidate_count"])


@use_case
def _refuse(*, upload_id: int, refusals: Iterable[Refusal], now: datetime) -> None:
    _finish_refused(lock_upload(upload_id), refusals, now)


def _finish_refused(upload: RosterUpload, refusals: Iterable[Refusal], now: datetime) -> None:
    reasons: list[dict[str, Any]] = [
        {"code": refusal.code, "params": dict(refusal.params), "rule": refusal.rule} for refusal in refusals
    ]
    upload.state, upload.finished_at, upload.refusal = UploadState.REFUSED, now, {"reasons": reasons}
    upload.save(update_fields=["state", "finished_at", "refusal", "attempts"])
    audit.record(
        actor=None,
        action="roster.refused",
        target=upload,
        summary="花名册无法接收",
        at=now,
        codes=[reason["code"] for reason in reasons],
    )


def plan_state_refusal(state: PlanState) -> Refusal:
    """Why the roster of a plan in this state cannot change."""
    why_not = TABLE[PlanAction.EDIT_ROSTER].why_not
    return Refusal("roster_plan_state", {"state": state.label, "why_not": why_not})
