"""The register's services: who may write what, what is refused, what is recorded, what the database refuses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice, SmsMessage
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from examiners.models import Examiner, ExaminerChange, UnavailableDay
from examiners.queries import links as link_queries
from examiners.rules.enums import ExaminerField, ExaminerGrade, LinkKind, RecusalKind
from examiners.rules.register import CardEntry
from examiners.services import accounts, card_reminders, links, qualifications, register, self_service, wishes
from tests.factories import core, filing
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def centres():
    return make.districts(6)


@pytest.fixture
def officer(centres):
    return core.actor(Role.DISTRICT_OFFICER, centres[0])


@pytest.fixture
def kept(officer, centres):
    return make.examiner(registered_in=centres[0])


def codes(call) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return sorted(one.code for one in refused.value.refusals)


def registered(actor, **changes):
    return register.register_examiner(actor=actor, entry=make.entry(**changes), now=NOW)


# --- entries --------------------------------------------------------------------------------------
def test_an_entry_is_kept_by_the_district_that_made_it_and_numbered(officer):
    first, second = registered(officer), registered(officer)
    assert first.registered_in_id == officer.organisation_id
    assert int(second.number[2:]) == int(first.number[2:]) + 1
    record = AuditEntry.objects.first()
    assert record.action == "examiner.register"
    assert first.id_number not in str((record.summary, record.details))


def test_a_person_a_phone_and_a_card_stand_in_the_register_once(officer):
    one = make.entry()
    register.register_examiner(actor=officer, entry=one, now=NOW)
    twin = make.entry(id_number=one.id_number, phone=one.phone, bank_card=one.bank_card)
    assert codes(lambda: register.register_examiner(actor=officer, entry=twin, now=NOW)) == ["examiner_known"] * 3
    assert Examiner.objects.count() == 1


@pytest.mark.parametrize("role", [Role.INSTITUTE_CLERK, Role.FINANCE_OFFICER, Role.EXAMINER, Role.COMMITTEE_CLERK])
def test_others_may_not_write_the_register(role, kept):
    actor = core.actor(role)
    with pytest.raises(NotPermitted):
        registered(actor)
    with pytest.raises(NotPermitted):
        register.stop_examiner(actor=actor, examiner_id=kept.pk, reason="不行", now=NOW)


def test_another_district_changes_nothing_and_the_city_everything(kept, centres):
    stranger = core.actor(Role.DISTRICT_OFFICER, centres[1])
    entry = make.entry()
    with pytest.raises(Examiner.DoesNotExist):
        register.change_examiner(actor=stranger, examiner_id=kept.pk, entry=entry, now=NOW)
    city = core.actor(Role.GUIDANCE_OFFICER)
    moved = register.change_examiner(actor=city, examiner_id=kept.pk, entry=entry, keeper_id=centres[1].pk, now=NOW)
    assert moved.registered_in == centres[1]
    assert set(AuditEntry.objects.first().details["changed"]) >= {"手机号码", "登记单位"}


def test_a_stopped_examiners_phone_may_be_somebody_elses_until_he_comes_back(officer, kept):
    register.stop_examiner(actor=officer, examiner_id=kept.pk, reason="退休", now=NOW)
    registered(officer, phone=kept.phone)
    resume = lambda: register.resume_examiner(actor=officer, examiner_id=kept.pk, reason="返聘", now=NOW)  # noqa: E731
    assert codes(resume) == ["examiner_known"]
    with pytest.raises(Conflict):
        register.stop_examiner(actor=officer, examiner_id=kept.pk, reason="再停", now=NOW)


# --- cards ----------------------------------------------------------------------------------------
def card(level, **changes) -> CardEntry:
    entry = CardEntry(level.occupation_id, ExaminerGrade.EXAMINER, "K1", date(2025, 6, 1), date(2026, 5, 31))
    return replace(entry, **changes)


def test_a_card_is_added_renewed_and_withdrawn(officer, kept):
    level = filing.occupation_level()
    add = lambda entry: qualifications.add_card(  # noqa: E731
        actor=officer, examiner_id=kept.pk, entry=entry, now=NOW
    )
    first = add(card(level))
    assert first.next_reminder_on == date(2026, 4, 1)  # 60 days before, on 2 March still ahead
    assert codes(lambda: add(card(level))) == ["card_number_taken", "card_overlaps"]
    add(card(level, card_number="K2", valid_from=date(2026, 6, 1), valid_until=date(2029, 5, 31)))
    qualifications.withdraw_card(actor=officer, card_id=first.pk, reason="遗失", now=NOW)
    add(card(level, card_number="K3"))
    with pytest.raises(Conflict):
        qualifications.withdraw_card(actor=officer, card_id=first.pk, reason="再注销", now=NOW)


def test_the_database_refuses_overlapping_cards_and_absences(kept):
    level = filing.occupation_level()
    make.qualification(kept, level.occupation)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.qualification(kept, level.occupation, valid_from=date(2026, 1, 1), valid_until=date(2029, 1, 1))
    UnavailableDay.objects.create(examiner=kept, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 3))
    with pytest.raises(IntegrityError), transaction.atomic():
        UnavailableDay.objects.create(examiner=kept, starts_on=date(2026, 1, 3), ends_on=date(2026, 1, 5))


def test_each_reminder_goes_to_the_keeper_once(kept):
    level = filing.occupation_level()
    ending = make.qualification(
        kept, level.occupation, valid_until=date(2026, 5, 31), next_reminder_on=date(2026, 4, 1)
    )
    assert card_reminders.remind_of_cards(now=NOW) == 0
    for day, left in ((date(2026, 4, 1), 60), (date(2026, 5, 1), 30)):
        now = NOW.replace(month=day.month, day=day.day)
        assert card_reminders.remind_of_cards(now=now) == 1
        assert card_reminders.remind_of_cards(now=now + timedelta(hours=5)) == 0
        letter = Notice.objects.get(subject__contains=f"还有 {left} 天到期")
        assert (letter.organisation_id, letter.role) == (kept.registered_in_id, Role.DISTRICT_OFFICER)
    ending.refresh_from_db()
    assert ending.next_reminder_on is None


# --- wishes, absences, recusals -------------------------------------------------------------------
def test_wishes_are_set_by_himself_or_his_keeper_all_five_or_none(officer, kept, centres):
    own = make.signed_in_as(kept)
    order = [one.pk for one in centres[:5]]
    for actor in (own, officer):
        wishes.set_preferences(actor=actor, examiner_id=kept.pk, district_ids=order, now=NOW)
        order.reverse()
    assert list(kept.preferences.values_list("district_id", flat=True)) == order[::-1]
    few = {"actor": own, "examiner_id": kept.pk, "district_ids": order[:4], "now": NOW}
    assert codes(lambda: wishes.set_preferences(**few)) == ["preferences_number"]
    assert kept.preferences.count() == 5


def test_an_examiner_writes_about_himself_whatever_key_he_names(kept, centres):
    other = make.examiner(registered_in=centres[0])
    own = make.signed_in_as(kept)
    wishes.add_absence(actor=own, examiner_id=other.pk, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 2), now=NOW)
    assert (kept.unavailable_days.count(), other.unavailable_days.count()) == (1, 0)
    theirs = UnavailableDay.objects.create(examiner=other, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 2))
    with pytest.raises(UnavailableDay.DoesNotExist):
        wishes.remove_absence(actor=own, absence_id=theirs.pk, now=NOW)


def test_absences_that_touch_become_one(kept):
    own = make.signed_in_as(kept)
    for start, end in ((10, 12), (16, 18), (13, 15)):
        wishes.add_absence(
            actor=own, examiner_id=kept.pk, starts_on=date(2026, 4, start), ends_on=date(2026, 4, end), now=NOW
        )
    (whole,) = kept.unavailable_days.all()
    assert (whole.starts_on, whole.ends_on) == (date(2026, 4, 10), date(2026, 4, 18))


def test_a_recusal_is_registered_once_while_it_lasts(officer, kept):
    institute = core.organisation(OrganisationKind.INSTITUTE)
    given = {"actor": officer, "examiner_id": kept.pk, "institute_id": institute.pk, "kind": RecusalKind.TRAINER}
    recusal = wishes.add_recusal(**given, now=NOW)
    assert codes(lambda: wishes.add_recusal(**given, now=NOW)) == ["recusal_twice"]
    wishes.end_recusal(actor=officer, recusal_id=recusal.pk, now=NOW)
    wishes.add_recusal(**given, now=NOW)
    with pytest.raises(Conflict):
        wishes.end_recusal(actor=officer, recusal_id=recusal.pk, now=NOW)


# --- self-service ---------------------------------------------------------------------------------
def test_a_phone_counts_at_once_and_ends_the_links_of_the_old_one(kept):
    own = make.signed_in_as(kept)
    kept.refresh_from_db()
    with transaction.atomic():
        link = links.open_link(examiner=kept, now=NOW)
    assert codes(lambda: self_service.change_phone(actor=own, phone=kept.phone, now=NOW)) == ["change_same"]
    self_service.change_phone(actor=own, phone="139 0000 0001", now=NOW)
    kept.refresh_from_db()
    assert kept.phone == "13900000001"
    assert link_queries.open_link(link.pk, LinkKind.SELF_SERVICE, NOW) is None


def test_numbers_wait_for_the_keeper_one_at_a_time(officer, kept):
    own = make.signed_in_as(kept)
    ask = lambda value: self_service.ask_change(  # noqa: E731
        actor=own, field=ExaminerField.BANK_CARD, value=value, now=NOW
    )
    assert codes(lambda: ask("123")) == ["examiner_bank_card"]
    assert codes(lambda: ask(kept.bank_card)) == ["change_same"]
    change = ask(make.bank_card(41))
    assert Notice.objects.get(key__startswith="examiner-change").organisation_id == officer.organisation_id
    assert codes(lambda: ask(make.bank_card(42))) == ["change_waiting"]
    kept.refresh_from_db()
    assert kept.bank_card != make.bank_card(41)
    self_service.decide_change(actor=officer, change_id=change.pk, confirm=True, now=NOW)
    kept.refresh_from_db()
    assert kept.bank_card == make.bank_card(41)
    with pytest.raises(Conflict):
        self_service.decide_change(actor=officer, change_id=change.pk, confirm=True, now=NOW)


def test_a_number_that_became_somebody_elses_is_not_confirmed(officer, kept):
    own = make.signed_in_as(kept)
    fresh = make.entry()
    change = self_service.ask_change(actor=own, field=ExaminerField.ID_NUMBER, value=fresh.id_number, now=NOW)
    register.register_examiner(actor=officer, entry=fresh, now=NOW)
    confirm = lambda: self_service.decide_change(  # noqa: E731
        actor=officer, change_id=change.pk, confirm=True, now=NOW
    )
    assert codes(confirm) == ["examiner_known"]
    assert ExaminerChange.objects.get().state == "WAITING"


# --- links and accounts ---------------------------------------------------------------------------
def test_a_link_is_sent_by_sms_and_opens_one_examiner_until_it_ends(officer, kept):
    links.send_link(actor=officer, examiner_id=kept.pk, address="https://kaowu.example", now=NOW)
    message, link = SmsMessage.objects.get(), kept.links.get()
    token = link_queries.token_of(link)
    assert f"https://kaowu.example/e/{token}/" in message.text
    assert (message.phone, message.purpose) == (kept.phone, "examiners.link")
    found = link_queries.link_behind(token, LinkKind.SELF_SERVICE, NOW)
    actor = link_queries.actor_of(found)
    assert (actor.role, actor.organisation_id) == (Role.EXAMINER, None)
    kept.refresh_from_db()
    assert actor.user_id == kept.user_id
    assert not kept.user.has_usable_password()
    assert link_queries.link_behind(token, LinkKind.SELF_SERVICE, link.expires_at) is None
    assert link_queries.link_behind(token, LinkKind.CALENDAR, NOW) is None
    links.end_all_links(actor=officer, examiner_id=kept.pk, now=NOW)
    assert link_queries.link_behind(token, LinkKind.SELF_SERVICE, NOW) is None


@pytest.mark.parametrize("token", ["", "1", "1-", "zz-aaaaaaaaaaaaaaaa", "-x", "１-a", "1-\x00", "9" * 40 + "-a"])
def test_a_forged_token_opens_nothing(kept, token):
    with transaction.atomic():
        link = links.open_link(examiner=kept, now=NOW)
    right = link_queries.token_of(link)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    for one in (token, wrong):
        assert link_queries.link_behind(one, LinkKind.SELF_SERVICE, NOW) is None


def test_an_account_is_opened_once_more_with_a_new_password_and_never_over_another_role(officer, kept):
    first = accounts.open_account(actor=officer, examiner_id=kept.pk, now=NOW)
    second = accounts.open_account(actor=officer, examiner_id=kept.pk, now=NOW)
    assert (first.username, first.user_id) == (second.username, second.user_id) == (kept.number.lower(), first.user_id)
    assert first.password != second.password
    clerk = core.assignment(Role.INSTITUTE_CLERK)
    Examiner.objects.filter(pk=kept.pk).update(user=clerk.user)
    with pytest.raises(Conflict):
        accounts.open_account(actor=officer, examiner_id=kept.pk, now=NOW)
