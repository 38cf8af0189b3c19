"""The pages of practical sites."""

import pytest

from appraisal.core.models import Site, User
from appraisal.core.rules.enums import OrganisationKind
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
def site(now):
    return make.site(make.clerk(), make.occupation("中式烹调师"), now=now, name="东校区烹饪车间")


def text(response):
    return response.content.decode()


def enter(client, actor):
    client.force_login(User.objects.get(pk=actor.user_id))


def owner(site):
    return core.actor(Role.INSTITUTE_CLERK, site.institute)


@pytest.mark.parametrize("role", Role)
def test_who_may_open_the_pages(client, role, site):
    sign_in(client, role)
    assert client.get("/sites/").status_code == (200 if role in READERS else 403)
    assert client.get("/sites/new/").status_code == (200 if role is Role.INSTITUTE_CLERK else 403)


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("role", [Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER])
def test_what_belongs_to_others_does_not_exist(client, site, role, own):
    home = {Role.INSTITUTE_CLERK: site.institute, Role.DISTRICT_OFFICER: site.institute.district}[role] if own else None
    enter(client, core.actor(role, home))
    assert client.get(f"/sites/{site.pk}/").status_code == (200 if own else 404)
    assert ("东校区烹饪车间" in text(client.get("/sites/"))) == own
    assert ("东校区烹饪车间" in client.get("/sites/?export=csv").content.decode("utf-8-sig")) == own
    if role is Role.INSTITUTE_CLERK and not own:
        for path in ("change", "withdraw"):
            assert client.post(f"/sites/{site.pk}/{path}/", {"reason": "x"}).status_code == 404


def form(*occupations, **fields):
    district = core.organisation(OrganisationKind.DISTRICT_CENTRE)
    plain = {
        "name": "西校区车间",
        "district": district.pk,
        "address": "北京市西街2号",
        "workstations": 24,
        "occupations": [row.pk for row in occupations],
    }
    return {**plain, **fields}


def test_an_institute_files_a_site(client):
    enter(client, make.clerk())
    answer = client.post("/sites/new/", form(make.occupation()))
    filed = Site.objects.get()
    assert answer.status_code == 302 and answer.url == f"/sites/{filed.pk}/"
    assert (filed.state, filed.workstations) == ("FILED", 24)


def test_a_refused_filing_gives_every_reason_and_keeps_what_was_typed(client):
    enter(client, make.clerk())
    answer = client.post("/sites/new/", {"address": "北京市西街2号"})
    assert answer.status_code == 422
    for words in (
        "场所名称没有填写",
        "没有选择场所可承担的职业",
        "没有选择场所所在的区县",
        "工位数 0 不合理",
        "依据：二（三）",
    ):
        assert words in text(answer)
    assert "北京市西街2号" in text(answer)


def test_a_change_shows_what_is_there_and_goes_back_to_the_city(client, site):
    make.officer()
    Site.objects.filter(pk=site.pk).update(state="CONFIRMED")
    enter(client, owner(site))
    page = text(client.get(f"/sites/{site.pk}/change/"))
    assert "东校区烹饪车间" in page and "checked" in page and "重新确认" in page
    assert client.post(f"/sites/{site.pk}/change/", form(make.occupation())).status_code == 302
    site.refresh_from_db()
    assert (site.state, site.name) == ("FILED", "西校区车间")


def test_the_city_confirms_and_the_page_then_says_why_not_again(client, site):
    enter(client, make.officer())
    address = f"/sites/{site.pk}/decide/"
    refused = client.post(address, {"decision": "no"})
    assert refused.status_code == 422 and "没有写明理由" in text(refused)
    assert client.post(address, {"decision": "yes"}).status_code == 302
    page = text(client.get(f"/sites/{site.pk}/"))
    assert "已备案" in page and 'aria-disabled="true"' in page and "“已备案”的场所不能确认备案" in page
    assert "刷新" in text(client.post(address, {"decision": "yes"}, follow=True))


def test_an_institute_takes_its_site_out_of_use(client, site):
    enter(client, owner(site))
    assert client.post(f"/sites/{site.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"/sites/{site.pk}/withdraw/", {"reason": "搬迁"}).status_code == 302
    page = text(client.get(f"/sites/{site.pk}/"))
    assert "已停用" in page and "“已停用”的场所不能停用" in page and "变更" in page


@pytest.mark.parametrize("role", [Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.FINANCE_OFFICER])
def test_only_guidance_decides(client, site, role):
    enter(client, owner(site) if role is Role.INSTITUTE_CLERK else core.actor(role))
    assert client.post(f"/sites/{site.pk}/decide/", {"decision": "yes"}).status_code == 403
    site.refresh_from_db()
    assert site.state == "FILED"


def test_filters_and_order(client, site, now):
    other = make.site(make.clerk(), make.occupation(), now=now, name="北楼", workstations=10)
    Site.objects.filter(pk=other.pk).update(state="CONFIRMED")
    enter(client, make.officer())
    for address, shown in {
        "?q=东校区": {site},
        "?state=CONFIRMED": {other},
        f"?district={other.district_id}": {other},
        "?district=nonsense": {site, other},
    }.items():
        page = text(client.get(f"/sites/{address}"))
        assert {row for row in (site, other) if f'"/sites/{row.pk}/"' in page} == shown, address
    page = text(client.get("/sites/?sort=workstations"))
    assert page.index(f'"/sites/{site.pk}/"') < page.index(f'"/sites/{other.pk}/"')


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_queries_however_long_it_is(client, django_assert_max_num_queries, now, count):
    clerk = make.clerk()
    for _ in range(count):
        make.site(clerk, make.occupation(), make.occupation(), now=now)
    enter(client, make.officer())
    client.get("/sites/")  # the first page after sign-in also writes the session
    with django_assert_max_num_queries(8):
        client.get("/sites/")
