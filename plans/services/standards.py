"""Conditions for applying (申报条件) as dated versions: drafted, edited, published after a look at what they change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from appraisal.core import audit, clock
from appraisal.core.errors import Conflict, Refused
from appraisal.core.models import Occupation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.transactions import use_case
from plans.models import EligibilityStandard
from plans.queries.flips import flip_report
from plans.queries.standards import lock_standard
from plans.rules.eligibility.content import RULE, alternative_refusals, content_refusals
from plans.rules.review_enums import StandardState
from plans.services import evaluation_runs, standard_sources

STANDARDS_LOCK: Final = 4096011


@dataclass(frozen=True, slots=True)
class StandardHead:
    """What a version says of itself. `occupation_id=None`: it serves every occupation without its own."""

    name: str
    document: str
    valid_from: date
    continuous: bool
    occupation_id: int | None = None


@use_case
def load_standards(*, now: datetime) -> int:
    """Add the versions of the data file that are not there yet. Returns how many were added."""
    known = set(EligibilityStandard.objects.values_list("code", flat=True))
    contents = standard_sources.contents()
    occupations = dict(Occupation.objects.values_list("name", "pk"))
    added = 0
    for source in standard_sources.SOURCES:
        if source.code in known or (source.occupation and source.occupation not in occupations):
            continue
        content = contents[source.code]
        standard = EligibilityStandard.objects.create(
            code=source.code,
            name=source.name,
            occupation_id=occupations[source.occupation] if source.occupation else None,
            document=standard_sources.document_of(source, content),
            valid_from=source.valid_from or clock.today(now),
            content={"continuous": content["continuous"], "rules": content["rules"]},
            state=StandardState.PUBLISHED if source.valid_from else StandardState.DRAFT,
            is_sample=True,
            drafted_at=now,
            published_at=now if source.valid_from else None,
        )
        if source.valid_from:
            evaluation_runs.request_for_standard(standard_id=standard.pk, now=now)
        added += 1
    if added:
        audit.record(
            actor=None, action="standard.loaded", target="standards", summary=f"载入申报条件 {added} 份（样例）", at=now
        )
    return added


@use_case
def draft_standard(
    *, actor: Actor, copied_id: int, occupation_id: int | None, valid_from: date, now: datetime
) -> EligibilityStandard:
    """Begin a draft as a copy of a version, for the same or another occupation.

    Raises `NotPermitted`, `EligibilityStandard.DoesNotExist`, `Occupation.DoesNotExist`.
    """
    authorise(actor, Capability.EDIT_STANDARDS)
    copied = EligibilityStandard.objects.get(pk=copied_id)
    occupation = Occupation.objects.get(pk=occupation_id) if occupation_id else None
    name = f"{occupation.name}申报条件" if occupation else copied.name
    draft = EligibilityStandard.objects.create(
        code=copied.code,
        name=name,
        occupation=occupation,
        document=copied.document,
        valid_from=valid_from,
        content=copied.content,
        is_sample=copied.is_sample,
        drafted_by_id=actor.user_id,
        drafted_at=now,
    )
    _record(actor, "drafted", draft, now, copied=copied.pk)
    return draft


@use_case
def save_head(*, actor: Actor, standard_id: int, head: StandardHead, now: datetime) -> EligibilityStandard:
    """Change what a draft says of itself. Raises `NotPermitted`, `Conflict`, and `Refused` for what is missing."""
    draft = _lock_draft(actor, standard_id)
    missing = [
        Refusal("missing", {"what": what}, field=name)
        for name, what in (("name", "名称"), ("document", "依据文件"))
        if not getattr(head, name).strip()
    ]
    if missing:
        raise Refused(*missing)
    draft.name, draft.document = head.name.strip(), head.document.strip()
    draft.valid_from, draft.occupation_id = head.valid_from, head.occupation_id
    draft.content = {**draft.content, "continuous": head.continuous}
    return _save(actor, draft, now)


@use_case
def save_alternative(
    *, actor: Actor, standard_id: int, level: int, number: int | None, raw: Mapping[str, Any], now: datetime
) -> EligibilityStandard:
    """Put an alternative of a draft's level in place of its `number`-th (from 1), or add it (`None`).

    Raises `NotPermitted`, `Conflict` when that alternative is gone, `Refused` with every fault of it.
    """
    draft = _lock_draft(actor, standard_id)
    alternatives = _alternatives(draft, level)
    place = len(alternatives) + 1 if number is None else number
    refusals = alternative_refusals(level, place, raw)
    if dict(raw) in [other for index, other in enumerate(alternatives, start=1) if index != place]:
        refusals = (*refusals, Refusal("standard_alternative_twice", rule=RULE))
    if refusals:
        raise Refused(*refusals)
    if number is not None and not 1 <= number <= len(alternatives):
        raise conflict("standard_alternative_gone")
    alternatives[place - 1 : place] = [dict(raw)]
    return _put(actor, draft, level, alternatives, now)


@use_case
def remove_alternative(
    *, actor: Actor, standard_id: int, level: int, number: int, now: datetime
) -> EligibilityStandard:
    """Take the `number`-th alternative (from 1) off a draft's level. Raises `NotPermitted`, `Conflict`."""
    draft = _lock_draft(actor, standard_id)
    alternatives = _alternatives(draft, level)
    if not 1 <= number <= len(alternatives):
        raise conflict("standard_alternative_gone")
    del alternatives[number - 1]
    return _put(actor, draft, level, alternatives, now)


