"""Tokens: shown once, kept as digests, ended by revocation, time, or the end of the role they act in."""

from datetime import date

import pytest
from django.db import connection
from rest_framework.test import APIClient

from appraisal.core.errors import Refused
from appraisal.core.models import ApiCall, ApiToken, AuditEntry, RoleAssignment
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.api_tokens import make_token, revoke_token
from tests.factories import api as make
from tests.factories import core

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/changes"


@pytest.fixture(autouse=True)
def now(clock):
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def officer():
    return core.actor(Role.DISTRICT_OFFICER)


def test_the_secret_is_nowhere_but_in_the_answer(officer):
    made = make.token(officer)
    assert made.secret.startswith("kaowu_") and len(made.secret) > 60
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM core_apitoken t")
        stored = cursor.fetchone()[0]
    assert made.secret not in stored and made.secret[20:] not in stored
    entry = AuditEntry.objects.get(action="api.make_token")
    assert made.secret not in f"{entry.summary}{entry.details}{entry.target}"


def test_a_token_acts_in_the_role_of_who_made_it(officer):
    assert make.caller(officer).get(ADDRESS).status_code == 200
    call = ApiCall.objects.get()
    assert (call.method, call.path, call.status) == ("GET", ADDRESS, 200)
    assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer kaowu_0000", "Bearer a b", "Basic eDp5"])
def test_without_a_valid_token_nobody_is_let_in(header):
    answer = APIClient().get(ADDRESS, **({"HTTP_AUTHORIZATION": header} if header else {}))
    assert answer.status_code == 401
    assert answer.json()["error"] == "not_authenticated"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_ends_at_once_and_stays_on_record(officer, now):
    client = make.caller(officer)
    revoke_token(actor=officer, token_key=ApiToken.objects.get().token_key, now=now)
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()["message"]) == (401, "令牌已撤销。")
    assert ApiToken.objects.get().revoked_by_id == officer.user_id


def test_a_token_ends_with_its_days(officer, clock):
    client = make.caller(officer)
    clock.advance(days=make.LIFE.days, seconds=-1)
    assert client.get(ADDRESS).status_code == 200
    clock.advance(seconds=1)
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()["message"]) == (401, "令牌已过期。")
    assert ApiToken.objects.count() == 1


def test_a_token_ends_with_the_role_it_acts_in(officer):
    client = make.caller(officer)
    RoleAssignment.objects.filter(pk=officer.assignment_id).update(ends_on=date(2026, 3, 2))
    assert client.get(ADDRESS).status_code == 401


def test_another_organisation_cannot_revoke_it(officer, now):
    make.token(officer)
    with pytest.raises(ApiToken.DoesNotExist):
        revoke_token(actor=core.actor(Role.DISTRICT_OFFICER), token_key=ApiToken.objects.get().token_key, now=now)


def test_everything_wrong_with_a_token_is_said_at_once(officer, now):
    with pytest.raises(Refused) as refused:
        make_token(actor=officer, name=" ", scope=ApiScope.READ, days=4000, now=now)
    assert {one.code for one in refused.value.refusals} == {"missing", "token_days"}


def test_one_caller_asks_only_so_often(officer, settings, valkey):
    settings.KAOWU = {**settings.KAOWU, "API_CALLS_PER_MINUTE": 3}
    client, other = make.caller(officer), make.caller(core.actor(Role.DISTRICT_OFFICER))
    assert [client.get(ADDRESS).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get(ADDRESS)
    assert answer.json()["error"] == "throttled" and int(answer["Retry-After"]) > 0
    assert other.get(ADDRESS).status_code == 200


def test_the_page_shows_a_new_token_once_and_only_to_its_organisation(client, officer):
    browser = core.client_of(officer)
    answer = browser.post("/interface/", {"name": "统计大屏", "scope": "READ", "days": "30"})
    secret = answer.context["made"].secret
    assert secret in answer.content.decode()
    again = browser.get("/interface/").content.decode()
    assert secret not in again and "统计大屏" in again
    colleague = core.actor(Role.DISTRICT_OFFICER)
    assert "统计大屏" not in core.client_of(colleague).get("/interface/").content.decode()


def test_an_examiner_has_no_organisation_to_make_one_for():
    assert core.client_of(core.actor(Role.EXAMINER)).get("/interface/").status_code == 403


@pytest.mark.parametrize("path", ["", "calls/", "webhooks/", "try/"])
def test_the_pages_open(officer, path):
    make.caller(officer).get(ADDRESS)
    assert core.client_of(officer).get(f"/interface/{path}").status_code == 200


def test_the_log_of_calls_is_ones_own(officer):
    make.caller(officer).get(ADDRESS)
    other = core.actor(Role.DISTRICT_OFFICER, core.organisation(OrganisationKind.DISTRICT_CENTRE))
    assert ADDRESS in core.client_of(officer).get("/interface/calls/").content.decode()
    assert ADDRESS not in core.client_of(other).get("/interface/calls/").content.decode()
