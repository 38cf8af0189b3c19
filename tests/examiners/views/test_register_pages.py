"""Pages of the register: who sees whom and what, whose numbers show, how many queries a list costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.models import AuditEntry
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from examiners.models import Examiner, ExaminerChange
from examiners.rules.enums import ChangeState, ExaminerField
from tests.factories import core, filing
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def centres():
    return make.districts(6)


@pytest.fixture
def officer(centres):
    return core.actor(Role.DISTRICT_OFFICER, centres[0])


def page(actor, name, *args, **query):
    return core.client_of(actor).get(reverse(f"examiners:{name}", args=args), query)


def test_a_district_lists_those_who_want_it_and_those_it_keeps(officer, centres):
    wants = make.examiner(districts=centres[:5], name="甲一")
    kept = make.examiner(districts=centres[1:6], name="乙二", registered_in=centres[0])
    other = make.examiner(districts=centres[1:6], name="丙三")
    text = page(officer, "register").content.decode()
    assert wants.name in text and kept.name in text and other.name not in text
    assert page(officer, "examiner", wants.number).status_code == 200
    assert page(officer, "examiner", other.number).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.GUIDANCE_OFFICER, 200), (Role.FINANCE_OFFICER, 200), (Role.INSTITUTE_CLERK, 403), (Role.EXAMINER, 403)],
)
def test_the_register_is_for_the_city_and_the_districts(role, status):
    assert page(core.actor(role), "register").status_code == status


def test_numbers_are_masked_and_whole_only_for_the_keeper_with_a_reason(officer, centres):
    kept = make.examiner(registered_in=centres[0])
    wants = make.examiner(districts=centres[:5])
    text = page(officer, "examiner", kept.number).content.decode()
    assert kept.id_number not in text and kept.phone not in text and kept.bank_card not in text
    assert f"{kept.id_number[:3]}***********{kept.id_number[-4:]}" in text
    client = core.client_of(officer)
    where = reverse("core:reveal", args=["examiners.examiner", kept.pk, "id_number"])
    assert kept.id_number in client.post(where, {"reason": "核对证件原件"}).content.decode()
    assert AuditEntry.objects.first().action == "personal.reveal"
    elsewhere = reverse("core:reveal", args=["examiners.examiner", wants.pk, "id_number"])
    assert client.post(elsewhere, {"reason": "想看一看"}).status_code == 404
    assert "身份证号" not in page(officer, "examiner", wants.number).content.decode()


def test_a_number_is_looked_up_by_post_only(officer, centres):
    kept = make.examiner(registered_in=centres[0], name="甲一")
    make.examiner(registered_in=centres[0], name="乙二")
    answer = core.client_of(officer).post(reverse("examiners:register"), {"personal": kept.phone})
    assert "甲一" in answer.content.decode() and "乙二" not in answer.content.decode()
    assert "甲一" not in page(officer, "register", q=kept.phone).content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(officer, centres):
    level = filing.occupation_level()

    def cost():
        client = core.client_of(officer)
        client.get(reverse("examiners:register"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("examiners:register"))
        return len(queries)

    make.examiner(level.occupation, centres[:5], registered_in=centres[0])
    one = cost()
    for _ in range(8):
        make.examiner(level.occupation, centres[:5], registered_in=centres[0])
    assert cost() == one <= 14


def test_the_export_masks_what_the_screen_masks(officer, centres):
    kept = make.examiner(registered_in=centres[0])
    text = page(officer, "register", export="csv").content.decode("utf-8-sig")
    assert kept.number in text and kept.name in text
    assert kept.id_number not in text and kept.phone not in text and kept.bank_card not in text


def test_somebody_is_registered_and_everything_wrong_is_said(officer):
    client = core.client_of(officer)
    entry = make.entry()
    wrong = client.post(reverse("examiners:register-new"), {"name": "", "id_number": "1", "phone": "2"})
    assert wrong.status_code == 422 and "共 3 个原因" in wrong.content.decode()
    given = {"name": entry.name, "id_number": entry.id_number, "phone": entry.phone, "bank_card": entry.bank_card}
    assert client.post(reverse("examiners:register-new"), given).status_code == 302
    found = Examiner.objects.get()
    assert (found.registered_in_id, found.id_number, found.bank_name) == (
        officer.organisation_id,
        entry.id_number,
        "北京银行",
    )


def test_what_is_left_empty_stays(officer, centres):
    kept = make.examiner(registered_in=centres[0])
    client = core.client_of(officer)
    where = reverse("examiners:examiner-change", args=[kept.number])
    assert kept.id_number not in client.get(where).content.decode()
    assert client.post(where, {"name": "新名字", "employer": "新单位"}).status_code == 302
    after = Examiner.objects.get()
    assert (after.name, after.employer, after.id_number, after.phone) == (
        "新名字",
        "新单位",
        kept.id_number,
        kept.phone,
    )


def test_an_entry_of_another_keeper_is_not_changed(officer, centres):
    wants = make.examiner(districts=centres[:5])
    client = core.client_of(officer)
    for name in ("examiner-change", "wishes"):
        assert client.get(reverse(f"examiners:{name}", args=[wants.number])).status_code == 404
    act = reverse("examiners:examiner-act", args=[wants.number, "stop"])
    assert client.post(act, {"reason": "不归我管"}).status_code == 404


def test_cards_absences_recusals_and_wishes_from_the_page(officer, centres):
    kept = make.examiner(registered_in=centres[0])
    level, institute = filing.occupation_level(), core.organisation(OrganisationKind.INSTITUTE, district=centres[0])
    client = core.client_of(officer)
    card = {
        "occupation": level.occupation_id,
        "grade": "EXAMINER",
        "card_number": "京0001",
        "valid_from": "2025-01-01",
        "valid_until": "2027-01-01",
    }
    at = lambda name, *args: reverse(f"examiners:{name}", args=args)  # noqa: E731
    assert client.post(at("card-add", kept.number), card).status_code == 302
    assert client.post(at("card-add", kept.number), card).status_code == 422
    assert client.post(at("wishes", kept.number), {"districts": [one.pk for one in centres[:5]]}).status_code == 302
    assert client.post(at("wishes", kept.number), {"districts": [centres[0].pk]}).status_code == 422
    day = {"starts_on": "2030-01-01", "ends_on": "2030-01-03"}
    assert client.post(at("absence-add", kept.number), day).status_code == 302
    tie = {"institute": institute.pk, "kind": "TRAINER"}
    assert client.post(at("recusal-add", kept.number), tie).status_code == 302
    text = client.get(at("examiner", kept.number)).content.decode()
    assert "京0001" in text and "2030-01-01" in text and institute.name in text
    assert client.post(at("card-withdraw", kept.qualifications.get().pk), {"reason": "换证"}).status_code == 302
    assert client.post(at("absence-remove", kept.unavailable_days.get().pk)).status_code == 302
    assert client.post(at("recusal-end", kept.recusals.get().pk)).status_code == 302


def test_a_change_asked_for_is_confirmed_by_the_keeper_alone(officer, centres):
    kept = make.examiner(registered_in=centres[0])
    change = ExaminerChange.objects.create(
        examiner=kept, field=ExaminerField.BANK_CARD, value=make.bank_card(77), asked_at=make.NOW
    )
    stranger = core.actor(Role.DISTRICT_OFFICER, centres[1])
    where = reverse("examiners:change-decide", args=[change.pk])
    assert core.client_of(stranger).post(where, {"decision": "confirm"}).status_code == 404
    text = page(officer, "changes").content.decode()
    assert kept.name in text and make.bank_card(77) not in text
    client = core.client_of(officer)
    assert client.post(where, {"decision": "decline"}).status_code == 422
    assert client.post(where, {"decision": "confirm"}).status_code == 302
    kept.refresh_from_db()
    change.refresh_from_db()
    assert (kept.bank_card, change.state) == (make.bank_card(77), ChangeState.CONFIRMED)
    assert change.value == f"…{make.bank_card(77)[-4:]}"
