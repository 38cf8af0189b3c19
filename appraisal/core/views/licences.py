"""Licences 一（一）: what is licensed, requests to extend it, the city's queue."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.clock import today
from appraisal.core.exporters import table_download
from appraisal.core.forms.licences import DecisionForm, LicenceFilterForm, LicenceRequestForm, RequestFilterForm
from appraisal.core.models import Licence, LicenceRequest
from appraisal.core.queries import licences
from appraisal.core.queries.catalogue import active_levels
from appraisal.core.queries.pages import chosen_order, page_by_key
from appraisal.core.rules.enums import LicenceState, RequestState
from appraisal.core.rules.licences import Period
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CITY_ROLES, Capability, Role, may
from appraisal.core.services import licences as licence_service
from appraisal.core.views.base import PortalView
from appraisal.core.views.choices import LevelChoice, grouped

READERS = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
ENDING = timedelta(days=90)
HEADERS = ("鉴定机构", "职业（工种）", "等级", "批准文件", "开始日期", "截止日期", "状态")


class LicenceView(PortalView):
    """Pages of licences: who may look, and what their tabs say."""

    roles = READERS

    def common(self) -> dict[str, object]:
        """What every page of licences shows."""
        return {
            "waiting": licences.waiting_requests(self.actor),
            "may_request": may(self.actor, Capability.REQUEST_LICENCE),
            "may_decide": may(self.actor, Capability.DECIDE_LICENCE),
            "day": today(self.now),
        }


class Licences(LicenceView):
    """The licences; filter, sort and page stand in the address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = LicenceFilterForm(request.GET)
        day = today(self.now)
        sort = request.GET.get("sort", "name")
        order = chosen_order(sort, licences.ORDERS)
        rows = licences.licences(self.actor, form.filters(), day, day + ENDING)
        if kind := request.GET.get("export"):
            return table_download("鉴定许可", HEADERS, map(_cells, rows.order_by(*order)), kind)
        page = page_by_key(rows, order, request.GET.get("before", ""))
        return render(request, "licences/list.html", {**self.common(), "form": form, "sort": sort, "page": page})


class LicencePage(LicenceView):
    """One licence with the request it came from; the city can revoke it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(pk)

    def page(self, pk: int, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons on top when an action on it was refused."""
        day = today(self.now)
        licence = get_object_or_404(licences.licences(self.actor, licences.LicenceFilters(), day, day), pk=pk)
        revocable = licence.state == LicenceState.IN_FORCE
        context = {**self.common(), "licence": licence, "revocable": revocable, "refusals": refusals}
        return render(self.request, "licences/licence.html", context, status=422 if refusals else 200)


class RevokeLicence(LicencePage):
    """The city ends a licence."""

    roles = frozenset({Role.GUIDANCE_OFFICER})
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(Licence.objects.visible_to(self.actor), pk=pk)
        reason = request.POST.get("reason", "")
        _, refusals = self.attempt(
            lambda: licence_service.revoke_licence(actor=self.actor, licence_id=pk, reason=reason, now=self.now),
            success="许可已撤销，并通知了机构。",
        )
        return self.page(pk, refusals) if refusals else redirect("core:licence", pk)


class LicenceRequests(LicenceView):
    """The requests: the institute's own, the city's queue."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RequestFilterForm(request.GET)
        chosen = form.chosen()
        sort = request.GET.get("sort", "newest")
        rows = licences.licence_requests(self.actor, chosen.get("state", ""), chosen.get("q", ""))
        order = chosen_order(sort, licences.REQUEST_ORDERS)
        page = page_by_key(rows, order, request.GET.get("before", ""))
        return render(request, "licences/requests.html", {**self.common(), "form": form, "sort": sort, "page": page})


class NewLicenceRequest(LicenceView):
    """An institute asks for occupations and levels, with the approval document."""

    roles = frozenset({Role.INSTITUTE_CLERK})

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(LicenceRequestForm(initial={"valid_from": today(self.now)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LicenceRequestForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        typed = form.cleaned_data
        application = licence_service.Application(
            document_number=typed["document_number"],
            scope_ids=frozenset(typed["scope"]),
            valid_from=typed["valid_from"],
            valid_until=typed["valid_until"],
            note=typed["note"],
        )
        made, refusals = self.attempt(
            lambda: licence_service.request_licence(
                actor=self.actor, application=application, document=typed["document"], now=self.now
            ),
            success="申请已提交市中心鉴定指导科，处理后会通知本机构。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(form, refusals)
        return redirect("core:licence-request", made) if made else redirect("core:licence-requests")

    def _page(self, form: LicenceRequestForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        context = {
            **self.common(),
            "form": form,
            "refusals": refusals,
            "occupations": grouped(self._choices(form.ticked())),
        }
        status = 422 if refusals or form.errors else 200
        return render(self.request, "licences/request_new.html", context, status=status)

    def _choices(self, ticked: set[int]) -> list[LevelChoice]:
        levels = list(active_levels(self.actor))
        assert self.actor.organisation_id is not None
        facts = licences.level_facts(self.actor.organisation_id, (level.pk for level in levels))
        day = Period(today(self.now))
        return [
            LevelChoice(
                level=level,
                ticked=level.pk in ticked,
                requested=facts[level.pk].requested,
                # A licence without an end leaves nothing to ask for; one that ends can be prolonged.
                held=next((held for held in facts[level.pk].held if held.touches(day)), None),
            )
            for level in levels
        ]


class LicenceRequestPage(LicenceView):
    """One request with its document; the city decides here."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(pk, DecisionForm())

    def page(self, pk: int, form: DecisionForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons on top when the decision was refused."""
        found: LicenceRequest = get_object_or_404(licences.licence_requests(self.actor), pk=pk)
        context = {
            **self.common(),
            "request_made": found,
            "open": found.state == RequestState.REQUESTED,
            "form": form,
            "refusals": refusals,
        }
        status = 422 if refusals or form.errors else 200
        return render(self.request, "licences/request.html", context, status=status)


class DecideLicence(LicenceRequestPage):
    """The city says yes or no."""

    roles = frozenset({Role.GUIDANCE_OFFICER})
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(LicenceRequest.objects.visible_to(self.actor), pk=pk)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.page(pk, form)
        grant = form.cleaned_data["decision"] == DecisionForm.YES
        _, refusals = self.attempt(
            lambda: licence_service.decide_licence(
                actor=self.actor, request_id=pk, grant=grant, reason=form.cleaned_data["reason"], now=self.now
            ),
            success="已同意，许可已登记。" if grant else "已答复不同意。",
        )
        return self.page(pk, form, refusals) if refusals else redirect("core:licence-requests")


def _cells(licence: Licence) -> tuple[object, ...]:
    level = licence.occupation_level
    return (
        licence.institute.name,
        level.occupation.name,
        level.level_label,
        licence.document_number,
        licence.valid_from,
        licence.valid_until or "",
        licence.get_state_display(),
    )
