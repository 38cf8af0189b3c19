"""The catalogue: list, an occupation with the history of its modes, modes to maintain, flags."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.clock import today
from appraisal.core.exporters import table_download
from appraisal.core.forms.catalogue import CatalogueFilterForm, ModeForm
from appraisal.core.importers.occupations import export_table
from appraisal.core.models import AppraisalMode, Occupation, OccupationLevel
from appraisal.core.queries import catalogue
from appraisal.core.queries.occupations import read_entries
from appraisal.core.queries.pages import chosen_order, page_by_key
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Capability, Role, may
from appraisal.core.services import catalogue as catalogue_service
from appraisal.core.views.base import PortalView

GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})
INSTITUTE = frozenset({Role.INSTITUTE_CLERK})


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level as a page shows it: the mode in force, the next one, who has asked for one, the history."""

    level: OccupationLevel
    mode: AppraisalMode | None
    coming: AppraisalMode | None = None
    history: tuple[AppraisalMode, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """An occupation of the list with its levels in use."""

    occupation: Occupation
    levels: list[LevelRow]

    @property
    def maintained(self) -> list[LevelRow]:
        """Levels with a mode."""
        return [row for row in self.levels if row.mode]

    @property
    def waiting(self) -> list[LevelRow]:
        """Levels without one, which no plan can be filed for."""
        return [row for row in self.levels if not row.mode]


class Catalogue(PortalView):
    """All occupations with their levels and modes; filter, sort and page stand in the address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CatalogueFilterForm(request.GET)
        day = today(self.now)
        sort = request.GET.get("sort", "name")
        rows = catalogue.occupations(self.actor, form.filters(), day)
        page = page_by_key(rows, chosen_order(sort, catalogue.ORDERS), request.GET.get("before", ""))
        modes = catalogue.modes_in_force((level.pk for row in page.rows for level in row.levels.all()), day)
        context = {
            "form": form,
            "sort": sort,
            "page": page,
            "rows": [_occupation_row(occupation, modes) for occupation in page.rows],
            "may_edit": may(self.actor, Capability.EDIT_CATALOGUE),
        }
        return render(request, "catalogue/list.html", context)


class CatalogueExport(PortalView):
    """The catalogue as filtered, as xlsx or CSV, in the columns that the import reads."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CatalogueFilterForm(request.GET)
        order = chosen_order(request.GET.get("sort", "name"), catalogue.ORDERS)
        rows = catalogue.occupations(self.actor, form.filters(), today(self.now)).order_by(*order)
        headers, table = export_table(read_entries(rows))
        return table_download("职业目录", headers, table, request.GET.get("kind", ""))


class OccupationPage(PortalView):
    """One occupation: codes, levels, flags, the mode of each level with its history 二（一）."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, pk)

    def page(self, request: HttpRequest, pk: int, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons on top when an action on it was refused."""
        occupation = get_object_or_404(catalogue.occupations_with_history(self.actor), pk=pk)
        day = today(self.now)
        asking = catalogue.institutes_asking([level.pk for level in occupation.levels.all()])
        rows = [
            LevelRow(
                level=level,
                mode=next((mode for mode in level.modes.all() if mode.valid_from <= day), None),
                coming=next((mode for mode in reversed(level.modes.all()) if mode.valid_from > day), None),
                history=tuple(level.modes.all()),
                asked=self.actor.organisation_id in asking[level.pk],
            )
            for level in occupation.levels.all()
        ]
        context = {
            "occupation": occupation,
            "rows": rows,
            "day": day,
            "refusals": refusals,
            "may_edit": may(self.actor, Capability.EDIT_CATALOGUE),
            "may_ask": may(self.actor, Capability.REQUEST_LICENCE),
        }
        return render(request, "catalogue/occupation.html", context, status=422 if refusals else 200)


class LevelAction(OccupationPage):
    """What the actions on a level have in common: find it, act, come back to its occupation."""

    http_method_names = ["post"]
    success = ""

    def act(self, level: OccupationLevel) -> Any:
        """The service call."""
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        level = get_object_or_404(OccupationLevel.objects.visible_to(self.actor), pk=pk)
        _, refusals = self.attempt(lambda: self.act(level), success=self.success)
        if refusals:
            return self.page(request, level.occupation_id, refusals)
        return redirect("core:occupation", level.occupation_id)


class AskForMode(LevelAction):
    """An institute asks the city to maintain a level's mode 二（一）."""

    roles = INSTITUTE
    success = "已请市中心维护鉴定方式，维护后会通知本机构。"

    def act(self, level: OccupationLevel) -> bool:
        return catalogue_service.ask_for_mode(actor=self.actor, occupation_level_id=level.pk, now=self.now)


class SetReReview(LevelAction):
    """The city marks a level for re-review, or takes the mark away 二（四）."""

    roles = GUIDANCE
    success = "已更改资格复审的范围。"

    def act(self, level: OccupationLevel) -> None:
        wanted = self.request.POST.get("re_review") == "yes"
        catalogue_service.set_re_review(actor=self.actor, occupation_level_id=level.pk, re_review=wanted, now=self.now)


class SetMode(PortalView):
    """The city maintains how a level is examined 二（一）."""

    roles = GUIDANCE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        level = self._level(pk)
        mode = catalogue.modes_in_force([level.pk], today(self.now)).get(level.pk)
        initial = {"valid_from": today(self.now)}
        if mode:
            initial |= {"practical": mode.practical, "review": mode.review}
        return self._page(level, ModeForm(level=level.level, initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        level = self._level(pk)
        form = ModeForm(request.POST, level=level.level)
        if not form.is_valid():
            return self._page(level, form)
        chosen = form.cleaned_data
        _, refusals = self.attempt(
            lambda: catalogue_service.set_appraisal_mode(
                actor=self.actor,
                occupation_level_id=level.pk,
                practical=chosen["practical"],
                review=chosen.get("review", ""),
                valid_from=chosen["valid_from"],
                now=self.now,
            ),
            success=f"已维护{level}的鉴定方式。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(level, form, refusals)
        return redirect("core:modes-missing" if "back" in request.GET else "core:occupation", *self._back(level))

    def _back(self, level: OccupationLevel) -> tuple[int, ...]:
        return () if "back" in self.request.GET else (level.occupation_id,)

    def _level(self, pk: int) -> OccupationLevel:
        rows = OccupationLevel.objects.visible_to(self.actor).select_related("occupation")
        return get_object_or_404(rows.prefetch_related("modes__set_by"), pk=pk)

    def _page(self, level: OccupationLevel, form: ModeForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        context = {"level": level, "form": form, "refusals": refusals, "day": today(self.now)}
        return render(self.request, "catalogue/mode.html", context, status=422 if refusals or form.errors else 200)


class ModesMissing(PortalView):
    """Levels without a mode: plans with them must wait, so those that institutes ask for come first 二（一）."""

    roles = GUIDANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        missing = catalogue.unmaintained_levels(self.actor, today(self.now))
        asking = catalogue.institutes_asking()
        names = catalogue.names_of(self.actor, set().union(*asking.values()))
        asked = [
            (level, [names[key] for key in sorted(asking[level.pk]) if key in names])
            for level in missing.filter(pk__in=asking).order_by(*catalogue.LEVEL_ORDER)
        ]
        rest = missing.exclude(pk__in=asking)
        page = page_by_key(rest, catalogue.LEVEL_ORDER, request.GET.get("before", ""))
        context = {"asked": asked, "page": page, "total": missing.count()}
        return render(request, "catalogue/modes_missing.html", context)


def _occupation_row(occupation: Occupation, modes: dict[int, AppraisalMode]) -> OccupationRow:
    levels = [LevelRow(level, modes.get(level.pk)) for level in occupation.levels.all() if level.active]
    return OccupationRow(occupation, levels)
