"""What the plans of the demo city stand on: organisations, people, catalogue, modes, licences, sites, sessions.

Each step leaves alone what is there already, so that seeding an old city again adds only what is new.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from appraisal.config.demo.cast import (
    COMMITTEES,
    GUIDANCE,
    INSTITUTES,
    PASSWORD,
    PEOPLE,
    RE_REVIEWED,
    UNMAINTAINED,
    WRITTEN_PRACTICALS,
    SampleInstitute,
    SamplePerson,
)
from appraisal.config.demo.papers import proof_document
from appraisal.core import audit
from appraisal.core.management.commands import load_catalogue
from appraisal.core.models import (
    AppraisalMode,
    Licence,
    Occupation,
    OccupationLevel,
    Organisation,
    RoleAssignment,
    Site,
    User,
)
from appraisal.core.pinyin import person_key
from appraisal.core.rules.enums import TECHNICIAN_LEVELS, OrganisationKind, PracticalMode, ReviewMode
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import accounts, calendar, catalogue, city, licences, occupations, organisations, sites
from plans.services import evaluation_runs, standards

FOUNDED = timedelta(days=120)  # how long before today the city's records begin
APPROVAL = "京人社发〔2014〕4 号（样例）"


@dataclass
class City:
    """The people of the city as actors, its organisations and its catalogue, by the names that the stories use."""

    actors: dict[str, Actor] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def level(self, occupation: str, level: int) -> OccupationLevel:
        """An occupation's level. Raises `OccupationLevel.DoesNotExist`."""
        found: OccupationLevel = OccupationLevel.objects.get(occupation__name=occupation, level=level)
        return found

    def site(self, institute: str, occupation: str) -> Site:
        """A confirmed site of an institute that covers the occupation."""
        found: Site = Site.objects.get(institute=self.organisations[institute], occupations__name=occupation)
        return found


def lay_ground(*, now: datetime) -> City:
    """Everything that was there before the first plan. `now` is the portal's time today."""
    founded = now - FOUNDED
    calendar.fill_calendar(now=now)
    city.load_city(now=founded)
    _fill_catalogue(founded)
    standards.load_standards(now=founded)
    evaluation_runs.finish_all(now=founded)
    made = City()
    officer = _first_officer(founded)
    _register_organisations(made, officer, founded + timedelta(hours=1))
    _invite_people(made, officer, founded + timedelta(hours=2))
    _open_sign_in()
    _maintain_modes(officer, founded + timedelta(days=1))
    for institute in INSTITUTES:
        _license(made, institute, officer, founded + timedelta(days=2))
        _file_sites(made, institute, officer, founded + timedelta(days=3))
    return made


def _fill_catalogue(now: datetime) -> None:
    present = set(Occupation.objects.values_list("name", flat=True))
    entries = [e for e in load_catalogue.read_file(load_catalogue.DEFAULT_FILE) if e.name not in present]
    occupations.save_occupations(actor=None, entries=entries, now=now)


# --- people and organisations ------------------------------------------------------------------------
@transaction.atomic
def _first_officer(now: datetime) -> Actor:
    """The first guidance officer, whom nobody inside the portal could have invited."""
    person = PEOPLE[0]
    section = Organisation.objects.get(kind=OrganisationKind.CITY_SECTION, short_name=GUIDANCE)
    user = User.objects.filter(username=person.username).first()
    if user is None:
        user = User.objects.create_user(
            person.username, name=person.name, name_key=person_key(person.name), phone=person.phone, is_sample=True
        )
        audit.record(actor=None, action="person.invite", target=user, summary="建立第一个账号（样例）", at=now)
    assignment, _ = RoleAssignment.objects.get_or_create(
        user=user, role=Role.GUIDANCE_OFFICER, organisation=section, defaults={"starts_on": now.date()}
    )
    return assignment.actor()


def _register_organisations(made: City, officer: Actor, now: datetime) -> None:
    for centre in Organisation.objects.filter(
        kind__in=(OrganisationKind.DISTRICT_CENTRE, OrganisationKind.CITY_SECTION)
    ):
        made.organisations[centre.short_name] = centre
    for institute in INSTITUTES:
        entry = organisations.OrganisationEntry(
            name=institute.name,
            short_name=institute.short_name,
            district_id=made.organisations[institute.district].pk,
            address=institute.address,
            contact_name=institute.contact_name,
            contact_phone=institute.contact_phone,
            is_sample=True,
        )
        made.organisations[institute.key] = _registered(officer, OrganisationKind.INSTITUTE, entry, now)
    for committee in COMMITTEES:
        entry = organisations.OrganisationEntry(committee.name, committee.short_name, is_sample=True)
        made.organisations[committee.key] = _registered(officer, OrganisationKind.COMMITTEE, entry, now)


def _registered(
    officer: Actor, kind: OrganisationKind, entry: organisations.OrganisationEntry, now: datetime
) -> Organisation:
    known = Organisation.objects.filter(name=entry.name).first()
    return known or organisations.register_organisation(actor=officer, kind=kind, entry=entry, now=now)


