"""What filing looks at: a plan, its items and sittings, and the settings of filing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from appraisal.core.rules.deadlines import BY_CIVIL_CODE, Counting
from appraisal.core.rules.enums import Subject
from plans.rules.enums import PlanKind, ProofKind, SpecialCategory
from plans.rules.obligations import OBLIGATIONS, Table
from plans.rules.owing import DeadlineInForce


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A practical site as it stands today."""

    name: str
    is_confirmed: bool
    occupation_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class SittingFacts:
    """One subject of an item."""

    subject: Subject
    date: date
    place: str = ""
    site: SiteFacts | None = None


@dataclass(frozen=True, slots=True)
class LicenceFacts:
    """One period for which the item is licensed; `valid_until=None` is without end."""

    document_number: str
    valid_from: date
    valid_until: date | None

    def covers(self, day: date) -> bool:
        """Whether the licence holds on `day`."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An occupation and level of the plan. `in_session` is whether its session is held for it."""

    label: str
    level: int
    occupation_id: int
    licences: tuple[LicenceFacts, ...]
    has_practical_mode: bool
    has_review_mode: bool
    in_session: bool = True
    sittings: tuple[SittingFacts, ...] = ()

    def sitting(self, subject: Subject) -> SittingFacts | None:
        """Its sitting of one subject."""
        return next((sitting for sitting in self.sittings if sitting.subject is subject), None)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """The session a plan is executed in; a subject without a date leaves it to the institute."""

    name: str
    is_published: bool
    dates: Mapping[Subject, date]


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """A plan as far as filing looks at it. `deadline`: until when it can be filed; `None` while it has no date."""

    kind: PlanKind
    category: SpecialCategory | None
    proofs: frozenset[ProofKind]
    session: SessionFacts | None
    items: tuple[ItemFacts, ...]
    deadline: DeadlineInForce | None = None


@dataclass(frozen=True)
class FilingPolicy:
    """The settings of filing. Kinds without an entry in `levels` take every level."""

    levels: Mapping[PlanKind, frozenset[int]] = field(default_factory=dict)
    kinds_without_review: frozenset[PlanKind] = frozenset()
    returned_grace: int = 2
    months_ahead: int = 24
    counting: Counting = BY_CIVIL_CODE
    table: Table = field(default_factory=lambda: OBLIGATIONS)


@dataclass(frozen=True, slots=True)
class ItemRoster:
    """How far an item's roster is: candidates stored, and uploads still being checked or to be confirmed."""

    label: str
    candidates: int
    unfinished_uploads: int = 0
