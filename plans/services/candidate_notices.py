"""Candidates hear by SMS that their exam has moved 一（二）: one message each, however many of their subjects moved.

The approved request is the queue: it says whether its candidates have been told, the worker writes the messages, and
a sweep finds what a lost call left behind. A message has a key of its own, so that nobody is told twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from appraisal.core.rules.enums import LEVEL_LABELS
from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.sms_texts import RenderedText
from appraisal.core.services.sms import queue_sms
from appraisal.core.services.sms_texts import render
from appraisal.core.transactions import use_case
from plans.models import Candidate, ChangeRequest
from plans.queries.change_lines import ShownLine, lines_of
from plans.rules.change_enums import ChangeState
from plans.rules.changes import COLUMN_OF
from plans.rules.enums import CandidateState

PURPOSE = "plans.change"


def untold_changes() -> list[int]:
    """Keys of approved requests whose candidates have not been told yet, oldest first."""
    rows = ChangeRequest.objects.filter(state=ChangeState.APPROVED, candidates_told_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@use_case
def tell_candidates(*, change_id: int, now: datetime) -> bool:
    """Queue the messages of one approved request; whether it was this call that did."""
    rows = ChangeRequest.objects.filter(pk=change_id, state=ChangeState.APPROVED, candidates_told_at=None)
    change = rows.select_related("plan__institute").select_for_update(skip_locked=True, of=("self",)).first()
    if change is None:
        return False
    texts = _Texts(change, lines_of(change))
    for candidate in _sitters(change, texts.by_item):
        text = texts.for_candidate(candidate)
        if text is not None and read_mobile(candidate.phone) is not None:
            queue_sms(
                to=candidate.phone, text=text, purpose=PURPOSE, reference=f"change:{change.pk}",
                key=f"change:{change.pk}:{candidate.pk}", now=now, organisation_id=change.plan.district_id,
            )  # fmt: skip
    change.candidates_told_at = now
    change.save(update_fields=["candidates_told_at"])
    return True


class _Texts:
    """The text for each item and set of subjects, rendered once."""

    def __init__(self, change: ChangeRequest, lines: Iterable[ShownLine]) -> None:
        self.change = change
        self.by_item: dict[int, list[ShownLine]] = defaultdict(list)
        for line in lines:
            self.by_item[line.line.sitting.item_id].append(line)
        self._rendered: dict[tuple[int, tuple[int, ...]], RenderedText] = {}

    def for_candidate(self, candidate: Candidate) -> RenderedText | None:
        """What he is told; None when he sits none of the moved subjects."""
        lines = [
            line for line in self.by_item[candidate.item_id] if getattr(candidate, COLUMN_OF[line.line.sitting.subject])
        ]
        if not lines:
            return None
        key = candidate.item_id, tuple(line.line.pk for line in lines)
        if key not in self._rendered:
            self._rendered[key] = self._render(lines)
        return self._rendered[key]

    def _render(self, lines: list[ShownLine]) -> RenderedText:
        level = lines[0].line.sitting.item.occupation_level
        return render(
            "PLAN_CHANGE",
            occupation=level.occupation.name,
            level=LEVEL_LABELS[level.level],
            changes="；".join(line.short() for line in lines),
            institute=self.change.plan.institute.short_name,
        )


def _sitters(change: ChangeRequest, items: Iterable[int]) -> Iterable[Candidate]:
    rows = Candidate.objects.filter(plan=change.plan_id, item__in=list(items)).exclude(state=CandidateState.WITHDRAWN)
    columns = ("item_id", "phone", *COLUMN_OF.values())
    found: Iterable[Candidate] = rows.order_by("pk").only(*columns)
    return found
