"""People's accounts and roles."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_totp.models import TOTPDevice

from appraisal.core.crypto import blind_index
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import AuditEntry, Organisation, RoleAssignment, User
from appraisal.core.queries.actors import assignments_in_force
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import accounts, roles
from appraisal.core.services.accounts import NewPerson
from appraisal.core.services.city import load_city
from tests.factories import core

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
TODAY = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance() -> Actor:
    load_city(now=NOW)
    return core.actor(Role.GUIDANCE_OFFICER, Organisation.objects.get(code="CITY-GUIDANCE"))


@pytest.fixture
def clerk() -> Actor:
    return core.actor(Role.INSTITUTE_CLERK)


def codes(caught) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def invite(actor: Actor, role: Role, organisation_id: int | None, username: str = "zhang.san", **fields: str):
    person = NewPerson(username, fields.pop("name", "单三"), **fields)
    return accounts.invite_user(actor=actor, person=person, role=role, organisation_id=organisation_id, now=NOW)


def test_an_invited_person_can_sign_in_and_must_change_the_password(clerk: Actor) -> None:
    made = invite(clerk, Role.INSTITUTE_CLERK, clerk.organisation_id, phone="138 0013 8000")
    user = User.objects.get(pk=made.user_id)
    assert user.check_password(made.password)
    assert user.must_change_password
    assert (user.phone, bytes(user.phone_index)) == ("13800138000", blind_index("13800138000"))
    assert user.name_key == "shan san"
    (assignment,) = assignments_in_force(user.pk, TODAY)
    assert (assignment.role, assignment.organisation_id) == (Role.INSTITUTE_CLERK, clerk.organisation_id)
    entry = AuditEntry.objects.get(action="person.invite")
    assert "13800138000" not in f"{entry.summary}{entry.details}"
    assert made.password not in f"{entry.summary}{entry.details}"


def test_everything_wrong_with_an_invitation_is_said_at_once(clerk: Actor) -> None:
    invite(clerk, Role.INSTITUTE_CLERK, clerk.organisation_id, username="Zhang.San")
    with pytest.raises(Refused) as caught:
        invite(clerk, Role.GUIDANCE_OFFICER, clerk.organisation_id, name=" ", phone="12345")
    assert codes(caught) == ["missing", "phone_shape", "username_taken", "role_not_of_organisation"]
    with pytest.raises(Refused) as caught:
        invite(clerk, Role.INSTITUTE_CLERK, clerk.organisation_id, username="张三")
    assert codes(caught) == ["username_shape"]


def test_a_section_has_its_own_role_only(guidance: Actor) -> None:
    finance = Organisation.objects.get(code="CITY-FINANCE")
    with pytest.raises(Refused) as caught:
        invite(guidance, Role.GUIDANCE_OFFICER, finance.pk)
    assert codes(caught) == ["role_not_of_organisation"]
    assert invite(guidance, Role.FINANCE_OFFICER, finance.pk)


def test_an_examiner_has_no_organisation(guidance: Actor) -> None:
    made = invite(guidance, Role.EXAMINER, None)
    assert RoleAssignment.objects.get(user_id=made.user_id).organisation is None
    with pytest.raises(Refused) as caught:
        invite(guidance, Role.INSTITUTE_CLERK, None, username="li.si")
    assert codes(caught) == ["role_not_of_organisation"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GUIDANCE_OFFICER, Role.EXAMINER}))
def test_one_looks_after_ones_own_organisation_only(role: Role) -> None:
    actor, other = core.actor(role), core.organisation(OrganisationKind.INSTITUTE)
    stranger = core.assignment(Role.INSTITUTE_CLERK, other)
    with pytest.raises(NotPermitted):
        invite(actor, Role.INSTITUTE_CLERK, other.pk)
    with pytest.raises(NotPermitted):
        invite(actor, Role.EXAMINER, None)
    with pytest.raises(NotPermitted):
        roles.end_role(actor=actor, assignment_id=stranger.pk, from_day=TODAY, now=NOW)
    with pytest.raises(User.DoesNotExist):
        accounts.reset_password(actor=actor, user_id=stranger.user_id, now=NOW)
    with pytest.raises(User.DoesNotExist):
        accounts.deactivate_user(actor=actor, user_id=stranger.user_id, reason="试", now=NOW)


def test_an_examiner_manages_nobody() -> None:
    examiner = core.actor(Role.EXAMINER)
    with pytest.raises(NotPermitted):
        accounts.reset_password(actor=examiner, user_id=examiner.user_id, now=NOW)


def test_a_colleague_with_roles_elsewhere_cannot_be_taken_over(clerk: Actor, guidance: Actor) -> None:
    colleague = core.assignment(Role.INSTITUTE_CLERK, Organisation.objects.get(pk=clerk.organisation_id))
    accounts.assign_role(
        actor=guidance,
        user_id=colleague.user_id,
        role=Role.GUIDANCE_OFFICER,
        organisation_id=guidance.organisation_id,
        now=NOW,
    )
    for attempt in (
        lambda: accounts.reset_password(actor=clerk, user_id=colleague.user_id, now=NOW),
        lambda: accounts.deactivate_user(actor=clerk, user_id=colleague.user_id, reason="试", now=NOW),
    ):
        with pytest.raises(Refused) as caught:
            attempt()
        assert codes(caught) == ["person_elsewhere"]
    RoleAssignment.objects.create(user_id=core_user(clerk), role=Role.EXAMINER, starts_on=TODAY)
    with pytest.raises(Refused) as caught:
        accounts.reset_password(actor=clerk, user_id=core_user(clerk), now=NOW)
    assert codes(caught) == ["person_elsewhere"]


def core_user(clerk: Actor) -> int:
    """A colleague of the clerk's, the same one each time."""
    username = f"colleague{clerk.organisation_id}"
    existing = User.objects.filter(username=username).first()
    return existing.pk if existing else invite(clerk, Role.INSTITUTE_CLERK, clerk.organisation_id, username).user_id


