"""The register's table: every fault of every row at once, a preview that writes nothing, all or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal.core.errors import Conflict, Refused
from appraisal.core.exporters import csv_table, xlsx_table
from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Role
from examiners.importers import preview_import
from examiners.models import Examiner, Qualification
from examiners.services.importing import import_examiners
from tests.factories import core, filing
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db
HEADERS = (
    "姓名", "身份证号", "手机号码", "北京银行卡号", "工作单位", "居住区县", "执评意愿区县（按顺序 5 个）",
    "职业（工种）", "考评员等级", "证卡编号", "发证日期", "有效期至",
)  # fmt: skip
NOW = make.NOW


@pytest.fixture
def centres():
    return make.districts(5)


@pytest.fixture
def officer(centres):
    return core.actor(Role.DISTRICT_OFFICER, centres[0])


@pytest.fixture
def occupation():
    return filing.occupation_level(name="中式烹调师").occupation


def cells(centres, number: int, **changes: str) -> tuple[str, ...]:
    entry = make.entry(name=f"新人{number}")
    given = {
        "姓名": entry.name,
        "身份证号": entry.id_number,
        "手机号码": entry.phone,
        "北京银行卡号": entry.bank_card,
        "工作单位": "样例单位",
        "居住区县": centres[0].short_name,
        "执评意愿区县（按顺序 5 个）": "、".join(one.short_name for one in centres),
        "职业（工种）": "中式烹调师",
        "考评员等级": "考评员",
        "证卡编号": f"证{number}",
        "发证日期": "2025-01-01",
        "有效期至": "2027年12月31日",
    }
    return tuple({**given, **changes}[header] for header in HEADERS)


def upload(rows, kind: str = "csv") -> SimpleUploadedFile:
    content = csv_table(HEADERS, rows) if kind == "csv" else xlsx_table("考评员", HEADERS, rows)
    return SimpleUploadedFile(f"考评员.{kind}", content)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_clean_table_is_previewed_without_writing_and_then_written_whole(officer, centres, occupation, kind):
    rows = [cells(centres, number) for number in range(5)]
    preview = preview_import(upload(rows, kind), officer, NOW)
    assert (preview.possible, preview.people, preview.new_people, preview.cards) == (True, 5, 5, 5)
    assert not Examiner.objects.exists()
    done = import_examiners(actor=officer, rows=preview.entries, seen=preview.seen, now=NOW)
    assert (done.added, done.changed, done.cards) == (5, 0, 5)
    first = Examiner.objects.order_by("number").first()
    assert (first.registered_in_id, first.id_number, first.preferences.count()) == (centres[0].pk, rows[0][1], 5)
    assert AuditEntry.objects.filter(action="examiner.import").count() == 1

    again = preview_import(upload(rows, kind), officer, NOW)
    done = import_examiners(actor=officer, rows=again.entries, seen=again.seen, now=NOW)
    assert (done.added, done.changed, Qualification.objects.count()) == (0, 5, 5)


def test_every_fault_of_every_row_is_told_at_once(officer, centres, occupation):
    known = make.examiner(name="老王", districts=centres)  # kept by the city, not by this district
    one = cells(centres, 1)
    rows = [
        cells(centres, 0),
        cells(centres, 2, 身份证号="110105194912310021", 手机号码="12", 北京银行卡号="6029690"),
        cells(centres, 3, **{"执评意愿区县（按顺序 5 个）": centres[0].short_name}),
        cells(centres, 4, **{"职业（工种）": "不存在的职业", "发证日期": "昨天"}),
        cells(centres, 5, 证卡编号="证0"),
        cells(centres, 6, 身份证号=known.id_number),
        cells(centres, 7, 姓名=" ", 有效期至="2020-01-01"),
        one,
        (one[0] + "儿", *one[1:9], "证9", "2028-01-01", "2028-12-31"),
    ]
    preview = preview_import(upload(rows), officer, NOW)
    told = {row.number: "".join(row.faults) for row in preview.faulty}
    assert set(told) == {3, 4, 5, 6, 7, 8, 10}
    assert "校验位不对" in told[3] and "手机号码不正确" in told[3] and "应为 13 至 19 位" in told[3]
    assert "选了 1 个意愿区县" in told[4]
    assert "不存在的职业" in told[5] and "昨天" in told[5]
    assert "证卡编号与第 2 行相同" in told[6]
    assert known.number in told[7]
    assert "姓名没有填写" in told[8] and "早于发证日期" in told[8]
    assert "与第 9 行是同一个人，但内容不一致" in told[10]
    assert not preview.possible
    with pytest.raises(Refused) as refused:
        import_examiners(actor=officer, rows=preview.entries, now=NOW)
    assert len(refused.value.refusals) == 7
    assert Examiner.objects.count() == 1


def test_the_register_that_was_previewed_is_the_one_that_is_written(officer, centres, occupation):
    preview = preview_import(upload([cells(centres, 1)]), officer, NOW)
    make.examiner()
    with pytest.raises(Conflict):
        import_examiners(actor=officer, rows=preview.entries, seen=preview.seen, now=NOW)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"PK no workbook"), ("a.csv", b"\x00\x01"), ("a.csv", "姓名\n甲\n".encode()), ("a.csv", b"")],
)
def test_an_unusable_file_is_refused(officer, name, content):
    with pytest.raises(Refused):
        preview_import(SimpleUploadedFile(name, content), officer, NOW)


def test_the_pages_lead_from_the_template_to_the_register(officer, centres, occupation):
    client = core.client_of(officer)
    template = client.get(reverse("examiners:import-template"))
    assert template.status_code == 200 and len(template.content) > 1000
    rows = [cells(centres, number) for number in range(2)]
    answer = client.post(reverse("examiners:import"), {"file": upload(rows)})
    text = answer.content.decode()
    assert rows[0][1] not in text and "确认导入 2 人" in text  # numbers leave the portal encrypted only
    ticket = answer.context["ticket"]
    stranger = core.client_of(core.actor(Role.DISTRICT_OFFICER, centres[1]))
    assert stranger.post(reverse("examiners:import-confirm"), {"ticket": ticket}).status_code == 422
    assert client.post(reverse("examiners:import-confirm"), {"ticket": ticket[:-8]}).status_code == 422
    assert client.post(reverse("examiners:import-confirm"), {"ticket": ticket}).status_code == 302
    assert Examiner.objects.count() == 2
    assert client.post(reverse("examiners:import"), {}).status_code == 422
