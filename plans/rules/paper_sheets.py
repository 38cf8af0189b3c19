"""What stands on the papers of a plan, as plain values: a template prints it, a fingerprint of it makes the version.

Whoever can fill one of these can have it printed. Document numbers that hang on a wall come here masked.
"""

from dataclasses import dataclass, field
from typing import Any

from appraisal.core.rules.papers import PaperKind

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One paper. `facts` are printed in its head, `public` stands on its verification page."""

    title: str
    facts: Pairs = ()
    public: Pairs = ()

    def as_content(self) -> dict[str, Any]:
        """For the template and the fingerprint."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


def _plain(value: Any) -> Any:
    """As `dataclasses.asdict` has it, without its copies: nothing here can change, and sheets come by the thousand."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    names = getattr(value, "__dataclass_fields__", None)
    return {name: _plain(getattr(value, name)) for name in names} if names else value


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where a candidate sits one subject."""

    subject: str
    day: str
    time: str
    room: str
    place: str  # "座位 05"
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSheet(Sheet):
    """准考证: it is the candidate's own, so his document number stands there whole."""

    number: str
    name: str
    sex: str
    document_type: str
    document: str
    item: str
    institute: str
    appointments: tuple[Appointment, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitter:
    """A candidate in a room. `document` is masked."""

    seat: str
    row: int
    column: int
    ticket: str
    name: str
    sex: str
    document: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSheet(Sheet):
    """A room in use: the chart, the door and the sign-in sheet show it in three ways.

    `places`: every position with a place, `(row, column, number)`, free ones too. `facing`: what row 1 is next to.
    """

    plan: str
    institute: str
    subject: str
    number: str
    room: str
    address: str
    day: str
    time: str
    batch: str
    place_word: str
    facing: str
    rows: int
    columns: int
    places: tuple[tuple[int, int, str], ...]
    items: tuple[str, ...]
    sitters: tuple[Sitter, ...]
    watchers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of the team (考评组)."""

    name: str
    role: str  # 组长 or 组员
    card: str = ""


@dataclass(frozen=True, slots=True)
class Performer:
    """A candidate of a practical as the team scores him."""

    ticket: str
    name: str
    sex: str
    document: str
    place: str
    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRosterSheet(Sheet):
    """操作技能成绩花名册: filled in and signed by the team, sealed, the seal signed again 三."""

    people: tuple[Performer, ...]
    team: tuple[TeamMember, ...] = ()
    team_lines: int = 3  # lines to sign while the team is not known
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySheetForm(Sheet):
    """执评情况表: who came, for how many half-days, what was found 三."""

    people: int
    team: tuple[TeamMember, ...] = ()
    team_lines: int = 3
    most_half_days: int = 2


@dataclass(frozen=True, slots=True)
class FormItem:
    """An occupation and level in the plan form."""

    name: str
    candidates: str
    modes: str
    committee: str


@dataclass(frozen=True, slots=True)
class FormSitting:
    """A sitting in the plan form."""

    subject: str
    item: str
    day: str
    time: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm(Sheet):
    """鉴定申请表 (专场, 技师考评) or 鉴定计划表 (统考)."""

    items: tuple[FormItem, ...]
    sittings: tuple[FormSitting, ...]
    proofs: tuple[str, ...]
    note: str
    history: Pairs = field(default=())


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A candidate as the public notice shows him: the number was masked when the notice was made."""

    name: str
    document: str
    item: str
    employer: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSheet(Sheet):
    """公示."""

    opens: str
    closes: str
    address: str
    lines: tuple[NoticeLine, ...]
    organisation: str


def masked_name(name: str) -> str:
    """王＊ for everybody's eyes: the family name, and how long the rest is."""
    return name[:1] + "＊" * max(len(name) - 1, 0)


TEMPLATES = {kind: f"{kind.lower()}.typ" for kind in PaperKind}
