"""Pages of organisations, people, the audit log, and reveals: per role, own and others'."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.models import AuditEntry, Organisation, Pulse, RoleAssignment, User
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.jobs import Job
from appraisal.core.rules.roles import Role
from appraisal.core.services import accounts
from appraisal.core.services.accounts import NewPerson
from appraisal.core.services.city import load_city
from tests.factories import core

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
PHONE = "13800138000"
LISTS = ("core:organisations", "core:people", "core:audit")
pytestmark = pytest.mark.django_db


class Someone:
    """A person signed in, with his assignment."""

    def __init__(self, assignment: RoleAssignment) -> None:
        self.assignment, self.actor, self.client = assignment, assignment.actor(), Client()
        self.client.force_login(assignment.user)

    def get(self, name: str, /, *args: object, **query: object):
        return self.client.get(reverse(f"core:{name}", args=args), query)

    def post(self, name: str, /, *args: object, **fields: object):
        return self.client.post(reverse(f"core:{name}", args=args), fields)


@pytest.fixture
def officer() -> Someone:
    load_city(now=NOW)
    return Someone(core.assignment(Role.GUIDANCE_OFFICER, Organisation.objects.get(code="CITY-GUIDANCE")))


@pytest.fixture
def clerk(officer: Someone) -> Someone:
    chaoyang = Organisation.objects.get(code="110105")
    institute = core.organisation(OrganisationKind.INSTITUTE, name="甲鉴定所", district=chaoyang)
    return Someone(core.assignment(Role.INSTITUTE_CLERK, institute))


@pytest.fixture
def stranger(officer: Someone) -> Someone:
    haidian = Organisation.objects.get(code="110108")
    institute = core.organisation(OrganisationKind.INSTITUTE, name="乙鉴定所", district=haidian)
    return Someone(core.assignment(Role.INSTITUTE_CLERK, institute))


def colleague_of(someone: Someone, username: str = "zhang.san") -> int:
    return accounts.invite_user(
        actor=someone.actor,
        person=NewPerson(username, "张三", PHONE),
        role=someone.actor.role,
        organisation_id=someone.actor.organisation_id,
        now=NOW,
    ).user_id


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", LISTS)
def test_lists_are_for_the_offices(role: Role, page: str) -> None:
    someone = Someone(core.assignment(role))
    assert someone.get(page.removeprefix("core:")).status_code == (403 if role is Role.EXAMINER else 200)


@pytest.mark.parametrize("page", LISTS)
def test_lists_cost_the_same_whatever_they_hold(page: str, officer: Someone, clerk: Someone) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert officer.client.get(reverse(page)).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(30):
        colleague_of(clerk, f"person{number}")
        core.organisation(OrganisationKind.INSTITUTE)
    assert cost() == few
    assert few <= 8


def test_organisations_are_searched_filtered_and_exported(officer: Someone, clerk: Someone) -> None:
    assert "甲鉴定所" in officer.get("organisations", q="甲").content.decode()
    assert "朝阳区职业" not in officer.get("organisations", q="甲").content.decode()
    by_pinyin = officer.get("organisations", q="chaoyang").context["page"].rows
    assert [found.code for found in by_pinyin] == ["110105"]
    in_district = officer.get("organisations", kind="INSTITUTE", district=clerk.assignment.organisation.district_id)
    assert [found.name for found in in_district.context["page"].rows] == ["甲鉴定所"]
    assert officer.get("organisations", export="xlsx").content.startswith(b"PK")


def test_an_institute_does_not_see_another(clerk: Someone, stranger: Someone) -> None:
    assert "乙鉴定所" not in clerk.get("organisations").content.decode()
    assert clerk.get("organisation", clerk.actor.organisation_id).status_code == 200
    assert clerk.get("organisation", stranger.actor.organisation_id).status_code == 404
    other = colleague_of(stranger)
    assert clerk.get("person", other).status_code == 404
    assert clerk.post("reset-password", other).status_code == 404
    assert clerk.post("person-deactivate", other, reason="试").status_code == 404
    assert clerk.post("end-role", other, RoleAssignment.objects.get(user_id=other).pk).status_code == 404
    assert clerk.get("people", organisation=stranger.actor.organisation_id).context["page"].rows == []


def test_an_officer_registers_changes_and_closes_an_institute(officer: Someone) -> None:
    empty = officer.post("organisation-new", kind="INSTITUTE", name="", district="")
    assert empty.status_code == 422
    assert len(empty.context["refusals"]) == 2
    district = Organisation.objects.get(code="110108")
    entry = {"kind": "INSTITUTE", "name": "丙鉴定所", "district": district.pk, "contact_phone": PHONE}
    answer = officer.post("organisation-new", **entry)
    institute = Organisation.objects.get(name="丙鉴定所")
    assert answer.url == reverse("core:organisation", args=[institute.pk])
    page = officer.get("organisation", institute.pk).content.decode()
    assert "138****8000" in page
    assert PHONE not in page
    assert PHONE in officer.get("organisation-change", institute.pk).content.decode()
    changed = {"name": "丙所", "district": district.pk, "contact_phone": ""}
    assert officer.post("organisation-change", institute.pk, **changed).status_code == 302
    assert officer.post("organisation-deactivate", institute.pk, reason="").status_code == 422
    assert officer.post("organisation-deactivate", institute.pk, reason="停业").status_code == 302
    institute.refresh_from_db()
    assert (institute.name, institute.active, institute.contact_phone) == ("丙所", False, "")
    assert officer.post("organisation-reactivate", institute.pk, reason="复业").status_code == 302


def test_only_officers_change_organisations(clerk: Someone) -> None:
    own = clerk.actor.organisation_id
    assert clerk.get("organisation-new").status_code == 403
    assert clerk.get("organisation-change", own).status_code == 403
    assert clerk.post("organisation-deactivate", own, reason="试").status_code == 403
    assert "登记机构" not in clerk.get("organisations").content.decode()


def test_a_clerk_invites_a_colleague_who_then_signs_in(clerk: Someone) -> None:
    fields = {"username": "li.si", "name": "李四", "phone": PHONE, "role": "INSTITUTE_CLERK"}
    fields["organisation"] = clerk.actor.organisation_id
    wrong = clerk.post("invite", **{**fields, "username": "x", "name": ""})
    assert wrong.status_code == 422
    assert {refusal.code for refusal in wrong.context["refusals"]} == {"username_shape", "missing"}
    answer = clerk.post("invite", **fields)
    password = answer.context["credentials"].password
    assert password in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    newcomer = Client()
    newcomer.post("/sign-in/", {"username": "li.si", "password": password})
    assert newcomer.get("/").url == reverse("core:password")
    assert "李四" in clerk.get("people").content.decode()


def test_a_clerk_cannot_choose_another_role_or_organisation(clerk: Someone, stranger: Someone) -> None:
    page = clerk.get("invite")
    assert [label for label, _ in page.context["form"].fields["role"].choices] == ["INSTITUTE_CLERK"]
    for role, organisation in (
        ("GUIDANCE_OFFICER", clerk.actor.organisation_id),
        ("INSTITUTE_CLERK", stranger.actor.organisation_id),
    ):
        fields = {"username": "li.si", "name": "李四", "role": role, "organisation": organisation}
        assert clerk.post("invite", **fields).status_code == 422
    assert not User.objects.filter(username="li.si").exists()


def test_an_officer_gives_and_ends_roles_resets_and_closes(officer: Someone, clerk: Someone) -> None:
    person = colleague_of(clerk)
    committee = core.organisation(OrganisationKind.COMMITTEE)
    role = {"role-role": "COMMITTEE_CLERK", "role-organisation": committee.pk}
    assert officer.post("add-role", person, **role).status_code == 302
    again = officer.post("add-role", person, **role)
    assert [refusal.code for refusal in again.context["refusals"]] == ["role_held"]
    held = RoleAssignment.objects.get(user_id=person, organisation=committee)
    assert clerk.post("end-role", person, held.pk).status_code == 404
    assert officer.post("end-role", person, held.pk).status_code == 302
    assert "已结束" in officer.get("person", person).content.decode()
    assert officer.post("reset-password", person).context["credentials"].username == "zhang.san"
    assert officer.post("person-deactivate", person, reason="").status_code == 422
    assert officer.post("person-deactivate", person, reason="离职").status_code == 302
    assert officer.post("reset-password", person).status_code == 422
    assert officer.post("person-reactivate", person, reason="返聘").status_code == 302
    change = officer.post("person-change", person, name="张三丰", phone="1")
    assert [refusal.code for refusal in change.context["refusals"]] == ["phone_shape"]
    assert PHONE not in officer.get("person-change", person).content.decode()
    assert officer.post("person-change", person, name="张三丰", phone="").status_code == 302
    assert User.objects.get(pk=person).phone == PHONE
    assert officer.post("person-change", person, name="张三丰", phone="", without_phone="on").status_code == 302
    assert User.objects.get(pk=person).phone == ""


def test_a_person_is_found_by_the_whole_phone_without_it_in_an_address(officer: Someone, clerk: Someone) -> None:
    person = colleague_of(clerk)
    found = officer.post("people", phone="138-0013-8000")
    assert [row.pk for row in found.context["page"].rows] == [person]
    assert PHONE not in found.content.decode()
    assert officer.post("people", phone="13800138001").context["page"].rows == []
    assert officer.post("people", phone="138").context["page"].rows == []


@pytest.mark.parametrize("by_htmx", [False, True])
def test_a_masked_phone_is_revealed_once_with_a_reason(clerk: Someone, by_htmx: bool) -> None:
    headers = {"HX-Request": "true"} if by_htmx else {}
    person = colleague_of(clerk)
    path = reverse("core:reveal", args=["core.user", person, "phone"])
    listed = clerk.get("people").content.decode()
    assert "138****8000" in listed
    assert PHONE not in listed
    assert path in listed
    asking = clerk.client.get(path, headers=headers).content.decode()
    assert "为什么" in asking
    assert PHONE not in asking
    for reason in ("", "  ", "看看"):
        refused = clerk.client.post(path, {"reason": reason}, headers=headers)
        assert refused.status_code == 422
        assert PHONE not in refused.content.decode()
    assert not AuditEntry.objects.filter(action="personal.reveal").exists()
    shown = clerk.client.post(path, {"reason": "电话核对排班"}, headers=headers)
    assert PHONE in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    entry = AuditEntry.objects.get(action="personal.reveal")
    assert (entry.target, entry.user_id) == (f"user:{person}", clerk.actor.user_id)
    assert entry.details == {"field": "phone", "reason": "电话核对排班"}
    back = clerk.client.get(f"{path}?cancel=1", headers=headers).content.decode()
    assert "138****8000" in back
    assert PHONE not in back


def test_what_may_not_be_revealed(clerk: Someone, stranger: Someone) -> None:
    person = colleague_of(stranger)
    for target in (
        ["core.user", person, "phone"],
        ["core.user", clerk.actor.user_id, "password"],
        ["no.model", 1, "x"],
    ):
        path = reverse("core:reveal", args=target)
        assert clerk.client.get(path).status_code == 404
        assert clerk.client.post(path, {"reason": "电话核对排班"}).status_code == 404
    for role in (Role.FINANCE_OFFICER, Role.EXAMINER):
        other = Someone(core.assignment(role))
        path = reverse("core:reveal", args=["core.user", other.actor.user_id, "phone"])
        assert other.client.post(path, {"reason": "电话核对排班"}).status_code == 403
    assert not AuditEntry.objects.filter(action="personal.reveal").exists()


def test_the_audit_log_is_scoped_filtered_and_paged(officer: Someone, clerk: Someone, stranger: Someone) -> None:
    person, other = colleague_of(clerk), colleague_of(stranger, "wang.wu")

    def targets(someone: Someone, **query: object) -> list[str]:
        return [entry.target for entry in someone.get("audit", **query).context["page"].rows]

    assert targets(clerk) == [f"user:{person}"]
    assert set(targets(officer)) >= {f"user:{person}", f"user:{other}"}
    assert targets(officer, target=f"user:{other}") == [f"user:{other}"]
    assert targets(officer, subject="person.", last_day="2026-03-02", first_day="2026-03-02") == [
        f"user:{other}",
        f"user:{person}",
    ]
    assert targets(officer, first_day="2026-03-03") == []
    assert targets(officer, person=clerk.assignment.user.username) == [f"user:{person}"]
    assert targets(officer, first_day="not a day")
    for number in range(60):
        colleague_of(clerk, f"person{number}")
    first = clerk.get("audit")
    key = first.context["page"].next_key
    second = clerk.get("audit", before=key)
    numbers = [entry.number for page in (first, second) for entry in page.context["page"].rows]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == 61
    assert re.search(r'rel="next"', first.content.decode())


def test_the_audit_log_is_in_words(officer: Someone, clerk: Someone) -> None:
    person = colleague_of(clerk)
    officer.post("person-deactivate", person, reason="离职")
    page = officer.get("audit").content.decode()
    assert f"人员 {person}" in page
    assert "<dt>理由</dt>" in page
    assert "离职" in page


@pytest.mark.parametrize(("outcome", "words"), [({"checked": 7}, "7 条无误"), ({"broken": 5}, "记录被改动")])
def test_the_city_sees_how_the_nightly_check_went(officer: Someone, clerk: Someone, outcome, words: str) -> None:
    Pulse.objects.create(name=Job.AUDIT, outcome=outcome, succeeded_at=NOW if "checked" in outcome else None)
    assert words in officer.get("audit").content.decode()
    assert words not in clerk.get("audit").content.decode()
