"""People's accounts: inviting them, giving and ending roles, passwords.

An organisation looks after its own people; the guidance section looks after everyone. Whoever holds roles in several
organisations is looked after by the guidance section alone, so that no colleague gains his other roles.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db.models import Q
from django_otp import devices_for_user

from appraisal.core import audit, clock
from appraisal.core.crypto import blind_index
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Organisation, RoleAssignment, User
from appraisal.core.permissions import authorise
from appraisal.core.pinyin import person_key
from appraisal.core.queries.sections import section_role
from appraisal.core.rules.accounts import RoleFacts, person_refusals, role_refusals
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.transactions import use_case, verify_expected

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is mistaken on paper: i l o 0 1
PASSWORD_LENGTH = 12


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to invite. `phone` may be empty."""

    username: str
    name: str
    phone: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the inviting officer hands over, shown once. The password must be changed at the first sign-in."""

    user_id: int
    username: str
    password: str


@use_case
def invite_user(
    *, actor: Actor, person: NewPerson, role: Role, organisation_id: int | None, now: datetime
) -> Credentials:
    """Create an account with its first role, from today on.

    `organisation_id` is `None` for an examiner only. Raises `NotPermitted`, and `Refused` with every reason.
    """
    authorise(actor, Capability.EDIT_PEOPLE)
    organisation = _organisation_in_care(actor, organisation_id)
    username = person.username.strip()
    refusals = gather(
        person_refusals(username, person.name, person.phone),
        _username_refusals(username),
        role_refusals(_role_facts(role, organisation, held=False)),
    )
    if refusals:
        raise Refused(*refusals)
    return _create(actor, person, role, organisation, now)


@use_case
def invite_first_officer(*, person: NewPerson, now: datetime) -> Credentials:
    """Create the first guidance officer, whom nobody inside the portal could invite.

    For whoever sets the portal up; raises `Refused` once there is an officer in force, and for a faulty entry.
    """
    code = settings.KAOWU["GUIDANCE_SECTION_CODE"]
    section = Organisation.objects.select_for_update().get(code=code)
    officers = RoleAssignment.objects.filter(_open(now), role=Role.GUIDANCE_OFFICER, user__is_active=True)
    refusals = gather(person_refusals(person.username, person.name, person.phone), _username_refusals(person.username))
    if officers.exists():
        refusals = (Refusal("officer_exists"), *refusals)
    if refusals:
        raise Refused(*refusals)
    return _create(None, person, Role.GUIDANCE_OFFICER, section, now)


@use_case
def assign_role(
    *, actor: Actor, user_id: int, role: Role, organisation_id: int | None, now: datetime
) -> RoleAssignment:
    """Give a person a further role, from today on. Raises `NotPermitted`, and `Refused` with every reason."""
    authorise(actor, Capability.EDIT_PEOPLE)
    organisation = _organisation_in_care(actor, organisation_id)
    user = _lock_person(actor, user_id)
    held = user.assignments.filter(_open(now), role=role, organisation=organisation).exists()
    refusals = role_refusals(_role_facts(role, organisation, held=held))
    if not user.is_active:
        refusals += (Refusal("person_inactive", {"name": user.name}),)
    if refusals:
        raise Refused(*refusals)
    assignment = RoleAssignment.objects.create(
        user=user, role=role, organisation=organisation, starts_on=clock.today(now)
    )
    summary = f"给 {user.username} 添加角色：{assignment}"
    audit.record(actor=actor, action="person.assign_role", target=user, summary=summary, at=now, role=role.value)
    return assignment


@use_case
def change_person(*, actor: Actor, user_id: int, name: str, phone: str, now: datetime) -> None:
    """Change a person's name and phone. Raises `NotPermitted`, and `Refused` with every reason."""
    authorise(actor, Capability.EDIT_PEOPLE)
    user = _lock_person(actor, user_id)
    refusals = person_refusals(user.username, name, phone)
    if refusals:
        raise Refused(*refusals)
    _fill(user, name, phone)
    user.save()
    audit.record(actor=actor, action="person.change", target=user, summary=f"修改人员信息：{user.username}", at=now)


@use_case
def reset_password(*, actor: Actor, user_id: int, now: datetime) -> Credentials:
    """Give a person a new temporary password, lift his lockout and take his second factor away.

    Every session of his ends. Raises `NotPermitted`, and `Refused` for himself or who has roles elsewhere.
    """
    authorise(actor, Capability.EDIT_PEOPLE)
    user = _lock_person(actor, user_id)
    refusals = _care_refusals(actor, user, now)
    if not user.is_active:
        refusals.append(Refusal("person_inactive", {"name": user.name}))
    if refusals:
        raise Refused(*refusals)
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    for device in devices_for_user(user, confirmed=None):
        device.delete()
    AxesProxyHandler.reset_attempts(username=user.username)
    audit.record(
        actor=actor, action="person.reset_password", target=user, summary=f"重设 {user.username} 的密码", at=now
    )
    return Credentials(user.pk, user.username, password)


