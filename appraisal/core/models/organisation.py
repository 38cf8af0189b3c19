"""City centre and its sections, district centres, institutes, committees."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role


class OrganisationQuerySet(ScopedQuerySet):
    """Everyone signed in may know that an organisation exists, except that institutes do not see one another."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        public = ~Q(kind=OrganisationKind.INSTITUTE)
        if actor.role == Role.DISTRICT_OFFICER:
            return public | Q(district_id=actor.organisation_id)
        return public | Q(pk=actor.organisation_id)


class Organisation(models.Model):
    """An organisation. `code` is a key of this portal, `gb_code` the GB/T 2260 code where there is one."""

    kind = models.CharField("类型", max_length=20, choices=OrganisationKind.choices())
    code = models.CharField("编号", max_length=20, unique=True)
    gb_code = models.CharField("行政区划代码", max_length=6, blank=True)
    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=40)
    name_key = models.CharField(max_length=400, editable=False, db_index=True)
    district = models.ForeignKey(
        "self",
        verbose_name="注册地所在区县中心",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="institutes",
    )
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="sections"
    )
    address = models.CharField("地址", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = EncryptedTextField("联系电话")
    active = models.BooleanField("在用", default=True)
    is_sample = models.BooleanField("样例数据", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name_key",)
        constraints = [
            models.CheckConstraint(
                name="organisation_institute_has_district",
                condition=~Q(kind=OrganisationKind.INSTITUTE) | Q(district__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_section_has_parent",
                condition=~Q(kind=OrganisationKind.CITY_SECTION) | Q(parent__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["kind", "name_key"])]

    def __str__(self) -> str:
        return self.name
