"""Reply codes: given with a question, unique among the open ones of a phone, closed with the question."""

import secrets

from appraisal.core.crypto import blind_index
from examiners.models import Invitation, ReplyCode
from examiners.rules.replies import Meaning, fresh_codes
from examiners.rules.states import Question

DRAWS = 400
CODES = 9_000
MEANINGS = {Question.INVITATION: (Meaning.YES, Meaning.NO), Question.CONFIRMATION: (Meaning.CONFIRM,)}
RECENT = 200  # codes of a phone that are not given again at once, so that an old message is not taken for a new one


def give_codes(invitation: Invitation, question: Question) -> None:
    """Give the codes of a question, if it has none yet; the second sending tells the same ones."""
    if invitation.codes.filter(question=question).exists():
        return
    phone_index = blind_index(invitation.examiner.phone)
    known = ReplyCode.objects.filter(phone_index=phone_index).order_by("-pk").values_list("code", flat=True)[:RECENT]
    meanings = MEANINGS[question]
    draws = [secrets.randbelow(CODES) for _ in range(DRAWS)]
    codes = fresh_codes(draws, set(known), len(meanings))
    ReplyCode.objects.bulk_create(
        ReplyCode(invitation=invitation, question=question, meaning=meaning, code=code, phone_index=phone_index)
        for meaning, code in zip(meanings, codes, strict=True)
    )


def close_codes(invitation: Invitation, keep: Question | None) -> None:
    """Close the codes of every question of the invitation but `keep`."""
    invitation.codes.filter(open=True).exclude(question=keep or "").update(open=False)
