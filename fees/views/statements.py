"""Bank statements: upload, name the columns once per bank, and the lines that wait for a person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core import files
from appraisal.core.models import Organisation
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.views.base import PortalView
from fees.forms.collection import LayoutForm, LineFilterForm, MatchForm, StatementForm
from fees.importers.sheets import read_cells, read_upload
from fees.models import BankStatement, Bill, StatementLine
from fees.permissions import FINANCE
from fees.queries.bills import open_bills
from fees.queries.statements import lines_page, statements_page, suspense, visible_line
from fees.rules.enums import BillState, StatementLineState, StatementState
from fees.rules.matching import Incoming, match_lines
from fees.rules.statements import find_header, guess_layout
from fees.services import matching, statements

PREVIEWED = 6
LINE_ORDER = ("-day", "-pk")
MOST_BILLS = 12  # on the page of a line: proposals, and what is looked for by hand


class Statements(PortalView):
    """The statements, and the upload."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        upload = request.FILES.get("file")
        if upload is None:
            return self.page((Refusal("missing", {"what": "银行流水"}, field="file"),))
        made, refusals = self.attempt(lambda: self._receive(upload))
        if refusals or made is None:
            return self.page(refusals)
        statement, new = made
        if not new:
            messages.info(request, "这份流水以前上传过，没有任何改变。")
        elif statement.state == StatementState.IMPORTED:
            messages.success(request, f"新入账 {statement.added} 笔，重复 {statement.known} 笔。有把握的正在自动核销。")
        return redirect("fees:statement", pk=statement.pk)

    def _receive(self, upload: Any) -> tuple[BankStatement, bool]:
        content, rows = read_upload(upload)
        return statements.receive_statement(
            actor=self.actor, name=str(upload.name), content=content, rows=rows, now=self.now
        )

    def page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The list, with the reasons why an upload was refused."""
        form = StatementForm()
        form.add_refusals(refusals)
        page = page_by_key(statements_page(self.actor), ("-pk",), self.request.GET.get("before", ""))
        context = {"form": form, "page": page, "suspense": suspense(), "refusals": refusals}
        return render(self.request, "fees/statements.html", context, status=422 if refusals else 200)


class StatementPage(PortalView):
    """One statement: its columns are named here the first time, afterwards its lines are shown."""

    roles = FINANCE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self.statement_or_404(pk)
        if statement.state == StatementState.TO_MAP:
            return self.mapping(statement)
        rows = lines_page(self.actor, state="", statement=statement.pk, text="")
        page = page_by_key(rows, LINE_ORDER, request.GET.get("before", ""))
        return render(request, "fees/statement.html", {"statement": statement, "page": page})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self.statement_or_404(pk)
        rows = self.rows(statement)
        form = self.form(rows, request.POST)
        form.is_valid()
        done, refusals = self.attempt(
            lambda: statements.map_statement(
                actor=self.actor,
                statement_id=statement.pk,
                rows=rows,
                name=form.cleaned_data.get("name", ""),
                columns=form.columns(),
                now=self.now,
            )
        )
        if refusals:
            return self.mapping(statement, form, refusals)
        if done:
            messages.success(request, f"新入账 {done.added} 笔。各列的含义已记住，有把握的正在自动核销。")
        return redirect("fees:statement", pk=pk)

    def statement_or_404(self, pk: int) -> BankStatement:
        """The statement as far as the actor may see it."""
        return get_object_or_404(statements_page(self.actor), pk=pk)

    def rows(self, statement: BankStatement) -> list[list[str]]:
        """The cells of the stored file."""
        return read_cells(statement.document.name, files.read(statement.document))

    def form(self, rows: list[list[str]], typed: Any = None) -> LayoutForm:
        """The form with the headings of the file to choose from."""
        top = find_header(rows) or 0
        return LayoutForm(typed, headings=rows[top], guess=dict(guess_layout(rows[top]).columns))

    def mapping(
        self, statement: BankStatement, form: LayoutForm | None = None, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        """The page that asks which column means what, with the first rows to look at."""
        rows = self.rows(statement)
        top = find_header(rows) or 0
        context = {
            "statement": statement,
            "form": form or self.form(rows),
            "headings": rows[top],
            "sample": rows[top + 1 : top + 1 + PREVIEWED],
            "refusals": refusals,
        }
        return render(self.request, "fees/statement_map.html", context, status=422 if refusals else 200)


class Lines(PortalView):
    """Incoming money; by default what belongs to nobody yet."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        given = request.GET.copy()
        given.setdefault("state", StatementLineState.UNMATCHED)
        form = LineFilterForm(given)
        chosen = form.chosen()
        rows = lines_page(self.actor, state=chosen.get("state", ""), statement=None, text=chosen.get("q", ""))
        page = page_by_key(rows, LINE_ORDER, request.GET.get("before", ""))
        return render(request, "fees/lines.html", {"form": form, "page": page, "suspense": suspense()})


