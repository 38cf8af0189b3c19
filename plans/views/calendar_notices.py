"""Changing the calendar: enter, preview what moves, confirm. For the guidance section."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.forms.calendar import DayForm, NoticeForm
from appraisal.core.queries.calendar import FIRST_DATE, LAST_DATE, load_calendar, published_year
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.rules.workdays import DayKind
from appraisal.core.services.calendar import CalendarChange, propose_day, propose_year
from appraisal.core.views.base import PortalView
from plans.services.calendar_notices import preview_change, publish_change, shown_to


class ChangeCalendar(PortalView):
    """Form, then preview, then confirmation; the preview's digest goes along so that nothing else is published."""

    roles = CAPABILITIES[Capability.PUBLISH_CALENDAR]
    title = ""

    def form_page(self, form: forms.Form, refusals: tuple[Refusal, ...] = (), **more: Any) -> HttpResponse:
        context = {"form": form, "refusals": refusals, "title": self.title, **more}
        return render(self.request, "calendar/change.html", context, status=422 if refusals else 200)

    def propose_or_publish(self, form: forms.Form, propose: Callable[[], CalendarChange], **more: Any) -> HttpResponse:
        """The answer to a form that was sent: its refusals, the preview, or the published year."""
        if "edit" in self.request.POST:
            return self.form_page(form, **more)
        change, refusals = self.attempt(propose)
        if change is None:
            form.add_refusals(refusals)
            return self.form_page(form, refusals, **more)
        digest = self.request.POST.get("digest", "")
        if digest and self._publish(change, digest):
            return redirect("core:calendar-year", year=change.last.year)
        return self._preview_page(form, change, **more)

    def _publish(self, change: CalendarChange, digest: str) -> bool:
        """Whether it was published; a conflict leaves a message and leads to a new preview."""
        published, _ = self.attempt(
            lambda: publish_change(actor=self.actor, change=change, digest=digest, now=self.now),
            success=f"{change.title}已发布。",
        )
        return published is not None

    def _preview_page(self, form: forms.Form, change: CalendarChange, **more: Any) -> HttpResponse:
        preview = preview_change(actor=self.actor, change=change, now=self.now)
        context = {
            "title": self.title,
            "preview": preview,
            "moved": shown_to(self.actor, preview.moved),
            "kept": shown_to(self.actor, preview.kept),
            "sent": [(name, value) for name, value in self.request.POST.items() if name in form.fields],
            **more,
        }
        return render(self.request, "calendar/preview.html", context)


class PublishNotice(ChangeCalendar):
    """The holiday notice of one year."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.year: int = kwargs["year"]
        self.title = f"录入 {self.year} 年放假通知"
        if not FIRST_DATE.year < self.year <= LAST_DATE.year:
            raise Http404

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        return self.form_page(NoticeForm(initial=self._published()), year=year)

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        form = NoticeForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, year=year)
        return self.propose_or_publish(form, lambda: propose_year(actor=self.actor, year=year, **form.cleaned_data))

    def _published(self) -> dict[str, str]:
        """What the table already holds of a published year, to be corrected."""
        record = published_year(self.year)
        if record is None:
            return {}
        marks = load_calendar().marks_between(date(self.year, 1, 1), date(self.year, 12, 31))
        lines = [f"{mark.date} {'上班' if mark.kind.works else '放假'} {mark.name}" for mark in marks]
        return {"notice_number": record.notice_number, "text": "\n".join(lines)}


class CorrectDay(ChangeCalendar):
    """One day by a document of its own."""

    title = "更正某一天"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.form_page(DayForm(initial={"date": request.GET.get("date", "")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DayForm(request.POST)
        if not form.is_valid():
            return self.form_page(form)
        wanted = form.cleaned_data
        kind = None if wanted["kind"] == DayForm.BY_WEEKDAY else DayKind(wanted["kind"])
        return self.propose_or_publish(
            form,
            lambda: propose_day(
                actor=self.actor,
                day=wanted["date"],
                kind=kind,
                name=wanted["name"],
                notice_number=wanted["notice_number"],
            ),
        )
