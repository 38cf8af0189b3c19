"""Confirmed duties: every version, asking for another one, and deciding on what was asked for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from examiners.forms.duty import read_entered
from examiners.forms.duty_corrections import AskDutyCorrectionForm, DecideDutyCorrectionForm
from examiners.models import Duty, DutyCorrection
from examiners.queries import duty_corrections as found
from examiners.queries.duty_pages import stand_ins
from examiners.rules.duty import Attendance, Conduct, DutyRole, DutyState
from examiners.rules.duty_corrections import OWED_IN
from examiners.services import duty_corrections
from examiners.services.duty_entries import Entered
from examiners.views.duty import ENTERING, DutyView
from plans.models import Sitting
from plans.rules.states import PlanAction

FIELDS = ("days", "role", "conduct", "note")
UNSAID = Entered(Attendance(DutyRole.MEMBER, True, 0, Conduct.GOOD))  # chosen, and nothing said: refused as it is


class CorrectDuties(DutyView):
    """The confirmed duties of a practical with their history; the form changes what is wrong."""

    roles = ENTERING

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        return self.page(self.confirmed_or_404(sitting_id), AskDutyCorrectionForm())

    def post(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        sitting = self.confirmed_or_404(sitting_id)
        form = AskDutyCorrectionForm(request.POST, request.FILES)
        form.fields["newcomer"].queryset = stand_ins(self.actor, sitting.duty_sheet)
        form.full_clean()
        _, refusals = self.attempt(lambda: self._ask(form, sitting), success="已申请，等另一人处理。")
        if refusals:
            form.add_refusals(refusals)
            return self.page(sitting, form, refusals)
        return redirect("examiners:duty-correct", sitting_id=sitting.pk)

    def _ask(self, form: AskDutyCorrectionForm, sitting: Sitting) -> DutyCorrection:
        return duty_corrections.ask_duty_correction(
            actor=self.actor,
            sitting_id=sitting.pk,
            entered=self._entered(form, sitting),
            reason=form.cleaned_data.get("reason", ""),
            attachment=self.attachment(),
            now=self.now,
        )

    def _entered(self, form: AskDutyCorrectionForm, sitting: Sitting) -> dict[int, Entered]:
        posted = self.request.POST
        entered = read_entered(posted, [one[0].member.examiner_id for one in self.versions(sitting)])
        if newcomer := form.cleaned_data.get("newcomer"):
            row = {f"{name}-{newcomer.pk}": posted.get(f"{name}-new", "") for name in FIELDS}
            entered |= read_entered(row, [newcomer.pk]) or {newcomer.pk: UNSAID}
        return entered

    def confirmed_or_404(self, sitting_id: int) -> Sitting:
        """The practical, if its duties are confirmed: before that, they are put right by entering and resolving."""
        sitting = self.sitting_or_404(sitting_id)
        sheet = getattr(sitting, "duty_sheet", None)
        if sheet is None or sheet.state != DutyState.CONFIRMED:
            raise Http404
        return sitting

    def versions(self, sitting: Sitting) -> list[list[Duty]]:
        """Every version of each member's duty, newest first."""
        return found.duty_versions(self.actor, sitting.duty_sheet)

    def page(self, sitting: Sitting, form: AskDutyCorrectionForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The table as it is, or what was typed and refused."""
        form.fields["newcomer"].queryset = stand_ins(self.actor, sitting.duty_sheet)
        asked = list(found.duty_corrections(self.actor).filter(sheet=sitting.duty_sheet))
        waiting = next((one for one in asked if one.state == "REQUESTED"), None)
        versions = self.versions(sitting)
        context = {
            "sitting": sitting,
            "plan": sitting.plan,
            "versions": versions,
            "rows": [(one[0].member, self._typed(one[0])) for one in versions],
            "typed_new": {"name": "漏录的考评员"} | {name: self.request.POST.get(f"{name}-new", "") for name in FIELDS},
            "corrections": [(one, found.lines_of(one)) for one in asked],
            "waiting": waiting,
            "may_decide": waiting is not None and found.may_decide(self.actor, waiting),
            "may_ask": waiting is None and self.possible(sitting, PlanAction.CORRECT_DUTY),
            "is_owed": sitting.plan.state in OWED_IN,
            "form": form,
            "roles": list(DutyRole),
            "conducts": list(Conduct),
            "refusals": refusals,
        }
        return render(self.request, "duty/correct.html", context, status=422 if refusals else 200)

    def _typed(self, duty: Duty) -> dict[str, str]:
        key, posted = duty.member.examiner_id, self.request.POST
        stored = {"days": str(duty.half_days), "role": duty.role, "conduct": duty.conduct, "note": duty.note}
        return {name: posted.get(f"{name}-{key}", stored[name]) for name in FIELDS}


class DecideDutyCorrection(DutyView):
    """Look at the evidence and decide."""

    roles = ENTERING

    def get(self, request: HttpRequest, correction_id: int) -> HttpResponse:
        return self.page(correction_id, DecideDutyCorrectionForm())

    def post(self, request: HttpRequest, correction_id: int) -> HttpResponse:
        asked = self.correction_or_404(correction_id)
        form = DecideDutyCorrectionForm(request.POST)
        form.full_clean()
        grant = request.POST.get("act") == "grant"
        done, refusals = self.attempt(
            lambda: duty_corrections.decide_duty_correction(
                actor=self.actor, correction_id=asked.pk, grant=grant,
                note=form.cleaned_data.get("decision", ""), now=self.now,
            ),
            success="已同意，执评情况已更正，考评费随之调整。" if grant else "未同意，原来的执评情况不变。",
        )  # fmt: skip
        if refusals:
            return self.page(correction_id, form, refusals)
        sitting_id = asked.sheet.sitting_id
        return redirect("examiners:duty-correct", sitting_id) if done else self.page(correction_id, form)

    def correction_or_404(self, correction_id: int) -> DutyCorrection:
        """The correction, as far as the actor may see it."""
        asked = found.duty_corrections(self.actor).filter(pk=correction_id).first()
        if asked is None:
            raise Http404
        return asked

    def page(
        self, correction_id: int, form: DecideDutyCorrectionForm, refusals: tuple[Refusal, ...] = ()
    ) -> HttpResponse:
        """What is to change, with its evidence."""
        asked = self.correction_or_404(correction_id)
        sitting = asked.sheet.sitting
        context = {
            "asked": asked,
            "lines": found.lines_of(asked),
            "sitting": sitting,
            "plan": sitting.plan,
            "is_own": asked.requested_by_id == self.actor.user_id,
            "may_decide": found.may_decide(self.actor, asked),
            "is_owed": sitting.plan.state in OWED_IN,
            "form": form,
            "refusals": refusals,
        }
        return render(self.request, "duty/correction.html", context, status=422 if refusals else 200)
