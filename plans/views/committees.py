"""The institute chooses and takes back the committee of an occupation, on the plan's page 二（六）."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from plans.rules.states import TABLE, PlanAction
from plans.services import committees
from plans.views.base import PlanView


class ChooseCommittee(PlanView):
    """One occupation's committee: chosen, or taken back."""

    roles = TABLE[PlanAction.CHOOSE_COMMITTEE].roles

    def post(self, request: HttpRequest, number: str, occupation_id: int) -> HttpResponse:
        plan = self.plan_or_404(number)
        chosen = request.POST.get("committee", "")
        _, refusals = self.attempt(
            lambda: committees.choose_committee(
                actor=self.actor,
                plan_id=plan.pk,
                occupation_id=occupation_id,
                committee_id=int(chosen) if chosen.isdecimal() else None,
                now=self.now,
            ),
            success="已选定行业技师考评委。",
        )
        return self.detail_page(plan, refusals) if refusals else redirect("plans:detail", number=plan.number)


class DropCommittee(PlanView):
    """Take the choice back."""

    roles = TABLE[PlanAction.CHOOSE_COMMITTEE].roles

    def post(self, request: HttpRequest, number: str, occupation_id: int) -> HttpResponse:
        plan = self.plan_or_404(number)
        _, refusals = self.attempt(
            lambda: committees.drop_committee(
                actor=self.actor, plan_id=plan.pk, occupation_id=occupation_id, now=self.now
            ),
            success="已取消，请重新选择行业技师考评委。",
        )
        return self.detail_page(plan, refusals) if refusals else redirect("plans:detail", number=plan.number)
