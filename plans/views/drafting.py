"""The wizard: kind and date, items and sittings, proofs, review. Every step stores what it has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from appraisal.core import clock, files
from appraisal.core.rules.refusals import Refusal
from plans.forms.filing import DetailsForm, ItemForm, ProofForm, item_form
from plans.models import Plan
from plans.queries.choices import ItemChoice, item_choices, levels_without_mode, usual_item
from plans.queries.drafts import draft_digest, draft_of
from plans.queries.filing import session_facts
from plans.queries.plan_detail import plan_detail, proofs_of, required_proof, what_is_missing
from plans.rules.drafts import PlanDraft
from plans.rules.enums import PlanKind, ProofKind
from plans.rules.states import TABLE, PlanAction
from plans.services import drafts, proofs
from plans.views.base import PlanView
from plans.views.rungs import rungs_of

STEP_OF_CODE = {
    "filing_too_late": "date",
    "session_too_late": "date",
    "sitting_past": "items",
    "proof_missing": "proofs",
}


OPTIONAL = {"rosters", "review"}


@dataclass(frozen=True, slots=True)
class WizardStep:
    """One step of the wizard and how many things it still lacks. Only a required one is ever ticked off."""

    name: str
    label: str
    url: str
    lacks: int
    is_required: bool


def wizard_steps(plan: Plan, missing: tuple[Refusal, ...]) -> list[WizardStep]:
    """The steps of a draft with what each lacks."""
    lacks = [STEP_OF_CODE.get(refusal.code, "items") for refusal in missing]
    pages = [
        ("items", "职业、场次", "plans:edit"),
        ("proofs", "证明材料", "plans:proofs"),
        ("rosters", "花名册（可后补）", "plans:rosters"),
        ("review", "核对、上报", "plans:review"),
    ]
    if plan.session_id is None:
        pages.insert(0, ("date", "考试日期", "plans:move"))
    if plan.kind != PlanKind.SPECIAL:
        pages = [page for page in pages if page[0] != "proofs"]
    return [
        WizardStep(name, label, reverse(page, args=[plan.number]), lacks.count(name), name not in OPTIONAL)
        for name, label, page in pages
    ]


class WizardView(PlanView):
    """A step of the wizard for a plan that can be edited."""

    roles = TABLE[PlanAction.EDIT].roles
    step = ""

    def wizard_page(
        self, template: str, plan: Plan, refusals: tuple[Refusal, ...] = (), *, faulty: bool = False, **more: Any
    ) -> HttpResponse:
        """A step's page."""
        missing = what_is_missing(plan, self.now)
        context = {
            "plan": plan,
            "steps": wizard_steps(plan, missing),
            "step": self.step,
            "missing": missing,
            "refusals": refusals,
            **more,
        }
        return render(self.request, template, context, status=422 if refusals or faulty else 200)


class EditPlan(WizardView):
    """Items and sittings, each choice with the state of licence, mode and sites beside it."""

    step = "items"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        return self.closed_to(PlanAction.EDIT, plan) or self.form_page(plan, draft_of(plan))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        closed = self.closed_to(PlanAction.EDIT, plan)
        if closed:
            return closed
        stored = draft_of(plan)
        choices = self.choices(plan, stored)
        details = self.details_form(plan, stored, request.POST)
        items = self.item_forms(plan, stored, choices, request.POST)
        if not all(form.is_valid() for form in (details, *items) if form.is_bound):
            return self.show(plan, choices, details, items, faulty=True)
        draft = self.draft(plan, stored, details, items, choices)
        changed, refusals = self.attempt(
            lambda: drafts.change_draft(
                actor=self.actor, plan_id=plan.pk, draft=draft, now=self.now, seen=request.POST.get("seen", "")
            ),
            success="已保存。",
        )
        if changed is None:  # refused, or a colleague was faster: what was typed stays on the page
            details.add_refusals(refusals)
            return self.show(plan, choices, details, items, refusals, faulty=True)
        onward = "plans:proofs" if plan.kind == PlanKind.SPECIAL else "plans:review"
        return redirect(onward if "next" in request.POST else "plans:edit", number=plan.number)

    def form_page(self, plan: Plan, draft: PlanDraft) -> HttpResponse:
        choices = self.choices(plan, draft)
        return self.show(plan, choices, self.details_form(plan, draft), self.item_forms(plan, draft, choices))

    def item_forms(
        self, plan: Plan, draft: PlanDraft, choices: Mapping[int, ItemChoice], data: Mapping[str, Any] | None = None
    ) -> list[ItemForm]:
        """A form for each stored item; one that was not on the page that was sent keeps what is stored."""
        fixed = frozenset(session_facts(plan.session).dates) if plan.session else frozenset()
        return [item_form(choices[item.level_id], item, data, fixed=fixed) for item in draft.items]

    def show(
        self,
        plan: Plan,
        choices: Mapping[int, ItemChoice],
        details: DetailsForm,
        items: list[ItemForm],
        refusals: tuple[Refusal, ...] = (),
        *,
        faulty: bool = False,
    ) -> HttpResponse:
        taken = {form.choice.level.pk for form in items}
        others = [choice for choice in choices.values() if choice.level.pk not in taken]
        seen = draft_digest(draft_of(plan))
        return self.wizard_page(
            "plans/edit.html", plan, refusals, faulty=faulty, details=details, items=items, others=others, seen=seen
        )

    def choices(self, plan: Plan, draft: PlanDraft) -> dict[int, ItemChoice]:
        found = item_choices(
            institute_id=plan.institute_id,
            kind=PlanKind(plan.kind),
            today=clock.today(self.now),
            session=plan.session,
            also=tuple(item.level_id for item in draft.items),
        )
        return {choice.level.pk: choice for choice in found}

    def details_form(self, plan: Plan, draft: PlanDraft, data: Mapping[str, Any] | None = None) -> DetailsForm:
        initial = {
            "title": draft.title,
            "special_category": draft.special_category or "",
            "contact_name": draft.contact_name or self.actor.name,
            "contact_phone": draft.contact_phone,
            "note": draft.note,
        }
        return DetailsForm(data, kind=PlanKind(plan.kind), initial=initial)

    def draft(
        self,
        plan: Plan,
        stored: PlanDraft,
        details: DetailsForm,
        items: list[ItemForm],
        choices: Mapping[int, ItemChoice],
    ) -> PlanDraft:
        """What was sent, with an item more ("add") or less ("remove")."""
        added, removed = self.request.POST.get("add", ""), self.request.POST.get("remove", "")
        kept = [form.item() for form in items if str(form.choice.level.pk) != removed]
        choice = choices.get(int(added)) if added.isdecimal() else None
        if choice and plan.first_exam_date:
            kept.append(
                usual_item(choice, exam=plan.first_exam_date, place=plan.institute.address, session=plan.session)
            )
        filled = details.cleaned_data
        return replace(
            stored,
            title=filled["title"],
            special_category=details.category() if "special_category" in details.fields else stored.special_category,
            first_exam_date=plan.first_exam_date,
            items=tuple(kept),
            note=filled["note"],
            contact_name=filled["contact_name"],
            contact_phone=filled["contact_phone"],
        )


