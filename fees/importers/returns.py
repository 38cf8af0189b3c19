"""The bank's answer to a batch: our own file with a result and a reason, or the bank's words for them."""

from django.core.files.uploadedfile import UploadedFile

from fees.importers.sheets import read_upload
from fees.rules.bank import digits_of
from fees.rules.money import read_amount
from fees.rules.payouts import Outcome
from fees.rules.statements import heading

NUMBER = ("序号", "笔号", "明细序号")
AMOUNT = ("金额（元）", "金额", "交易金额")
ACCOUNT = ("账号", "收款账号")
RESULT = ("结果", "处理结果", "交易状态", "状态")
REASON = ("失败原因", "原因", "备注", "摘要")
PAID = {"成功", "交易成功", "已支付", "支付成功", "处理成功"}
FAILED = {"失败", "交易失败", "支付失败", "退回", "退票", "处理失败"}


def read_return(upload: UploadedFile) -> list[Outcome]:
    """What each row says; rows above the headings and without a number are no answers. Raises `Refused`."""
    _, rows = read_upload(upload)
    top = next((number for number, row in enumerate(rows[:15]) if _place(row, NUMBER) is not None), None)
    if top is None or _place(rows[top], RESULT) is None:
        return []
    places = [_place(rows[top], names) for names in (NUMBER, AMOUNT, ACCOUNT, RESULT, REASON)]
    outcomes = []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        cells = [row[place].strip() if place is not None and place < len(row) else "" for place in places]
        if cells[0]:
            outcomes.append(_outcome(number, cells))
    return outcomes


def _outcome(number: int, cells: list[str]) -> Outcome:
    place, amount, account, result, reason = cells
    return Outcome(
        row=number,
        number=int(place) if place.isascii() and place.isdigit() else None,
        amount=read_amount(amount),
        tail=digits_of(account)[-4:],
        paid=True if result in PAID else False if result in FAILED else None,
        reason=reason,
    )


def _place(row: list[str], names: tuple[str, ...]) -> int | None:
    headings = [heading(cell) for cell in row]
    return next((headings.index(heading(name)) for name in names if heading(name) in headings), None)
