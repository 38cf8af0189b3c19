"""Which kind of room a sitting needs 一（三）, 二（一）."""

import pytest

from appraisal.core.rules.enums import PracticalMode, ReviewMode, Subject
from plans.rules.seating_enums import RoomKind, kind_needed


@pytest.mark.parametrize(
    ("subject", "computer_based", "practical", "review", "kind"),
    [
        (Subject.THEORY, True, None, None, RoomKind.COMPUTER),
        (Subject.THEORY, False, None, None, RoomKind.PAPER),
        (Subject.PRACTICAL, True, PracticalMode.HANDS_ON, None, RoomKind.WORKSHOP),
        (Subject.PRACTICAL, True, PracticalMode.WRITTEN, None, RoomKind.PAPER),
        (Subject.REVIEW, True, None, ReviewMode.ORAL_DEFENCE, RoomKind.REVIEW),
        (Subject.REVIEW, True, None, ReviewMode.WRITTEN, RoomKind.PAPER),
    ],
)
def test_the_kind_of_room_follows_from_subject_and_mode(subject, computer_based, practical, review, kind):
    assert kind_needed(subject, computer_based=computer_based, practical=practical, review=review) is kind
