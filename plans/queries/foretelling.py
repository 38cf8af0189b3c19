"""How well the pre-check foretold the desk's verdicts: counts for the table of precision and recall."""

from collections.abc import Iterator

from django.db.models import Count, OuterRef, Subquery

from appraisal.core.rules.roles import Actor
from plans.models import ReReview
from plans.rules.re_review import DECIDED


def foretold_counts(actor: Actor) -> Iterator[tuple[str, str, str, int]]:
    """(predicted, clause, desk's outcome, number) over the newest verdict of each candidate that the actor may see."""
    newest = ReReview.objects.filter(candidate=OuterRef("candidate")).order_by("-pk").values("pk")[:1]
    rows = ReReview.objects.visible_to(actor).filter(pk=Subquery(newest), outcome__in=list(DECIDED))
    counted = rows.order_by().values_list("predicted", "predicted_clause", "outcome")
    yield from counted.annotate(number=Count("pk"))
