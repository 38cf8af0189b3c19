"""Conditions for applying: the list of versions, one version, its draft edited, what publishing would change."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.exporters import download, table_download
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.enums import LEVEL_LABELS
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Capability, Role, may
from appraisal.core.views.base import PortalView
from plans.forms.standards import AlternativeForm, ContentForm, CopyForm, HeadForm, StandardFilterForm, read_content
from plans.models import EligibilityStandard
from plans.queries.evaluations import newest_run
from plans.queries.flips import FlipReport, ShownChange, flip_report, shown_changes
from plans.queries.standards import standards_list, versions_in_force
from plans.rules.eligibility.content import readable
from plans.rules.review_enums import StandardState
from plans.services import standards

OFFICES = frozenset(Role) - {Role.EXAMINER}
EDITORS = frozenset({Role.GUIDANCE_OFFICER})
CHANGES_SHOWN = 200
HEADERS = (
    "计划编号", "鉴定机构", "职业（工种）、等级", "姓名", "现在", "现在的条件",
    "现在的最早日期",
    "发布后", "发布后的条件", "发布后的最早日期",
)  # fmt: skip


class StandardView(PortalView):
    """A page of one version."""

    roles = OFFICES

    def standard_or_404(self, pk: int) -> EligibilityStandard:
        """The version as far as the actor may see it."""
        rows = EligibilityStandard.objects.visible_to(self.actor).select_related(
            "occupation", "published_by", "drafted_by"
        )
        found: EligibilityStandard | None = rows.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def editable_or_404(self, pk: int) -> EligibilityStandard:
        """The version for a change; 403 for a role that never changes one. Whether it is a draft the service says."""
        if self.actor.role not in EDITORS:
            raise PermissionDenied("申报条件由市中心鉴定指导科维护。")
        return self.standard_or_404(pk)

    def draft_or_404(self, pk: int) -> EligibilityStandard:
        """A draft; 404 for what can no longer be changed."""
        found = self.standard_or_404(pk)
        if found.state != StandardState.DRAFT:
            raise Http404
        return found

    def standard_page(
        self, standard: EligibilityStandard, refusals: tuple[Refusal, ...] = (), form: HeadForm | None = None
    ) -> HttpResponse:
        """The version with its conditions by level."""
        editing = standard.state == StandardState.DRAFT and may(self.actor, Capability.EDIT_STANDARDS)
        context = {
            "standard": standard,
            "levels": levels_of(standard),
            "editing": editing,
            "may_edit": may(self.actor, Capability.EDIT_STANDARDS),
            "head_form": form or (HeadForm(initial=_head_of(standard)) if editing else None),
            "content_form": ContentForm() if editing else None,
            "copy_form": CopyForm(initial={"valid_from": clock.today(self.now), "occupation": standard.occupation_id}),
            "run": newest_run(standard_id=standard.pk),
            "refusals": refusals,
        }
        return render(self.request, "standards/standard.html", context, status=422 if refusals else 200)


class Standards(StandardView):
    """The versions; drafts for the city only."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = StandardFilterForm(request.GET)
        chosen = form.chosen()
        rows = standards_list(self.actor, q=chosen["q"], state=chosen["state"])
        page = page_by_key(rows, ("-valid_from", "-pk"), request.GET.get("before", ""))
        today = clock.today(self.now)
        in_force = versions_in_force({row.occupation_id for row in page.rows if row.occupation_id}, today)
        context = {
            "form": form,
            "page": page,
            "next_key": page.next_key,
            "in_force": {row.pk for row in in_force.values()},
            "today": today,
            "is_narrowed": any(chosen.values()),
        }
        return render(request, "standards/list.html", context)


class Standard(StandardView):
    """One version; a POST saves what a draft says of itself."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.standard_page(self.standard_or_404(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.editable_or_404(pk)
        form = HeadForm(request.POST)
        if not form.is_valid():
            return self.standard_page(standard, form=form)
        _, refusals = self.attempt(
            lambda: standards.save_head(actor=self.actor, standard_id=pk, head=form.head(), now=self.now),
            success="已保存。",
        )
        form.add_refusals(refusals)
        return self.standard_page(standard, refusals, form) if refusals else redirect("plans:standard", pk)


class StandardContent(StandardView):
    """The conditions as JSON: down for everyone, up for officers."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.standard_or_404(pk)
        text = json.dumps(standard.content, ensure_ascii=False, indent=1)
        return download(text.encode(), f"申报条件 {standard.code}.json", "application/json; charset=utf-8")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.editable_or_404(pk)
        form = ContentForm(request.POST, request.FILES)
        form.is_valid()
        _, refusals = self.attempt(
            lambda: standards.replace_content(
                actor=self.actor, standard_id=pk, content=read_content(form), now=self.now
            ),
            success="已用文件内容替换这份草稿的条件。",
        )
        return self.standard_page(standard, refusals) if refusals else redirect("plans:standard", pk)


