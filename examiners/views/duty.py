"""The duty record of a practical: one page as a checklist, each part with a form of its own."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import files
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CITY_ROLES, Role
from appraisal.core.views.base import PortalView
from examiners.forms import duty as forms
from examiners.models import DutyScan, DutySheet, ProblemReport
from examiners.queries import duty_pages
from examiners.rules.duty import Conduct, DutyRole, RecordPart, ScanKind
from examiners.services import duty_hand_ins, duty_returns, duty_sheets
from plans.models import Sitting
from plans.permissions import available_actions
from plans.queries.obligations import obligation_of_sitting
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanAction
from plans.services.attachments import Attachment

READERS = CITY_ROLES | {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}
ENTERING = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
KINDS, ROLES = frozenset(ScanKind), frozenset(DutyRole)
# What keeps a hand-in from being complete, by the part of the page where it is put right.
PARTS: dict[RecordPart, frozenset[str]] = {
    RecordPart.MEETING: frozenset({"duty_no_meeting"}),
    RecordPart.ATTENDANCE: frozenset({
        "duty_no_team", "duty_attendance_missing", "duty_nobody_came", "duty_one_leader", "duty_roster_unsigned",
        "duty_seal_unsigned",
    }),
    RecordPart.SEALING: frozenset({"duty_not_sealed"}),
    RecordPart.SCAN: frozenset({"duty_scan_missing"}),
    RecordPart.WRAP_UP: frozenset({"duty_no_wrap_up"}),
    RecordPart.PROBLEM: frozenset({"duty_problem_unreported"}),
}  # fmt: skip


DONE = {"hand-in": "已报送，区县中心会录入成绩和执评情况。", "return": "已退回，鉴定机构会收到通知。"}


class DutyView(PortalView):
    """A page about the duty of one practical."""

    roles = READERS

    def sitting_or_404(self, sitting_id: int) -> Sitting:
        """The practical as far as the actor may see it; 404 otherwise, as if it did not exist."""
        try:
            return duty_pages.visible_practical(self.actor, sitting_id)
        except Sitting.DoesNotExist as missing:
            raise Http404 from missing

    def possible(self, sitting: Sitting, action: PlanAction) -> bool:
        """Whether the actor may do it in the plan's state."""
        return any(one.action is action and one.possible for one in available_actions(self.actor, sitting.plan))

    def attachment(self, name: str = "document") -> Attachment | None:
        """The uploaded file, looked at. Raises `Refused`: call it inside the attempt."""
        upload = self.request.FILES.get(name)
        return Attachment(str(upload.name), files.read_upload(upload)) if upload else None