class LinePage(PortalView):
    """One line: what it may pay, with the evidence; a person decides."""

    roles = FINANCE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.line_or_404(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        line = self.line_or_404(pk)
        bills = list(Bill.objects.visible_to(self.actor).filter(state=BillState.CONFIRMED))
        form = MatchForm(request.POST, bills=bills, institutes=self.institutes())
        form.is_valid()
        institute = form.cleaned_data.get("institute")
        made, refusals = self.attempt(
            lambda: matching.match_line(
                actor=self.actor,
                line_id=line.pk,
                amounts=form.typed(),
                institute_id=institute.pk if institute else None,
                now=self.now,
            ),
            success="已核销，收据已开具。",
        )
        if refusals:
            return self.page(line, refusals, form)
        return redirect("fees:receipt", number=made.number) if made else redirect("fees:line", pk=pk)

    def line_or_404(self, pk: int) -> StatementLine:
        """The line as far as the actor may see it."""
        try:
            return visible_line(self.actor, pk)
        except StatementLine.DoesNotExist as missing:
            raise Http404 from missing

    def institutes(self) -> Any:
        """Whose credit a rest may become."""
        return Organisation.objects.visible_to(self.actor).filter(kind=OrganisationKind.INSTITUTE)

    def page(
        self, line: StatementLine, refusals: tuple[Refusal, ...] = (), form: MatchForm | None = None
    ) -> HttpResponse:
        """The page, with the reasons why something was refused."""
        rows, text = self.offered(line)
        bills = [bill for bill, _ in rows]
        form = form or MatchForm(bills=bills, institutes=self.institutes())
        context = {
            "line": line,
            "rows": [(bill, evidence, form[f"bill_{bill.pk}"]) for bill, evidence in rows],
            "form": form,
            "text": text,
            "payments": line.payments.select_related("bill", "receipt"),
            "open": line.state == StatementLineState.UNMATCHED,
            "refusals": refusals,
        }
        return render(self.request, "fees/line.html", context, status=422 if refusals else 200)

    def offered(self, line: StatementLine) -> tuple[list[tuple[Bill, list[str]]], str]:
        """Open bills that the line may pay: what the rules propose, else those looked for, else all; with evidence."""
        text = self.request.GET.get("q", "").strip()
        incoming = Incoming(line.pk, line.amount, line.payer, line.reference)
        (verdict,) = match_lines([incoming], open_bills())
        evidence = {one.bill.bill_id: [kind.label for kind in one.evidence] for one in verdict.proposals}
        evidence |= {key: ["有把握，稍后自动核销"] for key, _ in verdict.certain}
        found = (
            Bill.objects.visible_to(self.actor).filter(state=BillState.CONFIRMED).select_related("plan", "institute")
        )
        if text:
            named = found.filter(institute__name__icontains=text) | found.filter(number__icontains=text)
            rows = list(named.order_by("due_on", "pk")[:MOST_BILLS])
        else:
            proposed = list(found.filter(pk__in=evidence))
            rows = sorted(proposed, key=lambda bill: list(evidence).index(bill.pk))
            rows += list(found.exclude(pk__in=evidence).order_by("due_on", "pk")[: MOST_BILLS - len(rows)])
        return [(bill, evidence.get(bill.pk, [])) for bill in rows], text


class SetAside(LinePage):
    """The line is no fee."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        line = self.line_or_404(pk)
        state = request.POST.get("state", "")
        if state not in {StatementLineState.DEPOSIT, StatementLineState.OTHER}:
            raise Http404
        _, refusals = self.attempt(
            lambda: matching.set_aside(
                actor=self.actor, line_id=line.pk, state=state, reason=request.POST.get("reason", ""), now=self.now
            ),
            success="已记录。",
        )
        return self.page(line, refusals) if refusals else redirect("fees:lines")
