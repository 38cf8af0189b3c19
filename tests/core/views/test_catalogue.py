"""The catalogue's pages: who sees and does what, what the address keeps, the import step by step."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.exporters import csv_table
from appraisal.core.importers.occupations import export_table
from appraisal.core.models import AppraisalMode, Notice, Occupation
from appraisal.core.queries.occupations import read_entries
from appraisal.core.rules.roles import Role
from tests.factories import catalogue as make
from tests.factories.core import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(clock):
    return clock.set(2026, 3, 2, 9)


def officer(client):
    return sign_in(client, Role.GUIDANCE_OFFICER, make.guidance_section())


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("role", Role)
def test_everyone_reads_the_catalogue_and_only_the_city_edits_it(client, role):
    cook = make.occupation("中式烹调师", code_1999="4-03-01-01?")
    sign_in(client, role)
    listed, opened = client.get("/catalogue/"), client.get(f"/catalogue/{cook.pk}/")
    edits = role is Role.GUIDANCE_OFFICER
    assert listed.status_code == opened.status_code == 200
    assert "未核实" in text(listed) and "未核实" in text(opened)
    assert ("/catalogue/import/" in text(listed)) == edits
    assert ("维护鉴定方式</a>" in text(opened) or "维护鉴定方式<span" in text(opened)) == edits
    for path in ("/catalogue/import/", "/catalogue/modes/", f"/catalogue/levels/{cook.levels.first().pk}/mode/"):
        assert client.get(path).status_code == (200 if edits else 403)


def test_a_stranger_is_asked_to_sign_in(client):
    level = make.level()
    for path in ("/catalogue/", "/catalogue/export/", f"/catalogue/{level.occupation_id}/", "/catalogue/modes/"):
        assert client.get(path).status_code == 302


def test_filters_and_order_stand_in_the_address(client):
    make.occupation("中式烹调师", code_1999="4-03-01-01")
    turner = make.occupation("车工", "54", code_1999="6-04-01-01", levels_confirmed=True)
    make.mode(turner.levels.get(level=4), date(2014, 8, 20))
    turner.levels.filter(level=5).update(re_review=True)
    sign_in(client, Role.INSTITUTE_CLERK)

    def listed(address):
        return re.findall(r'<th scope="row">\s*<a href="/catalogue/\d+/">(.+?)</a>', text(client.get(address)))

    assert listed("/catalogue/") == ["车工", "中式烹调师"]
    assert listed("/catalogue/?sort=-name") == ["中式烹调师", "车工"]
    for address in ("?q=zspts", "?q=4-03", "?level=1", "?show=unverified"):
        assert listed(f"/catalogue/{address}") == ["中式烹调师"]
    for address in ("?mode=set", "?flag=re_review", "?mode=set&level=4", "?q=车"):
        assert listed(f"/catalogue/{address}") == ["车工"]
    assert listed("/catalogue/?mode=set&level=5") == []
    assert listed("/catalogue/?level=nonsense&mode=nonsense") == ["车工", "中式烹调师"]
    assert "没有符合条件" in text(client.get("/catalogue/?q=xyz"))


def test_pages_follow_one_another_with_the_same_filter(client):
    for number in range(51):
        make.occupation(f"工种{number:02}", "5")
    sign_in(client, Role.INSTITUTE_CLERK)
    first = text(client.get("/catalogue/?level=5&sort=-name"))
    following = re.search(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', first)
    address = next(filter(None, following.groups())).replace("&amp;", "&")
    assert "level=5" in address and "sort=-name" in address
    second = text(client.get(f"/catalogue/{address}"))
    assert second.count('<th scope="row">') == 1


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_costs_the_same_queries_however_long_it_is(client, django_assert_max_num_queries, count):
    for _ in range(count):
        make.occupation()
    officer(client)
    client.get("/catalogue/")  # the first page after sign-in also writes the session
    with django_assert_max_num_queries(8):
        client.get("/catalogue/")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_exported_as_filtered(client, kind):
    make.occupation("中式烹调师")
    make.occupation("车工")
    sign_in(client, Role.DISTRICT_OFFICER)
    answer = client.get(f"/catalogue/export/?q=cg&kind={kind}")
    assert answer["Content-Disposition"].startswith("attachment")
    if kind == "csv":
        assert "车工" in answer.content.decode("utf-8-sig")
        assert "中式烹调师" not in answer.content.decode("utf-8-sig")


def test_an_officer_maintains_a_mode_and_sees_its_history(client):
    level = make.level(2, "中式烹调师")
    old = make.mode(level, date(2014, 8, 20))
    officer(client)
    address = f"/catalogue/levels/{level.pk}/mode/"
    answer = client.post(address, {"practical": "WRITTEN", "review": "WRITTEN", "valid_from": "2026-04-01"})
    assert answer.status_code == 302 and answer.url == f"/catalogue/{level.occupation_id}/"
    page = text(client.get(answer.url))
    assert "2014-08-20" in page and "2026-04-01" in page and old.set_by.name in page
    assert "尚未开始" in page


def test_a_refused_mode_comes_back_with_every_reason_and_remedy(client):
    level = make.level(2)
    officer(client)
    answer = client.post(f"/catalogue/levels/{level.pk}/mode/", {"valid_from": "2026-03-01"})
    assert answer.status_code == 422
    for words in ("没有选择实操的鉴定方式", "综合评审的鉴定方式", "不能追溯", "依据：二（一）"):
        assert words in text(answer)
    assert not AppraisalMode.objects.exists()


def test_an_institute_asks_once_and_the_button_says_so(client):
    level = make.level(4)
    make.guidance_section()
    sign_in(client, Role.INSTITUTE_CLERK)
    for _ in range(2):
        assert client.post(f"/catalogue/levels/{level.pk}/ask/").status_code == 302
    assert Notice.objects.count() == 1
    page = text(client.get(f"/catalogue/{level.occupation_id}/"))
    assert 'aria-disabled="true"' in page and "已请求，维护后会通知本机构" in page


def test_what_institutes_wait_for_comes_first(client):
    wanted, other = make.level(4, "中式烹调师"), make.level(4, "车工")
    clerk = make.clerk()
    client.force_login(clerk_user(clerk))
    client.post(f"/catalogue/levels/{wanted.pk}/ask/")
    officer(client)
    page = text(client.get("/catalogue/modes/"))
    assert page.index(f"/catalogue/levels/{wanted.pk}/mode/") < page.index(f"/catalogue/levels/{other.pk}/mode/")
    assert clerk.organisation_name in page
    assert "共 2 个等级" in page


def clerk_user(actor):
    from appraisal.core.models import User  # noqa: PLC0415  (the one test that needs it)

    return User.objects.get(pk=actor.user_id)


def test_a_refused_action_on_a_level_shows_its_reason_on_the_occupation(client):
    level = make.level(4)
    make.mode(level, date(2014, 8, 20))
    make.guidance_section()
    sign_in(client, Role.INSTITUTE_CLERK)
    answer = client.post(f"/catalogue/levels/{level.pk}/ask/")
    assert answer.status_code == 422
    assert "已经维护" in text(answer) and "怎么办" in text(answer)


def test_the_re_review_flag_is_the_citys(client):
    level = make.level(4)
    address = f"/catalogue/levels/{level.pk}/re-review/"
    sign_in(client, Role.DISTRICT_OFFICER)
    assert client.post(address, {"re_review": "yes"}).status_code == 403
    officer(client)
    client.post(address, {"re_review": "yes"})
    level.refresh_from_db()
    assert level.re_review
    assert "刷新" in text(client.post(address, {"re_review": "yes"}, follow=True))


# --- import ---------------------------------------------------------------------------------------
def upload(client, *rows):
    headers, _ = export_table([])
    file = SimpleUploadedFile("目录.csv", csv_table(headers, rows))
    return client.post("/catalogue/import/", {"file": file})


NEW = ("磨工", "6-04-01-04", "", "", "5-1", "否", "", "", "是")


def ticket_of(response):
    return re.search(r'name="ticket"\s+value="([^"]+)"', text(response)).group(1)


def test_a_preview_writes_nothing_and_its_confirmation_everything(client):
    officer(client)
    seen = upload(client, NEW)
    assert seen.status_code == 200 and "磨工" in text(seen)
    assert not Occupation.objects.exists()
    answer = client.post("/catalogue/import/confirm/", {"ticket": ticket_of(seen)})
    assert answer.status_code == 302 and answer.url == "/catalogue/"
    (entry,) = read_entries()
    assert (entry.name, entry.levels) == ("磨工", {5, 4, 3, 2, 1})


def test_one_fault_disables_the_confirmation_and_says_why(client):
    officer(client)
    seen = upload(client, NEW, ("铣工", "", "", "", "五级", "否", "", "", "是"))
    assert "五级" in text(seen) and 'name="ticket"' not in text(seen)
    assert "有 1 行错误" in text(seen)


def test_a_preview_that_was_overtaken_is_not_written(client):
    officer(client)
    seen = upload(client, NEW)
    make.occupation("铣工")
    answer = client.post("/catalogue/import/confirm/", {"ticket": ticket_of(seen)}, follow=True)
    assert "预览之后职业目录又有了改动" in text(answer)
    assert not Occupation.objects.filter(name="磨工").exists()


def test_a_ticket_is_for_the_one_who_saw_it_and_for_half_an_hour(client, monkeypatch):
    officer(client)
    ticket = ticket_of(upload(client, NEW))
    for wrong in ("", "forged", ticket[:-2] + "xx"):
        assert client.post("/catalogue/import/confirm/", {"ticket": wrong}).status_code == 422
    with monkeypatch.context() as patch:
        patch.setattr("appraisal.core.views.catalogue_import.PREVIEW_SECONDS", -1)
        assert client.post("/catalogue/import/confirm/", {"ticket": ticket}).status_code == 422
    officer(client)  # a colleague
    answer = client.post("/catalogue/import/confirm/", {"ticket": ticket})
    assert answer.status_code == 422 and "不是您上传的" in text(answer)
    assert not Occupation.objects.exists()


def test_no_file_is_said_in_words(client):
    officer(client)
    answer = client.post("/catalogue/import/")
    assert answer.status_code == 422 and "职业目录文件没有填写" in text(answer)