def test_a_reset_password_ends_sessions_and_takes_the_second_factor_away(clerk: Actor, client) -> None:
    made = invite(clerk, Role.INSTITUTE_CLERK, clerk.organisation_id)
    user = User.objects.get(pk=made.user_id)
    TOTPDevice.objects.create(user=user, confirmed=True)
    client.force_login(user)
    reset = accounts.reset_password(actor=clerk, user_id=user.pk, now=NOW)
    user.refresh_from_db()
    assert user.check_password(reset.password)
    assert not user.check_password(made.password)
    assert not TOTPDevice.objects.filter(user=user).exists()
    assert client.get("/").status_code == 302


def test_nobody_closes_his_own_account(clerk: Actor) -> None:
    with pytest.raises(Refused) as caught:
        accounts.deactivate_user(actor=clerk, user_id=clerk.user_id, reason="", now=NOW)
    assert codes(caught) == ["own_account", "reason_missing"]
    with pytest.raises(Refused) as caught:
        roles.end_role(actor=clerk, assignment_id=clerk.assignment_id, from_day=TODAY, now=NOW)
    assert codes(caught) == ["own_account"]


def test_a_closed_account_has_no_role_until_it_is_opened(clerk: Actor) -> None:
    colleague = core_user(clerk)
    accounts.deactivate_user(actor=clerk, user_id=colleague, reason="离职", now=NOW)
    assert not assignments_in_force(colleague, TODAY).exists()
    with pytest.raises(Refused) as caught:
        accounts.reset_password(actor=clerk, user_id=colleague, now=NOW)
    assert codes(caught) == ["person_inactive"]
    accounts.reactivate_user(actor=clerk, user_id=colleague, reason="返聘", now=NOW)
    assert assignments_in_force(colleague, TODAY).exists()


