"""Public notice (公示) of technician candidates 一（四）: when it opens, until when, objections, and their decision.

The slides name the procedure but not its length: the number of working days is a setting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from appraisal.core.rules.deadlines import DeadlineRule, Direction
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WorkCalendar
from plans.rules.first_review import NAMED, NOBODY, Standing

RULE: Final = "一（四）技师公示流程"
SETTING: Final = "系统设置（公示工作日数）"
ANCHOR: Final = "公示开始"
LONGEST_TEXT: Final = 2000
LONGEST_NAME: Final = 40
LONGEST_ANSWER: Final = 1000
SHORTEST_TEXT: Final = 10


@dataclass(frozen=True, slots=True)
class PublishFacts:
    """A plan before its notice. `to_publish`: technician candidates on no notice yet; `unqualified`: without a verdict.

    `open_number`: the notice that is open now, or "".
    """

    technicians: int
    to_publish: int
    unqualified: Standing = NOBODY
    open_number: str = ""


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """How far the public notice of a plan is, for qualifying it.

    `unpublished`: technician candidates who were on no notice; `open_until` by number of the notices that have not
    ended; `objections`: how many wait for a decision.
    """

    unpublished: Standing = NOBODY
    open_until: tuple[tuple[str, date], ...] = ()
    objections: int = 0


NO_NOTICE: Final = NoticeStanding()


@dataclass(frozen=True, slots=True)
class ObjectionForm:
    """What somebody has typed. `knows_entry`: whether the entry that he named is on this notice (or none is named)."""

    text: str
    objector: str
    contact: str
    knows_entry: bool = True


def notice_rule(working_days: int) -> DeadlineRule:
    """How the last day of a notice is counted: the day on which it opens does not count."""
    return DeadlineRule("NOTICE", f"{RULE}；{SETTING}", ANCHOR, working_days, Direction.AFTER)


def latest_opening(last_day: date, calendar: WorkCalendar, working_days: int) -> date:
    """The last day on which a notice can open so that a working day is left after it for what is due on `last_day`."""
    return calendar.working_day_before(last_day, working_days + 1)


def publish_refusals(facts: PublishFacts) -> tuple[Refusal, ...]:
    """Every reason why the list cannot be published now."""
    return tuple(_publish_refusals(facts))


def _publish_refusals(facts: PublishFacts) -> Iterable[Refusal]:
    if not facts.technicians:
        yield Refusal("notice_nobody", rule=RULE)
    if facts.open_number:
        yield Refusal("notice_open", {"number": facts.open_number}, rule=RULE)
    elif facts.technicians and not facts.to_publish:
        yield Refusal("notice_complete", rule=RULE)
    if facts.unqualified.people:
        words = {"count": facts.unqualified.people, "names": _named(facts.unqualified)}
        yield Refusal("notice_unqualified", words, rule=RULE)


def standing_refusals(standing: NoticeStanding) -> Iterable[Refusal]:
    """Why a plan with technicians cannot move on yet: the notice has not ended, or an objection is open."""
    if standing.unpublished.people:
        words = {"count": standing.unpublished.people, "names": _named(standing.unpublished)}
        yield Refusal("qualify_unpublished", words, rule=RULE)
    for number, until in standing.open_until:
        yield Refusal("qualify_notice_open", {"number": number, "until": until}, rule=RULE, date=until)
    if standing.objections:
        yield Refusal("qualify_objections", {"count": standing.objections}, rule=RULE)


def objection_refusals(form: ObjectionForm, *, closes_on: date, is_open: bool) -> tuple[Refusal, ...]:
    """Everything that is wrong with an objection."""
    return tuple(_objection_refusals(form, closes_on, is_open))


def _objection_refusals(form: ObjectionForm, closes_on: date, is_open: bool) -> Iterable[Refusal]:
    if not is_open:
        yield Refusal("objection_late", {"closes": closes_on}, rule=RULE, date=closes_on)
    if not form.knows_entry:
        yield Refusal("objection_entry_unknown", rule=RULE, field="entry")
    text = form.text.strip()
    if len(text) < SHORTEST_TEXT:
        yield Refusal("objection_text_short", {"least": SHORTEST_TEXT}, rule=RULE, field="text")
    for what, field, value, limit in (
        ("异议内容", "text", text, LONGEST_TEXT),
        ("姓名", "objector", form.objector.strip(), LONGEST_NAME),
        ("联系方式", "contact", form.contact.strip(), LONGEST_NAME),
    ):
        if len(value) > limit:
            yield Refusal("too_long", {"what": what, "found": len(value), "limit": limit}, field=field)
        if not value and field != "text":
            yield Refusal("objection_anonymous", {"what": what}, rule=RULE, field=field)


def decision_refusals(*, answer: str, upheld: bool | None, has_entry: bool) -> tuple[Refusal, ...]:
    """Everything that a decision on an objection lacks; an upheld one must say whom it is about."""
    refusals = []
    if upheld is None:
        refusals.append(Refusal("decision_missing", field="outcome"))
    if not answer.strip():
        refusals.append(Refusal("objection_answer_missing", rule=RULE, field="answer"))
    if len(answer) > LONGEST_ANSWER:
        size = {"what": "核查结论", "found": len(answer), "limit": LONGEST_ANSWER}
        refusals.append(Refusal("too_long", size, field="answer"))
    if upheld and not has_entry:
        refusals.append(Refusal("objection_entry_missing", rule=RULE, field="entry"))
    return tuple(refusals)


def _named(standing: Standing) -> str:
    return "、".join(standing.names[:NAMED]) + (" 等" if standing.people > NAMED else "")
