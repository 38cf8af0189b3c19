"""The second factor: binding, signing in with it, recovery codes, taking it away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from appraisal.core.models import AuditEntry, RoleAssignment
from appraisal.core.rules.roles import Role
from tests.factories import core

PASSWORD = "slow-river-2014"
PAGE = "/account/second-factor/"
pytestmark = pytest.mark.django_db


def member(role: Role) -> RoleAssignment:
    made = core.assignment(role)
    made.user.set_password(PASSWORD)
    made.user.save()
    return made


@pytest.fixture
def assignment() -> RoleAssignment:
    return member(Role.INSTITUTE_CLERK)


@pytest.fixture
def sign_in(client: Client) -> Callable[..., object]:
    def act(username: str, password: str = PASSWORD, **fields: str):
        return client.post("/sign-in/", {"username": username, "password": password, **fields})

    return act


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """The code that the authenticator shows, `steps` of 30 seconds from now."""
    return f"{totp(device.bin_key, step=device.step, t0=device.t0 - steps * device.step):06}"


def forget_failures() -> None:
    """As if the waiting time after a wrong code were over."""
    earlier = timezone.now() - timedelta(hours=1)
    TOTPDevice.objects.update(throttling_failure_timestamp=earlier)


def enrol(client: Client) -> tuple[TOTPDevice, tuple[str, ...]]:
    client.post(PAGE, {"step": "start"})
    device = TOTPDevice.objects.get(confirmed=False)
    answer = client.post(PAGE, {"step": "confirm", "code": code_of(device)})
    device.refresh_from_db()
    return device, answer.context["codes"]


def test_binding_shows_a_picture_and_a_secret_then_recovery_codes_once(client, sign_in, assignment) -> None:
    sign_in(assignment.user.username)
    page = client.post(PAGE, {"step": "start"})
    device = TOTPDevice.objects.get()
    assert not device.confirmed
    assert page.context["picture"].startswith("data:image/svg+xml")
    assert page.context["secret"].replace(" ", "") in device.config_url
    wrong = client.post(PAGE, {"step": "confirm", "code": "000000"})
    assert (wrong.status_code, wrong.context["refusals"][0].code) == (422, "code_wrong")
    assert wrong.context["enrolling"] == device
    soon = client.post(PAGE, {"step": "confirm", "code": code_of(device)})
    assert soon.context["refusals"][0].code == "code_too_many", "a second guess has to wait"
    forget_failures()
    done = client.post(PAGE, {"step": "confirm", "code": code_of(device)})
    assert len(done.context["codes"]) == 10
    assert done.context["codes"][0] in done.content.decode()
    again = client.get(PAGE).content.decode()
    assert done.context["codes"][0] not in again
    assert "已启用" in again
    assert AuditEntry.objects.filter(action="second_factor.enrol", user_id=assignment.user_id).exists()


def test_signing_in_takes_the_password_and_then_a_code(client, sign_in, assignment) -> None:
    sign_in(assignment.user.username)
    device, _ = enrol(client)
    client.post("/sign-out/")
    answer = sign_in(assignment.user.username, next="/people/")
    assert answer.url == "/sign-in/code/"
    assert client.get("/").status_code == 302, "the password alone opens nothing"
    assert client.post("/sign-in/code/", {"code": code_of(device)}).status_code == 422, "a code opens once"
    forget_failures()
    spaced = code_of(device, steps=1)
    answer = client.post("/sign-in/code/", {"code": f" {spaced[:3]} {spaced[3:]} "})
    assert answer.url == "/people/"
    assert client.get("/people/").status_code == 200
    assert AuditEntry.objects.filter(action="account.sign_in", details__method="second_factor").exists()


def test_guessing_codes_is_slowed_down(client, sign_in, assignment) -> None:
    sign_in(assignment.user.username)
    device, _ = enrol(client)
    client.post("/sign-out/")
    sign_in(assignment.user.username)
    codes = [client.post("/sign-in/code/", {"code": "000000"}).context["refusals"][0].code for _ in range(3)]
    assert codes == ["code_wrong", "code_too_many", "code_too_many"]
    device.refresh_from_db()
    assert device.throttling_failure_count == 1
    assert client.post("/sign-in/code/", {"code": code_of(device, steps=1)}).status_code == 422


def test_a_recovery_code_opens_once(client, sign_in, assignment) -> None:
    sign_in(assignment.user.username)
    _, codes = enrol(client)
    for expected in (302, 422):
        client.post("/sign-out/")
        sign_in(assignment.user.username)
        assert client.post("/sign-in/code/", {"code": codes[0].upper()}).status_code == expected
    assert StaticToken.objects.count() == 9


def test_the_password_is_forgotten_after_five_minutes(client, sign_in, assignment, clock) -> None:
    sign_in(assignment.user.username)
    device, _ = enrol(client)
    client.post("/sign-out/")
    sign_in(assignment.user.username)
    clock.advance(minutes=4)
    assert client.get("/sign-in/code/").status_code == 200
    clock.advance(minutes=2)
    assert client.post("/sign-in/code/", {"code": code_of(device, steps=1)}).url == "/sign-in/"
    assert client.get("/").status_code == 302


def test_the_code_page_is_closed_without_a_password(client, assignment) -> None:
    assert client.get("/sign-in/code/").url == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": "000000"}).url == "/sign-in/"


def test_new_recovery_codes_and_removal_take_a_code(client, sign_in, assignment) -> None:
    sign_in(assignment.user.username)
    device, codes = enrol(client)
    assert client.post(PAGE, {"step": "renew", "code": "nonsense"}).status_code == 422
    renewed = client.post(PAGE, {"step": "renew", "code": code_of(device, steps=1)}).context["codes"]
    assert not set(renewed) & set(codes)
    assert client.post(PAGE, {"step": "remove", "code": codes[1]}).status_code == 422
    assert client.post(PAGE, {"step": "unknown"}).status_code == 302
    StaticToken.objects.first().device.throttle_reset()
    assert client.post(PAGE, {"step": "remove", "code": renewed[0]}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert "开始绑定" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("role", [Role.GUIDANCE_OFFICER, Role.FINANCE_OFFICER])
def test_city_roles_must_bind_when_the_setting_says_so(client, sign_in, settings, role: Role) -> None:
    settings.KAOWU = {**settings.KAOWU, "TOTP_REQUIRED_FOR_CITY": True}
    officer = member(role)
    sign_in(officer.user.username)
    assert client.get("/people/").url == PAGE
    assert client.get("/api/v1/calendar/days?from=2026-01-01&to=2026-01-02").json()["code"] == "account_incomplete"
    assert "必须先绑定" in client.get(PAGE).content.decode()
    device, _ = enrol(client)
    assert client.get("/people/").status_code == 200
    refused = client.post(PAGE, {"step": "remove", "code": code_of(device, steps=1)})
    assert [refusal.code for refusal in refused.context["refusals"]] == ["factor_required"]
    assert TOTPDevice.objects.filter(confirmed=True).exists()


def test_other_roles_are_free_to(client, sign_in, settings, assignment) -> None:
    settings.KAOWU = {**settings.KAOWU, "TOTP_REQUIRED_FOR_CITY": True}
    sign_in(assignment.user.username)
    assert client.get(reverse("core:people")).status_code == 200
