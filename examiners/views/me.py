"""An examiner's own pages, made for a phone: by password, or by the link in an SMS, which may do less.

The link opens assignments, wishes and days off. Numbers (phone, ID, bank card) need the password.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.exporters import download, origin_of
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.views.base import PortalView, to_sign_in
from examiners.exporters import CALENDAR, examiner_calendar
from examiners.forms.register import AbsenceForm, NumberForm, PhoneForm, WishesForm
from examiners.models import Examiner, UnavailableDay
from examiners.queries import links as link_queries
from examiners.queries import own, register
from examiners.rules.enums import ExaminerField, LinkKind
from examiners.services import links, self_service, wishes

LINK = "examiner_link"  # in the session: the key of the row behind the address that was opened


class EnterByLink(PortalView):
    """The address in an SMS: remembers the row in the session and leads on, so that the secret leaves the address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = link_queries.link_behind(kwargs["token"], LinkKind.SELF_SERVICE, request.now)
        if link is None or request.method != "GET":
            request.session.pop(LINK, None)
            return render(request, "examiners/me/link_over.html", status=410)
        request.session.cycle_key()
        request.session[LINK] = link.pk
        return redirect("examiners:me")


class ExaminerSelf(PortalView):
    """A page of the examiner himself. `by_link`: he came through an SMS; `needs_password`: then it stays closed."""

    needs_password = False
    by_link = False
    examiner: Examiner

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = request.actor if request.actor and request.actor.role == Role.EXAMINER else self._actor_of_link(request)
        if actor is None:
            if request.actor:
                raise PermissionDenied("这些页面只对考评员开放。")
            return to_sign_in(request)
        if self.by_link and self.needs_password:
            return render(request, "examiners/me/password_needed.html", self._common(), status=403)
        self.actor, self.now = actor, request.now
        examiner = register.own_entry(actor)
        if examiner is None:
            return render(request, "examiners/me/no_entry.html", self._common(), status=404)
        self.examiner = examiner
        response = super(PortalView, self).dispatch(request, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    def _actor_of_link(self, request: HttpRequest) -> Actor | None:
        key = request.session.get(LINK)
        link = link_queries.open_link(key, LinkKind.SELF_SERVICE, request.now) if key else None
        if link is None:
            request.session.pop(LINK, None)
            return None
        self.by_link = True
        return link_queries.actor_of(link)

    def _common(self) -> dict[str, Any]:
        return {"by_link": self.by_link, "here": self.request.path}

    def page(self, template: str, refusals: tuple[Refusal, ...] = (), **context: Any) -> HttpResponse:
        """One of the pages, with the reasons on top when an action was refused."""
        shown = {"examiner": self.examiner, "refusals": refusals, **self._common(), **context}
        return render(self.request, f"examiners/me/{template}.html", shown, status=422 if refusals else 200)


class Overview(ExaminerSelf):
    """What comes, what was, and what is still missing in his entry."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = clock.today(self.now)
        entry = register.entry_of(self.examiner, today)
        return self.page("overview", assignments=own.own_assignments(self.actor, today), entry=entry, today=today)


class OwnWishes(ExaminerSelf):
    """Five districts in order."""

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = list(self.examiner.preferences.values_list("district_id", flat=True))
        return self.page("wishes", form=WishesForm(centres=register.centres(), chosen=chosen))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WishesForm(request.POST, centres=register.centres(), chosen=[])
        given = {"examiner_id": self.examiner.pk, "district_ids": form.chosen, "now": self.now}
        _, refusals = self.attempt(
            lambda: wishes.set_preferences(actor=self.actor, **given), success="执评意愿区县已保存。"
        )
        return self.page("wishes", refusals, form=form) if refusals else redirect("examiners:me-wishes")


class OwnDays(ExaminerSelf):
    """Days on which he cannot come."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(AbsenceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AbsenceForm(request.POST)
        form.full_clean()
        given = {"examiner_id": self.examiner.pk, "now": self.now, **form.period()}
        _, refusals = self.attempt(
            lambda: wishes.add_absence(actor=self.actor, **given), success="已登记，这些天不会邀请您。"
        )
        if refusals:
            form.add_refusals(refusals)
            return self._page(form, refusals)
        return redirect("examiners:me-days")

    def _page(self, form: AbsenceForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        today = clock.today(self.now)
        absences = self.examiner.unavailable_days.filter(ends_on__gte=today)
        coming = own.own_assignments(self.actor, today).coming
        return self.page("days", refusals, form=form, absences=absences, coming=coming)


class RemoveOwnDays(ExaminerSelf):
    """He can come after all."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, absence_id: int) -> HttpResponse:
        if not UnavailableDay.objects.visible_to(self.actor).filter(pk=absence_id).exists():
            raise Http404
        self.attempt(
            lambda: wishes.remove_absence(actor=self.actor, absence_id=absence_id, now=self.now), success="已取消。"
        )
        return redirect("examiners:me-days")


class OwnEntry(ExaminerSelf):
    """Numbers (masked), cards, and changes that wait for a confirmation."""

    needs_password = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.entry()

    def entry(self, refusals: tuple[Refusal, ...] = (), **forms: Any) -> HttpResponse:
        """The page, with what was typed."""
        today = clock.today(self.now)
        shown = {"phone_form": PhoneForm(), "card_form": NumberForm(), "id_form": NumberForm(), **forms}
        return self.page("entry", refusals, entry=register.entry_of(self.examiner, today), today=today, **shown)


class ChangeOwnPhone(OwnEntry):
    """A new phone, at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PhoneForm(request.POST)
        form.full_clean()
        _, refusals = self.attempt(
            lambda: self_service.change_phone(actor=self.actor, phone=form.cleaned_data.get("phone", ""), now=self.now),
            success="手机号码已修改，以后的短信发到新号码。",
        )
        return self.entry(refusals, phone_form=form) if refusals else redirect("examiners:me-entry")


class AskOwnChange(OwnEntry):
    """Another ID number or bank card, once it is confirmed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, field: str) -> HttpResponse:
        kinds = {"bank-card": (ExaminerField.BANK_CARD, "card_form"), "id-number": (ExaminerField.ID_NUMBER, "id_form")}
        if field not in kinds:
            raise Http404
        kind, name = kinds[field]
        form = NumberForm(request.POST)
        form.full_clean()
        value = form.cleaned_data.get("value", "")
        _, refusals = self.attempt(
            lambda: self_service.ask_change(actor=self.actor, field=kind, value=value, now=self.now),
            success=f"已提交，登记单位核对以后{kind.label}生效。",
        )
        return self.entry(refusals, **{name: form}) if refusals else redirect("examiners:me-entry")


class WithdrawOwnChange(OwnEntry):
    """Take back what was asked."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, change_id: int) -> HttpResponse:
        if not self.examiner.changes.filter(pk=change_id).exists():
            raise Http404
        self.attempt(
            lambda: self_service.withdraw_change(actor=self.actor, change_id=change_id, now=self.now),
            success="已撤回。",
        )
        return redirect("examiners:me-entry")


class OwnCalendar(ExaminerSelf):
    """The secret address of his calendar; a new one ends the old one."""

    needs_password = True

    def get(self, request: HttpRequest) -> HttpResponse:
        link = link_queries.calendar_link(self.examiner)
        address = f"{origin_of(request)}/calendar/{link_queries.token_of(link)}.ics" if link else ""
        return self.page("calendar", address=address)

    def post(self, request: HttpRequest) -> HttpResponse:
        self.attempt(
            lambda: links.renew_calendar(actor=self.actor, now=self.now), success="订阅地址已生成，旧地址不再可用。"
        )
        return redirect("examiners:me-calendar")


class LeaveLink(PortalView):
    """Ends every address sent by SMS, this one included."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.session.pop(LINK, None)
        link = link_queries.open_link(key, LinkKind.SELF_SERVICE, request.now) if key else None
        actor = link_queries.actor_of(link) if link else None
        if link and actor and request.method == "POST":
            links.end_all_links(actor=actor, examiner_id=link.examiner_id, now=request.now)
        return redirect("core:sign-in")


class CalendarFeed(PortalView):
    """The calendar behind its secret address; no sign-in, nothing but his own days."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = link_queries.link_behind(kwargs["token"], LinkKind.CALENDAR, request.now)
        actor = link_queries.actor_of(link) if link else None
        if link is None or actor is None or request.method != "GET":
            raise Http404
        today = clock.today(request.now)
        found = own.own_assignments(actor, today)
        absences = list(link.examiner.unavailable_days.filter(ends_on__gte=today))
        content = examiner_calendar(link.examiner.name, [*found.past, *found.coming], absences, request.now)
        return download(content, "执评日程.ics", CALENDAR, inline=True)