@use_case
def replace_content(*, actor: Actor, standard_id: int, content: Any, now: datetime) -> EligibilityStandard:
    """Put uploaded content in place of a draft's. Raises `NotPermitted`, `Conflict`, `Refused` with every fault."""
    draft = _lock_draft(actor, standard_id)
    if refusals := content_refusals(content):
        raise Refused(*refusals)
    draft.content = content
    return _save(actor, draft, now)


@use_case
def discard_draft(*, actor: Actor, standard_id: int, now: datetime) -> None:
    """Put a draft aside; the row stays. Raises `NotPermitted`, `Conflict`."""
    draft = _lock_draft(actor, standard_id)
    draft.state = StandardState.WITHDRAWN
    draft.save(update_fields=["state"])
    _record(actor, "discarded", draft, now)


@use_case
def publish_standard(*, actor: Actor, standard_id: int, digest: str, now: datetime) -> EligibilityStandard:
    """Put a draft in force from its day on, and have the candidates it touches evaluated again.

    `digest`: that of the flip report that was shown. Raises `NotPermitted`; `Conflict` when draft or consequences are
    no longer those shown; `Refused` with every fault.
    """
    authorise(actor, Capability.EDIT_STANDARDS)
    wait_for_other_publications()
    draft = _lock_draft(actor, standard_id)
    if refusals := publishing_refusals(draft):
        raise Refused(*refusals)
    report = flip_report(draft, today=clock.today(now))
    if report.digest != digest:
        raise conflict("standard_changed_since")
    draft.state, draft.published_by_id, draft.published_at = StandardState.PUBLISHED, actor.user_id, now
    draft.save(update_fields=["state", "published_by", "published_at"])
    evaluation_runs.request_for_standard(standard_id=draft.pk, now=now)
    _record(actor, "published", draft, now, changed=len(report.changes), looked_at=report.looked_at)
    return draft


def wait_for_other_publications() -> None:
    """One publication at a time: each report is about the conditions as they stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STANDARDS_LOCK])


def publishing_refusals(draft: EligibilityStandard) -> tuple[Refusal, ...]:
    """Every reason why a draft cannot be published."""
    same = EligibilityStandard.objects.filter(
        occupation=draft.occupation, valid_from=draft.valid_from, state=StandardState.PUBLISHED
    )
    taken = (Refusal("standard_same_day", {"date": draft.valid_from}, rule=RULE),) if same.exists() else ()
    return gather(content_refusals(draft.content), taken)


@use_case
def begin_standards(*, now: datetime) -> int:
    """Have the candidates of versions evaluated whose first day has come since they were published."""
    today = clock.today(now)
    begun = [
        standard
        for standard in EligibilityStandard.objects.filter(state=StandardState.PUBLISHED, valid_from=today)
        if standard.published_at and clock.today(standard.published_at) < today
    ]
    waiting = [one for one in begun if not one.evaluation_runs.filter(requested_at__date=today).exists()]
    for standard in waiting:
        evaluation_runs.request_for_standard(standard_id=standard.pk, now=now)
    return len(waiting)


def _lock_draft(actor: Actor, standard_id: int) -> EligibilityStandard:
    authorise(actor, Capability.EDIT_STANDARDS)
    draft = lock_standard(standard_id)
    if draft.state != StandardState.DRAFT:
        raise Conflict(f"这份申报条件{draft.get_state_display()}，不能再改；请另起草一份。")
    return draft


def _alternatives(draft: EligibilityStandard, level: int) -> list[dict[str, Any]]:
    return list(draft.content["rules"].get(str(level), ()))


def _put(
    actor: Actor, draft: EligibilityStandard, level: int, alternatives: list[dict[str, Any]], now: datetime
) -> EligibilityStandard:
    rules = {**draft.content["rules"], str(level): alternatives}
    draft.content = {**draft.content, "rules": {key: rules[key] for key in sorted(rules, reverse=True) if rules[key]}}
    return _save(actor, draft, now)


def _save(actor: Actor, draft: EligibilityStandard, now: datetime) -> EligibilityStandard:
    draft.save()
    _record(actor, "saved", draft, now)
    return draft


_WORDS: Final = {"drafted": "起草", "saved": "修改", "discarded": "放弃", "published": "发布"}


def _record(actor: Actor, word: str, standard: EligibilityStandard, now: datetime, **details: object) -> None:
    audit.record(
        actor=actor,
        action=f"standard.{word}",
        target=standard,
        summary=f"{_WORDS[word]}申报条件：{standard.name}，{standard.valid_from} 起",
        at=now,
        **details,
    )
