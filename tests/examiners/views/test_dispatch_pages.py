"""The board and the page of a dispatch: who sees what, what it costs, and that every button does what it says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.core.rules.roles import Role
from examiners.models import Dispatch, ManualDispatch
from examiners.rules.replies import Meaning
from tests.factories import core, filing, sms
from tests.factories import dispatch as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture(autouse=True)
def morning(settings, clock):
    settings.KAOWU = {**settings.KAOWU, "EXAMINERS_PER_SITTING": 1}
    clock.set(NOW.year, NOW.month, NOW.day, NOW.hour, NOW.minute)
    sms.gateway()


@pytest.fixture
def on():
    return make.stage(seats=2, people=4)


@pytest.fixture
def officer(on):
    return core.client_of(on.officer)


def page_of(dispatch, *parts):
    return "/".join([f"/dispatch/{dispatch.pk}", *map(str, parts), ""])


def test_the_board_shows_need_seats_state_and_time_left(on, officer):
    page = officer.get("/dispatch/").content.decode()
    assert page.count("空缺") == 2
    for label in ("开始派遣", "手动派遣", "撤销派遣"):
        assert label in officer.get(page_of(on.dispatch)).content.decode()
    assert "待派遣" in page
    assert "还有" in page
    make.start(on)
    make.joins(make.asked_in(on.dispatch)[0], on.dispatch)
    page = officer.get("/dispatch/").content.decode()
    assert "已确认 " in page
    assert "邀请中 " in page


def test_the_board_is_silent_while_nothing_changes(on, officer):
    seen = officer.get("/dispatch/").context["seen"]
    assert officer.get("/dispatch/", {"seen": seen}).status_code == 204
    make.start(on)
    answer = officer.get("/dispatch/", {"seen": seen})
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div id="board"')


def test_the_board_costs_the_same_for_one_row_and_for_many(on, officer):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert officer.get("/dispatch/", {"view": "all"}).status_code == 200
        return len(caught)

    officer.get("/dispatch/")
    one = queries()
    for _ in range(3):
        make.stage(seats=2, people=1, ground=on.ground)
    assert Dispatch.objects.count() == 4
    assert queries() == one
    assert one <= 16


def test_a_page_of_the_board_leads_to_the_next_one(on, officer, monkeypatch):
    monkeypatch.setattr("examiners.queries.board.PAGE", 1)
    make.stage(seats=1, people=1, ground=on.ground)
    first = officer.get("/dispatch/").context
    second = officer.get("/dispatch/", {"after": first["next_key"]}).context
    assert [row.dispatch.pk for row in first["rows"]] != [row.dispatch.pk for row in second["rows"]]
    assert second["next_key"] == ""
    assert officer.get("/dispatch/", {"after": "nonsense", "day": "2026-13-01", "view": "x"}).status_code == 200


@pytest.mark.parametrize(
    "role", [Role.DISTRICT_OFFICER, Role.INSTITUTE_CLERK, Role.COMMITTEE_CLERK, Role.FINANCE_OFFICER]
)
def test_nobody_else_sees_a_dispatch(on, client, role):
    core.sign_in(client, role)
    assert client.get(page_of(on.dispatch)).status_code in (403, 404)
    for action in ("start", "ask", "cancel", "manual"):
        assert client.post(page_of(on.dispatch, action)).status_code in (403, 404)
    assert Dispatch.objects.get().state == "WAITING"


def test_every_tab_of_a_dispatch_under_way(on, officer):
    make.start(on)
    make.deliver()
    one, other = make.asked_in(on.dispatch)
    make.joins(one, on.dispatch)
    make.says(other, "什么")
    make.answers(other, on.dispatch, Meaning.NO)
    for view in ("people", "talk", "ranking", "excluded"):
        answer = officer.get(page_of(on.dispatch), {"view": view})
        assert answer.status_code == 200
        assert one.phone not in answer.content.decode(), "phones are masked"
    talk = officer.get(page_of(on.dispatch), {"view": "talk"}).content.decode()
    assert "不能参加" in talk
    ranking = officer.get(page_of(on.dispatch), {"view": "ranking"}).content.decode()
    assert on.dispatch.seed in ranking
    assert "按抽签先后" in ranking


def test_the_seed_stays_secret_until_it_is_used(on, officer):
    page = officer.get(page_of(on.dispatch), {"view": "ranking"}).content.decode()
    assert on.dispatch.seed not in page
    assert on.dispatch.seed_hash in page


def test_why_somebody_may_not_be_asked_is_explained(on, officer):
    other = filing.ground().institute.district
    far = make.examiner(on.ground.level.occupation_id, [other])
    page = officer.get(page_of(on.dispatch), {"view": "excluded"}).content.decode()
    assert far.name in page
    assert "执评意愿区县中没有本区县" in page


def test_the_buttons_start_ask_withdraw_and_cancel(on, officer):
    assert officer.post(page_of(on.dispatch, "start")).status_code == 302
    one, other = make.asked_in(on.dispatch)
    refused = officer.post(page_of(on.dispatch, "withdraw", one.pk), {"reason": ""})
    assert refused.status_code == 422
    officer.post(page_of(on.dispatch, "withdraw", one.pk), {"reason": "本人来电", "told": "on"})
    assert make.sent_to(one) == ["invitation", "cancellation"]
    officer.post(page_of(on.dispatch, "ask"))
    officer.post(page_of(on.dispatch, "cancel"), {"reason": "停电"})
    assert make.fresh(on.dispatch).state == "CANCELLED"
    assert make.sent_to(other)[-1] == "cancellation"
    assert officer.get("/dispatch/", {"view": "over"}).context["rows"][0].dispatch.reason == "停电"


def test_manual_dispatch_needs_a_second_person_and_sends_only_the_third_message(on, officer):
    chosen = [person.pk for person in on.examiners[:2]]
    page = officer.get(page_of(on.dispatch, "manual"), {"q": on.examiners[0].name})
    assert [choice.entry.person.pk for choice in page.context["entries"]] == chosen[:1]
    refused = officer.post(page_of(on.dispatch, "manual"), {"examiners": [], "reason": ""})
    assert refused.status_code == 422
    too_many = {"examiners": [person.pk for person in on.examiners[:3]], "reason": "急"}
    assert officer.post(page_of(on.dispatch, "manual"), too_many).status_code == 422
    officer.post(page_of(on.dispatch, "manual"), {"examiners": chosen, "reason": "已电话说好"})
    proposal = ManualDispatch.objects.get()
    decide = f"/dispatch/manual/{proposal.pk}/"
    assert officer.post(decide, {"decision": "approve"}).status_code == 422
    assert "须由另一人复核" in officer.get(page_of(on.dispatch)).content.decode()
    second = core.client_of(on.second)
    assert "复核同意" in second.get(page_of(on.dispatch)).content.decode()
    second.post(decide, {"decision": "approve"})
    assert make.fresh(on.dispatch).state == "FORMED"
    assert [make.sent_to(person) for person in on.examiners[:2]] == [["team"], ["team"]]
    assert second.get(page_of(on.dispatch, "manual")).status_code == 200


def test_a_refused_proposal_leaves_everything_as_it_was(on, officer):
    officer.post(page_of(on.dispatch, "manual"), {"examiners": [on.examiners[0].pk], "reason": "已电话说好"})
    proposal = ManualDispatch.objects.get()
    city = core.client_of(on.ground.officer)
    assert city.post(f"/dispatch/manual/{proposal.pk}/", {"decision": "refuse", "reason": ""}).status_code == 422
    city.post(f"/dispatch/manual/{proposal.pk}/", {"decision": "refuse", "reason": "应先自动派遣"})
    proposal.refresh_from_db()
    assert (proposal.state, make.fresh(on.dispatch).state) == ("REFUSED", "WAITING")


def test_the_institute_sees_its_team_on_the_plan_once_it_stands(on):
    clerk = core.client_of(on.ground.clerk)
    path = f"/plans/{on.sitting.plan.number}/"
    make.start(on)
    one, other = make.asked_in(on.dispatch)
    make.joins(one, on.dispatch)
    page = clerk.get(path).content.decode()
    assert "人数齐了以后显示名单" in page
    assert one.name not in page
    make.joins(other, on.dispatch)
    page = clerk.get(path).content.decode()
    assert one.name in page
    assert one.phone not in page