class PlanProofs(WizardView):
    """The proof documents of a special session 一（二）: what is there and what is missing."""

    step = "proofs"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        return self.closed_to(PlanAction.EDIT, plan) or self.show(plan, self.empty_form(plan))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        if "remove" in request.POST:
            return self.remove(plan)
        form = ProofForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(plan, form, faulty=True)
        kind, upload = ProofKind(form.cleaned_data["kind"]), form.cleaned_data["file"]
        stored, refusals = self.attempt(
            lambda: proofs.add_proof(
                actor=self.actor,
                plan_id=plan.pk,
                kind=kind,
                name=upload.name,
                content=files.read_upload(upload),
                now=self.now,
            ),
            success=f"已上传“{upload.name}”。",
        )
        if refusals:
            return self.show(plan, form, refusals)
        return redirect("plans:proofs" if stored else "plans:detail", number=plan.number)

    def remove(self, plan: Plan) -> HttpResponse:
        """Take one document off."""
        chosen = self.request.POST.get("remove", "")
        own = {str(proof.pk) for proof in proofs_of(plan)}
        refusals: tuple[Refusal, ...] = (Refusal("proof_removed"),)
        if chosen in own:
            _, refusals = self.attempt(
                lambda: proofs.remove_proof(actor=self.actor, proof_id=int(chosen), now=self.now), success="已删除。"
            )
        if refusals:
            return self.show(plan, self.empty_form(plan), refusals)
        return redirect("plans:proofs", number=plan.number)

    def empty_form(self, plan: Plan) -> ProofForm:
        needed = required_proof(plan, [])
        return ProofForm(initial={"kind": needed.kind if needed else ProofKind.OTHER})

    def show(
        self, plan: Plan, form: ProofForm, refusals: tuple[Refusal, ...] = (), *, faulty: bool = False
    ) -> HttpResponse:
        held = proofs_of(plan)
        needed = required_proof(plan, held)
        return self.wizard_page(
            "plans/proofs.html", plan, refusals, faulty=faulty, form=form, proofs=held, needed=needed
        )


class ReviewPlan(WizardView):
    """Everything that is missing, before the plan is filed."""

    step = "review"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        return self.closed_to(PlanAction.FILE, plan) or review_page(self, plan)


def review_page(view: PlanView, plan: Plan, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
    """The last step of the wizard, also the answer to a refused filing."""
    detail = plan_detail(view.actor, plan, view.now)
    context = {
        "plan": plan,
        "detail": detail,
        "rungs": rungs_of(detail.obligations, clock.today(view.now)),
        "may_edit": True,
        "steps": wizard_steps(plan, detail.missing),
        "step": "review",
        "missing": detail.missing,
        "modeless": levels_without_mode(plan, view.now),
        "refusals": refusals,
    }
    return render(view.request, "plans/review.html", context, status=422 if refusals else 200)
