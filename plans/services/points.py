"""The city's table of points 一（二）: a new line from a day on, by a document; what was is never changed."""

from datetime import date, datetime
from decimal import Decimal

from appraisal.core import audit
from appraisal.core.clock import today
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.transactions import use_case
from plans.models import PointsRule
from plans.rules.change_enums import PointsCode
from plans.rules.deductions import points_rule_refusals


@use_case
def set_points(
    *, actor: Actor, code: PointsCode | None, points: Decimal | None, valid_from: date | None, document: str,
    now: datetime,
) -> PointsRule:  # fmt: skip
    """From `valid_from` on an event of this kind costs so many points. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.EDIT_POINTS)
    taken = bool(code and valid_from) and PointsRule.objects.filter(code=code, valid_from=valid_from).exists()
    refusals = points_rule_refusals(
        code=code, points=points, valid_from=valid_from, document=document, taken=taken, today=today(now)
    )
    if refusals or code is None or points is None or valid_from is None:
        raise Refused(*refusals)
    rule: PointsRule = PointsRule.objects.create(
        code=code, points=points, valid_from=valid_from, document=document.strip(), set_by_id=actor.user_id, set_at=now
    )
    audit.record(
        actor=actor, action="points.set", target=rule, at=now, code=code.value, points=str(points),
        valid_from=str(valid_from), document=rule.document,
        summary=f"减分分值：{code.label} 自 {valid_from} 起 {points} 分",
    )  # fmt: skip
    return rule
