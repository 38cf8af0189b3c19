"""The pages of licences: the institute's own, the city's queue, and nobody else's business."""

from datetime import date

import pytest

from appraisal.core.models import Licence, LicenceRequest, Organisation, User
from appraisal.core.rules.roles import Role
from tests.factories import catalogue as make
from tests.factories import core
from tests.factories.core import sign_in

pytestmark = pytest.mark.django_db
READERS = {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER, Role.FINANCE_OFFICER}


@pytest.fixture(autouse=True)
def now(clock):
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def made(now):
    return make.request(make.clerk(), make.level(4, "中式烹调师"), now=now)


@pytest.fixture
def held(made):
    return make.licence(made.institute, make.level(5, "车工"), date(2014, 1, 1), date(2026, 5, 1))


def text(response):
    return response.content.decode()


def enter(client, actor):
    client.force_login(User.objects.get(pk=actor.user_id))


@pytest.mark.parametrize("role", Role)
def test_who_may_open_the_pages(client, role, made, held):
    sign_in(client, role)
    expected = 200 if role in READERS else 403
    assert client.get("/licences/").status_code == expected
    assert client.get("/licences/requests/").status_code == expected
    assert client.get("/licences/requests/new/").status_code == (200 if role is Role.INSTITUTE_CLERK else 403)


def viewers(made):
    """Who sees the request and the licence of its institute, and who does not."""
    return {
        "itself": (core.actor(Role.INSTITUTE_CLERK, made.institute), True),
        "its district": (core.actor(Role.DISTRICT_OFFICER, made.institute.district), True),
        "guidance": (make.officer(), True),
        "finance": (core.actor(Role.FINANCE_OFFICER), True),
        "another institute": (core.actor(Role.INSTITUTE_CLERK), False),
        "another district": (core.actor(Role.DISTRICT_OFFICER), False),
    }


@pytest.mark.parametrize(
    "viewer", ["itself", "its district", "guidance", "finance", "another institute", "another district"]
)
def test_what_belongs_to_others_does_not_exist(client, viewer, made, held):
    actor, sees = viewers(made)[viewer]
    enter(client, actor)
    expected = 200 if sees else 404
    assert client.get(f"/licences/requests/{made.pk}/").status_code == expected
    assert client.get(f"/licences/{held.pk}/").status_code == expected
    assert client.get(f"/documents/{made.document_id}/").status_code == expected
    assert ("中式烹调师" in text(client.get("/licences/requests/"))) == sees
    assert ("车工" in text(client.get("/licences/"))) == sees
    exported = client.get("/licences/?export=csv").content.decode("utf-8-sig")
    assert ("车工" in exported) == sees


@pytest.mark.parametrize("viewer", ["itself", "its district", "finance", "another institute"])
def test_only_guidance_decides(client, viewer, made, held):
    enter(client, viewers(made)[viewer][0])
    assert client.post(f"/licences/requests/{made.pk}/decide/", {"decision": "yes"}).status_code == 403
    assert client.post(f"/licences/{held.pk}/revoke/", {"reason": "x"}).status_code == 403
    made.refresh_from_db()
    assert made.state == "REQUESTED"


def test_an_institute_asks_with_its_document(client):
    level = make.level(4, "中式烹调师")
    enter(client, make.clerk())
    page = text(client.get("/licences/requests/new/"))
    assert "中式烹调师" in page and "zsptsr" not in page
    answer = client.post(
        "/licences/requests/new/",
        {
            "document_number": "京人社发〔2026〕8号",
            "document": make.pdf(),
            "valid_from": "2026-03-02",
            "scope": [level.pk],
        },
    )
    made = LicenceRequest.objects.get()
    assert answer.status_code == 302 and answer.url == f"/licences/requests/{made.pk}/"
    assert list(made.scope.all()) == [level]


