"""Stored words of rooms and seats with their Chinese terms."""

from appraisal.core.rules.enums import LabelledEnum, PracticalMode, ReviewMode, Subject


class RoomKind(LabelledEnum):
    """What a room is for."""

    PAPER = "PAPER", "笔答考场"
    COMPUTER = "COMPUTER", "上机考场"
    WORKSHOP = "WORKSHOP", "实操工位"
    REVIEW = "REVIEW", "评审室"


class SpecialNeed(LabelledEnum):
    """What a candidate needs before everybody else is seated."""

    FRONT = "FRONT", "前排座位"
    ACCESSIBLE = "ACCESSIBLE", "无障碍考场"


# One place of a room of this kind, in words.
PLACE_WORDS = {
    RoomKind.PAPER: "座位",
    RoomKind.COMPUTER: "机位",
    RoomKind.WORKSHOP: "工位",
    RoomKind.REVIEW: "答辩席",
}


def kind_needed(
    subject: Subject,
    *,
    computer_based: bool,
    practical: PracticalMode | None = None,
    review: ReviewMode | None = None,
) -> RoomKind:
    """The kind of room that a sitting needs 一（三）, 二（一）.

    `computer_based` is the level's, `practical` and `review` the modes in force when the plan was filed.
    """
    match subject:
        case Subject.THEORY:
            return RoomKind.COMPUTER if computer_based else RoomKind.PAPER
        case Subject.PRACTICAL:
            return RoomKind.PAPER if practical is PracticalMode.WRITTEN else RoomKind.WORKSHOP
        case _:
            return RoomKind.PAPER if review is ReviewMode.WRITTEN else RoomKind.REVIEW
