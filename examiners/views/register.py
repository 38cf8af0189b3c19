"""The register of examiners: list, export, one entry, changing it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.exporters import origin_of, table_download
from appraisal.core.models import Organisation
from appraisal.core.queries.catalogue import active_occupations
from appraisal.core.queries.pages import chosen_order, page_by_key
from appraisal.core.rules.identity import mask_bank_card, mask_document_number, mask_mobile
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CITY_ROLES, Capability, Role, may
from appraisal.core.services.accounts import Credentials
from appraisal.core.views.base import PortalView
from examiners.forms.register import (
    CardForm,
    ExaminerForm,
    NumberSearchForm,
    RecusalForm,
    RegisterFilterForm,
)
from examiners.models import Examiner
from examiners.queries import register
from examiners.queries.register import ORDERS, RegisterFilters
from examiners.rules.register import is_known_bank
from examiners.services import accounts, links
from examiners.services import register as service

READERS = CITY_ROLES | {Role.DISTRICT_OFFICER}
KEEPERS = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
HEADERS = (
    "考评员编号", "姓名", "身份证号", "手机号码", "北京银行卡号", "工作单位", "登记单位", "执评意愿区县",
    "证卡（职业、等级、有效期至）", "状态",
)  # fmt: skip


class Register(PortalView):
    """The list. A search by phone or ID comes by POST, so that the number stands in no address."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.GET)
        if request.GET.get("export"):
            rows = register.examiners(self.actor, form.filters(), clock.today(self.now)).order_by("name_key", "pk")
            return table_download("考评员", HEADERS, map(_cells, rows), request.GET["export"])
        return self._page(form, form.filters(), NumberSearchForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        search = NumberSearchForm(request.POST)
        search.full_clean()
        number = search.cleaned_data.get("personal", "") or " -"
        return self._page(self._form(None), RegisterFilters(personal=number, state="all"), NumberSearchForm())

    def _form(self, given: object) -> RegisterFilterForm:
        return RegisterFilterForm(given, occupations=active_occupations(self.actor), centres=register.centres())

    def _page(self, form: RegisterFilterForm, filters: RegisterFilters, search: NumberSearchForm) -> HttpResponse:
        today, sort = clock.today(self.now), self.request.GET.get("sort", "name")
        rows = register.examiners(self.actor, filters, today)
        context = {
            "form": form,
            "search": search,
            "by_number": bool(filters.personal),
            "sort": sort,
            "page": page_by_key(rows, chosen_order(sort, ORDERS), self.request.GET.get("before", "")),
            "may_edit": may(self.actor, Capability.EDIT_EXAMINERS),
            "waiting": register.waiting_changes(self.actor).count(),
        }
        return render(self.request, "examiners/register.html", context)


class ExaminerView(PortalView):
    """A page of one examiner."""

    roles = READERS

    def examiner_or_404(self, number: str) -> Examiner:
        """The examiner as far as the actor may see him; 404 otherwise, as if he did not exist."""
        try:
            return register.visible_examiner(self.actor, number)
        except Examiner.DoesNotExist as missing:
            raise Http404 from missing

    def entry_page(self, number: str, refusals: tuple[Refusal, ...] = (), **forms: object) -> HttpResponse:
        """The examiner's page, with the reasons on top when an action on it was refused."""
        examiner = self.examiner_or_404(number)
        keeps = self.actor.role in KEEPERS and register.keeps(self.actor, examiner)
        context = {
            "examiner": examiner,
            "entry": register.entry_of(examiner, clock.today(self.now)),
            "today": clock.today(self.now),
            "keeps": keeps,
            "known_bank": is_known_bank(examiner.bank_card, settings.KAOWU["BANK_OF_BEIJING_PREFIXES"]),
            "card_form": CardForm(occupations=active_occupations(self.actor)) if keeps else None,
            "recusal_form": RecusalForm(institutes=self._institutes()) if keeps else None,
            "refusals": refusals,
            **forms,
        }
        return render(self.request, "examiners/examiner.html", context, status=422 if refusals else 200)

    def _institutes(self) -> list[Organisation]:
        rows = Organisation.objects.visible_to(self.actor).filter(kind="INSTITUTE", active=True)
        return list(rows.order_by("name_key"))


class ExaminerPage(ExaminerView):
    """One examiner with all that belongs to him."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.entry_page(number)


class EditExaminer(ExaminerView):
    """The form of an entry, new or known."""

    roles = KEEPERS

    def get(self, request: HttpRequest, number: str = "") -> HttpResponse:
        examiner = self._kept(number)
        return self._page(self._form(None, examiner), examiner)

    def post(self, request: HttpRequest, number: str = "") -> HttpResponse:
        examiner = self._kept(number)
        form = self._form(request.POST, examiner)
        if not form.is_valid():
            return self._page(form, examiner)
        given = {"actor": self.actor, "entry": form.entry(), "keeper_id": form.cleaned_data.get("keeper")}
        if examiner:
            saved, refusals = self.attempt(
                lambda: service.change_examiner(examiner_id=examiner.pk, now=self.now, **given), success="已修改。"
            )
        else:
            saved, refusals = self.attempt(
                lambda: service.register_examiner(now=self.now, **given), success="已登记，请继续录入证卡和意愿区县。"
            )
        if refusals:
            form.add_refusals(refusals)
            return self._page(form, examiner, refusals)
        return redirect("examiners:examiner", saved.number if saved else number)

    def _kept(self, number: str) -> Examiner | None:
        if not number:
            return None
        examiner = self.examiner_or_404(number)
        if not register.keeps(self.actor, examiner):
            raise Http404
        return examiner

    def _form(self, given: object, examiner: Examiner | None) -> ExaminerForm:
        by_city = self.actor.role == Role.GUIDANCE_OFFICER
        return ExaminerForm(given, centres=register.centres(), by_city=by_city, examiner=examiner)

    def _page(self, form: ExaminerForm, examiner: Examiner | None, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        context = {"form": form, "examiner": examiner, "refusals": refusals}
        status = 422 if refusals or form.errors else 200
        return render(self.request, "examiners/edit.html", context, status=status)


class ActOnExaminer(ExaminerView):
    """Stop, resume, send a link, end links, open an account."""

    roles = KEEPERS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str, word: str) -> HttpResponse:
        examiner = self.examiner_or_404(number)
        if not register.keeps(self.actor, examiner):
            raise Http404
        given = {"actor": self.actor, "examiner_id": examiner.pk, "now": self.now}
        reason = {**given, "reason": request.POST.get("reason", "")}
        acts = {
            "stop": (lambda: service.stop_examiner(**reason), "已停聘，不再派遣。"),
            "resume": (lambda: service.resume_examiner(**reason), "已恢复聘用。"),
            "send-link": (
                lambda: links.send_link(**given, address=origin_of(request)),
                "短信链接已交发送。",
            ),
            "end-links": (lambda: links.end_all_links(**given), "以前发出的短信链接已全部停用。"),
            "account": (lambda: accounts.open_account(**given), ""),
        }
        if word not in acts:
            raise Http404
        act, success = acts[word]
        done, refusals = self.attempt(act, success=success)
        if refusals:
            return self.entry_page(number, refusals)
        if isinstance(done, Credentials):
            return render(request, "examiners/credentials.html", {"credentials": done, "examiner": examiner})
        return redirect("examiners:examiner", number)


def _cells(examiner: Examiner) -> tuple[object, ...]:
    """A row of the export: numbers masked, as everywhere."""
    return (
        examiner.number,
        examiner.name,
        mask_document_number(examiner.id_number),
        mask_mobile(examiner.phone),
        mask_bank_card(examiner.bank_card) if examiner.bank_card else "",
        examiner.employer,
        examiner.registered_in.short_name if examiner.registered_in else "市中心",
        "、".join(wish.district.short_name for wish in examiner.wishes),
        "；".join(f"{card.occupation.name} {card.get_grade_display()} {card.valid_until}" for card in examiner.cards),
        "在聘" if examiner.active else "已停聘",
    )
