"""Practical sites filed with the city 二（三）."""

from django.db import models

from appraisal.core.models.licence import OfInstituteQuerySet
from appraisal.core.models.occupation import Occupation
from appraisal.core.models.organisation import Organisation
from appraisal.core.rules.enums import SiteState


class Site(models.Model):
    """A practical site: name, address, district, the occupations it can carry, its work stations."""

    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField("场所名称", max_length=100)
    address = models.CharField("地址", max_length=200)
    district = models.ForeignKey(
        Organisation, verbose_name="所在区县", on_delete=models.PROTECT, related_name="sites_in_district"
    )
    workstations = models.PositiveIntegerField("工位数", default=30)
    approval_number = models.CharField("审批文号", max_length=80, blank=True)
    occupations = models.ManyToManyField(Occupation, verbose_name="可承担的职业（工种）", related_name="sites")
    state = models.CharField(max_length=10, choices=SiteState.choices(), default=SiteState.FILED)
    filed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("处理意见", max_length=400, blank=True)

    objects = OfInstituteQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["institute", "name"], name="one_site_name_per_institute")]

    def __str__(self) -> str:
        return self.name

    def concerned(self) -> set[int]:
        """The institute, for its feed of changes."""
        return {self.institute_id}
