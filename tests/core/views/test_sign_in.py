"""Signing in and out, lockout, idle time-out, roles, the one click of training mode."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.models import AuditEntry, RoleAssignment, User
from appraisal.core.rules.roles import Role
from appraisal.core.services import accounts
from tests.factories import core

PASSWORD = "slow-river-2014"
SIGN_IN = "/sign-in/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment() -> RoleAssignment:
    made = core.assignment(Role.INSTITUTE_CLERK)
    made.user.set_password(PASSWORD)
    made.user.save()
    return made


@pytest.fixture
def training(settings) -> None:
    settings.TRAINING_MODE = True


def sign_in(client: Client, username: str, password: str = PASSWORD, **fields: str):
    return client.post(SIGN_IN, {"username": username, "password": password, **fields})


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_a_person_signs_in_and_out(client: Client, assignment: RoleAssignment) -> None:
    answer = sign_in(client, assignment.user.username)
    assert (answer.status_code, answer.url) == (302, "/")
    page = client.get("/")
    assert page.context["actor"] == assignment.actor()
    assert assignment.user.name in page.content.decode()
    client.post("/sign-out/")
    assert client.get("/").url == SIGN_IN
    assert "您已退出登录" in client.get(SIGN_IN).content.decode()
    assert actions() == ["account.sign_in", "account.sign_out"]
    assert set(AuditEntry.objects.values_list("user_id", flat=True)) == {assignment.user_id}


def test_one_returns_to_the_page_asked_for_but_never_to_a_foreign_one(client: Client, assignment) -> None:
    asked = client.get("/organisations/", {"q": "朝阳"})
    assert asked.url.startswith("/sign-in/?next=")
    target = client.get(asked.url).context["next"]
    assert target == "/organisations/?q=%E6%9C%9D%E9%98%B3"
    assert sign_in(client, assignment.user.username, next=target).url == target
    client.post("/sign-out/")
    assert sign_in(client, assignment.user.username, next="https://elsewhere.example/").url == "/"


def test_a_wrong_name_and_a_wrong_password_answer_alike(client: Client, assignment: RoleAssignment) -> None:
    wrong_password = sign_in(client, assignment.user.username, "wrong")
    wrong_name = sign_in(client, "nobody", "wrong")
    assert wrong_password.status_code == wrong_name.status_code == 422
    assert wrong_password.context["form"].errors == wrong_name.context["form"].errors


def test_five_failures_lock_the_name_and_the_page_says_for_how_long(client: Client, assignment) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, assignment.user.username, "wrong").status_code == 422
    locked = sign_in(client, assignment.user.username, "wrong")
    assert locked.status_code == 429
    until = locked.context["until"]
    attempt = AccessAttempt.objects.get()
    assert until == attempt.attempt_time + timedelta(minutes=30)
    assert "30 分钟" in locked.content.decode()
    # The right password does not help now, moves nothing, and is not recorded a second time.
    again = sign_in(client, assignment.user.username)
    assert (again.status_code, again.context["until"]) == (429, until)
    assert actions() == ["account.lockout"]
    assert AuditEntry.objects.get().target == f"user:{assignment.user_id}"


def test_the_lock_ends_by_itself_and_by_a_reset_password(client: Client, assignment: RoleAssignment) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, assignment.user.username, "wrong")
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=31))
    assert sign_in(client, assignment.user.username).status_code == 302
    client.post("/sign-out/")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, assignment.user.username, "wrong")
    colleague = core.actor(Role.INSTITUTE_CLERK, assignment.organisation)
    reset = accounts.reset_password(actor=colleague, user_id=assignment.user_id, now=core_now())
    assert sign_in(client, assignment.user.username, reset.password).status_code == 302


def core_now():
    from appraisal.core import clock  # noqa: PLC0415  (the fixture `clock` of other tests has the same name)

    return clock.now()


def test_an_unknown_name_is_not_written_down(client: Client) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "perhaps-a-password", "x")
    entry = AuditEntry.objects.get(action="account.lockout")
    assert "perhaps-a-password" not in f"{entry.summary}{entry.details}{entry.target}"


def test_whoever_was_away_is_signed_out_and_told_why(client: Client, assignment: RoleAssignment, clock) -> None:
    sign_in(client, assignment.user.username)
    clock.advance(minutes=29)
    assert client.get("/").status_code == 200
    clock.advance(minutes=29)
    assert client.get("/").status_code == 200, "the first page was a sign of life"
    clock.advance(minutes=31)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [(SIGN_IN, 302)]
    assert "超过 30 分钟没有操作" in answer.content.decode()
    assert actions() == ["account.sign_in", "account.idle"]


def test_a_page_that_asks_by_itself_is_no_sign_of_life(client: Client, assignment: RoleAssignment, clock) -> None:
    sign_in(client, assignment.user.username)
    for _ in range(4):
        clock.advance(minutes=10)
        answer = client.get("/", headers={"X-Background": "1"})
    assert answer.status_code == 302


def test_reading_on_writes_the_session_once_a_minute(client: Client, assignment: RoleAssignment, clock) -> None:
    sign_in(client, assignment.user.username)
    client.get("/")
    before = Session.objects.get().session_data
    clock.advance(seconds=50)
    client.get("/")
    assert Session.objects.get().session_data == before
    clock.advance(seconds=20)
    client.get("/")
    assert Session.objects.get().session_data != before


def test_a_request_costs_its_session_and_one_query(client: Client, assignment: RoleAssignment) -> None:
    sign_in(client, assignment.user.username)
    client.get("/no-role/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/no-role/")  # a page without queries of its own
    assert len(queries) <= 2, [query["sql"] for query in queries]


def test_an_ended_role_a_closed_account_a_closed_organisation(
    client: Client, assignment: RoleAssignment, clock
) -> None:
    sign_in(client, assignment.user.username)
    assignment.organisation.active = False
    assignment.organisation.save()
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [("/no-role/", 302)]
    assert "没有在用的角色" in answer.content.decode()
    User.objects.filter(pk=assignment.user_id).update(is_active=False)
    assert client.get("/no-role/").url == SIGN_IN
    assert sign_in(client, assignment.user.username).status_code == 422


def test_a_person_with_several_roles_acts_in_one_and_switches(client: Client, assignment: RoleAssignment) -> None:
    second = RoleAssignment.objects.create(user=assignment.user, role=Role.EXAMINER, starts_on=assignment.starts_on)
    sign_in(client, assignment.user.username)
    page = client.get("/")
    assert page.context["actor"].role is Role.INSTITUTE_CLERK
    assert "切换为 考评员" in page.content.decode()
    assert client.post("/account/role/", {"assignment": second.pk}).status_code == 302
    assert client.get("/").context["actor"].role is Role.EXAMINER
    stranger = core.assignment(Role.GUIDANCE_OFFICER)
    assert client.post("/account/role/", {"assignment": stranger.pk}).status_code == 403
    assert client.post("/account/role/", {"assignment": "x"}).status_code == 403
    assert client.get("/").context["actor"].role is Role.EXAMINER


def test_a_temporary_password_must_be_changed_first(client: Client, assignment: RoleAssignment) -> None:
    User.objects.filter(pk=assignment.user_id).update(must_change_password=True)
    sign_in(client, assignment.user.username)
    password_page = reverse("core:password")
    assert client.get("/").url == password_page
    assert client.get("/api/v1/calendar/days?from=2026-01-01&to=2026-01-02").status_code == 403
    assert "初始密码" in client.get(password_page).content.decode()
    for fields, wrong in (
        ({"old": PASSWORD, "new": "1234567890", "again": "1234567890"}, "new"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "new"),
        ({"old": PASSWORD, "new": "quiet-lake-2026", "again": "quiet-lake-2027"}, "again"),
        ({"old": "not it", "new": "quiet-lake-2026", "again": "quiet-lake-2026"}, "old"),
    ):
        answer = client.post(password_page, fields)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
    elsewhere = Client()
    sign_in(elsewhere, assignment.user.username)
    good = {"old": PASSWORD, "new": "quiet-lake-2026", "again": "quiet-lake-2026"}
    assert client.post(password_page, good).url == "/"
    assert client.get("/").status_code == 200
    assert elsewhere.get(password_page).status_code == 302, "other sessions end"
    assert "person.change_password" in actions()


def test_one_click_into_every_sample_role(client: Client, training: None) -> None:
    clerk, officer = core.assignment(Role.INSTITUTE_CLERK), core.assignment(Role.GUIDANCE_OFFICER)
    User.objects.filter(pk__in=[clerk.user_id, officer.user_id]).update(is_sample=True)
    page = client.get(SIGN_IN)
    assert [role for role, _ in page.context["samples"]] == ["鉴定机构经办人", "市中心鉴定指导科"]
    for one in (clerk, officer):
        assert client.post(reverse("core:training-sign-in", args=[one.pk])).status_code == 302
        assert client.get("/").context["actor"] == one.actor()


def test_one_click_is_for_sample_people_and_training_mode_only(client: Client, assignment, settings) -> None:
    path = reverse("core:training-sign-in", args=[assignment.pk])
    settings.TRAINING_MODE = True
    assert client.post(path).status_code == 404, "not a sample person"
    assert client.get(path).status_code == 405
    User.objects.filter(pk=assignment.user_id).update(is_sample=True)
    settings.TRAINING_MODE = False
    assert client.post(path).status_code == 404
    assert "samples" not in client.get(SIGN_IN).content.decode()
    assert client.get("/").status_code == 302
    assert actions() == []
