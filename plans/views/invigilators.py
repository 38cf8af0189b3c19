"""Invigilators: an institute's list, and who watches which room of a plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role, may
from appraisal.core.views.base import PortalView, key_page
from plans.forms.rooms import InvigilatorForm
from plans.models import Invigilator, Plan, RoomUse
from plans.permissions import available_actions
from plans.queries.arrangement import is_closed_for_changes, seats_change_until
from plans.queries.invigilators import duty_page, staff_list
from plans.queries.rooms import staffing, visible_use
from plans.rules.states import PlanAction, PlanState
from plans.services import invigilators
from plans.views.base import PlanView

READERS = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
EDITORS = CAPABILITIES[Capability.EDIT_INVIGILATORS]


class Staff(PortalView):
    """The list, and one line to add somebody."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(InvigilatorForm())

    def page(self, form: InvigilatorForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The list with the form, and why somebody could not be added."""
        form.add_refusals(refusals)
        rows, next_key = key_page(staff_list(self.actor, self.now).order_by("-pk"), self.request)
        context = {
            "form": form,
            "rows": rows,
            "next_key": next_key,
            "refusals": refusals,
            "edits": may(self.actor, Capability.EDIT_INVIGILATORS),
        }
        return render(self.request, "invigilators/list.html", context, status=422 if refusals or form.errors else 200)


class AddInvigilator(Staff):
    """Add one of the staff."""

    roles = EDITORS
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InvigilatorForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        made, refusals = self.attempt(
            lambda: invigilators.save_invigilator(
                actor=self.actor, name=form.cleaned_data["name"], phone=form.cleaned_data["phone"], active=True,
                now=self.now,
            ),
            success="监考员已登记。",
        )  # fmt: skip
        return redirect("plans:invigilators") if made else self.page(form, refusals)


class ChangeInvigilator(PortalView):
    """Change one of the staff."""

    roles = EDITORS

    def get(self, request: HttpRequest, invigilator_id: int) -> HttpResponse:
        person = self._person(invigilator_id)
        return self._page(person, InvigilatorForm(person=person))

    def post(self, request: HttpRequest, invigilator_id: int) -> HttpResponse:
        person = self._person(invigilator_id)
        form = InvigilatorForm(request.POST, person=person)
        if not form.is_valid():
            return self._page(person, form)
        made, refusals = self.attempt(
            lambda: invigilators.save_invigilator(
                actor=self.actor, now=self.now, invigilator_id=invigilator_id, **form.cleaned_data
            ),
            success="已保存。",
        )
        return redirect("plans:invigilators") if made else self._page(person, form, refusals)

    def _person(self, invigilator_id: int) -> Invigilator:
        return get_object_or_404(Invigilator.objects.visible_to(self.actor), pk=invigilator_id)

    def _page(self, person: Invigilator, form: InvigilatorForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        form.add_refusals(refusals)
        context = {"person": person, "form": form, "refusals": refusals}
        return render(self.request, "invigilators/change.html", context, status=422 if refusals or form.errors else 200)


class PlanInvigilators(PlanView):
    """Who watches which room of a plan."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.plan_or_404(number))

    def page(self, plan: Plan, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The rooms with their invigilators, and why a change was refused."""
        action = next((one for one in available_actions(self.actor, plan) if one.action is PlanAction.SEAT), None)
        closed = plan.state == PlanState.ARRANGED and is_closed_for_changes(plan, self.now)
        context = {
            "plan": plan,
            "page": duty_page(plan),
            "staffing": staffing(),
            "refusals": refusals,
            "is_open": bool(action and action.possible and not closed),
            "last_day": seats_change_until(plan),
        }
        return render(self.request, "invigilators/plan.html", context, status=422 if refusals else 200)


class AssignInvigilators(PlanInvigilators):
    """Fill what is missing."""

    roles = EDITORS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        done, refusals = self.attempt(
            lambda: invigilators.assign_invigilators(actor=self.actor, plan_id=plan.pk, now=self.now)
        )
        if refusals:
            return self.page(plan, refusals)
        if done:
            made, lacks = done
            say = messages.warning if lacks else messages.success
            say(request, f"已安排 {made} 人次" + (f"，还缺 {lacks} 人次：请在名单中增加监考员。" if lacks else "。"))
        return redirect("plans:plan-invigilators", number=number)


class SetDuty(PlanInvigilators):
    """One invigilator into a room, or out of it."""

    roles = EDITORS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, use_id: int) -> HttpResponse:
        use = use_or_404(self, use_id)
        person = request.POST.get("invigilator", "")
        if not person.isdecimal():
            return redirect("plans:plan-invigilators", number=use.plan.number)
        on = request.POST.get("on") == "yes"
        try:
            _, refusals = self.attempt(
                lambda: invigilators.set_duty(
                    actor=self.actor, use_id=use_id, invigilator_id=int(person), on=on, now=self.now
                ),
                success="已安排。" if on else "已撤下。",
            )
        except Invigilator.DoesNotExist as missing:
            raise Http404 from missing
        plan = self.plan_or_404(use.plan.number)
        return self.page(plan, refusals) if refusals else redirect("plans:plan-invigilators", number=plan.number)


def use_or_404(view: PortalView, use_id: int) -> RoomUse:
    """A room in use as far as the actor may see it."""
    try:
        return visible_use(view.actor, use_id)
    except RoomUse.DoesNotExist as missing:
        raise Http404 from missing
