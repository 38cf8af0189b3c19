"""A suspended plan goes on with a later first exam 二（二）: the city names the date and the reason."""

from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.refusals import Refusal

RULE = "二（二）执行与申报鉴定计划"


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """What is asked for. `arrange_by`: last day of the arrangement for the new date; `earliest`: the first that can do.

    `session`: the session whose dates the plan is bound to, empty for none.
    """

    old: date
    new: date | None
    arrange_by: date | None
    earliest: date
    latest: date
    session: str = ""


def resume_refusals(facts: ResumeFacts, *, today: date) -> tuple[Refusal, ...]:
    """Every reason why the plan cannot go on with that date."""
    new = facts.new
    if facts.session:
        return (Refusal("resume_session", {"session": facts.session}, rule=RULE, field="first_exam"),)
    if new is None:
        return (Refusal("resume_date_missing", rule=RULE, field="first_exam"),)
    found: list[tuple[str, dict[str, object]]] = []
    if new <= facts.old:
        found.append(("resume_not_later", {"new": new, "old": facts.old}))
    if new > facts.latest:
        found.append(("resume_out_of_reach", {"new": new, "latest": facts.latest}))
    if facts.arrange_by is not None and facts.arrange_by < today:
        params: dict[str, object] = {
            "new": new,
            "last_day": facts.arrange_by,
            "earliest": max(facts.earliest, facts.old),
        }
        found.append(("resume_too_soon", params))
    return tuple(Refusal(code, params, rule=RULE, date=new, field="first_exam") for code, params in found)
