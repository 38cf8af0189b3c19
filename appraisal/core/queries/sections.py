"""The city's sections that messages and obligations are addressed to."""

from django.conf import settings

from appraisal.core.models import Organisation
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role


def guidance_section_id() -> int:
    """Key of 鉴定指导科, found by the setting GUIDANCE_SECTION_CODE. Raises `Organisation.DoesNotExist`."""
    return _section_id(settings.KAOWU["GUIDANCE_SECTION_CODE"])


def finance_section_id() -> int:
    """Key of 财务科, found by the setting FINANCE_SECTION_CODE. Raises `Organisation.DoesNotExist`."""
    return _section_id(settings.KAOWU["FINANCE_SECTION_CODE"])


def _section_id(code: str) -> int:
    section: int = Organisation.objects.values_list("pk", flat=True).get(kind=OrganisationKind.CITY_SECTION, code=code)
    return section


def section_role(code: str) -> Role | None:
    """The role that people of the city's section `code` hold; `None` for any other organisation."""
    sections = {
        settings.KAOWU["GUIDANCE_SECTION_CODE"]: Role.GUIDANCE_OFFICER,
        settings.KAOWU["FINANCE_SECTION_CODE"]: Role.FINANCE_OFFICER,
    }
    return sections.get(code)
