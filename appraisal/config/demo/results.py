"""Plans whose exam is over: waiting for the hand-in, for the entry, with a difference, overdue, and scored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appraisal.config.demo.ground import City
from appraisal.config.demo.money import BOUNCED_PLAN, SETTLED_PLAN, pay_bill, qualify
from appraisal.config.demo.papers import proof_document
from appraisal.config.demo.plot import Calendar, Story
from appraisal.config.demo.rooms import arrange
from appraisal.config.demo.stage import moment
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.workdays import WorkCalendar
from examiners.models import DutyScan, ExaminerRequest
from examiners.queries.conversations import live_dispatch
from examiners.queries.duty_pages import duty_record, visible_practical
from examiners.queries.pool import pool_of
from examiners.rules.duty import Attendance, Conduct, DutyRole, RecordPart, ScanKind
from examiners.rules.requests import RequestEntry
from examiners.services import (
    duty_corrections,
    duty_entries,
    duty_hand_ins,
    duty_returns,
    duty_sheets,
    manual,
)
from examiners.services.duty_entries import Entered
from examiners.services.duty_sheets import Meeting, Statement
from examiners.services.requests import request_examiners
from plans.models import Sitting
from plans.queries.scores import sitters
from plans.services import score_corrections, score_entries, score_publication
from plans.services.attachments import Attachment

TEAM = 3
SCAN = Attachment("扫描件（样例）.pdf", proof_document())
SUBJECTS = {Subject.THEORY: 71, Subject.PRACTICAL: 78, Subject.REVIEW: 66}  # about what people score


@dataclass(kw_only=True)
class ExamStory(Story):
    """A plan told from its exam day backwards and forwards, in working days. `officers`: two of its district."""

    calendar: WorkCalendar
    officers: tuple[str, str]

    def before(self, count: int, hour: int = 10) -> datetime:
        """A moment so many working days before the exam."""
        return moment(self.calendar.working_day_before(self.exam, count), hour)

    def after(self, count: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment so many working days after the exam."""
        return moment(self.calendar.working_day_after(self.exam, count), hour, minute)

    def officer_of(self, number: int) -> Actor:
        """The first or second officer of the district."""
        return self.city.actors[self.officers[number - 1]]

    def sitting(self, subject: Subject) -> Sitting:
        """The plan's sitting of a subject."""
        found: Sitting = Sitting.objects.get(plan=self.plan_id, subject=subject)
        return found

    def prepared(self, people: int) -> "ExamStory":
        """Everything until the exam day: filed, enrolled, qualified, paid, arranged, a team that has met."""
        self.drafted(self.before(27)).listed(self.before(26), people).filed(self.before(24)).accepted(self.before(22))
        self.enrolled(self.before(18))
        qualify(self, self.before(15))
        self.then(self.before(13), lambda now: pay_bill(self, now))
        self.then(self.before(11), lambda now: arrange(self, now))
        self.then(self.before(9), self._ask_for_examiners)
        self.then(self.before(6, 9), self._dispatch)
        self.then(self.before(5, 14), self._meet)
        return self

    def handed_in(self, at: datetime, *, problem: str = "") -> "ExamStory":
        """The institute keeps the record and hands it in."""
        return self.then(at, lambda now: self._hand_in(now, problem))

    def sent_back(
        self, at: datetime, reason: str, remarks: Mapping[RecordPart, str], *, is_incomplete: bool = False
    ) -> "ExamStory":
        """The district sends the papers back."""

        def act(now: datetime) -> None:
            where = self.sitting(Subject.PRACTICAL).pk
            duty_returns.send_back(
                actor=self.officer_of(1), sitting_id=where, reason=reason, remarks=remarks,
                is_incomplete=is_incomplete, now=now,
            )  # fmt: skip

        return self.then(at, act)

    def mended(self, at: datetime, answer: str) -> "ExamStory":
        """The institute scans the duty sheet anew and hands in again."""

        def act(now: datetime) -> None:
            where = self.sitting(Subject.PRACTICAL).pk
            old = DutyScan.objects.get(sheet__sitting=where, kind=ScanKind.DUTY_SHEET, removed_at=None)
            duty_sheets.remove_scan(actor=self.actor, scan_id=old.pk, now=now)
            who: dict[str, Any] = {"actor": self.actor, "sitting_id": where, "now": now}
            duty_sheets.add_scan(kind=ScanKind.DUTY_SHEET, attachment=SCAN, **who)
            duty_hand_ins.hand_in(handed_to=self.officer_of(1).name, answer=answer, **who)

        return self.then(at, act)

    def entered(self, at: datetime, subject: Subject, number: int, *, slip: bool = False) -> "ExamStory":
        """One officer enters a sheet; with a `slip` of the pen in one line."""
        return self.then(at, lambda now: self._enter(now, subject, number, slip))

    def duties_entered(self, at: datetime, number: int) -> "ExamStory":
        """One officer enters the duties."""
        return self.then(at, lambda now: self._enter_duties(now, number))

    def published(self, at: datetime, subject: Subject) -> "ExamStory":
        """The second officer publishes a sheet."""

        def act(now: datetime) -> None:
            where = self.sitting(subject).pk
            score_publication.publish_scores(actor=self.officer_of(2), sitting_id=where, now=now)

        return self.then(at, act)

    # --- acts -------------------------------------------------------------------------------------------
    def _ask_for_examiners(self, now: datetime) -> None:
        entry = RequestEntry(TEAM, self.actor.name, "13800000011", "样例")
        where = self.sitting(Subject.PRACTICAL).pk
        request_examiners(actor=self.actor, sitting_id=where, entry=entry, now=now)

    def _dispatch(self, now: datetime) -> None:
        """By hand, as two officers may: people who fit, for a reason."""
        sitting = self.sitting(Subject.PRACTICAL)
        dispatch = live_dispatch(ExaminerRequest.objects.get(sitting=sitting))
        assert dispatch is not None  # it opens with the request
        fitting = [entry for entry in pool_of(sitting) if {one.code for one in entry.why_not} <= manual.WAIVED]
        chosen = [entry.person.pk for entry in sorted(fitting, key=lambda entry: len(entry.why_not))[:TEAM]]
        proposal = manual.propose_manual(
            actor=self.officer_of(1), dispatch_id=dispatch.pk, examiner_ids=chosen, reason="样例：手动派遣", now=now
        )
        manual.approve_manual(actor=self.officer_of(2), proposal_id=proposal.pk, now=now)

    def _team(self, now: datetime) -> list[tuple[int, DutyRole]]:
        sitting = visible_practical(self.actor, self.sitting(Subject.PRACTICAL).pk)
        return [(one.examiner_id, one.role) for one in duty_record(sitting, now).members]

    def _meet(self, now: datetime) -> None:
        present = frozenset(key for key, _ in self._team(now))
        meeting = Meeting(now, "二层会议室（样例）", "学习考务要求，熟悉评分标准，检查设备（样例）。", present)
        where = self.sitting(Subject.PRACTICAL).pk
        duty_sheets.record_meeting(actor=self.actor, sitting_id=where, meeting=meeting, now=now)

    def _hand_in(self, now: datetime, problem: str) -> None:
        who: dict[str, Any] = {"actor": self.actor, "sitting_id": self.sitting(Subject.PRACTICAL).pk, "now": now}
        said = {key: Statement(_usual(role), "", True, True) for key, role in self._team(now)}
        evening = moment(self.exam, 17)
        duty_sheets.state_attendance(statements=said, **who)
        duty_sheets.record_sealing(sealed_at=evening, envelopes=1, **who)
        wrap_up = Meeting(evening, "", "考试按计划完成，考场秩序良好（样例）。")
        duty_sheets.record_wrap_up(meeting=wrap_up, has_problems=bool(problem), **who)
        for kind in (ScanKind.SCORE_ROSTER, ScanKind.DUTY_SHEET):
            duty_sheets.add_scan(kind=kind, attachment=SCAN, **who)
        if problem:
            duty_hand_ins.report_problem(text=problem, **who)
        duty_hand_ins.hand_in(handed_to=self.officer_of(1).name, **who)

    def _enter(self, now: datetime, subject: Subject, number: int, slip: bool) -> None:
        sitting = self.sitting(subject)
        keys = list(sitters(sitting).values_list("pk", flat=True))
        typed = {key: _score(place, SUBJECTS[subject]) for place, key in enumerate(keys)}
        if slip:
            typed[keys[2]] = "91"
            typed[keys[5]] = "缺考"
        score_entries.enter_scores(actor=self.officer_of(number), sitting_id=sitting.pk, typed=typed, now=now)

    def _enter_duties(self, now: datetime, number: int) -> None:
        where = self.sitting(Subject.PRACTICAL).pk
        entered = {key: Entered(_usual(role)) for key, role in self._team(now)}
        duty_entries.enter_duties(actor=self.officer_of(number), sitting_id=where, entered=entered, now=now)


