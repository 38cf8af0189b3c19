"""An examiner's own pages: by password all of them, by the link in an SMS fewer, by anyone else none."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from appraisal.core.rules.roles import Role
from examiners.models import Examiner
from examiners.queries import links as link_queries
from examiners.services import links
from tests.factories import core
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db
PAGES = ("me", "me-wishes", "me-days")
LOCKED = ("me-entry", "me-calendar")


def at(name: str, *args: object) -> str:
    return reverse(f"examiners:{name}", args=args)


@pytest.fixture
def centres():
    return make.districts(6)


@pytest.fixture
def examiner(centres, clock):
    clock.set(2026, 3, 2, 9)
    return make.examiner(registered_in=centres[0], districts=centres[:5])


@pytest.fixture
def by_password(examiner):
    return core.client_of(make.signed_in_as(examiner))


@pytest.fixture
def by_link(examiner):
    with transaction.atomic():
        link = links.open_link(examiner=examiner, now=make.NOW)
    client = Client()
    answer = client.get(links.path_of(link))
    assert (answer.status_code, answer["Location"]) == (302, at("me"))
    return client


@pytest.mark.parametrize("name", PAGES)
def test_both_ways_lead_to_assignments_wishes_and_days(by_password, by_link, examiner, name):
    for client in (by_password, by_link):
        answer = client.get(at(name))
        assert answer.status_code == 200
        assert examiner.name in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", LOCKED)
def test_numbers_and_the_calendar_need_the_password(by_password, by_link, examiner, name):
    assert by_password.get(at(name)).status_code == 200
    assert by_link.get(at(name)).status_code == 403
    text = by_password.get(at("me-entry")).content.decode()
    assert examiner.phone not in text and examiner.id_number not in text and examiner.bank_card not in text


def test_the_link_changes_wishes_and_days_and_no_number(by_link, examiner, centres):
    wished = [one.pk for one in centres[1:6]]
    assert by_link.post(at("me-wishes"), {"districts": wished}).status_code == 302
    assert list(examiner.preferences.values_list("district_id", flat=True)) == wished
    assert by_link.post(at("me-wishes"), {"districts": wished[:2]}).status_code == 422
    day = date(2026, 4, 1)
    assert by_link.post(at("me-days"), {"starts_on": day}).status_code == 302
    absence = examiner.unavailable_days.get()
    assert (absence.starts_on, absence.ends_on) == (day, day)
    assert by_link.post(at("me-days-remove", absence.pk)).status_code == 302
    for name, given in (("me-phone", {"phone": "13911112222"}), ("me-calendar", {})):
        assert by_link.post(at(name), given).status_code == 403
    assert by_link.post(at("me-ask", "bank-card"), {"value": make.bank_card(3)}).status_code == 403
    examiner.refresh_from_db()
    assert examiner.phone != "13911112222" and not examiner.changes.exists()


def test_a_link_is_over_when_it_expired_was_ended_or_its_examiner_stopped(by_link, examiner, clock):
    link = examiner.links.get()
    assert by_link.get(at("me")).status_code == 200
    Examiner.objects.update(active=False)
    assert by_link.get(at("me"))["Location"].startswith("/sign-in/")
    Examiner.objects.update(active=True)
    fresh = Client()
    assert fresh.get(links.path_of(link)).status_code == 302
    clock.moment = link.expires_at + timedelta(seconds=1)
    assert fresh.get(at("me"))["Location"].startswith("/sign-in/")
    assert Client().get(links.path_of(link)).status_code == 410


def test_whoever_got_the_message_by_mistake_ends_it(by_link, examiner):
    link = examiner.links.get()
    assert by_link.post(at("me-leave")).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert Client().get(links.path_of(link)).status_code == 410


def test_other_roles_and_strangers_see_none_of_it(examiner):
    assert Client().get(at("me"))["Location"].startswith("/sign-in/")
    for role in set(Role) - {Role.EXAMINER}:
        assert core.client_of(core.actor(role)).get(at("me")).status_code == 403
    nobody = core.client_of(core.actor(Role.EXAMINER))
    assert nobody.get(at("me")).status_code == 404


def test_somebody_elses_days_and_changes_are_not_found(by_password, centres):
    other = make.examiner(registered_in=centres[0])
    theirs = other.unavailable_days.create(starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 1))
    change = other.changes.create(field="BANK_CARD", value=make.bank_card(5), asked_at=make.NOW)
    assert by_password.post(at("me-days-remove", theirs.pk)).status_code == 404
    assert by_password.post(at("me-withdraw", change.pk)).status_code == 404


def test_phone_card_and_id_from_the_page(by_password, examiner):
    assert by_password.post(at("me-phone"), {"phone": "1"}).status_code == 422
    assert by_password.post(at("me-phone"), {"phone": "13911112222"}).status_code == 302
    assert by_password.post(at("me-ask", "bank-card"), {"value": "1"}).status_code == 422
    assert by_password.post(at("me-ask", "bank-card"), {"value": make.bank_card(6)}).status_code == 302
    assert by_password.post(at("me-ask", "id-number"), {"value": make.id_number(7)}).status_code == 302
    assert by_password.post(at("me-ask", "shoe-size"), {"value": "42"}).status_code == 404
    text = by_password.get(at("me-entry")).content.decode()
    assert text.count("等登记单位确认") == 2 and make.bank_card(6) not in text
    change = examiner.changes.get(field="BANK_CARD")
    assert by_password.post(at("me-withdraw", change.pk)).status_code == 302


def test_the_calendar_is_behind_a_secret_that_can_be_changed(by_password, examiner):
    examiner.unavailable_days.create(starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 2), note="私事")
    assert ".ics" not in by_password.get(at("me-calendar")).content.decode()
    assert by_password.post(at("me-calendar")).status_code == 302
    link = link_queries.calendar_link(examiner)
    where = at("calendar-feed", link_queries.token_of(link))
    answer = Client().get(where)
    feed = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20260401" in feed and "DTEND;VALUE=DATE:20260403" in feed
    assert examiner.phone not in feed and "私事" not in feed
    by_password.post(at("me-calendar"))
    assert Client().get(where).status_code == 404


def test_what_is_missing_is_said_on_the_first_page_and_in_the_work_list(by_password, examiner):
    examiner.preferences.all().delete()
    Examiner.objects.update(bank_card=None, bank_card_index=None)
    text = by_password.get(at("me")).content.decode()
    assert "还缺：5 个执评意愿区县、北京银行卡号" in text
    home = by_password.get("/").content.decode()
    assert "选 5 个执评意愿区县" in home and "填写北京银行卡号" in home
