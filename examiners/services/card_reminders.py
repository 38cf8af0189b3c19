"""Reminders before an examiner's card ends: to the keeper of his entry; he himself sees it on his pages.

What is due is a row with a date, found by a partial index: run twice, late, or killed, each reminder goes out once.
"""

from datetime import datetime

from appraisal.core.clock import today
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from appraisal.core.transactions import use_case
from examiners.models import Qualification
from examiners.services.qualifications import plan_reminder

BATCH = 200


def remind_of_cards(*, now: datetime) -> int:
    """Send everything that is due; returns how many reminders went out."""
    sent = 0
    while done := remind_batch(now=now):
        sent += done
    return sent


@use_case
def remind_batch(*, now: datetime, size: int = BATCH) -> int:
    """At most `size` reminders in one transaction; rows that another worker holds are left to it."""
    rows = Qualification.objects.filter(next_reminder_on__lte=today(now)).order_by("next_reminder_on", "pk")
    rows = rows.select_related("examiner", "occupation").select_for_update(skip_locked=True, of=("self",))
    due = list(rows[:size])
    for card in due:
        if card.withdrawn_at is None and card.examiner.active and card.valid_until >= today(now):
            _remind(card, now)
        plan_reminder(card, now)
        card.save(update_fields=["next_reminder_on"])
    return len(due)


def _remind(card: Qualification, now: datetime) -> None:
    examiner = card.examiner
    left = (card.valid_until - today(now)).days
    notices.post(
        organisation_ids=[examiner.registered_in_id or guidance_section_id()],
        role=Role.DISTRICT_OFFICER if examiner.registered_in_id else Role.GUIDANCE_OFFICER,
        subject=f"考评员证卡还有 {left} 天到期：{examiner.number} {examiner.name}",
        body=f"{card.occupation.name}{card.get_grade_display()}证卡 {card.card_number} 有效期至 {card.valid_until}，"
        "到期以后不再派遣。换证后请录入新证卡。",
        key=f"card-ends:{card.pk}:{card.valid_until}:{left}",
        now=now,
        path=f"/examiners/{examiner.number}/",
    )
