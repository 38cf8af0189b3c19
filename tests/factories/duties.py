"""Practicals with a team whose papers are kept, handed in, and entered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from examiners.models import Duty, DutyCorrection, DutyMember, DutySheet, Examiner
from examiners.rules.duty import Attendance, Conduct, DutyRole, ScanKind
from examiners.services import duty_corrections, duty_entries, duty_hand_ins, duty_sheets
from examiners.services.duty_entries import Entered
from examiners.services.duty_sheets import Meeting, Statement
from plans.models import Plan
from plans.services.attachments import Attachment
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.filing import Ground
from tests.factories.scores import MONDAY

MEETING_AT = datetime(2026, 5, 11, 14, tzinfo=BEIJING)
EVENING = datetime(2026, 5, 16, 17, tzinfo=BEIJING)
PDF = Attachment("扫描件.pdf", make.PDF)
LEADER = Attendance(DutyRole.LEADER, True, 2, Conduct.GOOD)
MEMBER = Attendance(DutyRole.MEMBER, True, 1, Conduct.GOOD)
ABSENT = Attendance(DutyRole.MEMBER, False, 0, Conduct.GOOD)
_numbers = count(1)


def examiner(name: str = "") -> Examiner:
    """An examiner with a name and nothing else."""
    number = next(_numbers)
    return Examiner.objects.create(
        number=f"K{number:06}", name=name or f"考评员{number}", name_key=f"{number:06}", id_number="", phone="",
        bank_card="", registered_at=make.NOW, changed_at=make.NOW,
    )  # fmt: skip


def practical(plan: Plan) -> int:
    """Key of the plan's practical."""
    return given.sitting(plan, Subject.PRACTICAL).pk


def team(plan: Plan, *names: str) -> list[int]:
    """Put a team on the practical's sheet, the first one leads; keys of the examiners."""
    sheet, _ = DutySheet.objects.get_or_create(sitting_id=practical(plan))
    people = [examiner(name) for name in names or ("何组长", "罗组员", "梁组员")]
    for place, one in enumerate(people):
        role = DutyRole.MEMBER if place else DutyRole.LEADER
        DutyMember.objects.create(sheet=sheet, examiner=one, name=one.name, role=role, stand_in="样例")
    return [one.pk for one in people]


def sheet_of(plan: Plan) -> DutySheet:
    """The practical's duty sheet as it is now."""
    return DutySheet.objects.get(sitting=practical(plan))


def keep_all(on: Ground, plan: Plan, people: list[int], now: datetime = MONDAY) -> None:
    """Everything that a hand-in asks for."""
    where = {"actor": on.clerk, "sitting_id": practical(plan), "now": now}
    meeting = Meeting(MEETING_AT, "二层会议室", "学习考务要求", frozenset(people))
    duty_sheets.record_meeting(meeting=meeting, **where)
    said = {
        key: Statement(MEMBER if place else LEADER, "", signed_roster=True, signed_seal=True)
        for place, key in enumerate(people)
    }
    duty_sheets.state_attendance(statements=said, **where)
    evening = datetime.combine(given.sitting(plan, Subject.PRACTICAL).date, EVENING.timetz())
    duty_sheets.record_sealing(sealed_at=evening, envelopes=1, **where)
    wrap_up = Meeting(evening, "", "考试顺利")
    duty_sheets.record_wrap_up(meeting=wrap_up, has_problems=False, **where)
    for kind in (ScanKind.SCORE_ROSTER, ScanKind.DUTY_SHEET):
        duty_sheets.add_scan(kind=kind, attachment=PDF, **where)


def handed_in(on: Ground, plan: Plan, now: datetime = MONDAY) -> list[int]:
    """A practical whose papers are at the district; keys of its examiners."""
    people = team(plan)
    keep_all(on, plan, people, now)
    duty_hand_ins.hand_in(actor=on.clerk, sitting_id=practical(plan), handed_to="王芳", now=now)
    return people


def usual(people: list[int]) -> dict[int, Attendance]:
    """The leader two half-days, the others one."""
    return {key: MEMBER if place else LEADER for place, key in enumerate(people)}


def enter(actor: Actor, plan: Plan, said: Mapping[int, Attendance], now: datetime = MONDAY) -> DutySheet:
    """One entry."""
    entered = {key: Entered(one) for key, one in said.items()}
    return duty_entries.enter_duties(actor=actor, sitting_id=practical(plan), entered=entered, now=now)


def confirmed(on: Ground, plan: Plan, people: list[int]) -> None:
    """Two equal entries, confirmed."""
    second = given.colleague(on.district)
    enter(on.district, plan, usual(people))
    enter(second, plan, usual(people), MONDAY + timedelta(minutes=5))
    duty_entries.confirm_duties(actor=second, sitting_id=practical(plan), now=MONDAY)


def on_record(on: Ground, plan: Plan, *names: str) -> list[int]:
    """Duties confirmed as `usual`, whatever state the plan is in; keys of the examiners."""
    people = team(plan, *names)
    sheet, who = sheet_of(plan), on.district.user_id
    DutySheet.objects.filter(pk=sheet.pk).update(
        state="CONFIRMED", handed_in_at=MONDAY, handed_in_by=on.clerk.user_id, confirmed_at=MONDAY, confirmed_by=who
    )
    members = {one.examiner_id: one for one in sheet.members.all()}
    for key, said in usual(people).items():
        Duty.objects.create(
            member=members[key], confirmed_at=MONDAY, role=said.role, attended=said.attended, half_days=said.half_days
        )
    return people


def ask(
    actor: Actor, plan: Plan, said: Mapping[int, Attendance], *, reason: str = "录错了人", now: datetime = MONDAY
) -> DutyCorrection:
    """A correction that is asked for, with a document."""
    entered = {key: Entered(one) for key, one in said.items()}
    return duty_corrections.ask_duty_correction(
        actor=actor, sitting_id=practical(plan), entered=entered, reason=reason, attachment=PDF, now=now
    )


def decide(actor: Actor, asked: DutyCorrection, *, grant: bool = True, note: str = "") -> DutyCorrection:
    """The decision on it."""
    return duty_corrections.decide_duty_correction(
        actor=actor, correction_id=asked.pk, grant=grant, note=note, now=MONDAY
    )


def corrected(on: Ground, plan: Plan, said: Mapping[int, Attendance]) -> DutyCorrection:
    """Asked for by the district, granted by the city."""
    return decide(on.officer, ask(on.district, plan, said))
