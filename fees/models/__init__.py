"""Tables of money. The ledger's are registered here and imported by nobody but their service and the queries."""

import fees.models.ledger  # noqa: F401  (its tables are found by Django here; only the ledger service names them)
from fees.models.bill import Bill, BillLine, Payment, Receipt
from fees.models.month import MonthClose
from fees.models.payee import Payee, PayeeDetails
from fees.models.payout import Adjustment, Budget, Due, PayoutBatch, PayoutLine, Rate
from fees.models.statement import BankLayout, BankStatement, StatementLine
from fees.models.tariff import FeeClass, FeeClassOccupation, FeeStandard

__all__ = [
    "Adjustment",
    "BankLayout",
    "BankStatement",
    "Bill",
    "BillLine",
    "Budget",
    "Due",
    "FeeClass",
    "FeeClassOccupation",
    "FeeStandard",
    "MonthClose",
    "Payee",
    "PayeeDetails",
    "Payment",
    "PayoutBatch",
    "PayoutLine",
    "Rate",
    "Receipt",
    "StatementLine",
]
