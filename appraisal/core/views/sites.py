"""Practical sites 二（三）: the institute files them, the city confirms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.exporters import table_download
from appraisal.core.forms.licences import DecisionForm
from appraisal.core.forms.sites import SiteFilterForm, SiteForm
from appraisal.core.models import Site
from appraisal.core.queries import sites
from appraisal.core.queries.catalogue import active_occupations
from appraisal.core.queries.pages import chosen_order, page_by_key
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CITY_ROLES, Capability, Role, may
from appraisal.core.services import sites as site_service
from appraisal.core.views.base import PortalView
from appraisal.core.views.choices import search_words

READERS = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
INSTITUTE = frozenset({Role.INSTITUTE_CLERK})
HEADERS = ("鉴定机构", "场所名称", "所在区县", "地址", "工位数", "审批文号", "可承担的职业（工种）", "状态")


class Sites(PortalView):
    """The sites; filter, sort and page stand in the address."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SiteFilterForm(request.GET, centres=list(sites.district_centres(self.actor)))
        sort = request.GET.get("sort", "name")
        order = chosen_order(sort, sites.ORDERS)
        rows = sites.sites(self.actor, form.filters())
        if kind := request.GET.get("export"):
            return table_download("实操场所", HEADERS, map(_cells, rows.order_by(*order)), kind)
        page = page_by_key(rows, order, request.GET.get("before", ""))
        may_file = may(self.actor, Capability.FILE_SITE)
        return render(request, "sites/list.html", {"form": form, "sort": sort, "page": page, "may_file": may_file})


class SiteFormView(PortalView):
    """What filing and changing have in common: the form and its occupations to tick."""

    roles = INSTITUTE

    def form_page(self, form: SiteForm, refusals: tuple[Refusal, ...] = (), site: Site | None = None) -> HttpResponse:
        """The form, with the reasons on top when the action was refused."""
        ticked = form.ticked()
        choices = [
            (occupation, occupation.pk in ticked, search_words(occupation))
            for occupation in active_occupations(self.actor)
        ]
        context = {"form": form, "refusals": refusals, "site": site, "occupations": choices}
        status = 422 if refusals or form.errors else 200
        return render(self.request, "sites/form.html", context, status=status)

    def centres(self) -> list:
        """The districts to choose from."""
        return list(sites.district_centres(self.actor))


class NewSite(SiteFormView):
    """An institute files a site."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.form_page(SiteForm(centres=self.centres()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SiteForm(request.POST, centres=self.centres())
        if not form.is_valid():
            return self.form_page(form)
        made, refusals = self.attempt(
            lambda: site_service.file_site(actor=self.actor, entry=form.entry(), now=self.now),
            success="已报市中心鉴定指导科备案，确认后即可用于鉴定计划。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.form_page(form, refusals)
        return redirect("core:site", made)


class ChangeSite(SiteFormView):
    """An institute changes its site; it then waits for confirmation again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        site = self._site(pk)
        return self.form_page(SiteForm(centres=self.centres(), site=site), site=site)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        site = self._site(pk)
        form = SiteForm(request.POST, centres=self.centres())
        if not form.is_valid():
            return self.form_page(form, site=site)
        _, refusals = self.attempt(
            lambda: site_service.change_site(actor=self.actor, site_id=pk, entry=form.entry(), now=self.now),
            success="变更已报市中心，确认后生效。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.form_page(form, refusals, site)
        return redirect("core:site", pk)

    def _site(self, pk: int) -> Site:
        return get_object_or_404(sites.sites(self.actor, sites.SiteFilters()), pk=pk)


class SitePage(PortalView):
    """One site with what can be done to it."""

    roles = READERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(pk)

    def page(self, pk: int, refusals: tuple[Refusal, ...] = (), form: DecisionForm | None = None) -> HttpResponse:
        """The page, with the reasons on top when an action on it was refused."""
        site = get_object_or_404(sites.sites(self.actor, sites.SiteFilters()), pk=pk)
        choices = {choice.action.value: choice for choice in sites.site_choices(self.actor, site)}
        context = {"site": site, "choices": choices, "form": form or DecisionForm(), "refusals": refusals}
        status = 422 if refusals or (form and form.errors) else 200
        return render(self.request, "sites/site.html", context, status=status)


class DecideSite(SitePage):
    """The city confirms a site or not."""

    roles = frozenset({Role.GUIDANCE_OFFICER})
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(Site.objects.visible_to(self.actor), pk=pk)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.page(pk, form=form)
        confirm = form.cleaned_data["decision"] == DecisionForm.YES
        _, refusals = self.attempt(
            lambda: site_service.decide_site(
                actor=self.actor, site_id=pk, confirm=confirm, reason=form.cleaned_data["reason"], now=self.now
            ),
            success="已确认备案。" if confirm else "已答复不予备案。",
        )
        return self.page(pk, refusals, form) if refusals else redirect("core:sites")


class WithdrawSite(SitePage):
    """An institute takes its site out of use."""

    roles = INSTITUTE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(Site.objects.visible_to(self.actor), pk=pk)
        reason = request.POST.get("reason", "")
        _, refusals = self.attempt(
            lambda: site_service.withdraw_site(actor=self.actor, site_id=pk, reason=reason, now=self.now),
            success="场所已停用。",
        )
        return self.page(pk, refusals) if refusals else redirect("core:site", pk)


def _cells(site: Site) -> tuple[object, ...]:
    return (
        site.institute.name,
        site.name,
        site.district.short_name,
        site.address,
        site.workstations,
        site.approval_number,
        "、".join(occupation.name for occupation in site.occupations.all()),
        site.get_state_display(),
    )
