"""What belongs to an examiner's entry and its keeper changes: cards, wishes, days off, recusals, confirmations."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.queries.catalogue import active_occupations
from appraisal.core.rules.refusals import Refusal
from examiners.forms.register import AbsenceForm, CardForm, RecusalForm, WishesForm
from examiners.models import Examiner, ExaminerChange, Qualification, Recusal, UnavailableDay
from examiners.queries import register
from examiners.rules.enums import RecusalKind
from examiners.services import qualifications, self_service, wishes
from examiners.views.register import KEEPERS, ExaminerView


class KeptView(ExaminerView):
    """Something about an examiner whose entry the actor keeps; 404 for everyone else's."""

    roles = KEEPERS

    def kept_or_404(self, number: str) -> Examiner:
        """The examiner, if the actor keeps his entry."""
        examiner = self.examiner_or_404(number)
        if not register.keeps(self.actor, examiner):
            raise Http404
        return examiner

    def answer(self, examiner: Examiner, action: Callable[[], object], success: str, **forms: object) -> HttpResponse:
        """Do it: back to his page, or the page with every reason."""
        _, refusals = self.attempt(action, success=success)
        if refusals:
            return self.entry_page(examiner.number, refusals, **forms)
        return redirect("examiners:examiner", examiner.number)


class AddCard(KeptView):
    """Enter a card."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        examiner = self.kept_or_404(number)
        form = CardForm(request.POST, occupations=active_occupations(self.actor))
        if not form.is_valid():
            return self.entry_page(number, (Refusal("missing", {"what": "证卡"}),), card_form=form)
        given = {"examiner_id": examiner.pk, "entry": form.entry(), "now": self.now}
        return self.answer(
            examiner, lambda: qualifications.add_card(actor=self.actor, **given), "证卡已录入。", card_form=form
        )


class WithdrawCard(KeptView):
    """Withdraw a card."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, card_id: int) -> HttpResponse:
        card = get_object_or_404(Qualification.objects.visible_to(self.actor).select_related("examiner"), pk=card_id)
        examiner = self.kept_or_404(card.examiner.number)
        given = {"card_id": card_id, "reason": request.POST.get("reason", ""), "now": self.now}
        return self.answer(examiner, lambda: qualifications.withdraw_card(actor=self.actor, **given), "证卡已注销。")


class Wishes(KeptView):
    """His five districts."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(self.kept_or_404(number))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        examiner = self.kept_or_404(number)
        form = WishesForm(request.POST, centres=register.centres(), chosen=[])
        given = {"examiner_id": examiner.pk, "district_ids": form.chosen, "now": self.now}
        _, refusals = self.attempt(
            lambda: wishes.set_preferences(actor=self.actor, **given), success="执评意愿区县已修改。"
        )
        return self._page(examiner, form, refusals) if refusals else redirect("examiners:examiner", number)

    def _page(
        self, examiner: Examiner, form: WishesForm | None = None, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        chosen = list(examiner.preferences.values_list("district_id", flat=True))
        form = form or WishesForm(centres=register.centres(), chosen=chosen)
        context = {"examiner": examiner, "form": form, "refusals": refusals}
        return render(self.request, "examiners/wishes.html", context, status=422 if refusals else 200)


class AddAbsence(KeptView):
    """Days on which he cannot come."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        examiner = self.kept_or_404(number)
        form = AbsenceForm(request.POST)
        form.full_clean()
        given = {"examiner_id": examiner.pk, "now": self.now, **form.period()}
        return self.answer(examiner, lambda: wishes.add_absence(actor=self.actor, **given), "已登记。")


class RemoveAbsence(KeptView):
    """He can come after all."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, absence_id: int) -> HttpResponse:
        rows = UnavailableDay.objects.visible_to(self.actor).select_related("examiner")
        examiner = self.kept_or_404(get_object_or_404(rows, pk=absence_id).examiner.number)
        return self.answer(
            examiner,
            lambda: wishes.remove_absence(actor=self.actor, absence_id=absence_id, now=self.now),
            "已取消。",
        )


class AddRecusal(KeptView):
    """An institute whose candidates he does not judge."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        examiner = self.kept_or_404(number)
        form = RecusalForm(request.POST, institutes=self._institutes())
        form.full_clean()
        typed = form.cleaned_data
        given = {"examiner_id": examiner.pk, "institute_id": typed.get("institute"), "note": typed.get("note", "")}
        kind = RecusalKind(typed.get("kind") or RecusalKind.OTHER)
        return self.answer(
            examiner,
            lambda: wishes.add_recusal(actor=self.actor, kind=kind, now=self.now, **given),
            "回避已登记。",
            recusal_form=form,
        )


class EndRecusal(KeptView):
    """The tie is over."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, recusal_id: int) -> HttpResponse:
        rows = Recusal.objects.visible_to(self.actor).select_related("examiner")
        examiner = self.kept_or_404(get_object_or_404(rows, pk=recusal_id).examiner.number)
        return self.answer(
            examiner, lambda: wishes.end_recusal(actor=self.actor, recusal_id=recusal_id, now=self.now), "已取消回避。"
        )


class Changes(ExaminerView):
    """What examiners ask to change and the actor confirms."""

    roles = KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The queue, with the reasons why the last decision was refused."""
        context = {"changes": list(register.waiting_changes(self.actor)[:100]), "refusals": refusals}
        return render(self.request, "examiners/changes.html", context, status=422 if refusals else 200)


class DecideChange(Changes):
    """Confirm one, or not."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, change_id: int) -> HttpResponse:
        get_object_or_404(ExaminerChange.objects.visible_to(self.actor), pk=change_id)
        confirm = request.POST.get("decision") == "confirm"
        given = {"change_id": change_id, "confirm": confirm, "reason": request.POST.get("reason", "")}
        _, refusals = self.attempt(
            lambda: self_service.decide_change(actor=self.actor, now=self.now, **given),
            success="已确认，新号码生效。" if confirm else "已答复，原号码不变。",
        )
        return self.page(refusals) if refusals else redirect("examiners:changes")
