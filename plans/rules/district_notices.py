"""The notice to a district before an exam that moves there 一（二）: until when, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.refusals import Refusal
from plans.rules.change_enums import TellingManner
from plans.rules.changes import RULE

LONGEST_NOTE: Final = 200


class NoticeState(LabelledEnum):
    """Where a notice to a district stands."""

    OWED = "OWED", "待通知"
    TOLD = "TOLD", "已通知"
    RECEIVED = "RECEIVED", "区县已确认"
    MISSED = "MISSED", "考前未通知"
    VOID = "VOID", "不再需要"


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """A notice as the rules look at it. `due_at`: the beginning of the exam day."""

    state: NoticeState
    due_at: datetime

    @property
    def words(self) -> str:
        return self.state.label


def telling_refusals(
    standing: NoticeStanding, *, manner: TellingManner | None, note: str, now: datetime
) -> tuple[Refusal, ...]:
    """Every reason why the notice cannot be given (or recorded) at `now`."""
    found = []
    if standing.state is NoticeState.MISSED or (standing.state is NoticeState.OWED and now >= standing.due_at):
        found.append(Refusal("notice_late", rule=RULE))
    elif standing.state is not NoticeState.OWED:
        found.append(Refusal("notice_not_open", {"state": standing.words}, rule=RULE))
    if manner is None:
        found.append(Refusal("missing", {"what": "通知方式"}, rule=RULE, field="manner"))
    elif manner is not TellingManner.PORTAL and not note.strip():
        found.append(Refusal("notice_note_missing", rule=RULE, field="note"))
    if len(note) > LONGEST_NOTE:
        size = {"what": "说明", "found": len(note), "limit": LONGEST_NOTE}
        found.append(Refusal("too_long", size, field="note"))
    return tuple(found)
