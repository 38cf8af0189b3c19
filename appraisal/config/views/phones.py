"""The phones in the browser of training mode; outside of it they do not exist."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.config import phones
from appraisal.config.phones import Phone
from appraisal.config.views.training import TrainingView
from appraisal.core.rules.refusals import Refusal

SEEN = "phones_seen"  # the session's key: phone -> newest message that was looked at


class PhonesView(TrainingView):
    """What the pages of phones share."""

    def phones(self) -> list[Phone]:
        """The phones, with what this session has not looked at yet."""
        return phones.phones(self.request.session.get(SEEN, {}))


class Phones(PhonesView):
    """All phones with what is unread on them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "training/phones.html", {"phones": self.phones()})


class PhoneList(PhonesView):
    """The list alone: the page asks for it every few seconds."""

    def get(self, request: HttpRequest) -> HttpResponse:
        open_key = request.GET.get("open", "")
        return render(request, "training/_phone_list.html", {"phones": self.phones(), "open_key": open_key})


class PhonePage(PhonesView):
    """One phone: its conversation and the box to answer in."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        return self.page(key)

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        phone, text = self.phone(key), request.POST.get("text", "")
        _, refusals = self.attempt(lambda: phones.answer(phone=phone, text=text, now=self.now))
        return self.page(key, refusals, text) if refusals else redirect("phone", key)

    def page(self, key: int, refusals: tuple[Refusal, ...] = (), typed: str = "") -> HttpResponse:
        """The phone beside the list of all."""
        context = {**self.shown(self.phone(key)), "refusals": refusals, "typed": typed, "phones": self.phones()}
        return render(self.request, "training/phone.html", context, status=422 if refusals else 200)

    def phone(self, key: int) -> Phone:
        """The phone by its key. Raises `Http404`."""
        for phone in self.phones():
            if phone.key == key:
                return phone
        raise Http404

    def shown(self, phone: Phone) -> dict[str, object]:
        """What its screen shows; it counts as looked at from now on."""
        seen = self.request.session.get(SEEN, {})
        if seen.get(str(phone.key)) != phone.last:
            self.request.session[SEEN] = {**seen, str(phone.key): phone.last}
        lines = phones.conversation(phone)
        return {"phone": phone, "lines": lines, "codes": phones.codes(lines), "open_key": phone.key}


class PhoneScreen(PhonePage):
    """The screen alone, when it shows more than `lines` messages: the page asks every other second."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        context = self.shown(self.phone(key))
        if str(len(context["lines"])) == request.GET.get("lines"):  # type: ignore[arg-type]
            return HttpResponse(status=204)
        return render(request, "training/_phone_screen.html", context)
