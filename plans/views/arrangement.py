"""The arrangement of a plan: what it needs, what there is, what is missing; arrange, clear, complete 二（二）."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from plans.forms.rooms import ArrangeForm, NeedForm, TimeForm
from plans.models import Candidate, Plan, Sitting
from plans.queries.arrangement import arrangement_page, is_closed_for_changes
from plans.rules.enums import CandidateState
from plans.rules.states import PlanState
from plans.services import arrangement, rearrangement
from plans.views.base import PlanView

READERS = frozenset(Role) - {Role.EXAMINER, Role.FINANCE_OFFICER}
CLERKS = frozenset({Role.INSTITUTE_CLERK})
ROW_DIGITS = 7


class Seating(PlanView):
    """The page; whoever may not change anything reads it."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.plan_or_404(number))

    def page(self, plan: Plan, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page with the reasons why an action was refused."""
        shown = arrangement_page(self.actor, plan, self.now)
        complete = plan.state == PlanState.ARRANGED
        context = {
            "plan": plan,
            "page": shown,
            "complete": complete,
            "closed": complete and is_closed_for_changes(plan, self.now),
            "need_form": NeedForm(),
            "mixed": settings.KAOWU["MIX_OCCUPATIONS"],
            "refusals": refusals,
        }
        return render(self.request, "seating/arrangement.html", context, status=422 if refusals else 200)

    def back(self, plan: Plan, refusals: tuple[Refusal, ...]) -> HttpResponse:
        """The page again: with the reasons, or by its address."""
        return self.page(self.plan_or_404(plan.number), refusals) if refusals else redirect(
            "plans:seating", number=plan.number
        )  # fmt: skip


class ArrangePlan(Seating):
    """Arrange what is ticked."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = ArrangeForm(request.POST)
        if not form.is_valid():
            return self.page(plan, (Refusal("seats_seed", {"most": arrangement.SEEDS - 1}, field="seed"),))
        done, refusals = self.attempt(
            lambda: arrangement.arrange_plan(actor=self.actor, plan_id=plan.pk, wish=form.wish(), now=self.now)
        )
        if done:
            messages.success(
                request,
                f"已编排 {done.seats} 个座位，用 {done.rooms_used} 个考场（至少要 {done.rooms_least} 个），"
                f"随机种子 {done.seed}。",
            )
        return self.back(plan, refusals)


class ClearSeats(Seating):
    """Give the seats of what is ticked back."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = ArrangeForm(request.POST)
        keys = form.cleaned_data["sittings"] if form.is_valid() else []
        gone, refusals = self.attempt(
            lambda: arrangement.clear_seats(actor=self.actor, plan_id=plan.pk, sitting_ids=keys, now=self.now)
        )
        if gone is not None:
            messages.success(request, f"已清空 {gone} 个座位，考场已让出。")
        return self.back(plan, refusals)


class CatchUp(Seating):
    """Seat who came, take back the seats of who left; nobody else moves."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        moves, refusals = self.attempt(lambda: rearrangement.catch_up(actor=self.actor, plan_id=plan.pk, now=self.now))
        if moves is not None:
            told = f"新排 {len(moves.added)} 个座位，收回 {len(moves.gone)} 人的座位，换座位 {len(moves.moved)} 人。"
            messages.success(request, told if moves else "座位和考生一致，没有要补排的。")
        return self.back(plan, refusals)


class CompleteArrangement(Seating):
    """PAID → ARRANGED."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        done, refusals = self.attempt(
            lambda: arrangement.complete_arrangement(actor=self.actor, plan_id=plan.pk, now=self.now),
            success="考场编排已完成，准考证号已生成；区县中心和市中心会收到通知。",
        )
        return redirect("plans:detail", number=plan.number) if done else self.back(plan, refusals)


class SetTime(Seating):
    """When a sitting without a time begins."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str, sitting_id: int) -> HttpResponse:
        plan = self.plan_or_404(number)
        if not Sitting.objects.visible_to(self.actor).filter(pk=sitting_id, plan=plan).exists():
            raise Http404
        form = TimeForm(request.POST)
        if not form.is_valid():
            return self.page(plan, (Refusal("time_missing", field="starts_at"),))
        _, refusals = self.attempt(
            lambda: arrangement.set_time(actor=self.actor, sitting_id=sitting_id, now=self.now, **form.cleaned_data),
            success="考试时间已保存。",
        )
        return self.back(plan, refusals)


class NoteNeed(Seating):
    """What a candidate needs."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = NeedForm(request.POST)
        if not form.is_valid():
            return self.page(plan, (Refusal("need_unknown", field="need"),))
        found = self._found(plan, form.cleaned_data["who"].strip())
        if len(found) != 1:
            params = {"who": form.cleaned_data["who"], "count": len(found)}
            return self.page(plan, (Refusal("need_of_whom", params, field="who"),))
        given = {"candidate_id": found[0], "need": form.cleaned_data["need"]}
        _, refusals = self.attempt(
            lambda: arrangement.note_need(actor=self.actor, now=self.now, **given),
            success="已登记；已经排好的座位不会自己变，需要的请重新编排或手工调整。",
        )
        return self.back(plan, refusals)

    def _found(self, plan: Plan, who: str) -> list[int]:
        """Candidates with that name, or in that row of a roster."""
        people = Candidate.objects.visible_to(self.actor).filter(plan=plan).exclude(state=CandidateState.WITHDRAWN)
        of_row = who.isascii() and who.isdigit() and len(who) < ROW_DIGITS
        chosen = people.filter(sheet_row=int(who)) if of_row else people.filter(name=who)
        return list(chosen.values_list("pk", flat=True))
