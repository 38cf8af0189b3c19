"""Organisations: everyone looks them up, guidance officers keep them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.exporters import table_download
from appraisal.core.forms.organisations import OrganisationFilterForm, OrganisationForm
from appraisal.core.models import Organisation
from appraisal.core.queries import organisations as organisation_queries
from appraisal.core.queries.pages import chosen_order, page_by_key
from appraisal.core.queries.sites import district_centres
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role, may
from appraisal.core.services import organisations as organisation_service
from appraisal.core.views.base import PortalView

OFFICES = frozenset(Role) - {Role.EXAMINER}
EDITORS = CAPABILITIES[Capability.EDIT_ORGANISATIONS]
HEADERS = ("编号", "行政区划代码", "名称", "简称", "类型", "注册地所在区县", "地址", "状态")


class Organisations(PortalView):
    """The organisations; filter, sort and page stand in the address."""

    roles = OFFICES

    def get(self, request: HttpRequest) -> HttpResponse:
        form = OrganisationFilterForm(request.GET, centres=list(district_centres(self.actor)))
        sort = request.GET.get("sort", "kind")
        order = chosen_order(sort, organisation_queries.ORDERS)
        rows = organisation_queries.organisations(self.actor, form.filters())
        if kind := request.GET.get("export"):
            return table_download("机构", HEADERS, map(_cells, rows.order_by(*order)), kind)
        context = {
            "form": form,
            "sort": sort,
            "page": page_by_key(rows, order, request.GET.get("before", "")),
            "may_edit": may(self.actor, Capability.EDIT_ORGANISATIONS),
        }
        return render(request, "organisations/list.html", context)


class OrganisationPage(PortalView):
    """One organisation."""

    roles = OFFICES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(pk)

    def page(self, pk: int, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons on top when an action on it was refused."""
        visible = organisation_queries.with_relations(Organisation.objects.visible_to(self.actor))
        organisation = get_object_or_404(visible, pk=pk)
        context = {
            "organisation": organisation,
            "may_edit": may(self.actor, Capability.EDIT_ORGANISATIONS),
            "may_reveal": may(self.actor, Capability.REVEAL_PERSONAL),
            "sees_people": self.actor.role == Role.GUIDANCE_OFFICER or organisation.pk == self.actor.organisation_id,
            "refusals": refusals,
        }
        return render(self.request, "organisations/organisation.html", context, status=422 if refusals else 200)


class NewOrganisation(PortalView):
    """A guidance officer registers an institute or a committee."""

    roles = EDITORS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(OrganisationForm(centres=list(district_centres(self.actor))))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrganisationForm(request.POST, centres=list(district_centres(self.actor)))
        if not form.is_valid():
            return self._page(form)
        made, refusals = self.attempt(
            lambda: organisation_service.register_organisation(
                actor=self.actor,
                kind=form.member(OrganisationKind, "kind"),
                entry=form.entry(),
                now=self.now,
            ),
            success="已登记。请接着为该机构添加人员。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(form, refusals)
        return redirect("core:organisation", made.pk)

    def _page(self, form: OrganisationForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        status = 422 if refusals or form.errors else 200
        return render(self.request, "organisations/form.html", {"form": form, "refusals": refusals}, status=status)


class ChangeOrganisation(PortalView):
    """A guidance officer changes what is known of an organisation."""

    roles = EDITORS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        organisation = get_object_or_404(Organisation.objects.visible_to(self.actor), pk=pk)
        return self._page(organisation, self._form(organisation))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        organisation = get_object_or_404(Organisation.objects.visible_to(self.actor), pk=pk)
        form = self._form(organisation, request.POST)
        if not form.is_valid():
            return self._page(organisation, form)
        _, refusals = self.attempt(
            lambda: organisation_service.change_organisation(
                actor=self.actor, organisation_id=pk, entry=form.entry(), now=self.now
            ),
            success="已保存。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(organisation, form, refusals)
        return redirect("core:organisation", pk)

    def _form(self, organisation: Organisation, *bound: object) -> OrganisationForm:
        return OrganisationForm(*bound, centres=list(district_centres(self.actor)), organisation=organisation)

    def _page(
        self, organisation: Organisation, form: OrganisationForm, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        context = {"form": form, "refusals": refusals, "organisation": organisation}
        return render(self.request, "organisations/form.html", context, status=422 if refusals or form.errors else 200)


class SetOrganisationActive(OrganisationPage):
    """A guidance officer puts an organisation out of use, or back."""

    roles = EDITORS
    http_method_names = ("post",)
    active = False

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        act = (
            organisation_service.reactivate_organisation
            if self.active
            else organisation_service.deactivate_organisation
        )
        get_object_or_404(Organisation.objects.visible_to(self.actor), pk=pk)
        reason = request.POST.get("reason", "")
        _, refusals = self.attempt(
            lambda: act(actor=self.actor, organisation_id=pk, reason=reason, now=self.now),
            success="已恢复使用。" if self.active else "已停用。该机构的人员不能再以它的名义办理业务。",
        )
        return self.page(pk, refusals) if refusals else redirect("core:organisation", pk)


def _cells(organisation: Organisation) -> tuple[object, ...]:
    return (
        organisation.code,
        organisation.gb_code,
        organisation.name,
        organisation.short_name,
        organisation.get_kind_display(),
        organisation.district.short_name if organisation.district else "",
        organisation.address,
        "在用" if organisation.active else "已停用",
    )
