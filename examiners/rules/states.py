"""The two tables of a dispatch 三: the life of the dispatch itself, and the life of one invitation.

Buttons, refusals and the conversation with the examiners all come from these tables.
"""

from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.roles import Role


class DispatchState(LabelledEnum):
    """States of a dispatch: one request for examiners, from the demand to the team."""

    WAITING = "WAITING", "待派遣"
    ASKING = "ASKING", "派遣中"
    SHORT = "SHORT", "人选不足"
    FORMED = "FORMED", "考评组已组建"
    CANCELLED = "CANCELLED", "已撤销"
    LAPSED = "LAPSED", "未组成"


class InvitationState(LabelledEnum):
    """States of one examiner's part in a dispatch."""

    INVITED = "INVITED", "等待答复"
    ACCEPTED = "ACCEPTED", "能参加，等待确认"
    CONFIRMED = "CONFIRMED", "已确认"
    RESERVE = "RESERVE", "满员，候补"
    DECLINED = "DECLINED", "不能参加"
    TIMED_OUT = "TIMED_OUT", "未答复"
    DROPPED = "DROPPED", "未确认"
    UNREACHED = "UNREACHED", "短信未送达"
    WITHDRAWN = "WITHDRAWN", "已退出"
    CANCELLED = "CANCELLED", "已撤销"


class Question(LabelledEnum):
    """What an examiner is asked by short message."""

    INVITATION = "INVITATION", "邀请"
    CONFIRMATION = "CONFIRMATION", "确认"


class MessageKind(LabelledEnum):
    """Short messages of a dispatch. The first six are the slides'; the rest answer what the slides leave open."""

    INVITATION = "INVITATION", "第一条：邀请"
    CONFIRMATION = "CONFIRMATION", "第二条：确认"
    TEAM = "TEAM", "第三条：考评组组建"
    WRONG_CODE = "WRONG_CODE", "错误代码"
    CANCELLATION = "CANCELLATION", "撤销"
    FULL = "FULL", "满员"
    NOTED = "NOTED", "已收到"
    LATE = "LATE", "已超时"
    CHOICES = "CHOICES", "请按代码回复"


QUESTION_OF: Final = {
    InvitationState.INVITED: Question.INVITATION,
    InvitationState.ACCEPTED: Question.CONFIRMATION,
}
SENT_FOR: Final = {
    Question.INVITATION: MessageKind.INVITATION,
    Question.CONFIRMATION: MessageKind.CONFIRMATION,
}
# Who holds one of the seats. Never more of them than seats: a trigger in the database says so, too.
SEATED: Final = frozenset({InvitationState.ACCEPTED, InvitationState.CONFIRMED})
# Who is bound on that day: asked and not yet out of it.
ENGAGED: Final = SEATED | {InvitationState.INVITED}
OUT: Final = frozenset(
    {InvitationState.DECLINED, InvitationState.TIMED_OUT, InvitationState.DROPPED, InvitationState.UNREACHED}
)
# Whose day is still open in his own eyes: they hear of a cancellation.
TOLD_OF_CANCELLATION: Final = ENGAGED | {InvitationState.RESERVE, InvitationState.TIMED_OUT, InvitationState.DROPPED}

RUNNING: Final = frozenset({DispatchState.ASKING, DispatchState.SHORT})
OPEN: Final = RUNNING | {DispatchState.WAITING}
ALIVE: Final = OPEN | {DispatchState.FORMED}


class DispatchAction(LabelledEnum):
    """What can be done to a dispatch."""

    START = "START", "开始派遣"
    ASK_NOW = "ASK_NOW", "立即发下一批"
    WITHDRAW = "WITHDRAW", "考评员退出"
    APPOINT = "APPOINT", "手动派遣"
    APPROVE = "APPROVE", "复核手动派遣"
    CANCEL = "CANCEL", "撤销派遣"


@dataclass(frozen=True, slots=True)
class Permitted:
    """One row of the table: in which states, by whom, and the words when it is impossible."""

    action: DispatchAction
    sources: frozenset[DispatchState]
    roles: frozenset[Role]
    needs_reason: bool = False
    why_not: str = ""


_DISTRICT: Final = frozenset({Role.DISTRICT_OFFICER})
_DISPATCHERS: Final = _DISTRICT | {Role.GUIDANCE_OFFICER}

PERMITTED: Final = (
    Permitted(
        DispatchAction.START, frozenset({DispatchState.WAITING}), _DISPATCHERS, why_not="只有待派遣的需求可以开始派遣"
    ),
    Permitted(DispatchAction.ASK_NOW, RUNNING, _DISPATCHERS, why_not="只有派遣中、人数未齐的场次可以再发一批"),
    Permitted(
        DispatchAction.WITHDRAW,
        RUNNING | {DispatchState.FORMED},
        _DISPATCHERS,
        needs_reason=True,
        why_not="派遣开始以后、结束以前才有考评员退出",
    ),
    Permitted(DispatchAction.APPOINT, OPEN, _DISPATCHERS, needs_reason=True, why_not="人数已齐或派遣已经结束"),
    Permitted(DispatchAction.APPROVE, OPEN, _DISPATCHERS, why_not="人数已齐或派遣已经结束"),
    Permitted(DispatchAction.CANCEL, ALIVE, _DISPATCHERS, needs_reason=True, why_not="派遣已经结束"),
)
TABLE: Final = {row.action: row for row in PERMITTED}


def is_possible(action: DispatchAction, state: DispatchState) -> bool:
    """Whether the table has the action in this state."""
    return state in TABLE[action].sources


class TimerKind(LabelledEnum):
    """What a timer waits for."""

    ANSWER = "ANSWER", "等待答复"
    WAVE = "WAVE", "发下一批"
    DAY = "DAY", "到达考评日"


class AnswerKind(LabelledEnum):
    """What became of a text that came in."""

    UNDERSTOOD = "UNDERSTOOD", "已识别"
    AMBIGUOUS = "AMBIGUOUS", "有歧义"
    UNREAD = "UNREAD", "代码有误"
    STRANGER = "STRANGER", "不是考评员"


class ManualState(LabelledEnum):
    """A proposal of manual dispatch, which a second person decides."""

    PROPOSED = "PROPOSED", "待复核"
    APPROVED = "APPROVED", "已复核"
    REFUSED = "REFUSED", "未通过"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class DispatchWork(LabelledEnum):
    """What dispatch brings to the work list."""

    START = "START", "开始派遣考评员"
    FILL = "FILL", "考评员人选不足，手动派遣"
    HURRY = "HURRY", "考评组逾期未齐"
    APPROVE = "APPROVE", "复核手动派遣"
    AWAIT_APPROVAL = "AWAIT_APPROVAL", "手动派遣待另一人复核"
