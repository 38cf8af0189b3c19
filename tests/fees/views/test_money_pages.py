"""Pages of money: what each role can open and do, what is shown, what a refusal says, and what they cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appraisal.config.worklist import work_list
from appraisal.core.exporters import csv_table, xlsx_table
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from fees.importers.sheets import read_cells
from fees.models import (
    BankStatement,
    Bill,
    FeeClass,
    FeeClassOccupation,
    FeeStandard,
    PayoutBatch,
    Receipt,
    StatementLine,
)
from fees.services import payees, payouts
from fees.services.sweep import sweep
from plans.models import Plan
from plans.rules.states import PlanState
from tests.factories import core, fees
from tests.factories import filing as make
from tests.factories.fees import HEADINGS, NOW
from tests.pdf import pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(clock) -> make.Ground:
    clock.set(2026, 3, 10, 10)
    fill_calendar(now=make.NOW)
    fees.finance_section()
    return make.ground()


@pytest.fixture
def finance(ground) -> Client:
    return core.client_of(fees.officer())


def text(answer) -> str:
    return answer.content.decode()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_from_preview_to_receipt(ground, finance):
    plan = fees.qualified(ground)
    first, second = core.client_of(ground.clerk), core.client_of(fees.colleague(ground))
    page = text(first.get(f"/plans/{plan.number}/price/"))
    assert "691.50" in page
    assert "制作缴费单" in page
    assert "制作缴费单（" in page
    assert "制作缴费单（" not in text(finance.get(f"/plans/{plan.number}/price/"))
    assert f"/plans/{plan.number}/price/" in text(first.get(f"/plans/{plan.number}/")), "the panel leads there"
    answer = first.post(f"/plans/{plan.number}/price/")
    bill = Bill.objects.get()
    assert answer.url == f"/fees/bills/{bill.number}/"
    assert "确认缴费单" not in text(first.get(answer.url)), "not by the one who made it"
    assert first.post(f"{answer.url}confirm/").status_code == 422
    assert second.post(f"{answer.url}confirm/").status_code == 302
    slip = {"amount": "100", "method": "CASH", "payer": "孙丽"}
    assert first.post(f"{answer.url}counter/", slip).status_code == 403
    wrong = finance.post(f"{answer.url}counter/", {**slip, "amount": "一百"})
    assert (wrong.status_code, "没有填写金额" in text(wrong)) == (422, True)
    receipt = finance.post(f"{answer.url}counter/", {**slip, "amount": "￥691.50"})
    assert receipt.url == "/fees/receipts/2026R000001/"
    assert "陆佰玖拾壹元伍角整" in text(first.get(receipt.url))
    assert Plan.objects.get(pk=plan.pk).state == PlanState.PAID
    for path, words in (("notice", "费用缴纳后不可退费"), ("paper", "鉴定费账单")):
        pdf = first.get(f"/fees/bills/{bill.number}/{path}/")
        assert words in "".join(pages_of(pdf.content)).replace("\n", ""), path
    assert "2026R000001" in "".join(pages_of(first.get(f"{receipt.url}paper/").content))
    lines = read_cells("x.xlsx", first.get(f"/fees/bills/{bill.number}/lines/").content)
    assert len(lines) == 7


def test_a_new_tariff_is_seen_before_it_is_published(ground, finance):
    fees.tariff_of(ground.level.occupation, fee_class="甲类", is_sample=True)
    assert "样例" in text(finance.get("/fees/standards/"))
    rows = read_cells("x.xlsx", finance.get("/fees/standards/?export=xlsx").content)
    dear = [[*row[:4], "50", "2026-04-01", "", "京发改〔2026〕9号"] for row in rows[1:]]
    table = xlsx_table("标准", rows[0], dear)
    preview = text(finance.post("/fees/standards/import/", {"file": upload("新.xlsx", table)}))
    assert "确认公布 4 条标准" in preview
    assert FeeStandard.objects.count() == 4
    ticket = preview.partition('name="ticket" value="')[2].partition('"')[0]
    finance.post("/fees/standards/import/confirm/", {"ticket": ticket})
    assert FeeStandard.objects.filter(valid_from=date(2026, 4, 1), is_sample=False).count() == 4
    assert FeeStandard.objects.filter(valid_until=date(2026, 3, 31)).count() == 4
    again = finance.post("/fees/standards/import/confirm/", {"ticket": ticket})
    assert again.status_code == 302, "the table has changed since"
    broken = xlsx_table("标准", rows[0], [["甲类", "七级", "跑步", "新考", "x", "昨天", "", ""]])
    assert "第 2 行" in text(finance.post("/fees/standards/import/", {"file": upload("坏.xlsx", broken)}))
    assert core.client_of(ground.clerk).get("/fees/standards/import/").status_code == 403


def test_classes_are_set_on_a_page_and_by_a_table_that_is_seen_first(ground, finance):
    fees.tariff_of(ground.level.occupation, fee_class="甲类")
    fees.tariff_of(fee_class="乙类")
    other = make.occupation_level(level=4).occupation
    page = f"/fees/classes/{FeeClass.objects.get(name='乙类').pk}/"
    given = {"since": "2026-04-01", "occupations": [other.pk]}
    refused = finance.post(page, {**given, "document_number": ""})
    assert (refused.status_code, "没有文号" in text(refused)) == (422, True)
    assert finance.post(page, {**given, "document_number": "京发改〔2026〕3号"}).status_code == 302
    coming = FeeClassOccupation.objects.get(occupation=other)
    assert "2026-04-01 至 今" in text(finance.get("/fees/classes/?when=all"))
    rows = read_cells("x.xlsx", finance.get("/fees/classes/?export=xlsx").content)
    assert rows[1:] == [[ground.level.occupation.name, "甲类", "2026-01-01", "", "京发改〔2026〕1号"]]
    moved = xlsx_table("归类", rows[0], [[rows[1][0], "乙类", "2026-04-01", "", "京发改〔2026〕3号"]])
    preview = text(finance.post("/fees/classes/import/", {"file": upload("新.xlsx", moved)}))
    assert "确认公布 1 条归类" in preview
    ticket = preview.partition('name="ticket" value="')[2].partition('"')[0]
    finance.post("/fees/classes/import/confirm/", {"ticket": ticket})
    assert FeeClassOccupation.objects.filter(valid_until=date(2026, 3, 31)).count() == 1
    broken = xlsx_table("归类", rows[0], [["没有的工种", "丙类", "昨天", "", ""]])
    answer = text(finance.post("/fees/classes/import/", {"file": upload("坏.xlsx", broken)}))
    assert all(word in answer for word in ("没有职业（工种）", "没有收费类别", "昨天"))
    assert finance.post(f"/fees/classes/members/{coming.pk}/withdraw/").status_code == 302
    assert not FeeClassOccupation.objects.filter(pk=coming.pk).exists()
    assert core.client_of(ground.clerk).get("/fees/classes/import/").status_code == 403


def test_two_banks_statements_are_imported_and_a_person_decides_the_rest(ground, finance):
    bill = fees.confirmed(ground)
    first = xlsx_table(
        "流水", HEADINGS, [["2026-03-10", str(bill.amount), "", "某公司", bill.number, "A1"],
                          ["2026-03-10", "5.00", "", "路人", "", "A2"]],
    )  # fmt: skip
    answer = finance.post("/fees/statements/", {"file": upload("北京银行.xlsx", first)}, follow=True)
    assert "各列是什么" in text(answer)
    statement = BankStatement.objects.get()
    columns = {"name": "北京银行", **fees.COLUMNS}
    assert finance.post(f"/fees/statements/{statement.pk}/", {"name": "", "DAY": ""}).status_code == 422
    assert "新入账 2 笔" in text(finance.post(f"/fees/statements/{statement.pk}/", columns, follow=True))
    assert "没有任何改变" in text(finance.post("/fees/statements/", {"file": upload("又.xlsx", first)}, follow=True))
    second = csv_table(
        ["交易日期", "借贷标志", "交易金额", "付款人名称", "附言"], [["20260311", "贷", "9.99", "王某", "其他"]]
    )
    finance.post("/fees/statements/", {"file": upload("工商银行.csv", second)})
    other = BankStatement.objects.order_by("pk").last()
    mapped = {
        "name": "工商银行",
        "DAY": "交易日期",
        "AMOUNT": "交易金额",
        "DIRECTION": "借贷标志",
        "PAYER": "付款人名称",
    }
    finance.post(f"/fees/statements/{other.pk}/", mapped)
    sweep(now=NOW)
    assert "2 笔" in text(finance.get("/fees/lines/"))
    stray = StatementLine.objects.get(amount=Decimal("5.00"))
    assert finance.post(f"/fees/lines/{stray.pk}/", {}).status_code == 422
    finance.post(f"/fees/lines/{stray.pk}/", {"institute": ground.institute.pk})
    assert Receipt.objects.get(amount=Decimal("5.00")).institute == ground.institute
    finance.post(
        f"/fees/lines/{StatementLine.objects.get(amount='9.99').pk}/aside/", {"state": "OTHER", "reason": "误转"}
    )
    assert "全部核销完毕" in text(finance.get("/fees/lines/"))
    assert core.client_of(ground.clerk).get("/fees/lines/").status_code == 403


def test_from_account_to_settlement(ground, finance):
    fees.rates()
    plan = fees.scored(ground)
    before = text(core.client_of(ground.clerk).get("/fees/account/"))
    assert f'name="holder" value="{ground.institute.name}"' in before  # though nothing was ever owed
    sweep(now=NOW)
    clerk = core.client_of(ground.clerk)
    page = text(clerk.get("/fees/account/"))
    assert "480.15" not in page
    assert "180.15" in page
    typed = {"holder": "别人", "number": "0109012345678901", "bank": "北京银行", "branch_code": "313100000014"}
    wrong = clerk.post("/fees/account/", typed)
    assert (wrong.status_code, "联行号不对" in text(wrong), "不一致" in text(wrong)) == (422, True, True)
    clerk.post("/fees/account/", {**typed, "holder": ground.institute.name, "branch_code": "313100000013"})
    payee = ground.institute.payee
    assert "0109012345678901" not in text(finance.get(f"/fees/payees/{payee.pk}/")), "masked"
    decide = f"/fees/payees/{payee.pk}/decide/"
    assert finance.post(decide, {"decision": "approve", "number": "1"}).status_code == 422
    finance.post(decide, {"decision": "approve", "number": "0109012345678901"})
    fees.with_account(plan.district)
    keys = [payee.pk, plan.district.payee.pk]
    made = finance.post("/fees/batches/", {"payees": keys})
    batch = PayoutBatch.objects.get()
    assert made.url == f"/fees/batches/{batch.number}/"
    assert finance.post(f"{made.url}approve/").status_code == 422, "not by the maker"
    core.client_of(fees.officer()).post(f"{made.url}approve/")
    rows = read_cells("x.xlsx", finance.post(f"{made.url}file/").content)
    assert {row[3] for row in rows[1:]} == {"0109012345678901"}
    answered = [rows[0], *([*row[:8], "成功", ""] for row in rows[1:-1]), [*rows[-1][:8], "失败", "账号已销户"]]
    finance.post(f"{made.url}return/", {"file": upload("回盘.xlsx", xlsx_table("回盘", answered[0], answered[1:]))})
    assert "账号已销户" in text(finance.get(made.url))
    failed = batch.lines.get(state="FAILED").payee
    fees.with_account(failed.organisation, "0109000000000099")
    second = payouts.propose_batch(actor=fees.officer(), payee_ids=[failed.pk], now=NOW)
    payouts.approve_batch(actor=fees.officer(), batch_id=second.pk, now=NOW)
    rows = read_cells("x.xlsx", finance.post(f"/fees/batches/{second.number}/file/").content)
    whole = xlsx_table("回盘", rows[0], [[*row[:8], "成功", ""] for row in rows[1:]])
    finance.post(f"/fees/batches/{second.number}/return/", {"file": upload("回盘.xlsx", whole)})
    assert Plan.objects.get(pk=plan.pk).state == PlanState.SETTLED
    assert "支付清单" in "".join(pages_of(finance.get(f"/fees/batches/{batch.number}/list/").content))
    assert payees.tail_of(batch.lines.first().details) in text(clerk.get("/fees/account/"))


OPEN = ("/fees/bills/", "/fees/receipts/", "/fees/classes/", "/fees/standards/?when=all")
CLOSED = (
    "/fees/", "/fees/?view=DISTRICT", "/fees/?view=OCCUPATION&export=1", "/fees/statements/", "/fees/payees/",
    "/fees/rates/", "/fees/budgets/2026/", "/fees/batches/", "/fees/ledger/", "/fees/ledger/?month=2026-02",
    "/fees/ledger/export/?month=2026-03",
)  # fmt: skip


def test_finance_pages_open_and_are_the_finance_sections(ground, finance):
    fees.paid(ground)
    sweep(now=NOW)
    clerk = core.client_of(ground.clerk)
    assert {path: finance.get(path).status_code for path in (*OPEN, *CLOSED)} == dict.fromkeys((*OPEN, *CLOSED), 200)
    assert {path: clerk.get(path).status_code for path in OPEN} == dict.fromkeys(OPEN, 200)
    assert {path: clerk.get(path).status_code for path in CLOSED} == dict.fromkeys(CLOSED, 403)


def test_months_are_closed_on_the_ledgers_page(ground, finance):
    assert "没有过完" in text(finance.post("/fees/ledger/close/?month=2026-03"))
    finance.post("/fees/ledger/close/?month=2026-02")
    assert "已经关账" in text(finance.get("/fees/ledger/?month=2026-02"))


def test_rates_and_budgets_are_set(ground, finance):
    fees.rates()
    typed = {"kind": "DISTRICT", "basis": "CANDIDATE", "amount": "6", "since": "2026-05-01", "document_number": "纪要"}
    assert finance.post("/fees/rates/", typed).status_code == 302
    assert finance.post("/fees/rates/", typed).status_code == 422
    plan = fees.paid(ground)
    wish = {"kind": "INSTITUTE", "amount": "1,000", "reason": "增加设备"}
    for path in ("/fees/budgets/2026/", f"/plans/{plan.number}/budget/"):
        assert finance.post(path, {**wish, "reason": ""}).status_code == 422
        finance.post(path, wish)
        assert "1,000.00" in text(finance.get(path))


def test_the_work_list_says_whose_turn_it_is(ground, finance):
    def lines(actor) -> set[str]:
        return {line.item.what for part in work_list(actor, NOW) for line in part.lines}

    fees.rates()
    bill = fees.prepared(ground, fees.qualified(ground))
    assert "缴费单等本机构另一人确认" in lines(ground.clerk)
    assert "确认缴费单" in lines(fees.colleague(ground))
    Bill.objects.filter(pk=bill.pk).update(state="DISCARDED")
    plan = fees.scored(ground, fees.qualified(ground, 1))
    sweep(now=NOW)
    fees.imported(fees.officer(), fees.rows_of(("1.00", "甲", "")))
    assert "报送或更正开户行信息" in lines(ground.clerk)
    assert {"核对待核款项", "等对方报送开户行信息"} <= lines(fees.officer())
    payee = fees.with_account(ground.institute)
    assert "制作支付批次" in lines(fees.officer())
    maker = fees.officer()
    payouts.propose_batch(actor=maker, payee_ids=[payee.pk], now=NOW)
    assert "支付批次等另一人审批" in lines(maker)
    assert "审批支付批次" in lines(fees.officer())
    assert "报送或更正开户行信息" in lines(core.actor(Role.DISTRICT_OFFICER, plan.district))


def test_pages_cost_the_same_for_one_bill_and_for_many(ground, finance):
    fees.rates()
    paths = ("/fees/bills/", "/fees/receipts/", "/fees/batches/", "/fees/", "/fees/ledger/")

    def costs() -> dict[str, int]:
        found = {}
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert finance.get(path).status_code == 200
            found[path] = len(queries)
        return found

    finance.get("/fees/")  # the session is written once
    fees.scored(ground, fees.qualified(ground, 1))
    sweep(now=NOW)
    before = costs()
    for _ in range(3):
        fees.scored(ground, fees.qualified(ground, 1))
    sweep(now=NOW)
    assert costs() == before
    assert max(before.values()) <= 25


def test_an_examiner_sees_what_is_paid_to_him(ground):
    client = core.client_of(core.actor(Role.EXAMINER))
    assert "支付给我的费用" in text(client.get("/fees/account/"))
    assert client.get("/fees/batches/").status_code == 403
