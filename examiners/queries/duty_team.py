"""Who is on the duty sheet of a practical: the team that was dispatched."""

from dataclasses import dataclass

from plans.models import Sitting


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One member of the team."""

    examiner_id: int
    name: str
    is_leader: bool


def team_members(sitting: Sitting) -> tuple[TeamMember, ...]:
    """The team of a practical, the leader first; empty while it is not complete."""
    return ()