def test_a_refused_request_keeps_what_was_typed_and_gives_every_reason(client):
    level = make.level(4, "中式烹调师")
    enter(client, make.clerk())
    answer = client.post("/licences/requests/new/", {"note": "请尽快", "scope": [level.pk]})
    assert answer.status_code == 422
    page = text(answer)
    for words in (
        "批准文件文号没有填写",
        "没有附上人力社保行政部门的批准文件",
        "没有填写许可开始日期",
        "依据：一（一）",
    ):
        assert words in page
    assert "请尽快" in page and "checked" in page
    assert not LicenceRequest.objects.exists()


@pytest.mark.parametrize("scope", [["x"], ["-1"], ["9" * 30], ["999999"]])
def test_keys_that_were_tampered_with_are_refused_in_words(client, scope):
    enter(client, make.clerk())
    answer = client.post("/licences/requests/new/", {"scope": scope, "document": make.pdf("空.pdf", b"")})
    assert answer.status_code in (200, 422)
    assert not LicenceRequest.objects.exists()


def test_what_is_held_for_good_or_asked_for_cannot_be_ticked_and_says_why(client, made):
    forever = make.level(3, "摄影师")
    make.licence(made.institute, forever, date(2014, 1, 1))
    enter(client, core.actor(Role.INSTITUTE_CLERK, made.institute))
    page = text(client.get("/licences/requests/new/"))
    assert page.count(" disabled") == 2
    assert "申请中" in page and "已许可，长期" in page


def test_the_city_works_through_its_queue(client, made):
    enter(client, make.officer())
    queue = text(client.get("/licences/requests/?state=REQUESTED"))
    assert made.institute.name in queue and f"/documents/{made.document_id}/" in queue and "1 项待处理" in queue
    address = f"/licences/requests/{made.pk}/decide/"
    assert "请选择同意或不同意" in text(client.post(address, {}))
    refused = client.post(address, {"decision": "no"})
    assert refused.status_code == 422 and "没有写明理由" in text(refused)
    assert client.post(address, {"decision": "yes"}).status_code == 302
    assert Licence.objects.filter(institute=made.institute).count() == 1
    again = client.post(address, {"decision": "yes"}, follow=True)
    assert "已经处理过" in text(again)
    assert "没有待处理的申请" in text(client.get("/licences/requests/?state=REQUESTED"))


def test_a_licence_is_revoked_with_a_reason_and_then_says_why_not_again(client, held):
    enter(client, make.officer())
    address = f"/licences/{held.pk}/revoke/"
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "批准已撤销"}).status_code == 302
    page = text(client.get(f"/licences/{held.pk}/"))
    assert "已撤销" in page and "只有有效的许可可以撤销" in page and "revoke-dialog" not in page


def test_filters_of_licences(client, held):
    open_ended = make.licence(held.institute, make.level(3, "摄影师"), date(2014, 1, 1))
    ended = make.licence(held.institute, make.level(3, "美容师"), date(2014, 1, 1), date(2020, 1, 1))
    enter(client, make.officer())
    everything = {held, open_ended, ended}
    expected = {
        "": everything,
        "?q=sys": {open_ended},
        "?q=京人社发": everything,
        "?state=ENDING": {held},
        "?state=ENDED": {ended},
        "?state=IN_FORCE": {held, open_ended},
        "?state=REVOKED": set(),
        "?level=5": {held},
    }
    for address, rows in expected.items():
        page = text(client.get(f"/licences/{address}"))
        assert {row for row in everything if f'"/licences/{row.pk}/"' in page} == rows, address
    latest_first = text(client.get("/licences/?sort=-until"))
    places = [latest_first.index(f'"/licences/{row.pk}/"') for row in (open_ended, held, ended)]
    assert places == sorted(places)


@pytest.mark.parametrize("count", [1, 30])
def test_the_lists_cost_the_same_queries_however_long_they_are(client, django_assert_max_num_queries, now, count):
    clerk = make.clerk()
    institute = Organisation.objects.get(pk=clerk.organisation_id)
    for _ in range(count):
        make.request(clerk, make.level(), make.level(), now=now)
        make.licence(institute, make.level(), date(2014, 1, 1))
    enter(client, make.officer())
    client.get("/licences/")  # the first page after sign-in also writes the session
    for address in ("/licences/", "/licences/requests/"):
        with django_assert_max_num_queries(8):
            client.get(address)
