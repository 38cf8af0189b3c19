"""Runs of re-evaluation: which wait, who works on one, how far it is."""

from django.db.models import Q

from plans.models import EvaluationRun, Plan


def unfinished_run_ids() -> list[int]:
    """Runs that have not come to an end, oldest first; those under way are among them."""
    return list(EvaluationRun.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))


def newest_run(*, standard_id: int) -> EvaluationRun | None:
    """The last run of a standard."""
    return EvaluationRun.objects.filter(standard_id=standard_id).order_by("-pk").first()


def plan_is_being_evaluated(plan: Plan) -> bool:
    """Whether a run that may touch candidates of the plan has not come to an end."""
    occupations = plan.items.values("occupation_level__occupation")
    touching = (
        Q(item__plan=plan)
        | Q(standard__isnull=False, standard__occupation=None)
        | Q(standard__occupation__in=occupations)
    )
    return EvaluationRun.objects.filter(touching, finished_at=None).exists()
