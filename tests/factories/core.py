"""Organisations, people and actors."""

from datetime import date
from itertools import count

from django.test import Client

from appraisal.core.models import Organisation, RoleAssignment, User
from appraisal.core.queries.actors import SESSION_KEY
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role

_numbers = count(1)


def organisation(kind: OrganisationKind, **fields: object) -> Organisation:
    """One organisation; an institute gets a district centre, a section the city centre."""
    number = next(_numbers)
    name = fields.pop("name", f"{kind.label}{number}")
    defaults: dict[str, object] = {"code": f"T{number:05}", "short_name": name, "name_key": f"{number:05}"}
    if kind is OrganisationKind.INSTITUTE:
        defaults["district"] = fields.get("district") or organisation(OrganisationKind.DISTRICT_CENTRE)
    if kind is OrganisationKind.CITY_SECTION:
        defaults["parent"] = fields.get("parent") or organisation(OrganisationKind.CITY_CENTRE)
    return Organisation.objects.create(kind=kind, name=name, **{**defaults, **fields})


def user(name: str = "王小明") -> User:
    """A person who can sign in."""
    return User.objects.create_user(f"user{next(_numbers)}", name=name)


HOME_OF_ROLE = {
    Role.INSTITUTE_CLERK: OrganisationKind.INSTITUTE,
    Role.DISTRICT_OFFICER: OrganisationKind.DISTRICT_CENTRE,
    Role.GUIDANCE_OFFICER: OrganisationKind.CITY_SECTION,
    Role.FINANCE_OFFICER: OrganisationKind.CITY_SECTION,
    Role.COMMITTEE_CLERK: OrganisationKind.COMMITTEE,
}


def assignment(role: Role, home: Organisation | None = None) -> RoleAssignment:
    """A new person acting in `role` for `home`, or for a new organisation of the right kind."""
    if home is None and role in HOME_OF_ROLE:
        home = organisation(HOME_OF_ROLE[role])
    return RoleAssignment.objects.create(user=user(), role=role, organisation=home, starts_on=date(2014, 1, 1))


def actor(role: Role, home: Organisation | None = None) -> Actor:
    """Someone acting in `role`."""
    return assignment(role, home).actor()


def sign_in(client: Client, role: Role, home: Organisation | None = None) -> Actor:
    """Sign the client in as someone new acting in `role`."""
    held = assignment(role, home)
    client.force_login(held.user)
    return held.actor()


def client_of(acting: Actor) -> Client:
    """A browser in which `acting` is signed in, in that very role."""
    client = Client()
    client.force_login(RoleAssignment.objects.get(pk=acting.assignment_id).user)
    session = client.session
    session[SESSION_KEY] = acting.assignment_id
    session.save()
    return client
