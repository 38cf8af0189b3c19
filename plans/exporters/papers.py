"""The re-review form and the roster as PDF: Typst templates of `plans/papers`, one copy for each of the three parties.

They carry whole document numbers: only `services.papers.print_copies`, which is on record, hands copies out for this.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from appraisal.core import clock
from appraisal.core.rules.papers import PaperKind
from appraisal.core.typesetting import Imprint, stamp, typeset
from plans.models import PaperCopy, Plan
from plans.queries.papers import PaperLine, paper_lines
from plans.rules.re_review import DECIDED
from plans.rules.review_enums import ReReviewOutcome, ReviewItem

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "papers"
IN_ORDER, NOT_IN_ORDER, NOT_SEEN = "√", "×", "—"
SHORT_ITEMS: Final = {
    ReviewItem.IDENTITY: "身份信息",
    ReviewItem.CONDITION: "申报条件",
    ReviewItem.CERTIFICATE: "原证书",
    ReviewItem.EXPERIENCE: "工作年限",
    ReviewItem.EDUCATION: "学历培训",
    ReviewItem.SUBJECTS: "类型科目",
}


def papers_pdf(plan: Plan, copies: Sequence[PaperCopy], imprint: Imprint) -> bytes:
    """The copies of one kind as one PDF, each with its own page numbers and QR code. Raises `FontMissing`."""
    kind = PaperKind(copies[0].paper.kind)
    lines = paper_lines(plan, kind)
    content = {
        "title": f"北京市职业技能鉴定{kind.label}",
        "number": plan.number,
        "facts": _facts(plan, imprint),
        "stamps": [stamp(one.paper, imprint, holder=one.get_holder_display()) for one in copies],
        "district": plan.district.name,
        "institute": plan.institute.name,
        **(_form(lines) if kind is PaperKind.RE_REVIEW_FORM else _roster(lines)),
    }
    return typeset(TEMPLATES / f"{kind.lower()}.typ", content)


def _facts(plan: Plan, imprint: Imprint) -> list[tuple[str, str]]:
    exam = f"{plan.first_exam_date}" if plan.first_exam_date else ""
    return [
        ("计划编号", plan.number),
        ("计划名称", plan.title),
        ("鉴定机构", plan.institute.name),
        ("区县中心", plan.district.name),
        ("首场考试", exam),
        ("打印时间", f"{clock.today(imprint.printed_at)}"),
    ]


def _form(lines: Sequence[PaperLine]) -> dict[str, Any]:
    passed = sum(line.verdict is not None and line.verdict.outcome == ReReviewOutcome.PASSED for line in lines)
    names = dict.fromkeys(line.verdict.reviewed_by.name for line in lines if line.verdict)
    return {
        "items": list(SHORT_ITEMS.values()),
        "rows": [_form_row(number, line) for number, line in enumerate(lines, start=1)],
        "summary": f"复审 {len(lines)} 人：合格 {passed} 人，不合格 {len(lines) - passed} 人。",
        "reviewers": "、".join(names),
    }


def _form_row(number: int, line: PaperLine) -> dict[str, Any]:
    one, verdict = line.candidate, line.verdict
    items = verdict.items if verdict else {}
    return {
        "number": str(number),
        "name": one.name,
        "sex": one.get_sex_display(),
        "document": one.document_number,
        "condition": f"{one.item}；{one.condition}",
        "items": [_mark(items.get(item)) for item in SHORT_ITEMS],
        "outcome": verdict.get_outcome_display() if verdict else "",
        "note": verdict.note if verdict else "",
    }


def _mark(found: dict[str, Any] | None) -> str:
    if found is None:
        return NOT_SEEN
    return IN_ORDER if found.get("ok") else NOT_IN_ORDER


def _roster(lines: Sequence[PaperLine]) -> dict[str, Any]:
    return {
        "rows": [_roster_row(number, line) for number, line in enumerate(lines, start=1)],
        "summary": f"共 {len(lines)} 人。",
    }


def _roster_row(number: int, line: PaperLine) -> dict[str, Any]:
    one = line.candidate
    decided = line.verdict is not None and line.verdict.outcome in DECIDED
    return {
        "number": str(number),
        "name": one.name,
        "sex": one.get_sex_display(),
        "document_type": one.get_document_type_display(),
        "document": one.document_number,
        "education": one.get_education_display(),
        "employer": one.employer,
        "item": str(one.item),
        "theory": one.get_theory_display(),
        "practical": one.get_practical_display(),
        "review": one.get_review_display(),
        "outcome": line.verdict.get_outcome_display() if line.verdict and decided else "不须复审",
    }
