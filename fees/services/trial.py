"""The nightly trial balance, and the alarm when ledger and records do not agree."""

from datetime import datetime

from appraisal.core.queries.sections import finance_section_id
from appraisal.core.rules.jobs import Job
from appraisal.core.services import pulse
from appraisal.core.transactions import use_case
from fees.queries.ledger import Check, trial_balance
from fees.services import letters


class LedgerBroken(RuntimeError):
    """Ledger and records do not agree; the message names what."""


def run_trial_balance(*, now: datetime) -> list[Check]:
    """Compare, and tell the finance section what does not agree.

    Raises `LedgerBroken` then, so that the task fails and its pulse shows no success.
    """
    with pulse.watched(Job.LEDGER) as run:
        checks = trial_balance()
        broken = [check.name for check in checks if not check.agrees]
        run.outcome = {"checks": len(checks), "broken": broken}
        if broken:
            _alarm(names="、".join(broken), now=now)
            raise LedgerBroken(f"{len(broken)} of {len(checks)} do not agree: {', '.join(broken)}")
    return checks


@use_case
def _alarm(*, names: str, now: datetime) -> None:
    letters.write(
        "trial_broken", to=[finance_section_id()], key=f"trial:{now:%Y-%m-%d}", path="/fees/ledger/", now=now,
        names=names,
    )  # fmt: skip
