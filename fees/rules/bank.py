"""Bank data: card numbers, corporate accounts, the 12-digit code of a branch (联行号), and the name they belong to.

A card number ends in a Luhn digit (ISO/IEC 7812). The branch code is 3 digits of the bank, 4 of the region, 4 of the
branch and a check digit by ISO 7064 MOD 11,10 (GB/T 17710); seventeen published head-office codes agree with it.
Corporate account numbers carry no check digit that all banks share.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.bank_cards import luhn_sum
from appraisal.core.rules.refusals import Refusal
from fees.rules.enums import BankAccountKind

RULE: Final = "二（七）支付对象的开户行信息要准确报到财务科"
CARD_LENGTHS: Final = range(16, 20)
CORPORATE_LENGTHS: Final = range(8, 31)
# First three digits of a branch code: the banks that most accounts are with. Others are not checked by name.
BANKS: Final = {
    "102": "工商银行",
    "103": "农业银行",
    "104": "中国银行",
    "105": "建设银行",
    "301": "交通银行",
    "302": "中信银行",
    "303": "光大银行",
    "304": "华夏银行",
    "305": "民生银行",
    "306": "广发银行",
    "307": "平安银行",
    "308": "招商银行",
    "309": "兴业银行",
    "310": "浦东发展银行",
    "403": "邮政储蓄银行",
}


@dataclass(frozen=True, slots=True)
class BankDetails:
    """What somebody hands in: the account's name, its number, the bank's name, the code of the branch."""

    kind: BankAccountKind
    holder: str
    number: str
    bank: str
    branch_code: str


def digits_of(text: str) -> str:
    """A number as it is stored: half-width, without blanks and dashes."""
    return "".join(unicodedata.normalize("NFKC", text).replace("-", "").split())


def is_luhn(number: str) -> bool:
    """Whether the last digit of a card number belongs to the others."""
    if not (number.isascii() and number.isdigit()):
        return False
    return luhn_sum(number) % 10 == 0


def branch_check_digit(first_11: str) -> str:
    """The twelfth digit that belongs to eleven (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in first_11:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_branch_code(code: str) -> bool:
    """Whether a text is a 12-digit branch code with its right check digit."""
    return len(code) == 12 and code.isascii() and code.isdigit() and branch_check_digit(code[:11]) == code[11]


def details_refusals(details: BankDetails, *, owner: str) -> tuple[Refusal, ...]:
    """Everything wrong with bank data that belong to `owner`, the registered name of the payee."""
    refusals = [
        Refusal("missing", {"what": what}, rule=RULE, field=field)
        for field, what in (("holder", "户名"), ("number", "账号"), ("bank", "开户行"), ("branch_code", "联行号"))
        if not getattr(details, field).strip()
    ]
    if details.number:
        refusals += _number_refusals(details)
    if details.branch_code and not is_branch_code(details.branch_code):
        refusals.append(Refusal("branch_code_wrong", rule=RULE, field="branch_code"))
    known = BANKS.get(details.branch_code[:3])
    if known and details.bank and known not in details.bank:
        refusals.append(Refusal("bank_not_of_code", {"bank": details.bank, "known": known}, rule=RULE, field="bank"))
    if details.holder.strip() and details.holder.strip() != owner:
        named = {"holder": details.holder.strip(), "owner": owner}
        refusals.append(Refusal("holder_not_owner", named, rule=RULE, field="holder"))
    return tuple(refusals)


def _number_refusals(details: BankDetails) -> list[Refusal]:
    number = details.number
    if details.kind is BankAccountKind.CARD:
        if not (number.isascii() and number.isdigit()) or len(number) not in CARD_LENGTHS:
            return [Refusal("card_length", {"found": len(number)}, rule=RULE, field="number")]
        return [] if is_luhn(number) else [Refusal("card_checksum", rule=RULE, field="number")]
    if not (number.isascii() and number.isdigit()) or len(number) not in CORPORATE_LENGTHS:
        return [Refusal("account_digits", {"found": len(number)}, rule=RULE, field="number")]
    return []