class DutyPage(DutyView):
    """The checklist."""

    def get(self, request: HttpRequest, sitting_id: int) -> HttpResponse:
        return self.page(self.sitting_or_404(sitting_id))

    def page(self, sitting: Sitting, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The record with what it lacks, and forms for whoever may write on it."""
        record = duty_pages.duty_record(sitting, self.now)
        lacking = {refusal.code for refusal in record.missing}
        keeps = record.is_open and self.possible(sitting, PlanAction.HAND_IN)
        said = dict(record.sent_back.remarks) if record.sent_back else {}
        context = {
            "sitting": sitting,
            "plan": sitting.plan,
            "record": record,
            "sheet": record.sheet,
            "parts": [(part, not lacking & codes, said.get(part, "")) for part, codes in PARTS.items()],
            "keeps": keeps,
            "enters": self.actor.role in ENTERING,
            "may_stand_in": record.is_open and self.possible(sitting, PlanAction.ENTER_DUTY),
            "roles": list(DutyRole),
            "conducts": list(Conduct),
            "refusals": refusals,
            "report_due": obligation_of_sitting(sitting, ObligationCode.REPORT) if record.sent_back else None,
            **(self._forms(record) if keeps else {}),
        }
        if context["may_stand_in"]:
            form = forms.StandInForm()
            form.fields["examiner"].queryset = duty_pages.stand_ins(self.actor, record.sheet)
            context["stand_in_form"] = form
        if not record.is_open and self.possible(sitting, PlanAction.RETURN_HAND_IN):
            context["return_why_not"] = duty_pages.why_not_send_back(sitting, record)
            context["return_form"] = forms.ReturnForm(self.sent("return"))
        return render(self.request, "duty/duty.html", context, status=422 if refusals else 200)

    def sent(self, word: str) -> Any:
        """What was sent to a part of the page, so that a refused form keeps what was typed; None for another part."""
        return self.request.POST if self.kwargs.get("word") == word else None

    def _forms(self, record: duty_pages.DutyRecord) -> dict[str, Any]:
        sheet = record.sheet or DutySheet()
        problems = {None: "", True: "yes", False: "no"}[sheet.has_problems]
        place = sheet.meeting_place or (record.sitting.site.name if record.sitting.site else "")
        return {
            "meeting_form": forms.MeetingForm(
                initial={"at": sheet.met_at, "place": place, "notes": sheet.meeting_notes}, prefix=None
            ),
            "sealing_form": forms.SealingForm(
                initial={"at": sheet.sealed_at, "envelopes": sheet.envelopes or 1}, auto_id="seal_%s"
            ),
            "wrap_up_form": forms.WrapUpForm(
                initial={"at": sheet.wrapped_up_at, "notes": sheet.wrap_up_notes, "has_problems": problems},
                auto_id="wrap_%s",
            ),
            "scan_form": forms.ScanForm(auto_id="scan_%s"),
            "problem_form": forms.ProblemForm(auto_id="problem_%s"),
            "hand_in_form": forms.HandInForm(
                self.sent("hand-in"), initial={"handed_to": sheet.handed_to}, is_returned=record.sent_back is not None
            ),
        }


class KeepDuty(DutyPage):
    """Keep one part of the record; refused, the same page says every reason."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, sitting_id: int, word: str) -> HttpResponse:
        sitting = self.sitting_or_404(sitting_id)
        keep = self.parts(sitting).get(word)
        if keep is None:
            raise Http404
        _, refusals = self.attempt(keep, success=DONE.get(word, "已登记。"))
        if refusals:
            return self.page(self.sitting_or_404(sitting_id), refusals)
        return redirect("examiners:duty", sitting_id=sitting.pk)

    def parts(self, sitting: Sitting) -> dict[str, Callable[[], object]]:
        """What each address of the page does."""
        who: dict[str, Any] = {"actor": self.actor, "sitting_id": sitting.pk, "now": self.now}
        keys = [one.examiner_id for one in duty_pages.duty_record(sitting, self.now).members]
        return {
            "meeting": lambda: self._meeting(who, keys),
            "attendance": lambda: duty_sheets.state_attendance(
                statements=forms.read_statements(self.request.POST, keys), **who
            ),
            "sealing": lambda: self._sealing(who),
            "wrap-up": lambda: self._wrap_up(who),
            "scan": lambda: self._scan(who),
            "problem": lambda: self._problem(who),
            "hand-in": lambda: duty_hand_ins.hand_in(
                handed_to=self.request.POST.get("handed_to", ""), answer=self.request.POST.get("answer", ""), **who
            ),
            "return": lambda: self._send_back(who),
            "stand-in": lambda: self._stand_in(who),
        }

    def _meeting(self, who: dict[str, Any], keys: list[int]) -> DutySheet:
        form = _read(forms.MeetingForm(self.request.POST))
        present = [key for key in keys if f"present-{key}" in self.request.POST]
        return duty_sheets.record_meeting(meeting=form.meeting(present), **who)

    def _sealing(self, who: dict[str, Any]) -> DutySheet:
        read = _read(forms.SealingForm(self.request.POST)).cleaned_data
        return duty_sheets.record_sealing(sealed_at=read.get("at"), envelopes=read.get("envelopes") or 0, **who)

    def _wrap_up(self, who: dict[str, Any]) -> DutySheet:
        form = _read(forms.WrapUpForm(self.request.POST))
        problems = form.cleaned_data.get("has_problems")
        return duty_sheets.record_wrap_up(meeting=form.meeting(), has_problems=problems, **who)

    def _scan(self, who: dict[str, Any]) -> DutyScan:
        kind = self.request.POST.get("kind", "")
        return duty_sheets.add_scan(
            kind=ScanKind(kind) if kind in KINDS else ScanKind.OTHER, attachment=self.attachment(), **who
        )

    def _problem(self, who: dict[str, Any]) -> ProblemReport:
        text = self.request.POST.get("text", "")
        return duty_hand_ins.report_problem(text=text, attachment=self.attachment(), **who)

    def _send_back(self, who: dict[str, Any]) -> DutySheet:
        read = _read(forms.ReturnForm(self.request.POST)).cleaned_data
        remarks = {part: read.get(f"remark-{part.word}", "") for part in RecordPart}
        return duty_returns.send_back(
            reason=read.get("reason", ""), remarks=remarks, is_incomplete=read.get("is_incomplete") is True, **who
        )

    def _stand_in(self, who: dict[str, Any]) -> object:
        chosen, role = self.request.POST.get("examiner", ""), self.request.POST.get("role", "")
        if not (chosen.isdecimal() and len(chosen) < 19 and role in ROLES):
            raise Http404
        reason = self.request.POST.get("reason", "")
        return duty_sheets.name_stand_in(examiner_id=int(chosen), role=DutyRole(role), reason=reason, **who)


def _read(form: Any) -> Any:
    form.full_clean()
    return form


class RemoveScan(DutyView):
    """Take a scan off."""

    roles = frozenset({Role.INSTITUTE_CLERK})
    http_method_names = ["post"]

    def post(self, request: HttpRequest, scan_id: int) -> HttpResponse:
        scan = DutyScan.objects.visible_to(self.actor).select_related("sheet").filter(pk=scan_id).first()
        if scan is None:
            raise Http404
        self.attempt(
            lambda: duty_sheets.remove_scan(actor=self.actor, scan_id=scan.pk, now=self.now), success="已撤下。"
        )
        return redirect("examiners:duty", sitting_id=scan.sheet.sitting_id)


class AnswerProblem(DutyPage):
    """The district answers a reported problem."""

    roles = ENTERING
    http_method_names = ["post"]

    def post(self, request: HttpRequest, problem_id: int) -> HttpResponse:
        problem = ProblemReport.objects.visible_to(self.actor).select_related("sheet").filter(pk=problem_id).first()
        if problem is None:
            raise Http404
        reply = request.POST.get("reply", "")
        _, refusals = self.attempt(
            lambda: duty_hand_ins.answer_problem(actor=self.actor, problem_id=problem.pk, reply=reply, now=self.now),
            success="已答复，鉴定机构会收到通知。",
        )
        if refusals:
            return self.page(self.sitting_or_404(problem.sheet.sitting_id), refusals)
        return redirect("examiners:duty", sitting_id=problem.sheet.sitting_id)
