"""Papers of a plan as PDF: the sheets read again, compared with what was issued, and set by their template."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appraisal.core.models import Paper
from appraisal.core.queries.papers import digest_of
from appraisal.core.rules.papers import PaperKind
from appraisal.core.services.prints import PaperOutdated, register_printer
from appraisal.core.typesetting import Imprint, stamp, typeset
from plans.models import Plan
from plans.queries.photos import portraits_of
from plans.queries.sheets import sheets_of
from plans.rules.paper_sheets import TEMPLATES
from plans.services.plan_papers import PRINTER

FOLDER: Final = Path(__file__).resolve().parents[1] / "papers"


def set_papers(papers: Sequence[Paper], imprint: Imprint, *, tagged: bool = False) -> bytes:
    """Papers of one kind about one plan, in their order, as one PDF.

    Raises `PaperOutdated` when one of them would say something else now than when it was issued, `FontMissing`.
    """
    kind = PaperKind(papers[0].kind)
    plan = Plan.objects.select_related("institute", "district", "session").get(pk=papers[0].subject.partition(":")[2])
    contents = {part: sheet.as_content() for part, sheet in sheets_of(plan, kind, [one.part for one in papers]).items()}
    if any(one.part not in contents or digest_of(contents[one.part]) != one.digest for one in papers):
        raise PaperOutdated
    sheets = [{**contents[one.part], "stamp": stamp(one, imprint), "photo": one.part} for one in papers]
    content = {"title": papers[0].title, "number": plan.number, "origin": imprint.origin, "sheets": sheets}
    pictures = _photographs(papers) if kind is PaperKind.TICKET else None
    return typeset(FOLDER / TEMPLATES[kind], content, tagged=tagged, pictures=pictures)


def _photographs(tickets: Sequence[Paper]) -> dict[str, bytes]:
    """The faces of the candidates, by the part of their ticket; no part of what a version says (decision 24)."""
    parts = {int(one.part.partition(":")[2]): one.part for one in tickets}
    return {parts[candidate_id]: jpeg for candidate_id, jpeg in portraits_of(parts).items()}


register_printer(PRINTER, set_papers)
