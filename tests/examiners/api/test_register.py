"""The register over HTTP: entries, what belongs to them, many at once; only by whoever keeps them."""

import pytest

from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from examiners.models import Examiner
from tests.factories import api as calling
from tests.factories import catalogue, core
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db
EXAMINERS = "/api/v1/examiners"


@pytest.fixture
def officer(clock):
    clock.moment = make.NOW
    return core.actor(Role.DISTRICT_OFFICER)


@pytest.fixture
def client(officer):
    return calling.caller(officer)


def sent(**changes):
    entry = make.entry(**changes)
    return {name: getattr(entry, name) for name in ("name", "id_number", "phone", "bank_card", "employer")}


def registered(client, **changes):
    answer = client.post(f"{EXAMINERS}/register", sent(**changes), format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def card(**changes):
    defaults = {
        "occupation": catalogue.level().occupation_id,
        "grade": "SENIOR_EXAMINER",
        "card_number": "京考评0001",
        "valid_from": "2025-01-01",
        "valid_until": "2027-12-31",
    }
    return {**defaults, **changes}


def test_an_entry_with_all_that_belongs_to_it(client, officer):
    made = registered(client)
    assert (made["keeper"], made["kept"], made["missing"]) == (officer.organisation_id, True, ["5 个执评意愿区县"])
    here = f"{EXAMINERS}/{made['number']}"
    home = core.Organisation.objects.get(pk=officer.organisation_id)
    institute = core.organisation(OrganisationKind.INSTITUTE, district=home)
    given = {
        "cards": card(),
        "wishes": {"districts": [one.pk for one in make.districts(5)]},
        "absences": {"starts_on": "2026-03-09"},
        "recusals": {"institute": institute.pk, "kind": "EMPLOYEE"},
    }
    for what, body in given.items():
        assert client.post(f"{here}/{what}", body, format="json").status_code in (200, 201), what
    whole = client.get(here).json()
    assert [one["card_number"] for one in whole["cards"]] == ["京考评0001"]
    assert (len(whole["districts"]), whole["missing"]) == (5, [])
    for what, word in (("cards", "withdraw"), ("absences", "remove"), ("recusals", "end")):
        address = f"/api/v1/{what}/{whole[what][0]['id']}/{word}"
        assert client.post(address, {"reason": "录入有误"}, format="json").status_code == 200, what
    assert client.get(here).json()["recusals"] == []


def test_what_is_left_out_of_a_change_stays(client):
    made = registered(client, name="何建国")
    before = Examiner.objects.get(number=made["number"])
    changed = client.post(f"{EXAMINERS}/{made['number']}/change", {"name": "何建军"}, format="json").json()
    after = Examiner.objects.get(pk=before.pk)
    assert (changed["name"], after.phone, after.id_number) == ("何建军", before.phone, before.id_number)


def test_a_change_of_what_has_moved_on_is_refused(client):
    made = registered(client)
    here = f"{EXAMINERS}/{made['number']}"
    tag = client.get(here)["ETag"]
    client.post(f"{here}/change", {"employer": "样例协会"}, format="json", HTTP_IF_MATCH=tag)
    late = client.post(f"{here}/change", {"employer": "别的协会"}, format="json", HTTP_IF_MATCH=tag)
    assert (late.status_code, client.get(here).json()["employer"]) == (412, "样例协会")


def test_everything_wrong_is_said_at_once(client):
    answer = client.post(f"{EXAMINERS}/register", sent(id_number="1", phone="2", bank_card="3"), format="json")
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["reasons"]} == {"id_number", "phone", "bank_card"}


def test_numbers_are_found_and_never_shown(client):
    made = registered(client)
    known = Examiner.objects.get(number=made["number"])
    found = client.post(f"{EXAMINERS}/search", {"number": known.phone}, format="json")
    assert [one["number"] for one in found.json()["items"]] == [made["number"]]
    shown = found.content.decode() + client.get(f"{EXAMINERS}/{made['number']}").content.decode()
    assert not any(number in shown for number in (known.phone, known.id_number, known.bank_card))


def test_another_district_changes_nothing(client):
    made = registered(client)
    other = calling.caller(core.actor(Role.DISTRICT_OFFICER))
    for word in ("change", "stop", "cards", "wishes"):
        assert other.post(f"{EXAMINERS}/{made['number']}/{word}", {}, format="json").status_code == 404, word


def test_stopped_with_a_reason_and_resumed(client):
    here = f"{EXAMINERS}/{registered(client)['number']}"
    assert client.post(f"{here}/stop", {}, format="json").status_code == 422
    assert client.post(f"{here}/stop", {"reason": "本人要求"}, format="json").json()["active"] is False
    assert client.post(f"{here}/resume", {"reason": "重新聘用"}, format="json").json()["active"] is True


def test_many_at_once_all_or_none(client):
    rows = [sent(name="赵一"), {**sent(name="钱二"), "card": card()}, {**sent(name="孙三"), "phone": "12"}]
    checked = client.post(f"{EXAMINERS}/import/check", {"rows": rows}, format="json").json()
    assert [one["accepted"] for one in checked["rows"]] == [True, True, False] and not checked["possible"]
    assert client.post(f"{EXAMINERS}/import", {"rows": rows}, format="json").status_code == 422
    assert not Examiner.objects.exists()
    good = {"rows": rows[:2], "seen": checked["seen"]}
    done = client.post(f"{EXAMINERS}/import", good, format="json", HTTP_IDEMPOTENCY_KEY="one")
    again = client.post(f"{EXAMINERS}/import", good, format="json", HTTP_IDEMPOTENCY_KEY="one")
    assert (done.json(), again.json(), Examiner.objects.count()) == (
        {"added": 2, "changed": 0, "cards": 1},
        done.json(),
        2,
    )
    late = client.post(f"{EXAMINERS}/import", {"rows": [sent(name="李四")], "seen": checked["seen"]}, format="json")
    assert late.status_code == 409