def test_a_role_is_given_once_and_ends_on_its_day(guidance: Actor, clerk: Actor) -> None:
    colleague = core_user(clerk)
    with pytest.raises(Refused) as caught:
        accounts.assign_role(
            actor=clerk,
            user_id=colleague,
            role=Role.INSTITUTE_CLERK,
            organisation_id=clerk.organisation_id,
            now=NOW,
        )
    assert codes(caught) == ["role_held"]
    assignment = RoleAssignment.objects.get(user_id=colleague)
    with pytest.raises(Refused) as caught:
        roles.end_role(actor=clerk, assignment_id=assignment.pk, from_day=date(2020, 1, 1), now=NOW)
    assert codes(caught) == ["role_dates"]
    tomorrow = TODAY + timedelta(days=1)
    roles.end_role(actor=clerk, assignment_id=assignment.pk, from_day=tomorrow, now=NOW)
    assert assignments_in_force(colleague, TODAY).exists()
    assert not assignments_in_force(colleague, tomorrow).exists()
    with pytest.raises(Refused) as caught:
        roles.end_role(actor=clerk, assignment_id=assignment.pk, from_day=tomorrow, now=NOW + timedelta(days=1))
    assert codes(caught) == ["role_ended"]


def test_the_city_keeps_a_guidance_officer(guidance: Actor) -> None:
    section = Organisation.objects.get(pk=guidance.organisation_id)
    other = core.assignment(Role.GUIDANCE_OFFICER, section)
    roles.end_role(actor=guidance, assignment_id=other.pk, from_day=TODAY, now=NOW)
    last = RoleAssignment.objects.get(pk=guidance.assignment_id)
    finance = core.actor(Role.GUIDANCE_OFFICER, section)  # now there are two again: either may go, not both
    roles.end_role(actor=finance, assignment_id=last.pk, from_day=TODAY, now=NOW)
    with pytest.raises(Refused) as caught:
        roles.end_role(actor=guidance, assignment_id=finance.assignment_id, from_day=TODAY, now=NOW)
    assert codes(caught) == ["last_guidance_officer"]


def test_acting_in_another_role_of_ones_own(clerk: Actor) -> None:
    stranger = core.assignment(Role.INSTITUTE_CLERK)
    second = RoleAssignment.objects.create(user_id=clerk.user_id, role=Role.EXAMINER, starts_on=TODAY)
    assert roles.switch_role(actor=clerk, assignment_id=second.pk, now=NOW).actor().role is Role.EXAMINER
    assert AuditEntry.objects.filter(action="account.switch_role", role=Role.EXAMINER).count() == 1
    with pytest.raises(NotPermitted):
        roles.switch_role(actor=clerk, assignment_id=stranger.pk, now=NOW)


def test_people_are_seen_by_colleagues_and_the_guidance_section(guidance: Actor, clerk: Actor) -> None:
    colleague = core_user(clerk)
    stranger = core.assignment(Role.INSTITUTE_CLERK)
    seen = set(User.objects.visible_to(clerk).values_list("pk", flat=True))
    assert seen == {clerk.user_id, colleague}
    assert stranger.user_id in set(User.objects.visible_to(guidance).values_list("pk", flat=True))
    examiner = core.actor(Role.EXAMINER)
    assert list(User.objects.visible_to(examiner).values_list("pk", flat=True)) == [examiner.user_id]


def test_the_first_officer_of_a_new_portal_and_no_second_one(client) -> None:
    out = io.StringIO()
    call_command("invite_first_officer", "zhou.min", "周敏", stdout=out)
    username, password = out.getvalue().split()
    assert client.post("/sign-in/", {"username": username, "password": password}).status_code == 302
    assert RoleAssignment.objects.get().actor().role is Role.GUIDANCE_OFFICER
    with pytest.raises(CommandError, match="已经有"):
        call_command("invite_first_officer", "han.xue", "韩雪")
