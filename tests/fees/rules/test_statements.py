"""Two banks' statements, read by learned columns: xlsx with two amount columns, CSV with one and a mark."""

from datetime import date
from decimal import Decimal

import pytest

from fees.rules.enums import StatementColumn as Column
from fees.rules.statements import Layout, find_header, guess_layout, layout_refusals, read_rows

FIRST = [
    ["北京银行账户明细", "", "", "", "", "", ""],
    ["账号：0109********3344", "", "", "", "", "", ""],
    ["交易日期", "借方发生额", "贷方发生额", "余额", "对方户名", "摘要", "交易流水号"],
    ["2026-03-10", "", "1,230.50", "9,000.00", "甲所", "2026F000001", "A1"],
    ["20260310", "88.00", "", "8,912.00", "自来水", "水费", "A2"],
    ["2026/3/11", "", "50.00", "8,962.00", "乙所", "", "A3"],
    ["合计", "", "1,280.50", "", "", "", ""],
]
SECOND = [
    ["交易时间", "借贷标志", "交易金额", "付款人名称", "附言"],
    ["2026-03-10 09:15:00", "贷", "1230.50", "甲所", "2026F000001"],
    ["2026-03-10 09:16:00", "借", "88.00", "自来水", "水费"],
    ["2026-03-10 10:00:00", "贷", "50.00", "乙所", ""],
    ["2026-03-10 10:00:00", "贷", "50.00", "乙所", ""],
]


def test_both_layouts_are_recognised_and_read():
    first, second = guess_layout(FIRST[2]), guess_layout(SECOND[0])
    assert first.columns[Column.CREDIT] == "贷方发生额"
    assert Column.AMOUNT not in first.columns
    assert (second.columns[Column.AMOUNT], second.columns[Column.DIRECTION]) == ("交易金额", "借贷标志")
    assert layout_refusals(first, FIRST[2]) == layout_refusals(second, SECOND[0]) == ()
    read = read_rows(FIRST, first, "北京银行")
    assert [(row.day, row.amount, row.payer, row.serial) for row in read.rows] == [
        (date(2026, 3, 10), Decimal("1230.50"), "甲所", "A1"),
        (date(2026, 3, 11), Decimal("50.00"), "乙所", "A3"),
    ]
    assert read.outgoing == 1
    assert read.faults == (), "the line of sums is none"
    (fault,) = read_rows([*FIRST, ["2026-02-30", "", "1.00"], ["2026-03-12", "", "x"]], first, "").faults[:1]
    assert (fault.params["row"], fault.params["what"]) == (8, "日期")
    other = read_rows(SECOND, second, "工商银行")
    assert [row.amount for row in other.rows] == [Decimal("1230.50"), Decimal("50.00"), Decimal("50.00")]
    assert other.outgoing == 1


def test_the_same_line_has_the_same_fingerprint_and_twins_have_their_own():
    layout = guess_layout(SECOND[0])
    once = read_rows(SECOND, layout, "工商银行").rows
    longer = read_rows([*SECOND, ["2026-03-11", "贷", "7.00", "丙所", ""]], layout, "工商银行").rows
    assert [row.fingerprint for row in longer[:3]] == [row.fingerprint for row in once]
    assert len({row.fingerprint for row in longer}) == 4
    assert read_rows(SECOND, layout, "另一个账户").rows[0].fingerprint != once[0].fingerprint


def test_a_serial_number_tells_lines_apart_by_itself():
    layout = guess_layout(FIRST[2])
    moved = [*FIRST[:3], FIRST[5], ["2026-03-10", "", "1,230.50", "", "甲所（补）", "另一附言", "A1"]]
    assert (
        read_rows(moved, layout, "北京银行").rows[1].fingerprint
        == read_rows(FIRST, layout, "北京银行").rows[0].fingerprint
    )


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({Column.CREDIT: "贷方发生额"}, "layout_column"),
        ({Column.DAY: "交易日期"}, "layout_amount"),
        ({Column.DAY: "交易日期", Column.CREDIT: "贷方发生额", Column.AMOUNT: "余额"}, "layout_two_amounts"),
        ({Column.DAY: "交易日期", Column.CREDIT: "交易日期"}, "layout_twice"),
        ({Column.DAY: "交易日期", Column.CREDIT: "收入"}, "layout_unknown"),
    ],
)
def test_each_fault_of_the_columns_is_said(columns, code):
    assert code in [refusal.code for refusal in layout_refusals(Layout(columns), FIRST[2])]


def test_a_file_without_headings_is_no_statement():
    assert find_header([["姓名", "证件号码"], ["张三", "1"]]) is None
    assert read_rows([["甲", "乙"]], guess_layout(FIRST[2]), "北京银行") is None
