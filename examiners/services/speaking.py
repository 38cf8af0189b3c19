"""What a dispatch says by short message: the text of each kind with its blanks filled, queued as part of an action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appraisal.core.models import InboundSms, SmsMessage
from appraisal.core.rules.enums import LEVEL_LABELS
from appraisal.core.rules.sms_texts import RenderedText
from appraisal.core.services.sms import queue_sms
from appraisal.core.services.sms_texts import render
from examiners.models import Dispatch, DispatchMessage, Invitation
from examiners.queries.teams import members_of
from examiners.rules.replies import Meaning
from examiners.rules.states import MessageKind, Question

QUESTIONS = {MessageKind.INVITATION: Question.INVITATION, MessageKind.CONFIRMATION: Question.CONFIRMATION}
# 1 goes first: who has just answered is waiting, an invitation can stand behind.
PRIORITY = {MessageKind.INVITATION: 5, MessageKind.TEAM: 2}
ANSWERING = 3


@dataclass(frozen=True)
class Spoken:
    """What one message of a dispatch is about. `reply_to`: the text that it answers, if it does."""

    dispatch: Dispatch
    invitation: Invitation
    kind: MessageKind
    now: datetime
    reply_to: InboundSms | None = None

    @property
    def copy(self) -> int:
        return self.invitation.copies if self.kind in QUESTIONS else 1

    @property
    def key(self) -> str:
        """Happens once: per sending of a question, per version of the team, otherwise per text answered."""
        if self.kind in QUESTIONS:
            number = self.invitation.confirmations if self.kind == MessageKind.CONFIRMATION else self.copy
        elif self.kind == MessageKind.TEAM:
            number = self.dispatch.version
        elif self.reply_to:
            number = f"reply:{self.reply_to.pk}"
        else:  # who was taken out and came back is called off a second time
            number = self.invitation.messages.filter(kind=self.kind, reply_to=None).count()
        return f"examiners:{self.invitation.pk}:{self.kind}:{number}"


def speak(spoken: Spoken) -> SmsMessage:
    """Queue one message of a locked dispatch and note it. A question is watched until it is closed."""
    is_answer = spoken.reply_to is not None and spoken.kind != MessageKind.TEAM
    message = queue_sms(
        to=spoken.invitation.examiner.phone,
        text=BLANKS[spoken.kind](spoken),
        purpose=f"examiners.{spoken.kind.lower()}",
        reference=f"invitation:{spoken.invitation.pk}",
        key=spoken.key,
        now=spoken.now,
        organisation_id=spoken.dispatch.district_id,
        priority=PRIORITY.get(spoken.kind, ANSWERING),
        at_any_hour=is_answer,
    )
    line = DispatchMessage(
        message=message,
        dispatch=spoken.dispatch,
        invitation=spoken.invitation,
        kind=spoken.kind,
        copy=spoken.copy,
        reply_to=spoken.reply_to,
        watched=spoken.kind in QUESTIONS,
        queued_at=spoken.now,
    )
    DispatchMessage.objects.bulk_create([line], ignore_conflicts=True)  # noted once, as it is sent once
    return message


def level_word(level: int) -> str:
    """四级: the slides' text says 等级 after it."""
    return LEVEL_LABELS[level].partition("（")[0]


def _job(spoken: Spoken) -> dict[str, Any]:
    level = spoken.dispatch.request.sitting.item.occupation_level
    return {"occupation": level.occupation.name, "level": level_word(level.level), "date": spoken.dispatch.day}


def _district_contact(spoken: Spoken) -> dict[str, str]:
    """（区县）: the invitation names the district's contact; the site's while the district has entered none."""
    district = spoken.dispatch.district
    if not district.contact_phone:
        return _site_contact(spoken)
    return {"contact": district.contact_name or district.short_name, "phone": district.contact_phone}


def _site_contact(spoken: Spoken) -> dict[str, str]:
    """（考点）: the confirmation names the site's contact."""
    request = spoken.dispatch.request
    return {"contact": request.contact_name, "phone": request.contact_phone}


def _code(spoken: Spoken, meaning: Meaning) -> str:
    codes = spoken.invitation.codes.filter(meaning=meaning).order_by("-pk")
    return str(codes.values_list("code", flat=True)[0])


def _invitation(spoken: Spoken) -> RenderedText:
    codes = {"yes": _code(spoken, Meaning.YES), "no": _code(spoken, Meaning.NO)}
    return render("INVITATION", **_job(spoken), **codes, **_district_contact(spoken))


def _confirmation(spoken: Spoken) -> RenderedText:
    code = _code(spoken, Meaning.CONFIRM)
    return render("CONFIRMATION", **_job(spoken), yes=code, **_site_contact(spoken))


def _team(spoken: Spoken) -> RenderedText:
    leader, *others = members_of(spoken.dispatch)
    members = "".join(f"{one.name}，{one.phone}；" for one in others)
    return render("TEAM", **_job(spoken), leader=leader.name, leader_phone=leader.phone, members=members or "无")


def _cancellation(spoken: Spoken) -> RenderedText:
    return render("CANCELLATION", **_job(spoken), place=spoken.dispatch.place)


def _late(spoken: Spoken) -> RenderedText:
    return render("LATE", **_district_contact(spoken))


BLANKS: dict[MessageKind, Callable[[Spoken], RenderedText]] = {
    MessageKind.INVITATION: _invitation,
    MessageKind.CONFIRMATION: _confirmation,
    MessageKind.TEAM: _team,
    MessageKind.CANCELLATION: _cancellation,
    MessageKind.LATE: _late,
    MessageKind.FULL: lambda _: render("FULL"),
    MessageKind.NOTED: lambda _: render("NOTED"),
}
