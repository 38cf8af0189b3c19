"""A published result changes only on the record: reason and evidence by one person, the decision by another."""

from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from plans.models import Plan, PublishedResult, RecordedResult, ScoreCorrection, ScoreSheet
from plans.rules.score_entry import RESULT_RULE, CorrectionFacts, correction_refusals
from plans.rules.scoring import Mark, read_grade
from plans.rules.states import PlanAction
from plans.services import score_letters
from plans.services.attachments import Attachment, store_attachment
from plans.services.score_entries import locked_sheet


@use_case
def ask_score_correction(
    *,
    actor: Actor,
    sitting_id: int,
    candidate_id: int,
    typed: str,
    reason: str,
    attachment: Attachment | None,
    now: datetime,
) -> ScoreCorrection:
    """Ask for a published result to be changed to what was typed.

    Raises `NotPermitted`, `Conflict`, `PublishedResult.DoesNotExist` when nothing is published; `Refused` with all
    that is wrong.
    """
    plan, sheet = locked_sheet(actor, sitting_id, PlanAction.CORRECT_SCORES)
    result = newest_result(sheet, candidate_id)
    facts = CorrectionFacts(
        present=result.grade,
        typed=typed,
        wanted=read_grade(typed),
        is_waiting=result.corrections.filter(state=RequestState.REQUESTED).exists(),
        has_document=attachment is not None,
    )
    refusals = gather(correction_refusals(facts), reason_refusals(reason))
    if refusals or facts.wanted is None or attachment is None:
        raise Refused(*refusals)
    document = store_attachment(actor, attachment, now)
    asked: ScoreCorrection = ScoreCorrection.objects.create(
        result=result, mark=facts.wanted.mark, score=facts.wanted.points, reason=reason.strip(), document=document,
        requested_by_id=actor.user_id, requested_at=now,
    )  # fmt: skip
    score_letters.write("correction_asked", plan, sheet, to=score_letters.enterers(plan, sheet), now=now)
    _record(actor, "ask", "申请更正成绩", plan, sheet, asked, now)
    return asked


@use_case
def decide_score_correction(
    *, actor: Actor, correction_id: int, grant: bool, note: str = "", now: datetime
) -> ScoreCorrection:
    """Grant or refuse a correction; granted, the next version of the result is published at once.

    Raises `ScoreCorrection.DoesNotExist`, `NotPermitted`, `Conflict` when it is decided already; `Refused` for one's
    own request and for a refusal without a reason.
    """
    where = ScoreCorrection.objects.values_list("result__sheet__sitting_id", flat=True).get(pk=correction_id)
    plan, sheet = locked_sheet(actor, where, PlanAction.CORRECT_SCORES)
    asked: ScoreCorrection = ScoreCorrection.objects.select_related("result").get(pk=correction_id)
    if asked.state != RequestState.REQUESTED:
        raise Conflict("这项更正刚刚已被处理，请刷新后再看。")
    refusals: tuple[Refusal, ...] = () if grant else reason_refusals(note)
    if asked.requested_by_id == actor.user_id:
        refusals += (Refusal("score_correction_own", rule=RESULT_RULE),)
    if refusals:
        raise Refused(*refusals)
    asked.state = RequestState.GRANTED if grant else RequestState.REFUSED
    asked.decided_by_id, asked.decided_at, asked.decision = actor.user_id, now, note.strip()[:400]
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    if grant:
        _publish_next(actor, sheet, asked, now)
        score_letters.write("corrected", plan, sheet, to=[plan.institute_id], now=now)
    _record(
        actor, "grant" if grant else "refuse", "同意更正成绩" if grant else "不同意更正成绩", plan, sheet, asked, now
    )
    return asked


def newest_result(sheet: ScoreSheet, candidate_id: int) -> PublishedResult:
    """The version that counts. Raises `PublishedResult.DoesNotExist`."""
    newest: PublishedResult | None = sheet.results.filter(candidate=candidate_id).order_by("-version").first()
    if newest is None:
        raise PublishedResult.DoesNotExist("nothing is published of this candidate")
    return newest


def _publish_next(actor: Actor, sheet: ScoreSheet, asked: ScoreCorrection, now: datetime) -> None:
    result = asked.result
    PublishedResult.objects.create(
        sheet=sheet, candidate_id=result.candidate_id, version=result.version + 1, mark=Mark(asked.mark),
        score=asked.score, published_at=now, published_by_id=actor.user_id,
    )  # fmt: skip
    RecordedResult.objects.filter(candidate=result.candidate_id, subject=sheet.sitting.subject).update(
        score=asked.score, mark=asked.mark
    )


def _record(
    actor: Actor, word: str, said: str, plan: Plan, sheet: ScoreSheet, asked: ScoreCorrection, now: datetime
) -> None:
    audit.record(
        actor=actor, action=f"score.correction_{word}", target=asked, at=now, version=asked.result.version,
        candidate=asked.result.candidate_id,
        summary=f"{said}：计划 {plan.number}，{sheet.sitting.get_subject_display()}，一处",
    )  # fmt: skip
