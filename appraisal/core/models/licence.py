"""Licences 一（一）: what an institute may appraise, and its requests to extend that."""

from django.db import models
from django.db.models import Q

from appraisal.core.models.document import Document
from appraisal.core.models.occupation import OccupationLevel
from appraisal.core.models.organisation import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import LicenceState, RequestState
from appraisal.core.rules.roles import Actor, Role


class OfInstituteQuerySet(ScopedQuerySet):
    """Rows of an institute: itself, its district, the city."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        if actor.role == Role.INSTITUTE_CLERK:
            return Q(institute_id=actor.organisation_id)
        if actor.role == Role.DISTRICT_OFFICER:
            return Q(institute__district_id=actor.organisation_id)
        return None


class LicenceRequest(models.Model):
    """A request to add occupations and levels, with the approval document of the HR bureau."""

    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="licence_requests")
    document_number = models.CharField("批准文件文号", max_length=80)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField("许可开始日期")
    valid_until = models.DateField("许可截止日期", null=True, blank=True)
    scope = models.ManyToManyField(OccupationLevel, related_name="+")
    note = models.CharField("说明", max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices(), default=RequestState.REQUESTED)
    requested_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("处理意见", max_length=400, blank=True)

    objects = OfInstituteQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at",)


class Licence(models.Model):
    """A licence of one institute for one occupation and level, with its document.

    Periods in force of the same institute and level never overlap; migration 0002_licence_periods sees to it.
    """

    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="licences")
    occupation_level = models.ForeignKey(OccupationLevel, on_delete=models.PROTECT, related_name="licences")
    document_number = models.CharField("文号", max_length=80)
    valid_from = models.DateField("开始日期")
    valid_until = models.DateField("截止日期", null=True, blank=True)
    state = models.CharField(max_length=10, choices=LicenceState.choices(), default=LicenceState.IN_FORCE)
    request = models.ForeignKey(
        LicenceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="licences"
    )

    objects = OfInstituteQuerySet.as_manager()

    class Meta:
        ordering = ("occupation_level__occupation__name_key", "-occupation_level__level")
        constraints = [
            models.CheckConstraint(
                name="licence_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from"))
            ),
        ]
