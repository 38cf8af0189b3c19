"""The questions of a phone, open ones first: what a reply may answer."""

from dataclasses import dataclass
from itertools import groupby

from examiners.models import ReplyCode
from examiners.rules.replies import Meaning, OpenQuestion
from examiners.rules.states import InvitationState, Question

MOST_CODES = 60  # of a phone, newest first: older questions are answered as unknown


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with where it belongs. `question.key` is the invitation; `state` was read without a lock."""

    question: OpenQuestion
    dispatch_id: int
    examiner_id: int
    state: InvitationState


def questions_of(phone_index: bytes) -> list[Asked]:
    """The questions put to a phone, open ones before closed ones, newest first. One query."""
    rows = (
        ReplyCode.objects.filter(phone_index=phone_index)
        .select_related(
            "invitation__dispatch__request__sitting__item__occupation_level__occupation",
        )
        .order_by("-invitation_id", "question", "pk")[:MOST_CODES]
    )
    asked = [_asked(list(codes)) for _, codes in groupby(rows, key=lambda code: (code.invitation_id, code.question))]
    return sorted(asked, key=lambda one: one.question.closed)


def _asked(codes: list[ReplyCode]) -> Asked:
    first, invitation = codes[0], codes[0].invitation
    by_meaning = {code.meaning: code.code for code in codes}
    occupation = invitation.dispatch.request.sitting.item.occupation_level.occupation
    question = OpenQuestion(
        key=invitation.pk,
        kind=Question(first.question),
        yes_code=by_meaning.get(Meaning.YES) or by_meaning.get(Meaning.CONFIRM, ""),
        no_code=by_meaning.get(Meaning.NO, ""),
        label=f"{invitation.day.month}月{invitation.day.day}日{occupation.name}",
        closed=not first.open,
    )
    return Asked(question, invitation.dispatch_id, invitation.examiner_id, InvitationState(invitation.state))