def _invite_people(made: City, officer: Actor, now: datetime) -> None:
    known = dict(User.objects.values_list("username", "pk"))
    for person in PEOPLE:
        user_id = known.get(person.username) or _invited(made, officer, person, now)
        for role, home in person.more:
            held = RoleAssignment.objects.filter(user_id=user_id, role=role)
            if not held.exists():
                accounts.assign_role(
                    actor=officer, user_id=user_id, role=role, organisation_id=_home_id(made, home), now=now
                )
        first = RoleAssignment.objects.select_related("user", "organisation").filter(user_id=user_id).order_by("pk")[0]
        made.actors[person.username] = first.actor()


def _invited(made: City, officer: Actor, person: SamplePerson, now: datetime) -> int:
    newcomer = accounts.NewPerson(person.username, person.name, person.phone, is_sample=True)
    home_id = _home_id(made, person.home)
    return accounts.invite_user(
        actor=officer, person=newcomer, role=person.role, organisation_id=home_id, now=now
    ).user_id


def _home_id(made: City, home: str) -> int | None:
    return made.organisations[home].pk if home else None


def _open_sign_in() -> None:
    """Sample people have one known password and need not change it; they exist in training mode only."""
    waiting = User.objects.filter(is_sample=True).exclude(password__startswith="argon2", must_change_password=False)
    if waiting.exists():
        waiting.update(password=make_password(PASSWORD), must_change_password=False)


# --- what institutes are allowed -------------------------------------------------------------------------
def _maintain_modes(officer: Actor, now: datetime) -> None:
    """Modes for every level that some institute is licensed for, but for a few that wait 二（一）."""
    licensed = {
        (name, level) for institute in INSTITUTES for name, levels in institute.licences.items() for level in levels
    }
    known = set(AppraisalMode.objects.values_list("occupation_level__occupation__name", "occupation_level__level"))
    for name, level in sorted(licensed - set(UNMAINTAINED) - known):
        practical = PracticalMode.WRITTEN if name in WRITTEN_PRACTICALS else PracticalMode.HANDS_ON
        catalogue.set_appraisal_mode(
            actor=officer,
            occupation_level_id=OccupationLevel.objects.get(occupation__name=name, level=level).pk,
            practical=practical,
            review=ReviewMode.ORAL_DEFENCE if level in TECHNICIAN_LEVELS else "",
            valid_from=now.date(),
            now=now,
        )
    marked = OccupationLevel.objects.filter(re_review=True).values_list("occupation__name", "level")
    for name, level in set(RE_REVIEWED) - set(marked):
        key = OccupationLevel.objects.get(occupation__name=name, level=level).pk
        catalogue.set_re_review(actor=officer, occupation_level_id=key, re_review=True, now=now)


def _license(made: City, institute: SampleInstitute, officer: Actor, now: datetime) -> None:
    home = made.organisations[institute.key]
    if Licence.objects.filter(institute=home).exists():
        return
    application = licences.Application(
        document_number=APPROVAL,
        scope_ids=frozenset(_level_ids(institute.licences.items())),
        valid_from=date(now.year - 1, 1, 1),
        valid_until=date(now.year + 3, 12, 31),
    )
    document = sample_upload("批准文件（样例）.pdf")
    clerk = _clerk_of(made, institute.key)
    request_id = licences.request_licence(actor=clerk, application=application, document=document, now=now)
    licences.decide_licence(actor=officer, request_id=request_id, grant=True, now=now + timedelta(hours=3))


def _file_sites(made: City, institute: SampleInstitute, officer: Actor, now: datetime) -> None:
    home = made.organisations[institute.key]
    known = set(Site.objects.filter(institute=home).values_list("name", flat=True))
    for sample in institute.sites:
        if sample.name in known:
            continue
        entry = sites.SiteEntry(
            name=sample.name,
            address=sample.address,
            district_id=home.district_id,
            workstations=sample.workstations,
            occupation_ids=frozenset(
                Occupation.objects.filter(name__in=sample.occupations).values_list("pk", flat=True)
            ),
            approval_number=APPROVAL,
        )
        site_id = sites.file_site(actor=_clerk_of(made, institute.key), entry=entry, now=now)
        if sample.confirmed:
            sites.decide_site(actor=officer, site_id=site_id, confirm=True, now=now + timedelta(days=1))


def sample_upload(name: str) -> SimpleUploadedFile:
    """The sample proof document as if a browser had sent it."""
    return SimpleUploadedFile(name, proof_document(), "application/pdf")


def _level_ids(licensed: Iterable[tuple[str, tuple[int, ...]]]) -> list[int]:
    return [
        key
        for name, levels in licensed
        for key in OccupationLevel.objects.filter(occupation__name=name, level__in=levels).values_list("pk", flat=True)
    ]


def _clerk_of(made: City, institute: str) -> Actor:
    person = next(p for p in PEOPLE if p.home == institute and p.role == Role.INSTITUTE_CLERK)
    return made.actors[person.username]
