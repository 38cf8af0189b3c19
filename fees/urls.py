"""Routes of money."""

from django.urls import path

from fees.views import batches, bills, classes, ledger, overview, papers, payees, rates, standards, statements

app_name = "fees"

bill_patterns = [
    path("plans/<str:number>/price/", bills.PlanPrice.as_view(), name="price"),
    path("plans/<str:number>/budget/", rates.PlanBudget.as_view(), name="plan-budget"),
    path("fees/bills/", bills.BillList.as_view(), name="bills"),
    path("fees/bills/<str:number>/", bills.BillPage.as_view(), name="bill"),
    path("fees/bills/<str:number>/confirm/", bills.ConfirmBill.as_view(), name="bill-confirm"),
    path("fees/bills/<str:number>/return/", bills.ReturnBill.as_view(), name="bill-return"),
    path("fees/bills/<str:number>/counter/", bills.CounterReceipt.as_view(), name="counter"),
    path("fees/bills/<str:number>/credit/", bills.UseCredit.as_view(), name="use-credit"),
    path("fees/bills/<str:number>/lines/", bills.BillExport.as_view(), name="bill-export"),
    path("fees/bills/<str:number>/paper/", papers.BillPaper.as_view(), name="bill-paper"),
    path("fees/bills/<str:number>/notice/", papers.PaymentNotice.as_view(), name="payment-notice"),
    path("fees/receipts/", papers.Receipts.as_view(), name="receipts"),
    path("fees/receipts/<str:number>/", papers.ReceiptPage.as_view(), name="receipt"),
    path("fees/receipts/<str:number>/paper/", papers.ReceiptPaper.as_view(), name="receipt-paper"),
]

standard_patterns = [
    path("fees/standards/", standards.Standards.as_view(), name="standards"),
    path("fees/standards/<int:pk>/withdraw/", standards.WithdrawStandard.as_view(), name="standard-withdraw"),
    path("fees/standards/import/", standards.TariffImport.as_view(), name="tariff-import"),
    path("fees/standards/import/confirm/", standards.TariffImportConfirm.as_view(), name="tariff-import-confirm"),
    path("fees/classes/", classes.Classes.as_view(), name="classes"),
    path("fees/classes/import/", classes.ClassImport.as_view(), name="class-import"),
    path("fees/classes/import/confirm/", classes.ClassImportConfirm.as_view(), name="class-import-confirm"),
    path("fees/classes/members/<int:pk>/withdraw/", classes.WithdrawClass.as_view(), name="class-withdraw"),
    path("fees/classes/<int:pk>/", classes.ClassPage.as_view(), name="class"),
]

statement_patterns = [
    path("fees/statements/", statements.Statements.as_view(), name="statements"),
    path("fees/statements/<int:pk>/", statements.StatementPage.as_view(), name="statement"),
    path("fees/lines/", statements.Lines.as_view(), name="lines"),
    path("fees/lines/<int:pk>/", statements.LinePage.as_view(), name="line"),
    path("fees/lines/<int:pk>/aside/", statements.SetAside.as_view(), name="line-aside"),
]

payout_patterns = [
    path("fees/account/", payees.OwnAccount.as_view(), name="account"),
    path("fees/payees/", payees.Payees.as_view(), name="payees"),
    path("fees/payees/<int:pk>/", payees.PayeePage.as_view(), name="payee"),
    path("fees/payees/<int:pk>/decide/", payees.DecideDetails.as_view(), name="payee-decide"),
    path("fees/rates/", rates.Rates.as_view(), name="rates"),
    path("fees/budgets/<int:year>/", rates.YearBudget.as_view(), name="year-budget"),
    path("fees/batches/", batches.Batches.as_view(), name="batches"),
    path("fees/batches/<str:number>/", batches.BatchPage.as_view(), name="batch"),
    path("fees/batches/<str:number>/approve/", batches.ApproveBatch.as_view(), name="batch-approve"),
    path("fees/batches/<str:number>/reject/", batches.RejectBatch.as_view(), name="batch-reject"),
    path("fees/batches/<str:number>/file/", batches.BankFile.as_view(), name="bank-file"),
    path("fees/batches/<str:number>/return/", batches.BatchReturn.as_view(), name="batch-return"),
    path("fees/batches/<str:number>/list/", batches.PayoutList.as_view(), name="payout-list"),
]

ledger_patterns = [
    path("fees/", overview.Overview.as_view(), name="overview"),
    path("fees/ledger/", ledger.Ledger.as_view(), name="ledger"),
    path("fees/ledger/close/", ledger.CloseMonth.as_view(), name="month-close"),
    path("fees/ledger/export/", ledger.LedgerExport.as_view(), name="ledger-export"),
    path("fees/ledger/<int:pk>/", ledger.AccountPage.as_view(), name="ledger-account"),
]

urlpatterns = [*bill_patterns, *standard_patterns, *statement_patterns, *payout_patterns, *ledger_patterns]
