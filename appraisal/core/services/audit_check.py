"""The nightly check that nobody changed the audit log, and the alarm when somebody did."""

from datetime import datetime

from appraisal.core.models import Pulse
from appraisal.core.queries.audit import ChainReport, stored_hash, verify_chain
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.audit_chain import Break, Head
from appraisal.core.rules.jobs import Job
from appraisal.core.services import notices, pulse
from appraisal.core.transactions import use_case


class AuditBroken(RuntimeError):
    """The audit log is not what it was; the message names the first entry."""


def check_audit(*, known: Head | None = None) -> ChainReport:
    """Compute the whole chain again, and compare with the head that was sound at an earlier time.

    A chain alone does not show that its newest entries were cut off; the remembered head does. `known` is one kept
    outside of the database; without it, the head of the last good check is taken.
    """
    report = verify_chain()
    if report.broken is None:
        remembered = known or remembered_head()
        if remembered.number and stored_hash(remembered.number) != remembered.hash:
            reason = "missing or replaced: it was sound at an earlier check"
            return ChainReport(report.checked, report.head, Break(remembered.number, reason))
    return report


def run_nightly_check(*, now: datetime) -> ChainReport:
    """Check, remember the head, and tell the guidance section about a break.

    Raises `AuditBroken` for a break, so that the task fails and its pulse shows no success.
    """
    with pulse.watched(Job.AUDIT) as run:
        report = check_audit()
        if report.broken is None:
            run.outcome = {"checked": report.checked, "number": report.head.number, "hash": report.head.hash.hex()}
        else:
            # The remembered head stays, also in the outcome of the failure.
            remembered = remembered_head()
            run.outcome = {"broken": report.broken.number, "number": remembered.number, "hash": remembered.hash.hex()}
            _alarm(broken=report.broken, now=now)
            raise AuditBroken(f"entry {report.broken.number} {report.broken.reason}")
    return report


def remembered_head() -> Head:
    """The head of the last good check; number 0 when there was none."""
    outcome = Pulse.objects.filter(pk=Job.AUDIT).values_list("outcome", flat=True).first() or {}
    return Head(outcome.get("number", 0), bytes.fromhex(outcome.get("hash", "")))


@use_case
def _alarm(*, broken: Break, now: datetime) -> None:
    notices.post(
        organisation_ids=[guidance_section_id()],
        subject="操作记录被改动",
        body=f"夜间核对发现：第 {broken.number} 条操作记录与当时写下的不一致，或已缺失。请立即联系系统管理员。",
        key=f"audit-broken:{broken.number}",
        now=now,
        path="/audit/",
        urgent=True,
    )
