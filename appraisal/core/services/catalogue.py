"""The catalogue: occupations and levels, re-review flags 二（四）, appraisal modes 二（一）."""

from collections.abc import Iterable
from datetime import date, datetime

from appraisal.core import audit
from appraisal.core.clock import today
from appraisal.core.errors import Refused
from appraisal.core.models import AppraisalMode, OccupationLevel
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.queries.catalogue import institutes_asking, mode_request_key, modes_in_force
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.catalogue import Mode, ModeFacts, mode_refusals
from appraisal.core.rules.enums import PracticalMode, ReviewMode
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services import notices
from appraisal.core.transactions import use_case, verify_expected


@use_case
def set_appraisal_mode(
    *, actor: Actor, occupation_level_id: int, practical: str, review: str = "", valid_from: date | None, now: datetime
) -> int:
    """Set how a level is examined from a day on 二（一）; returns the key of the new line of its history.

    Tells the institutes that asked for it. Raises `NotPermitted`, `OccupationLevel.DoesNotExist`, and `Refused`.
    """
    authorise(actor, Capability.EDIT_CATALOGUE)
    level = _lock_level(occupation_level_id)
    mode = Mode(practical, review)
    facts = ModeFacts(
        level_name=str(level),
        level=level.level,
        level_active=level.active and level.occupation.active,
        mode=mode,
        valid_from=valid_from,
        in_force=_mode_on(level.pk, valid_from) if valid_from else None,
    )
    if refusals := mode_refusals(facts, today(now)):
        raise Refused(*refusals)
    row = AppraisalMode.objects.create(
        occupation_level=level,
        practical=practical,
        review=review,
        valid_from=valid_from,
        set_by_id=actor.user_id,
        set_at=now,
    )
    words = mode_in_words(mode)
    _tell_institutes(row, level, words, now)
    summary = f"维护鉴定方式：{level}，{words}，自 {valid_from} 起"
    audit.record(
        actor=actor,
        action="SET_MODE",
        target=level,
        summary=summary,
        at=now,
        practical=practical,
        review=review,
        valid_from=str(valid_from),
    )
    return row.pk


@use_case
def ask_for_mode(*, actor: Actor, occupation_level_id: int, now: datetime) -> bool:
    """Ask the guidance section to maintain the mode of a level 二（一）; False when the institute has asked already.

    Raises `NotPermitted`, `OccupationLevel.DoesNotExist`, and `Refused` when a mode is in force or the level is not.
    """
    authorise(actor, Capability.REQUEST_LICENCE)
    level = _lock_level(occupation_level_id)
    refusals = []
    if not (level.active and level.occupation.active):
        refusals.append(Refusal("level_inactive", {"name": str(level)}))
    if modes_in_force([level.pk], today(now)):
        refusals.append(Refusal("mode_in_force", {"name": str(level)}, "二（一）"))
    if refusals:
        raise Refused(*refusals)
    if actor.organisation_id in institutes_asking([level.pk])[level.pk]:
        return False
    assert actor.organisation_id is not None
    notices.post(
        organisation_ids=[guidance_section_id()],
        role=Role.GUIDANCE_OFFICER,
        subject=f"{actor.organisation_name}请求维护鉴定方式：{level}",
        body="含有未维护的职业（工种）、等级的鉴定计划，须维护后方可申报。",
        key=mode_request_key(level.pk, actor.organisation_id),
        now=now,
        path=f"/catalogue/{level.occupation_id}/",
    )
    audit.record(actor=actor, action="ASK_MODE", target=level, summary=f"请求维护鉴定方式：{level}", at=now)
    return True


@use_case
def set_re_review(*, actor: Actor, occupation_level_id: int, re_review: bool, now: datetime) -> None:
    """Say whether candidates of a level go through re-review 二（四）.

    Raises `NotPermitted`, `OccupationLevel.DoesNotExist`, and `Conflict` when it is so already.
    """
    authorise(actor, Capability.EDIT_CATALOGUE)
    level = _lock_level(occupation_level_id)
    if level.re_review == re_review:
        raise conflict("flag_unchanged", name=str(level))
    level.re_review = re_review
    level.save(update_fields=["re_review"])
    summary = f"{level}：{'须' if re_review else '不须'}资格复审"
    audit.record(actor=actor, action="SET_RE_REVIEW", target=level, summary=summary, at=now, re_review=re_review)


def mode_in_words(mode: Mode) -> str:
    """实操：纸笔作答；综合评审：口头答辩."""
    words = [f"实操：{PracticalMode(mode.practical).label}"]
    if mode.review:
        words.append(f"综合评审：{ReviewMode(mode.review).label}")
    return "；".join(words)


def _lock_level(occupation_level_id: int) -> OccupationLevel:
    locked = OccupationLevel.objects.select_for_update(of=("self",), no_key=True).select_related("occupation")
    level: OccupationLevel = locked.get(pk=occupation_level_id)
    verify_expected(level)
    return level


def _mode_on(level_id: int, day: date) -> Mode | None:
    row = modes_in_force([level_id], day).get(level_id)
    return Mode(row.practical, row.review) if row else None


def _tell_institutes(row: AppraisalMode, level: OccupationLevel, words: str, now: datetime) -> None:
    asked: Iterable[int] = institutes_asking([level.pk])[level.pk]
    notices.post(
        organisation_ids=sorted(asked),
        role=Role.INSTITUTE_CLERK,
        subject=f"鉴定方式已维护：{level}",
        body=f"{words}，自 {row.valid_from} 起。",
        key=f"mode-set:{row.pk}",
        now=now,
        path=f"/catalogue/{level.occupation_id}/",
    )
