"""The means to tell a plan's story: one line per step, each at its own moment, through the portal's services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Self

from appraisal.config.demo.ground import City
from appraisal.config.demo.papers import proof_document, roster
from appraisal.config.demo.reviews import review_everybody
from appraisal.config.demo.stage import Scene, moment
from appraisal.core.rules.enums import TECHNICIAN_LEVELS, Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.workdays import WorkCalendar
from examiners.rules.requests import RequestEntry
from examiners.services.requests import request_examiners
from plans.models import Plan, PlanDocument, PlanItem, Sitting
from plans.queries.technicians import committee_choices
from plans.rules.drafts import ItemDraft, PlanDraft, SittingDraft
from plans.rules.enums import PROOF_REQUIRED, PlanKind, SpecialCategory
from plans.rules.obligations import earliest_exam_date
from plans.rules.states import COMING
from plans.services import decisions, drafts, evaluation_runs, filing, proofs, roster_checks, rosters
from plans.services.committees import choose_committee
from plans.workbooks.reader import open_roster

SATURDAY = 5
OFFICER = "zhidao"
ASKED_BEFORE, LEAST_EXAMINERS = 9, 3
THEORY_AT, PRACTICAL_AT, REVIEW_AT = time(9), time(13, 30), time(16)


@dataclass
class Calendar:
    """Moments counted in working days from today, and exam dates counted from deadlines."""

    days: WorkCalendar
    now: datetime

    def ago(self, count: int, hour: int = 10, minute: int = 0) -> datetime:
        """The moment `count` working days before today."""
        return moment(self.days.working_day_before(self.now.date(), count), hour, minute)

    def ahead(self, count: int) -> date:
        """The first Saturday on or after the `count`-th working day from today."""
        day = self.days.working_day_after(self.now.date(), count)
        return date.fromordinal(day.toordinal() + (SATURDAY - day.weekday()) % 7)

    def exam_when_filed_by(self, day: date) -> date:
        """The earliest exam date for which `day` still is in time to file."""
        return earliest_exam_date(self.days, now=moment(day))


@dataclass
class Story:
    """One plan and what happens to it. `item` is (occupation, level); every step adds a scene."""

    city: City
    clerk: str
    institute: str
    title: str
    item: tuple[str, int]
    exam: date
    kind: PlanKind = PlanKind.SPECIAL
    category: SpecialCategory | None = SpecialCategory.ENTERPRISE_STAFF
    session_id: int | None = None
    expected: int = 60
    proven: bool = True
    committee: str = ""
    scenes: list[Scene] = field(default_factory=list)
    plan_id: int = 0
    asks: bool = False

    @property
    def actor(self) -> Actor:
        return self.city.actors[self.clerk]

    @property
    def officer(self) -> Actor:
        return self.city.actors[OFFICER]

    def then(self, at: datetime, act: Callable[[datetime], object]) -> Self:
        """Something happens at a moment."""
        self.scenes.append(Scene(at, act))
        return self

    def drafted(self, at: datetime) -> "Story":
        def act(now: datetime) -> None:
            self.plan_id = drafts.draft_plan(actor=self.actor, draft=self._draft(), now=now).pk
            Plan.objects.filter(pk=self.plan_id).update(is_sample=True)
            if self.proven and self.category and self.kind is PlanKind.SPECIAL:
                kind = PROOF_REQUIRED[self.category]
                proofs.add_proof(
                    actor=self.actor,
                    plan_id=self.plan_id,
                    kind=kind,
                    name="证明（样例）.pdf",
                    content=proof_document(),
                    now=now,
                )

        return self.then(at, act)

    def filed(self, at: datetime) -> "Story":
        return self.then(at, lambda now: filing.file_plan(actor=self.actor, plan_id=self.plan_id, now=now))

    def accepted(self, at: datetime) -> "Story":
        def act(now: datetime) -> None:
            ticked = list(PlanDocument.objects.filter(plan=self.plan_id).values_list("pk", flat=True))
            decisions.accept_plan(actor=self.officer, plan_id=self.plan_id, now=now, checked_proofs=ticked)

        return self.then(at, act)

    def returned(self, at: datetime, reason: str) -> "Story":
        return self.then(
            at, lambda now: decisions.return_plan(actor=self.officer, plan_id=self.plan_id, reason=reason, now=now)
        )

    def listed(self, at: datetime, people: int, *, faults: int = 0, short: int = 0) -> "Story":
        """The roster is uploaded, checked, judged at once; rows with `faults` stay out, `short` ones come too early."""

        def act(now: datetime) -> None:
            item = PlanItem.objects.get(plan_id=self.plan_id)
            level, today = self.item[1], now.date()
            content = roster(people, level=level, today=today, seed=self.title, faults=faults, short=short)
            name = f"{self.item[0]}花名册（样例）.xlsx"
            upload = rosters.receive_roster(actor=self.actor, item_id=item.pk, name=name, content=content, now=now)
            roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=now)
            evaluation_runs.finish_all(now=now)

        return self.then(at, act)

    def enrolled(self, at: datetime) -> "Story":
        """The first review of everybody, and the list is complete."""

        def act(now: datetime) -> None:
            review_everybody(self.actor, self.plan_id, now)
            filing.enrol(actor=self.actor, plan_id=self.plan_id, now=now)

        return self.then(at, act)

    def asked(self, at: datetime, number: int) -> "Story":
        """The institute asks for examiners for its practicals 三, if the plan is on its way."""
        self.asks = True

        def act(now: datetime) -> None:
            if not Plan.objects.filter(pk=self.plan_id, state__in=COMING).exists():
                return
            practicals = Sitting.objects.filter(plan=self.plan_id, subject=Subject.PRACTICAL, examiner_request=None)
            for key in practicals.values_list("pk", flat=True):
                wanted = RequestEntry(number, self.actor.name, "13800000011", "样例需求")
                request_examiners(actor=self.actor, sitting_id=key, entry=wanted, now=now)

        return self.then(at, act)

    def asked_in_time(self, days: Calendar) -> None:
        """Unless the story says otherwise, examiners are asked for two working days before it is too late."""
        if not self.asks:
            self.asked(moment(days.days.working_day_before(self.exam, ASKED_BEFORE)), LEAST_EXAMINERS)

    def chose(self, at: datetime) -> "Story":
        """The institute chooses its committee."""

        def act(now: datetime) -> None:
            for choice in committee_choices(Plan.objects.get(pk=self.plan_id)):
                chosen = self.city.organisations[self.committee].pk
                choose_committee(
                    actor=self.actor, plan_id=self.plan_id, occupation_id=choice.occupation.pk, committee_id=chosen,
                    now=now,
                )  # fmt: skip

        return self.then(at, act)

    def cancelled(self, at: datetime, reason: str) -> "Story":
        return self.then(
            at, lambda now: decisions.cancel_plan(actor=self.officer, plan_id=self.plan_id, reason=reason, now=now)
        )

    def discarded(self, at: datetime, reason: str) -> "Story":
        return self.then(at, lambda now: drafts.discard(actor=self.actor, plan_id=self.plan_id, reason=reason, now=now))

    def _draft(self) -> PlanDraft:
        occupation, level = self.item
        site = self.city.site(self.institute, occupation)
        sittings = [
            SittingDraft(
                Subject.THEORY,
                self.exam,
                THEORY_AT,
                place=f"{self.city.organisations[self.institute].short_name}理论考场",
            ),
            SittingDraft(Subject.PRACTICAL, self.exam, PRACTICAL_AT, site_id=site.pk),
        ]
        if level in TECHNICIAN_LEVELS and self.kind is not PlanKind.PREPARATORY_TECHNICIAN:
            sittings.append(SittingDraft(Subject.REVIEW, self.exam, REVIEW_AT, place="综合评审答辩室"))
        item = ItemDraft(self.city.level(occupation, level).pk, self.expected, tuple(sittings))
        person = self.actor
        return PlanDraft(
            kind=self.kind,
            title=self.title,
            session_id=self.session_id,
            special_category=self.category if self.kind is PlanKind.SPECIAL else None,
            first_exam_date=self.exam,
            items=(item,),
            note="样例计划",
            contact_name=person.name,
            contact_phone="13800000011",
        )
