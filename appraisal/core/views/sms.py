"""Text messages: what went out and came in, what is stuck, when the gateway was down, and the wording of the texts."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.forms.sms import ArrivalFilterForm, SmsFilterForm, SmsTextForm, StuckForm
from appraisal.core.phrasebook.sms_texts import TEXTS
from appraisal.core.queries import sms_lists
from appraisal.core.queries.pages import page_by_key
from appraisal.core.queries.sms import stuck_after
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role, may
from appraisal.core.rules.sms import SmsState
from appraisal.core.rules.sms_texts import BLANKS, SmsText
from appraisal.core.services import sms_stuck, sms_texts
from appraisal.core.views.base import PortalView

READERS = CAPABILITIES[Capability.RESOLVE_SMS]
GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})


class Messages(PortalView):
    """Messages out; a district's own, for the guidance section all."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SmsFilterForm(request.GET)
        rows = sms_lists.messages(self.actor, form.filters(), self.now)
        gateway, outage = sms_lists.gateway_now()
        context = {
            "form": form,
            "page": page_by_key(rows, ("-pk",), request.GET.get("before", "")),
            "numbers": sms_lists.numbers(self.actor, self.now),
            "gateway": gateway,
            "outage": outage,
            "hours": settings.KAOWU["SMS_HOURS"],
            "stuck_before": self.now - stuck_after(),
        }
        return render(request, "sms/list.html", context)


class MessagePage(PortalView):
    """One message: its way, its reports, and what can be done when it is stuck."""

    roles = READERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(pk)

    def page(self, pk: int, refusals: tuple[Refusal, ...] = (), form: StuckForm | None = None) -> HttpResponse:
        """The page, with the reasons on top when an action on it was refused."""
        rows = sms_lists.messages(self.actor, sms_lists.SmsFilters(), self.now)
        message = get_object_or_404(rows, pk=pk)
        is_sending = message.state == SmsState.SENDING
        context = {
            "message": message,
            "reports": message.reports.order_by("pk"),
            "is_stuck": is_sending and message.claimed_at <= self.now - stuck_after(),
            "is_sending": is_sending,
            "form": form or StuckForm(),
            "refusals": refusals,
            "signature": settings.KAOWU["SMS_SIGNATURE"],
        }
        return render(self.request, "sms/message.html", context, status=422 if refusals else 200)


class ResolveStuck(MessagePage):
    """Somebody asked the receiver."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(sms_lists.messages(self.actor, sms_lists.SmsFilters(), self.now), pk=pk)
        form = StuckForm(request.POST)
        form.is_valid()
        _, refusals = self.attempt(
            lambda: sms_stuck.resolve_stuck(
                actor=self.actor,
                message_id=pk,
                answer=form.cleaned_data.get("answer", ""),
                reason=form.cleaned_data.get("reason", ""),
                now=self.now,
            ),
            success="已按核实结果处理。",
        )
        form.add_refusals(refusals)
        return self.page(pk, refusals, form) if refusals else redirect("core:sms-message", pk)


class Arrivals(PortalView):
    """Texts that came in, for the guidance section."""

    roles = GUIDANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ArrivalFilterForm(request.GET)
        rows = sms_lists.arrivals(self.actor, form.chosen().get("phone", ""))
        return render(
            request,
            "sms/arrivals.html",
            {"form": form, "page": page_by_key(rows, ("-pk",), request.GET.get("before", ""))},
        )


class Outages(PortalView):
    """When the gateway was down."""

    roles = GUIDANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = sms_lists.outages(self.actor)
        page = page_by_key(rows, ("-started_at", "-pk"), request.GET.get("before", ""))
        return render(request, "sms/outages.html", {"page": page})


class Texts(PortalView):
    """All texts in the wording in force."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"texts": sms_lists.texts_in_force(), "signature": settings.KAOWU["SMS_SIGNATURE"]}
        return render(request, "sms/texts.html", context)


class TextPage(PortalView):
    """One text: wording, blanks, length, preview, history; the guidance section edits it."""

    roles = READERS

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        which = self.text(code)
        return self.page(which, SmsTextForm(initial={"text": sms_texts.wording(which)}))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        which, form = self.text(code), SmsTextForm(request.POST)
        if not form.is_valid():
            return self.page(which, form)
        typed = form.cleaned_data
        _, refusals = self.attempt(
            lambda: sms_texts.edit_text(
                actor=self.actor, code=which, text=typed["text"], reason=typed["reason"], now=self.now
            ),
            success="已启用新的内容；已在排队的短信不变。",
        )
        form.add_refusals(refusals)
        return self.page(which, form, refusals) if refusals else redirect("core:sms-texts")

    def text(self, code: str) -> SmsText:
        """The text by its code. Raises `Http404`."""
        if code not in SmsText.__members__:
            raise Http404
        return SmsText[code]

    def page(self, which: SmsText, form: SmsTextForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons on top when the wording was refused."""
        typed = str(form["text"].value() or "")
        context = {
            "code": which,
            "form": form,
            "blanks": BLANKS[which],
            "original": TEXTS[which],
            "history": sms_lists.wordings(which),
            "may_edit": may(self.actor, Capability.EDIT_SMS_TEXTS),
            "refusals": refusals,
            "preview": sms_texts.preview(which, typed),
            "signature": settings.KAOWU["SMS_SIGNATURE"],
        }
        status = 422 if refusals or form.errors else 200
        return render(self.request, "sms/text.html", context, status=status)


class TextPreview(TextPage):
    """The preview alone, while one types."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        which = self.text(code)
        shown = sms_texts.preview(which, request.POST.get("text", ""))
        context = {"code": which, "preview": shown, "signature": settings.KAOWU["SMS_SIGNATURE"]}
        return render(request, "sms/_preview.html", context)
