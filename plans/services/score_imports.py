"""A workbook of scores becomes the actor's draft 三: seen once more on the screen, then handed in as one of the two.

The same file does not serve both entries: then nothing would have been entered twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from appraisal.core import audit
from appraisal.core.crypto import blind_index
from appraisal.core.errors import Refused
from appraisal.core.rules.identity import clean_number
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import ScoreEntry, ScoreSheet, Ticket
from plans.queries.scores import sitters
from plans.rules.score_file import ScoreColumn, ScoreRow, Sitters, read_rows
from plans.rules.scoring import RULE
from plans.services.score_entries import SourceFile, keep_grades, open_sheet


@use_case
def import_scores(
    *, actor: Actor, sitting_id: int, rows: Sequence[ScoreRow], source: SourceFile, now: datetime
) -> ScoreEntry:
    """Put a workbook's scores into the actor's draft in place of what it had. Raises `Refused` with every fault.

    Raises also like `save_scores`.
    """
    plan, sheet, facts = open_sheet(actor, sitting_id, now)
    read = read_rows(rows, _people(sheet, rows, facts.sitters))
    if sheet.entries.filter(file_sha256=source.sha256).exclude(person=actor.user_id).exists():
        read.refusals.append(Refusal("score_file_same", rule=RULE))
    if read.refusals:
        raise Refused(*gather(tuple(read.refusals)))
    entry = keep_grades(actor, sheet, read.grades, now, source)
    audit.record(
        actor=actor, action="score.import", target=sheet, at=now, people=len(read.grades), sha256=source.sha256,
        summary=f"导入成绩文件：计划 {plan.number}，{sheet.sitting.get_subject_display()}，{len(read.grades)} 人",
    )  # fmt: skip
    return entry


def _people(sheet: ScoreSheet, rows: Sequence[ScoreRow], names: Mapping[int, str]) -> Sitters:
    """Who sits the subject, found by ticket and by the document numbers that the rows write."""
    tickets = Ticket.objects.filter(candidate__in=names).values_list("number", "candidate_id")
    by_index = {bytes(index): key for key, index in sitters(sheet.sitting).values_list("pk", "document_index")}
    written = {row.text(ScoreColumn.DOCUMENT) for row in rows} - {""}
    found = {text: by_index.get(blind_index(clean_number(text))) for text in written}
    return Sitters(names, dict(tickets), {text: key for text, key in found.items() if key})
