"""What an account may be: login names, which roles an organisation has, who may look after whose account."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role

USERNAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}", re.ASCII)

ROLES_OF_KIND: Final[dict[OrganisationKind, frozenset[Role]]] = {
    OrganisationKind.CITY_CENTRE: frozenset(),  # its people act for one of its sections
    OrganisationKind.CITY_SECTION: frozenset({Role.GUIDANCE_OFFICER, Role.FINANCE_OFFICER}),
    OrganisationKind.DISTRICT_CENTRE: frozenset({Role.DISTRICT_OFFICER}),
    OrganisationKind.INSTITUTE: frozenset({Role.INSTITUTE_CLERK}),
    OrganisationKind.COMMITTEE: frozenset({Role.COMMITTEE_CLERK}),
}


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role about to be given. `section_role`: which role the city's section has; `None` for other organisations.

    `organisation`, its name; `kind` is `None` for an examiner, who acts for himself. `held`: he holds it already.
    """

    role: Role
    organisation: str
    kind: OrganisationKind | None
    section_role: Role | None
    active: bool
    held: bool


def roles_of(kind: OrganisationKind | None, section_role: Role | None) -> frozenset[Role]:
    """The roles people may hold for an organisation of this kind; without one, only that of an examiner."""
    if kind is None:
        return frozenset({Role.EXAMINER})
    roles = ROLES_OF_KIND[kind]
    return roles & {section_role} if kind is OrganisationKind.CITY_SECTION else roles


def role_refusals(facts: RoleFacts) -> tuple[Refusal, ...]:
    """Why this role cannot be given."""
    refusals = []
    possible = roles_of(facts.kind, facts.section_role)
    if facts.role not in possible:
        refusals.append(
            Refusal(
                "role_not_of_organisation",
                {
                    "organisation": facts.organisation or "没有单位的人员",
                    "role": facts.role.label,
                    "possible": "、".join(sorted(role.label for role in possible)) or "无",
                },
                field="role",
            )
        )
    if not facts.active:
        refusals.append(Refusal("organisation_inactive", {"organisation": facts.organisation}, field="organisation"))
    if facts.held:
        refusals.append(Refusal("role_held", {"role": facts.role.label}, field="role"))
    return tuple(refusals)


def person_refusals(username: str, name: str, phone: str) -> tuple[Refusal, ...]:
    """What is wrong with a person's entry. The phone may be empty; its value never enters a refusal."""
    refusals = []
    if not USERNAME.fullmatch(username):
        refusals.append(Refusal("username_shape", {}, field="username"))
    if not name.strip():
        refusals.append(Refusal("missing", {"what": "姓名"}, field="name"))
    if phone and read_mobile(phone) is None:
        refusals.append(Refusal("phone_shape", {}, field="phone"))
    return tuple(refusals)


def end_refusals(starts_on: date, ended: bool, from_day: date) -> tuple[Refusal, ...]:
    """Why a role cannot end: `from_day` is the first day on which it is no longer held."""
    refusals = []
    if ended:
        refusals.append(Refusal("role_ended", {}))
    if from_day < starts_on:
        refusals.append(Refusal("role_dates", {}, date=from_day, field="from_day"))
    return tuple(refusals)