class EditAlternative(StandardView):
    """One alternative of a draft's level; number 0 adds one."""

    roles = EDITORS

    def get(self, request: HttpRequest, pk: int, level: int, number: int) -> HttpResponse:
        standard = self.draft_or_404(pk)
        raw = self._raw(standard, level, number)
        return self._page(standard, level, number, AlternativeForm(level, initial=raw))

    def post(self, request: HttpRequest, pk: int, level: int, number: int) -> HttpResponse:
        standard = self.draft_or_404(pk)
        self._raw(standard, level, number)
        if "remove" in request.POST:
            self.attempt(
                lambda: standards.remove_alternative(
                    actor=self.actor, standard_id=pk, level=level, number=number, now=self.now
                ),
                success="已删去这一条。",
            )
            return redirect("plans:standard", pk)
        form = AlternativeForm(level, request.POST)
        if not form.is_valid():
            return self._page(standard, level, number, form)
        _, refusals = self.attempt(
            lambda: standards.save_alternative(
                actor=self.actor, standard_id=pk, level=level, number=number or None, raw=form.raw(), now=self.now
            ),
            success="已保存这一条。",
        )
        return self._page(standard, level, number, form, refusals) if refusals else redirect("plans:standard", pk)

    def _raw(self, standard: EligibilityStandard, level: int, number: int) -> dict[str, Any]:
        alternatives = standard.content["rules"].get(str(level), [])
        if level not in LEVEL_LABELS or number > len(alternatives):
            raise Http404
        return dict(alternatives[number - 1]) if number else {}

    def _page(
        self,
        standard: EligibilityStandard,
        level: int,
        number: int,
        form: AlternativeForm,
        refusals: tuple[Refusal, ...] = (),
    ) -> HttpResponse:
        context = {
            "standard": standard,
            "level": LEVEL_LABELS[level],
            "number": number,
            "form": form,
            "refusals": refusals,
        }
        status = 422 if refusals or form.errors else 200
        return render(self.request, "standards/alternative.html", context, status=status)


class CopyStandard(StandardView):
    """Begin a draft from a version."""

    roles = EDITORS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.standard_or_404(pk)
        form = CopyForm(request.POST)
        if not form.is_valid():
            return self.standard_page(standard, (Refusal("missing", {"what": "开始执行的日期"}),))
        made, refusals = self.attempt(
            lambda: standards.draft_standard(
                actor=self.actor,
                copied_id=pk,
                occupation_id=form.occupation_id,
                valid_from=form.cleaned_data["valid_from"],
                now=self.now,
            ),
            success="已起草，修改后请查看影响再发布。",
        )
        return self.standard_page(standard, refusals) if made is None else redirect("plans:standard", made.pk)


class DiscardStandard(StandardView):
    """Put a draft aside."""

    roles = EDITORS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.draft_or_404(pk)
        self.attempt(
            lambda: standards.discard_draft(actor=self.actor, standard_id=pk, now=self.now), success="草稿已放弃。"
        )
        return redirect("plans:standards")


class PreviewStandard(StandardView):
    """What publishing would change; a POST publishes what was shown."""

    roles = EDITORS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self.draft_or_404(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.draft_or_404(pk)
        digest = request.POST.get("digest", "")
        done, refusals = self.attempt(
            lambda: standards.publish_standard(actor=self.actor, standard_id=pk, digest=digest, now=self.now),
            success="已发布。受影响的考生正在重新预审。",
        )
        if refusals:
            return self._page(standard, refusals)
        return redirect("plans:standard", pk) if done else redirect("plans:standard-preview", pk)

    def _page(self, standard: EligibilityStandard, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        report = self.report(standard)
        context = {
            "standard": standard,
            "report": report,
            "changes": list(shown_changes(report.changes[:CHANGES_SHOWN])),
            "shown": CHANGES_SHOWN,
            "refusals": refusals or standards.publishing_refusals(standard),
        }
        return render(self.request, "standards/preview.html", context, status=422 if refusals else 200)

    def report(self, standard: EligibilityStandard) -> FlipReport:
        """The flip report as of today."""
        return flip_report(standard, today=clock.today(self.now))


class PreviewExport(PreviewStandard):
    """The whole flip report as a workbook."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(self.draft_or_404(pk))
        return table_download("申报条件发布影响", HEADERS, map(_export_row, shown_changes(report.changes)), "xlsx")


class EvaluationProgress(StandardView):
    """How far the re-evaluation after publishing is, as a fragment."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.standard_or_404(pk)
        return render(request, "standards/_progress.html", {"standard": standard, "run": newest_run(standard_id=pk)})


def levels_of(standard: EligibilityStandard) -> list[dict[str, Any]]:
    """The version's levels from the lowest, each with its conditions in words."""
    rules, continuous = standard.content["rules"], bool(standard.content.get("continuous"))
    return [
        {
            "level": level,
            "label": label,
            "texts": [readable(level, continuous, raw) for raw in rules.get(str(level), [])],
        }
        for level, label in LEVEL_LABELS.items()
    ]


def _head_of(standard: EligibilityStandard) -> dict[str, Any]:
    return {
        "name": standard.name,
        "occupation": standard.occupation_id or "",
        "valid_from": standard.valid_from,
        "continuous": "1" if standard.content.get("continuous") else "0",
        "document": standard.document,
    }


def _export_row(row: ShownChange) -> tuple[Any, ...]:
    change, candidate = row
    plan = candidate.plan
    return (
        plan.number, plan.institute.name, str(candidate.item), candidate.name, change.old.outcome.label,
        change.old.clause, change.old.eligible_from, change.new.outcome.label, change.new.clause,
        change.new.eligible_from,
    )  # fmt: skip
