"""The money of the demo city: a sample tariff, bills in every state, a statement with strays, batches, a settled plan.

Whoever tells a story of a paid plan bills and collects it with `pay_bill`.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from appraisal.config.demo.ground import FOUNDED, City
from appraisal.config.demo.plot import Calendar, Story
from appraisal.config.demo.stage import Scene
from appraisal.core.models import Organisation, RoleAssignment
from appraisal.core.rules.roles import Actor, Role
from fees.models import Bill, Due, PayeeDetails, PayoutBatch
from fees.rules.bank import BankDetails
from fees.rules.enums import Anomaly, BankAccountKind, DetailsState, PayeeKind, RateBasis
from fees.rules.payouts import Outcome
from fees.services import bills, dues, matching, payees, payments, payouts, statements, tariff
from fees.services.payees import tail_of
from plans.services import qualifying

# The sample table knows three classes; which occupations pay by them here is invented.
CLASSES = {
    "车工铣工钳工": ("数控车工", "装配钳工"),
    "汽车维修工": ("汽车修理工",),
    "电工等": ("中式烹调师", "中式面点师", "餐厅服务员", "维修电工", "计算机操作员", "计算机网络管理员"),
}
RATES = {
    (PayeeKind.DISTRICT, RateBasis.CANDIDATE): Decimal("8.00"),
    (PayeeKind.INSTITUTE, RateBasis.CANDIDATE): Decimal("65.00"),
    (PayeeKind.INSTITUTE, RateBasis.PLAN): Decimal("500.00"),
    (PayeeKind.COMMITTEE, RateBasis.REVIEWED): Decimal("120.00"),
    (PayeeKind.EXAMINER, RateBasis.HALF_DAY): Decimal("150.00"),
    (PayeeKind.EXAMINER, RateBasis.HALF_DAY_LEADER): Decimal("200.00"),
}
SETTLED_PLAN, BOUNCED_PLAN = "样例电梯公司装配钳工专场", "样例物流公司计算机操作员专场"  # told in `results`
SECOND = {"jingwei": "jingwei2", "jingan": "jingan2", "qixin": "qixin2", "jinggong": "jinggong2"}
HEADINGS = ["交易日期", "借方发生额", "贷方发生额", "余额", "对方户名", "摘要", "交易流水号"]
COLUMNS = {"DAY": "交易日期", "CREDIT": "贷方发生额", "PAYER": "对方户名", "REFERENCE": "摘要", "SERIAL": "交易流水号"}
OTHER_BANK = ["交易时间", "借贷标志", "交易金额", "付款人名称", "附言"]


def lay_tariff(*, now: datetime) -> None:
    """Sample standards and rates, where there are none."""
    founded = now - FOUNDED
    tariff.load_samples(occupations=CLASSES, now=founded)
    dues.load_sample_rates(rates=RATES, since=date(2016, 6, 1), now=founded)


def cashiers(city: City) -> tuple[Actor, Actor]:
    """The two people of the finance section: one makes, the other checks."""
    held = RoleAssignment.objects.select_related("user", "organisation")
    second = held.get(user__username="zhidao2", role=Role.FINANCE_OFFICER).actor()
    return city.actors["caiwu"], second


def money_stories(city: City, days: Calendar) -> list[Story]:
    """Bills in every state."""

    def qualified(clerk: str, institute: str, title: str, item: tuple[str, int], people: int) -> Story:
        story = Story(city, clerk, institute, title, item, days.ahead(17), expected=people)
        story.drafted(days.ago(23)).listed(days.ago(22), people).filed(days.ago(21, 15)).accepted(days.ago(18))
        return qualify(story.enrolled(days.ago(9, 16)), days.ago(7, 10))

    prepared = qualified("jinggong", "yizhuang", "样例供电公司维修电工专场", ("维修电工", 5), 28)
    prepared.then(days.ago(1, 11), lambda now: prepare_bill(prepared, now))
    owed = qualified("qixin", "haidian", "样例大学计算机操作员专场", ("计算机操作员", 4), 42)
    owed.then(days.ago(3, 11), lambda now: confirm_bill(owed, now))
    part = qualified("jingwei", "chaoyang", "样例快餐公司餐厅服务员专场", ("餐厅服务员", 5), 30)
    part.then(days.ago(4, 11), lambda now: confirm_bill(part, now))
    part.then(days.ago(2, 14), lambda now: _at_counter(part, Decimal("2000.00"), now))
    by_bank = qualified("jinggong", "yizhuang", "样例机床公司装配钳工专场", ("装配钳工", 4), 24)
    by_bank.then(days.ago(4, 15), lambda now: confirm_bill(by_bank, now))
    by_bank.then(days.ago(1, 9, 30), lambda now: _import_statements(by_bank, owed, now))
    return [prepared, owed, part, by_bank]


def qualify(story: Story, at: datetime) -> Story:
    """A plan without re-review is qualified by its institute."""
    return story.then(at, lambda now: qualifying.qualify_plan(actor=story.actor, plan_id=story.plan_id, now=now))


def prepare_bill(story: Story, now: datetime) -> Bill:
    """The institute's clerk makes the bill."""
    return bills.prepare_bill(actor=story.actor, plan_id=story.plan_id, acknowledged=tuple(Anomaly), now=now)


