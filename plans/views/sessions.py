"""Sessions (统考批次): the list, one session, publishing and withdrawing by the city, executing by an institute."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.models import Organisation
from appraisal.core.queries.catalogue import active_levels
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role, may
from appraisal.core.views.base import PortalView, key_page
from appraisal.core.views.choices import LevelChoice, grouped
from plans.forms.sessions import SessionForm
from plans.models import ExamSession
from plans.queries.choices import item_choices, usual_item
from plans.queries.sessions import plans_in, session_rows, sessions
from plans.rules.drafts import PlanDraft
from plans.rules.enums import PlanKind
from plans.rules.states import TABLE, PlanAction
from plans.services import drafts
from plans.services import sessions as session_service
from plans.views.plans import OFFICES

PAGE_SIZE = 30


class SessionList(PortalView):
    """Published sessions, newest first, each with the day until which it can be executed."""

    roles = OFFICES

    def get(self, request: HttpRequest) -> HttpResponse:
        found, next_key = key_page(sessions(self.actor), request, size=PAGE_SIZE)
        context = {
            "rows": session_rows(self.actor, found, self.now, clock.today(self.now)),
            "next_key": next_key,
            "may_publish": may(self.actor, Capability.PUBLISH_SESSION),
            "is_institute": self.actor.role == Role.INSTITUTE_CLERK,
        }
        return render(request, "plans/sessions.html", context)


class SessionView(PortalView):
    """A page of one session."""

    roles = OFFICES

    def session_or_404(self, session_id: int) -> ExamSession:
        session: ExamSession | None = sessions(self.actor).filter(pk=session_id).first()
        if session is None:
            raise Http404
        return session

    def page(self, session: ExamSession, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        (row,) = session_rows(self.actor, [session], self.now, clock.today(self.now))
        context = {
            "session": session,
            "row": row,
            "plans": plans_in(self.actor, session),
            "choices": self.choices(session) if self.actor.role == Role.INSTITUTE_CLERK and not row.own else [],
            "may_publish": may(self.actor, Capability.PUBLISH_SESSION),
            "is_institute": self.actor.role == Role.INSTITUTE_CLERK,
            "refusals": refusals,
        }
        return render(self.request, "plans/session.html", context, status=422 if refusals else 200)

    def choices(self, session: ExamSession) -> list:
        """What the institute may execute in the session."""
        found = item_choices(
            institute_id=self.actor.organisation_id or 0,
            kind=PlanKind(session.kind),
            today=clock.today(self.now),
            session=session,
        )
        return [choice for choice in found if choice.in_session]


class SessionPage(SessionView):
    """One session."""

    def get(self, request: HttpRequest, session_id: int) -> HttpResponse:
        return self.page(self.session_or_404(session_id))


class ExecuteSession(SessionView):
    """Begin the institute's plan in a session, with the chosen occupations on the session's dates."""

    roles = TABLE[PlanAction.EDIT].roles

    def post(self, request: HttpRequest, session_id: int) -> HttpResponse:
        session = self.session_or_404(session_id)
        wanted = set(request.POST.getlist("level"))
        place = Organisation.objects.visible_to(self.actor).filter(pk=self.actor.organisation_id)
        address = place.values_list("address", flat=True).first() or ""
        items = tuple(
            usual_item(choice, exam=session.first_exam_date, place=address, session=session)
            for choice in self.choices(session)
            if str(choice.level.pk) in wanted
        )
        draft = PlanDraft(kind=PlanKind(session.kind), session_id=session.pk, items=items, contact_name=self.actor.name)
        plan, refusals = self.attempt(
            lambda: drafts.draft_plan(actor=self.actor, draft=draft, now=self.now),
            success="计划已建立，日期按批次填好。请核对地点和场所，然后上报。",
        )
        return self.page(session, refusals) if plan is None else redirect("plans:edit", number=plan.number)


class WithdrawSession(SessionView):
    """Withdraw a session, with the reason."""

    roles = CAPABILITIES[Capability.PUBLISH_SESSION]

    def post(self, request: HttpRequest, session_id: int) -> HttpResponse:
        session = self.session_or_404(session_id)
        reason = request.POST.get("reason", "")
        _, refusals = self.attempt(
            lambda: session_service.withdraw_session(
                actor=self.actor, session_id=session.pk, reason=reason, now=self.now
            ),
            success=f"批次“{session.name}”已撤回。",
        )
        return self.page(session, refusals) if refusals else redirect("plans:session", session_id=session.pk)


class PublishSession(PortalView):
    """Publish a session."""

    roles = CAPABILITIES[Capability.PUBLISH_SESSION]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(SessionForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SessionForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        session, refusals = self.attempt(
            lambda: session_service.publish_session(actor=self.actor, draft=form.draft(), now=self.now),
            success="批次已发布，已通知有相应许可的鉴定机构。",
        )
        if session is None:
            form.add_refusals(refusals)
            return self.page(form, refusals, status=422)
        return redirect("plans:session", session_id=session.pk)

    def page(self, form: SessionForm, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
        ticked = form.ticked()
        choices = grouped(LevelChoice(level, ticked=level.pk in ticked) for level in active_levels(self.actor))
        context = {"form": form, "occupations": choices, "refusals": refusals}
        return render(self.request, "plans/session_new.html", context, status=status)
