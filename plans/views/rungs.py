"""A plan's obligations as its page shows them: each with what is left of it."""

from dataclasses import dataclass
from datetime import date

from plans.queries.obligations import Shown
from plans.rules.enums import ObligationState


@dataclass(frozen=True, slots=True)
class Rung:
    """One obligation. `slack` counts working days left after today."""

    shown: Shown
    slack: int
    is_late: bool

    @property
    def tone(self) -> str:
        """Its class in the ladder."""
        tones = {ObligationState.MET: "is-met", ObligationState.MISSED: "is-late", ObligationState.CLOSED: "is-closed"}
        if self.is_late:
            return "is-late"
        return tones.get(ObligationState(self.shown.record.state), "is-soon" if self.slack <= SOON else "")


SOON = 3  # working days left from which a rung is marked


def rungs_of(obligations: list[Shown], today: date) -> list[Rung]:
    """The ladder of a plan, earliest first."""
    return [
        Rung(
            shown=shown,
            slack=shown.deadline.slack(today),
            is_late=shown.row.is_duty and shown.record.state == ObligationState.OPEN and shown.record.last_day < today,
        )
        for shown in obligations
    ]