def confirm_bill(story: Story, now: datetime) -> Bill:
    """The clerk makes the bill and his colleague confirms it."""
    bill = prepare_bill(story, now)
    second = story.city.actors[SECOND[story.clerk]]
    return bills.confirm_bill(actor=second, bill_id=bill.pk, now=now + timedelta(minutes=20))


def pay_bill(story: Story, now: datetime) -> None:
    """The bill is made, confirmed and paid in full at the counter."""
    bill = confirm_bill(story, now)
    _at_counter(story, bill.amount, now + timedelta(minutes=40))


def money_scenes(city: City, days: Calendar) -> list[Scene]:
    """Accounts handed in and approved, a batch that settles one plan, and one with two failed payments."""
    return [
        Scene(days.ago(30, 9), lambda now: _hand_in_accounts(city, now)),
        Scene(days.ago(15, 10), lambda now: _adopt_cards(city, now)),
        Scene(days.ago(14, 10), lambda now: _pay_out(city, SETTLED_PLAN, "", now)),
        Scene(days.ago(3, 10), lambda now: _pay_out(city, BOUNCED_PLAN, "账号户名不符（样例）", now)),
    ]


def _at_counter(story: Story, amount: Decimal, now: datetime) -> None:
    bill = Bill.objects.get(plan=story.plan_id)
    payments.receive_at_counter(
        actor=cashiers(story.city)[0], bill_id=bill.pk, amount=amount, method="CARD", payer=story.actor.name, now=now
    )


def _import_statements(paid: Story, owed: Story, now: datetime) -> None:
    """Two banks: one line pays a bill, the others wait for a person; the second file's columns are not named yet."""
    maker, _ = cashiers(paid.city)
    bill, other = Bill.objects.get(plan=paid.plan_id), Bill.objects.get(plan=owed.plan_id)
    day = str(now.date())
    rows = [
        ["北京银行账户明细（样例）"],
        HEADINGS,
        [day, "", str(bill.amount), "", paid.city.organisations[paid.institute].name, f"鉴定费 {bill.number}", "S0001"],
        [day, "", str(other.amount), "", "样例大学后勤服务中心", "培训鉴定费", "S0002"],
        [day, "", "3000.00", "", "北京样例商贸有限公司", "往来款", "S0003"],
        [day, "128.50", "", "", "样例自来水公司", "水费", "S0004"],
        [day, "", "12.34", "", "北京银行", "结息", "S0005"],
    ]
    content = "\n".join(",".join(row) for row in rows).encode("utf-8-sig")
    first, _ = statements.receive_statement(
        actor=maker, name="北京银行流水（样例）.csv", content=content, rows=rows, now=now
    )
    statements.map_statement(
        actor=maker, statement_id=first.pk, rows=rows, name="北京银行基本户（样例）", columns=COLUMNS, now=now
    )
    unknown = [OTHER_BANK, [f"{day} 09:15:00", "贷", "860.00", "王建国", "补考费"]]
    content = "\n".join(",".join(row) for row in unknown).encode("gb18030")
    statements.receive_statement(actor=maker, name="工商银行流水（样例）.csv", content=content, rows=unknown, now=now)
    matching.match_statements(now=now)


def _hand_in_accounts(city: City, now: datetime) -> None:
    """The payees of the past plans hand in their accounts; those of another district wait for approval."""
    maker, checker = cashiers(city)
    for serial, key in enumerate(("yizhuang", "亦庄", "haidian", "海淀区")):
        organisation = city.organisations[key]
        number = f"010900000000{serial:04}"
        made = _hand_in(maker, organisation, number, now)
        payees.approve_details(actor=checker, details_id=made, number=number, now=now)
    _hand_in(maker, city.organisations["chaoyang"], "0109000000000900", now)


def _hand_in(actor: Actor, organisation: Organisation, number: str, now: datetime) -> int:
    details = BankDetails(BankAccountKind.CORPORATE, organisation.name, number, "北京银行样例支行", "313100000013")
    return payees.hand_in_details(actor=actor, organisation_id=organisation.pk, details=details, now=now).pk


def _adopt_cards(city: City, now: datetime) -> None:
    """The examiners' registered cards, of those who are owed something."""
    maker, checker = cashiers(city)
    payees.adopt_cards(actor=maker, now=now)
    waiting = PayeeDetails.objects.filter(state=DetailsState.PROPOSED, from_register=True)
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        payees.approve_details(actor=checker, details_id=key, now=now)


def _pay_out(city: City, title: str, fault: str, now: datetime) -> None:
    """What a plan owes goes out in one batch; with a `fault` the bank sends all of it back."""
    maker, checker = cashiers(city)
    payable = Due.objects.filter(plan__title=title, state="OPEN", payee__details__state="APPROVED")
    owed = set(payable.values_list("payee", flat=True))
    if not owed:
        return
    batch = payouts.propose_batch(actor=maker, payee_ids=owed, now=now)
    payouts.approve_batch(actor=checker, batch_id=batch.pk, now=now)
    payouts.send_batch(actor=maker, batch_id=batch.pk, now=now)
    payouts.receive_return(actor=maker, batch_id=batch.pk, outcomes=_answers(batch, fault), now=now)


def _answers(batch: PayoutBatch, fault: str) -> list[Outcome]:
    lines = batch.lines.select_related("details").order_by("number")
    return [
        Outcome(line.number + 1, line.number, line.amount, tail_of(line.details), not fault, fault) for line in lines
    ]
