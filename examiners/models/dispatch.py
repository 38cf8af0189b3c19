"""The dispatch of a request: its life, the promised seed, and the order in which examiners are asked."""

from django.db import models
from django.db.models import F, Q

from appraisal.core.models import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from examiners.models.examiner import Examiner
from examiners.models.request import ExaminerRequest
from examiners.rules.ranking import Criterion
from examiners.rules.states import ALIVE, OPEN, DispatchState
from plans.models.plan import plan_visibility


def dispatch_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """Who sees a dispatch: whoever sees its plan. `prefix` leads from another table, e.g. "dispatch__"."""
    return plan_visibility(actor, f"{prefix}request__sitting__plan__")


class DispatchQuerySet(ScopedQuerySet):
    """Dispatches by actor."""

    def visibility(self, actor: Actor) -> Q | None:
        return dispatch_visibility(actor)


class OfDispatchQuerySet(ScopedQuerySet):
    """Rows of a dispatch that only those who dispatch see: the district and the city."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role not in (Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER):
            return None
        return dispatch_visibility(actor, "dispatch__")


class Dispatch(models.Model):
    """The dispatch for one request. `day`, `place`, `district` and `seats` are the request's, kept here while it lasts.

    `seated` is counted by a trigger from the invitations (migration 0004_seats); the check on it is the last line
    against too many. `seed` decides ties: its hash is shown from the beginning, itself only once it has been used.
    `version` grows with every team notice.
    """

    request = models.ForeignKey(ExaminerRequest, on_delete=models.CASCADE, related_name="dispatches")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dispatches")
    day = models.DateField("考评日期")
    place = models.CharField("考点", max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField("需求人数")
    seated = models.PositiveSmallIntegerField(default=0)
    state = models.CharField("状态", max_length=10, choices=DispatchState.choices(), default=DispatchState.WAITING)
    state_since = models.DateTimeField()
    seed = models.CharField(max_length=64)
    seed_hash = models.CharField("抽签承诺", max_length=64)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ranked_at = models.DateTimeField(null=True)
    formed_at = models.DateTimeField(null=True)
    version = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField("撤销理由", max_length=400, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ("day", "pk")
        constraints = [
            models.CheckConstraint(name="dispatch_never_overfilled", condition=Q(seated__lte=F("seats"))),
            models.UniqueConstraint(fields=["request"], condition=Q(state__in=sorted(ALIVE)), name="one_live_dispatch"),
            models.CheckConstraint(
                name="dispatch_formed_is_full",
                condition=~Q(state=DispatchState.FORMED) | Q(seated=F("seats"), formed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "day"]),
            models.Index(fields=["day"], condition=Q(state__in=sorted(OPEN)), name="dispatch_open_on_day"),
        ]

    def concerned(self) -> set[int]:
        """Keys of the organisations that hear of it in their feed of changes: those of its plan."""
        return self.request.concerned()


class RankedExaminer(models.Model):
    """An examiner's place in the ranking of a dispatch with what it hangs on. `turn`: the order of asking.

    The turn differs from the place where requests of the same day compete (see `rules.assignment`). `foreseen`: duties
    of the days ahead for which he was counted on when the ranking was made.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="ranking")
    examiner = models.ForeignKey(Examiner, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField("排序")
    turn = models.PositiveIntegerField("邀请顺序")
    assigned = models.BooleanField(default=False)  # by the assignment over the requests of the day
    counted_on = models.BooleanField(default=False)  # by another request of the day
    recent_duties = models.PositiveSmallIntegerField("近期执评次数")
    foreseen = models.PositiveSmallIntegerField("后续统筹次数", default=0)
    preference = models.PositiveSmallIntegerField("意愿顺序")
    last_asked = models.DateField("上次受邀", null=True)
    draw = models.CharField("签号", max_length=12)
    behind_by = models.CharField(max_length=10, choices=Criterion.choices(), blank=True)

    objects = OfDispatchQuerySet.as_manager()

    class Meta:
        ordering = ("turn",)
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "examiner"], name="one_place_per_examiner"),
            models.UniqueConstraint(fields=["dispatch", "turn"], name="one_turn_each"),
        ]
