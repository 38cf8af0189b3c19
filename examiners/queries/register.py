"""The register for pages: a list that can be narrowed, one examiner with all that belongs to him."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from appraisal.core.crypto import blind_index
from appraisal.core.models import Organisation
from appraisal.core.queries.search import named_like
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import clean_number, read_mobile
from appraisal.core.rules.roles import Actor
from examiners.models import Examiner, ExaminerChange, PreferredDistrict, Qualification, Recusal, UnavailableDay
from examiners.models.examiner import registered_by
from examiners.rules.enums import ChangeState, ExaminerGrade

ORDERS = {"name": ("name_key", "pk"), "number": ("number",), "changed": ("-changed_at", "-pk")}
# What a list may be narrowed to: examiners with something to be put right.
STATES = {
    "active": "在聘",
    "ending": "证卡 60 天内到期",
    "expired": "没有有效证卡",
    "no_card": "没有银行卡",
    "no_wishes": "没有选意愿区县",
    "inactive": "已停聘",
    "all": "全部",
}


@dataclass(frozen=True, slots=True)
class RegisterFilters:
    """What the list is narrowed to; empty means all. `personal`: a whole phone or ID number."""

    text: str = ""
    personal: str = ""
    occupation_id: int | None = None
    grade: str = ""
    district_id: int | None = None
    state: str = "active"


def examiners(actor: Actor, filters: RegisterFilters, today: date) -> QuerySet[Examiner]:
    """The examiners that the actor sees who match, with their cards in force as `cards` and wishes as `wishes`."""
    rows = Examiner.objects.visible_to(actor).filter(_named(filters.text), _numbered(filters.personal))
    rows = rows.filter(_in_state(filters.state, today))
    if filters.occupation_id or filters.grade:
        narrowed = {"occupation_id": filters.occupation_id, "grade": filters.grade}
        wanted = {field: value for field, value in narrowed.items() if value}
        rows = rows.filter(Exists(_cards(today).filter(examiner=OuterRef("pk"), **wanted)))
    if filters.district_id:
        wishes = PreferredDistrict.objects.filter(examiner=OuterRef("pk"), district_id=filters.district_id)
        rows = rows.filter(Exists(wishes))
    return rows.select_related("registered_in").prefetch_related(
        Prefetch("qualifications", _cards(today).select_related("occupation"), to_attr="cards"),
        Prefetch("preferences", PreferredDistrict.objects.select_related("district"), to_attr="wishes"),
    )


def visible_examiner(actor: Actor, number: str) -> Examiner:
    """The examiner with this number, if the actor sees him. Raises `Examiner.DoesNotExist`."""
    rows = Examiner.objects.visible_to(actor).select_related("registered_in", "residence", "user")
    found: Examiner = rows.get(number=number)
    return found


def own_entry(actor: Actor) -> Examiner | None:
    """The examiner that the actor is."""
    rows = Examiner.objects.visible_to(actor).filter(user_id=actor.user_id).select_related("registered_in", "residence")
    found: Examiner | None = rows.first()
    return found


def keeps(actor: Actor, examiner: Examiner) -> bool:
    """Whether the actor keeps the entry: he may change it and see its numbers."""
    return Examiner.objects.filter(registered_by(actor), pk=examiner.pk).exists()


@dataclass(frozen=True)
class Entry:
    """All that belongs to an examiner."""

    examiner: Examiner
    cards: list[Qualification]
    wishes: list[PreferredDistrict]
    absences: list[UnavailableDay]
    recusals: list[Recusal]
    changes: list[ExaminerChange]
    ending: frozenset[int]

    @property
    def waiting(self) -> list[ExaminerChange]:
        return [change for change in self.changes if change.state == ChangeState.WAITING]

    @property
    def missing(self) -> list[str]:
        """What the slide asks every examiner to keep ready, and is not there 三."""
        asked = {
            "5 个执评意愿区县": self.wishes,
            "北京银行卡号": self.examiner.bank_card,
            "手机号码": self.examiner.phone,
            "身份证号": self.examiner.id_number,
        }
        return [what for what, given in asked.items() if not given]


def entry_of(examiner: Examiner, today: date) -> Entry:
    """Everything about one examiner that is seen: five queries."""
    cards = list(examiner.qualifications.select_related("occupation").order_by("occupation__name_key", "-valid_from"))
    soon = today + timedelta(days=max(settings.KAOWU["CARD_REMINDER_DAYS"]))
    return Entry(
        examiner=examiner,
        cards=cards,
        wishes=list(examiner.preferences.select_related("district")),
        absences=list(examiner.unavailable_days.filter(ends_on__gte=today)),
        recusals=list(examiner.recusals.filter(ended_at=None).select_related("institute")),
        changes=list(examiner.changes.order_by("-pk")[:10]),
        ending=frozenset(card.pk for card in cards if card.withdrawn_at is None and today <= card.valid_until <= soon),
    )


def waiting_changes(actor: Actor) -> QuerySet[ExaminerChange]:
    """Changes that wait for the actor's confirmation, oldest first."""
    rows = ExaminerChange.objects.visible_to(actor).filter(state=ChangeState.WAITING)
    return rows.select_related("examiner__registered_in").order_by("pk")


def centres() -> list[Organisation]:
    """The district centres in use, by name: what an examiner chooses among."""
    return list(Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True).order_by("name_key"))


def grades_for(level: int) -> list[ExaminerGrade]:
    """The grades that may judge a level."""
    return [grade for grade in ExaminerGrade if grade.highest_level <= level]


def _cards(today: date) -> QuerySet[Qualification]:
    return Qualification.objects.filter(withdrawn_at=None, valid_until__gte=today)


def _named(text: str) -> Q:
    text = text.strip()
    return named_like(text, codes=("number",)) | Q(employer__icontains=text) if text else Q()


def _numbered(number: str) -> Q:
    """A whole phone or ID number is looked up by its blind index; anything else finds nobody."""
    if not number.strip():
        return Q()
    if mobile := read_mobile(number):
        return Q(phone_index=blind_index(mobile))
    return Q(id_index=blind_index(clean_number(number)))


def _in_state(state: str, today: date) -> Q:
    valid = _cards(today).filter(examiner=OuterRef("pk"))
    soon = today + timedelta(days=max(settings.KAOWU["CARD_REMINDER_DAYS"]))
    match state:
        case "inactive":
            return Q(active=False)
        case "all":
            return Q()
        case "ending":
            return Q(Exists(valid.filter(valid_until__lte=soon)), active=True)
        case "expired":
            return Q(~Exists(valid), active=True)
        case "no_card":
            return Q(bank_card_index=None, active=True)
        case "no_wishes":
            return Q(~Exists(PreferredDistrict.objects.filter(examiner=OuterRef("pk"))), active=True)
        case _:
            return Q(active=True)