def _usual(role: DutyRole) -> Attendance:
    return Attendance(role, True, 2 if role is DutyRole.LEADER else 1, Conduct.GOOD)


def _score(place: int, about: int) -> str:
    """Believable and always the same: most pass, one stayed away."""
    if place == 7:
        return "缺考"
    return f"{about + (place * 7) % 29 - 14}.{(place * 3) % 2 * 5}"


def result_stories(city: City, days: Calendar) -> Iterator[ExamStory]:
    """One plan at every point after its exam."""

    def story(clerk: str, institute: str, title: str, item: tuple[str, int], ago: int) -> ExamStory:
        district = {"chaoyang": "chaoyang", "qiche": "chaoyang", "haidian": "haidian", "yizhuang": "yizhuang"}[
            institute
        ]
        exam = days.ago(ago).date()
        return ExamStory(
            city, clerk, institute, title, item, exam, expected=12, calendar=days.days,
            officers=(district, f"{district}2"),
        )  # fmt: skip

    yield story("jingwei", "chaoyang", "样例餐厅服务员考后专场", ("餐厅服务员", 5), 1).prepared(12)
    first_in = story("jingwei", "chaoyang", "样例食堂餐厅服务员考后专场", ("餐厅服务员", 4), 3).prepared(14)
    first_in.handed_in(days.ago(2, 10), problem="三号工位考试中电源跳闸，延误 10 分钟，已补时（样例）。")
    first_in.sent_back(
        days.ago(2, 15), "执评情况表扫描件看不清（样例）。", {RecordPart.SCAN: "执评情况表缺下半页（样例）。"}
    )
    first_in.mended(days.ago(1, 10), "执评情况表已重新扫描上传（样例）。")
    yield first_in.entered(days.ago(1, 14), Subject.PRACTICAL, 1)
    differing = story("qixin", "haidian", "样例网络公司操作员考后专场", ("计算机操作员", 5), 4).prepared(16)
    differing.handed_in(days.ago(2, 10)).entered(days.ago(2, 14), Subject.PRACTICAL, 1)
    differing.entered(days.ago(1, 9), Subject.PRACTICAL, 2, slip=True)
    yield differing.duties_entered(days.ago(1, 11), 1)
    empty = story("jinggong", "yizhuang", "样例机电公司钳工考后专场", ("装配钳工", 4), 4).prepared(12)
    empty.handed_in(days.ago(3, 10))
    lacking = {RecordPart.SEALING: "封装袋内没有成绩花名册（样例）。"}
    yield empty.sent_back(days.ago(1, 9), "成绩花名册没有送到（样例）。", lacking, is_incomplete=True)
    scored = story("jinggong", "yizhuang", "样例装备公司钳工考后专场", ("装配钳工", 5), 9).prepared(18)
    yield _corrected(_scored(scored))
    yield _scored(story("jinggong", "yizhuang", SETTLED_PLAN, ("装配钳工", 4), 22).prepared(26))
    yield _scored(story("qixin", "haidian", BOUNCED_PLAN, ("计算机操作员", 5), 10).prepared(40))


