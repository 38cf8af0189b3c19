"""Published results: the table of a plan, a candidate's history, corrections; and who may open their evidence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from appraisal.core.queries import documents
from appraisal.core.queries.pages import Page, page_by_key
from appraisal.core.rules.enums import RequestState, Subject
from appraisal.core.rules.identity import mask_document_number
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Plan, PublishedResult, ScoreCorrection
from plans.rules.enums import CandidateState
from plans.rules.scoring import ENTERING, Grade, Standing

ORDER = ("item_id", "sheet_row", "pk")


@dataclass(frozen=True, slots=True)
class ResultCell:
    """One subject of one candidate: `sat` as what; `result` None while it is not published."""

    subject: Subject
    sat: bool
    result: PublishedResult | None
    passed: bool

    @property
    def grade(self) -> Grade | None:
        """The grade that counts."""
        return self.result.grade if self.result else None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One candidate's results and how he stands."""

    candidate: Candidate
    cells: list[ResultCell]
    standing: Standing


def pass_score() -> int:
    """From this score on a subject is passed (setting PASS_SCORE)."""
    score: int = settings.KAOWU["PASS_SCORE"]
    return score


def plan_candidates(actor: Actor, plan: Plan, text: str = "") -> QuerySet[Candidate]:
    """The plan's candidates who have not withdrawn, by item and roster; `text`: part of a name."""
    rows = Candidate.objects.visible_to(actor).filter(plan=plan).exclude(state=CandidateState.WITHDRAWN)
    rows = rows.filter(name__icontains=text) if text else rows
    return rows.select_related("item__occupation_level__occupation", "ticket")


def results_page(actor: Actor, plan: Plan, *, text: str = "", key: str = "") -> tuple[list[ResultRow], str]:
    """One page of the results table, and the key of the next page. Three queries."""
    page: Page = page_by_key(plan_candidates(actor, plan, text), ("pk",), key)
    return result_rows(actor, page.rows), page.next_key


def result_rows(actor: Actor, candidates: list[Candidate]) -> list[ResultRow]:
    """The results of candidates, as far as the actor sees them. One query."""
    newest: dict[tuple[int, str], PublishedResult] = {}
    rows = PublishedResult.objects.visible_to(actor).filter(candidate__in=[one.pk for one in candidates])
    for row in rows.select_related("sheet__sitting").order_by("version"):
        newest[row.candidate_id, row.sheet.sitting.subject] = row
    score = pass_score()
    return [_row(one, newest, score) for one in candidates]


def _row(candidate: Candidate, newest: dict[tuple[int, str], PublishedResult], score: int) -> ResultRow:
    cells = []
    for subject in Subject:
        result = newest.get((candidate.pk, subject))
        passed = bool(result and result.grade.passes(score))
        cells.append(ResultCell(subject, bool(getattr(candidate, subject.lower())), result, passed))
    grades = {cell.subject: cell.grade for cell in cells if cell.sat}
    return ResultRow(candidate, cells, Standing(grades, score))


EXPORT_HEADERS = ("准考证号", "姓名", "证件号码", "职业（工种）等级", "理论", "实操", "综合评审", "本次结果")


def exported_results(actor: Actor, plan: Plan, text: str = "") -> Iterator[tuple[object, ...]]:
    """The whole table as rows of `EXPORT_HEADERS`, numbers masked."""
    for row in result_rows(actor, list(plan_candidates(actor, plan, text).order_by(*ORDER))):
        one = row.candidate
        ticket = getattr(one, "ticket", None)
        yield (
            ticket.number if ticket else "", one.name, mask_document_number(one.document_number), str(one.item),
            *(cell_words(cell) for cell in row.cells), standing_words(row.standing),
        )  # fmt: skip


def cell_words(cell: ResultCell) -> str:
    """A cell of the export."""
    return cell.grade.text if cell.grade else ("未发布" if cell.sat else "")


def standing_words(standing: Standing) -> str:
    """How a candidate stands, in words."""
    return {True: "合格", False: "不合格", None: "未全部发布"}[standing.passed]


def history_of(actor: Actor, sitting_id: int, candidate_id: int) -> list[PublishedResult]:
    """Every version of one result, oldest first."""
    rows = PublishedResult.objects.visible_to(actor).filter(sheet__sitting=sitting_id, candidate=candidate_id)
    return list(rows.select_related("published_by", "candidate").order_by("version"))


def score_corrections(actor: Actor, state: str = "") -> QuerySet[ScoreCorrection]:
    """Corrections of results that the actor sees, newest first."""
    rows: QuerySet[ScoreCorrection] = ScoreCorrection.objects.visible_to(actor).select_related(
        "result__candidate", "result__sheet__sitting__plan__institute",
        "result__sheet__sitting__item__occupation_level__occupation", "requested_by", "decided_by", "document",
    )  # fmt: skip
    return rows.filter(state=state) if state else rows


def corrections_of_result(actor: Actor, versions: Iterable[PublishedResult]) -> list[ScoreCorrection]:
    """All corrections of one result, newest first."""
    return list(score_corrections(actor).filter(result__in=[one.pk for one in versions]))


def waiting_score_corrections(actor: Actor) -> QuerySet[ScoreCorrection]:
    """Corrections that wait for somebody else than whoever asked: what the actor may decide."""
    return score_corrections(actor, RequestState.REQUESTED).exclude(requested_by=actor.user_id)


def _of_score_correction(document_id: int, actor: Actor) -> bool:
    if actor.role not in ENTERING:  # the institute sees the change, not the paper of others
        return False
    return ScoreCorrection.objects.visible_to(actor).filter(document_id=document_id).exists()


documents.register("plans.score_corrections", _of_score_correction)