@use_case
def deactivate_user(*, actor: Actor, user_id: int, reason: str, now: datetime) -> None:
    """Bar a person from signing in; his sessions end with their next page. His roles and his record stay.

    Raises `NotPermitted`, and `Refused` for himself, who has roles elsewhere, or without a reason.
    """
    authorise(actor, Capability.EDIT_PEOPLE)
    user = _lock_person(actor, user_id)
    refusals = _care_refusals(actor, user, now)
    if not reason.strip():
        refusals.append(Refusal("reason_missing", field="reason"))
    if refusals:
        raise Refused(*refusals)
    _set_active(actor, user, False, reason.strip(), now)


@use_case
def reactivate_user(*, actor: Actor, user_id: int, reason: str, now: datetime) -> None:
    """Let a person sign in again. Raises as `deactivate_user`."""
    authorise(actor, Capability.EDIT_PEOPLE)
    user = _lock_person(actor, user_id)
    refusals = _care_refusals(actor, user, now)
    if not reason.strip():
        refusals.append(Refusal("reason_missing", field="reason"))
    if refusals:
        raise Refused(*refusals)
    _set_active(actor, user, True, reason.strip(), now)


def _create(
    actor: Actor | None, person: NewPerson, role: Role, organisation: Organisation | None, now: datetime
) -> Credentials:
    password = temporary_password()
    user = User(username=person.username.strip(), must_change_password=True, is_sample=person.is_sample)
    _fill(user, person.name, person.phone)
    user.set_password(password)
    user.save(force_insert=True)
    starts_on = clock.today(now)
    assignment = RoleAssignment.objects.create(user=user, role=role, organisation=organisation, starts_on=starts_on)
    summary = f"新建账号 {user.username}，角色：{assignment}"
    audit.record(actor=actor, action="person.invite", target=user, summary=summary, at=now, role=role.value)
    return Credentials(user.pk, user.username, password)


def _organisation_in_care(actor: Actor, organisation_id: int | None) -> Organisation | None:
    """The organisation whose people the actor looks after, locked against being put out of use meanwhile."""
    if actor.role != Role.GUIDANCE_OFFICER and organisation_id != actor.organisation_id:
        raise NotPermitted("只能管理本单位的人员。")
    if organisation_id is None:
        return None
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def _lock_person(actor: Actor, user_id: int) -> User:
    """The person, locked. Raises `User.DoesNotExist` for one whom the actor does not see."""
    user: User = User.objects.visible_to(actor).select_for_update(no_key=True, of=("self",)).get(pk=user_id)
    verify_expected(user)
    return user


def _open(now: datetime) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=clock.today(now))


def _care_refusals(actor: Actor, user: User, now: datetime) -> list[Refusal]:
    """Why this person's account is not the actor's to reset or close."""
    if user.pk == actor.user_id:
        return [Refusal("own_account")]
    if actor.role == Role.GUIDANCE_OFFICER:
        return []
    elsewhere = user.assignments.filter(_open(now)).exclude(organisation_id=actor.organisation_id)
    # An assignment without organisation (an examiner's) is elsewhere too; SQL's NULL would hide it.
    elsewhere |= user.assignments.filter(_open(now), organisation__isnull=True)
    return [Refusal("person_elsewhere", {"name": user.name})] if elsewhere.exists() else []


def _role_facts(role: Role, organisation: Organisation | None, *, held: bool) -> RoleFacts:
    return RoleFacts(
        role=role,
        organisation=organisation.name if organisation else "",
        kind=OrganisationKind(organisation.kind) if organisation else None,
        section_role=section_role(organisation.code) if organisation else None,
        active=organisation.active if organisation else True,
        held=held,
    )


def _username_refusals(username: str) -> tuple[Refusal, ...]:
    taken = User.objects.filter(username__iexact=username).exists()
    return (Refusal("username_taken", {"username": username}, field="username"),) if taken else ()


def _fill(user: User, name: str, phone: str) -> None:
    user.name = name.strip()
    user.name_key = person_key(user.name)
    number = read_mobile(phone) if phone else None
    user.phone = number or ""
    user.phone_index = blind_index(number) if number else None


def temporary_password() -> str:
    """A password to be handed over on paper, until the first sign-in."""
    return "".join(secrets.choice(READABLE) for _ in range(PASSWORD_LENGTH))


def _set_active(actor: Actor, user: User, active: bool, reason: str, now: datetime) -> None:
    user.is_active = active
    user.save(update_fields=["is_active"])
    action = "person.reactivate" if active else "person.deactivate"
    summary = f"{'恢复' if active else '停用'}账号 {user.username}"
    audit.record(actor=actor, action=action, target=user, summary=summary, at=now, reason=reason)