def _scored(told: ExamStory) -> ExamStory:
    """Everything in and published."""
    told.handed_in(told.after(1))
    for subject in (Subject.THEORY, Subject.PRACTICAL):
        told.entered(told.after(2, 9), subject, 1).entered(told.after(2, 14), subject, 2)
        told.published(told.after(2, 16), subject)
    told.duties_entered(told.after(2, 10), 1).duties_entered(told.after(2, 15), 2)

    def confirm(now: datetime) -> None:
        where = told.sitting(Subject.PRACTICAL).pk
        duty_entries.confirm_duties(actor=told.officer_of(2), sitting_id=where, now=now)

    return told.then(told.after(2, 17), confirm)


def _corrected(told: ExamStory) -> ExamStory:
    """One result is under correction, and one duty: the leader stayed for the morning only."""

    def ask(now: datetime) -> None:
        sitting = told.sitting(Subject.THEORY)
        score_corrections.ask_score_correction(
            actor=told.officer_of(1), sitting_id=sitting.pk, candidate_id=sitters(sitting)[3].pk, typed="72",
            reason="登分时看错一行，原件为 72 分（样例）。", attachment=SCAN, now=now,
        )  # fmt: skip

    def ask_duty(now: datetime) -> None:
        where = told.sitting(Subject.PRACTICAL).pk
        leader = next(key for key, role in told._team(now) if role is DutyRole.LEADER)
        half = Entered(Attendance(DutyRole.LEADER, True, 1, Conduct.GOOD), "")
        duty_corrections.ask_duty_correction(
            actor=told.officer_of(1), sitting_id=where, entered={leader: half}, attachment=SCAN, now=now,
            reason="组长下午没有到场，原件为 1 个半天，录入时看错一栏（样例）。",
        )  # fmt: skip

    return told.then(told.after(4), ask).then(told.after(4, 11), ask_duty)
