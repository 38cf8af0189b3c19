"""Stories of what the city watches: technicians on public notice, objections, and corrections over some months."""

from collections.abc import Iterator
from datetime import datetime

from appraisal.config.demo.ground import City
from appraisal.config.demo.papers import proof_document
from appraisal.config.demo.plot import Calendar, Story
from plans.models import Candidate, Correction, NoticeEntry, Objection, PublicNotice
from plans.rules.enums import CandidateState, PlanKind
from plans.rules.public_notices import ObjectionForm
from plans.rules.review_enums import CorrectionField
from plans.services import qualifying
from plans.services.attachments import Attachment
from plans.services.corrections import ask_corrections, decide_corrections
from plans.services.objections import decide_objection, raise_objection
from plans.services.public_notices import publish_notice

DOUBT = "据了解，此人取得三级证书不满七年，不符合申报条件，请核查（样例）。"
SCAN = Attachment("身份证件（样例）.pdf", proof_document())
DISTRICT_OF = {"jingwei": "chaoyang", "jingan": "chaoyang", "qixin": "haidian", "jinggong": "yizhuang"}
"""Who at the district decides on the candidates of whose institute."""


def oversight_stories(city: City, days: Calendar) -> list[Story]:
    """Every plan of this kind; all of them begin long enough ago for months to be compared."""
    return [*_technicians(city, days), *_past_months(city, days)]


def _technicians(city: City, days: Calendar) -> Iterator[Story]:
    def story(clerk: str, institute: str, occupation: str, committee: str, title: str) -> Story:
        return Story(
            city, clerk, institute, title, (occupation, 2), days.ahead(34),
            kind=PlanKind.INDUSTRY_TECHNICIAN, category=None, expected=14, committee=committee,
        )  # fmt: skip

    on_notice = story("jingan", "qiche", "汽车修理工", "zhuangbei", "汽车修理工技师考评")
    yield (
        _until_enrolled(on_notice, days, 24, 14)
        .then(days.ago(2, 9), lambda now: _publish(on_notice, now))
        .then(days.ago(1, 11), lambda now: _object(on_notice, 3, now))
    )
    ended = story("jinggong", "yizhuang", "维修电工", "zhuangbei", "维修电工技师考评")
    yield (
        _until_enrolled(ended, days, 30, 12)
        .then(days.ago(18, 9), lambda now: _publish(ended, now))
        .then(days.ago(16, 14), lambda now: _object(ended, 0, now))
        .then(days.ago(15, 10), lambda now: _object(ended, 5, now))
        .then(days.ago(13, 15), lambda now: _answer(ended, now))
        .then(
            days.ago(9, 10),
            lambda now: qualifying.qualify_plan(actor=ended.actor, plan_id=ended.plan_id, now=now),
        )
    )


def _past_months(city: City, days: Calendar) -> Iterator[Story]:
    """Plans that were enrolled month after month for exams to come, with fewer corrections each time."""
    for clerk, institute, item, begun in (
        ("jingwei", "chaoyang", ("餐厅服务员", 5), ((72, 9), (50, 6), (28, 3))),
        ("qixin", "haidian", ("计算机操作员", 5), ((70, 2), (47, 4))),
        ("jinggong", "yizhuang", ("装配钳工", 5), ((68, 5), (45, 2), (26, 1))),
    ):
        for number, (start, corrections) in enumerate(begun, start=1):
            title = f"样例{item[0]}培训班专场第 {number} 期"
            story = Story(city, clerk, institute, title, item, days.ahead(30 + 5 * number), expected=30)
            _until_enrolled(story, days, start, 26)
            yield _corrected(story, days, start - 12, corrections)
            if start == 28:  # the newest ones still wait
                story.then(days.ago(1, 15), lambda now, story=story: _ask(story, 20, CorrectionField.NAME, now))  # type: ignore[misc]
                story.then(days.ago(1, 16), lambda now, story=story: _ask(story, 21, CorrectionField.PHONE, now))  # type: ignore[misc]


def _until_enrolled(story: Story, days: Calendar, start: int, people: int) -> Story:
    story.drafted(days.ago(start)).listed(days.ago(start - 1), people).filed(days.ago(start - 2))
    story.accepted(days.ago(start - 3))
    if story.committee:
        story.chose(days.ago(start - 4, 9))
    return story.enrolled(days.ago(start - 4, 16))


def _corrected(story: Story, days: Calendar, since: int, count: int) -> Story:
    fields = (CorrectionField.PHONE, CorrectionField.EMPLOYER, CorrectionField.EDUCATION, CorrectionField.NAME)
    for number in range(count):
        field = fields[number % len(fields)]
        story.then(days.ago(since, 9, number), lambda now, n=number, f=field: _ask(story, n, f, now))  # type: ignore[misc]
        story.then(days.ago(since - 2, 10, number), lambda now, n=number: _decide(story, n, now))  # type: ignore[misc]
    return story


# --- acts -----------------------------------------------------------------------------------------------------
def _publish(story: Story, now: datetime) -> None:
    publish_notice(actor=story.officer, plan_id=story.plan_id, now=now)


def _entry(story: Story, number: int) -> NoticeEntry:
    notice = PublicNotice.objects.filter(plan=story.plan_id).order_by("-pk")[0]
    found: NoticeEntry = notice.entries.order_by("pk")[number]
    return found


def _object(story: Story, number: int, now: datetime) -> None:
    entry = _entry(story, number)
    form = ObjectionForm(DOUBT, "样例群众", "13800000099")
    raise_objection(notice_id=entry.notice_id, entry_id=entry.pk, form=form, now=now)


def _answer(story: Story, now: datetime) -> None:
    """The first one upheld, the others not."""
    waiting = Objection.objects.filter(notice__plan=story.plan_id).order_by("pk")
    for number, objection in enumerate(waiting):
        answer = (
            "经核查，证书取得未满七年，取消本次申报（样例）。"
            if number == 0
            else "经核查，证书真实，年限符合（样例）。"
        )
        decide_objection(actor=story.officer, objection_id=objection.pk, upheld=number == 0, answer=answer, now=now)


def _person(story: Story, number: int) -> Candidate:
    rows = Candidate.objects.filter(plan=story.plan_id).exclude(state=CandidateState.WITHDRAWN)
    found: Candidate = rows.order_by("pk")[number]
    return found


def _ask(story: Story, number: int, field: CorrectionField, now: datetime) -> None:
    person = _person(story, number)
    wanted = {
        CorrectionField.PHONE: f"137{number:04}{story.plan_id % 10_000:04}",
        CorrectionField.EMPLOYER: "样例餐饮管理有限公司",
        CorrectionField.EDUCATION: "大学本科",
        CorrectionField.NAME: f"{person.name}林",
    }[field]
    ask_corrections(
        actor=story.actor, candidate_id=person.pk, changes={field: wanted}, reason="录入错误（样例）",
        attachment=SCAN, now=now,
    )  # fmt: skip


def _decide(story: Story, number: int, now: datetime) -> None:
    """The district or the city agrees; every fifth one is turned down."""
    person = _person(story, number)
    waiting = Correction.objects.filter(candidate=person, state="REQUESTED")
    city = waiting.filter(field=CorrectionField.NAME).exists()
    actor = story.officer if city else story.city.actors[DISTRICT_OF[story.clerk]]
    agreed = number % 5 != 4
    decide_corrections(
        actor=actor, candidate_id=person.pk, grants={one.pk: agreed for one in waiting},
        note="" if agreed else "与材料不一致（样例）。", now=now,
    )  # fmt: skip
