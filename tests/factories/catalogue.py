"""The catalogue, licences and sites, and files to upload."""

from datetime import date, datetime
from itertools import count

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.models import (
    AppraisalMode,
    Licence,
    LicenceRequest,
    Occupation,
    OccupationLevel,
    Organisation,
    Site,
)
from appraisal.core.pinyin import name_key
from appraisal.core.rules.enums import OrganisationKind, PracticalMode, ReviewMode
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services.licences import Application, request_licence
from appraisal.core.services.sites import SiteEntry, file_site
from tests.factories import core

_numbers = count(1)
PDF = b"%PDF-1.7 approval"


def guidance_section() -> Organisation:
    """鉴定指导科, once."""
    code = settings.KAOWU["GUIDANCE_SECTION_CODE"]
    found = Organisation.objects.filter(code=code).first()
    return found or core.organisation(OrganisationKind.CITY_SECTION, code=code, name="鉴定指导科")


def officer() -> Actor:
    """A new guidance officer of the one guidance section."""
    return core.actor(Role.GUIDANCE_OFFICER, guidance_section())


def clerk(home: Organisation | None = None) -> Actor:
    """A new institute clerk; the guidance section, to which his requests go, exists."""
    guidance_section()
    return core.actor(Role.INSTITUTE_CLERK, home)


def occupation(name: str = "", levels: str = "54321", **fields: object) -> Occupation:
    """An occupation with its levels."""
    name = name or f"工种{next(_numbers)}"
    row = Occupation.objects.create(name=name, name_key=name_key(name), **fields)
    OccupationLevel.objects.bulk_create(OccupationLevel(occupation=row, level=int(level)) for level in levels)
    return row


def level(number: int = 4, name: str = "") -> OccupationLevel:
    """One level of a new occupation, without a mode."""
    return occupation(name, str(number)).levels.get()


def mode(of: OccupationLevel, day: date, practical: PracticalMode = PracticalMode.HANDS_ON) -> AppraisalMode:
    """A mode from `day` on, past the service: for what was set long ago."""
    review = ReviewMode.ORAL_DEFENCE if of.level <= 2 else ""
    return AppraisalMode.objects.create(
        occupation_level=of,
        practical=practical,
        review=review,
        valid_from=day,
        set_by=core.user(),
        set_at=datetime.fromisoformat(f"{day}T09:00:00+08:00"),
    )


def pdf(name: str = "批准文件.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """An uploaded document."""
    return SimpleUploadedFile(name, content, "application/pdf")


def licence(institute: Organisation, of: OccupationLevel, start: date, until: date | None = None) -> Licence:
    """A licence, past the services."""
    return Licence.objects.create(
        institute=institute,
        occupation_level=of,
        document_number="京人社发〔2014〕4号",
        valid_from=start,
        valid_until=until,
    )


def application(*levels: OccupationLevel, **fields: object) -> Application:
    """What a clerk asks for; open-ended from 2026-03-02 unless told."""
    defaults = {"document_number": "京人社发〔2026〕8号", "valid_from": date(2026, 3, 2)}
    return Application(scope_ids=frozenset(row.pk for row in levels), **{**defaults, **fields})


def request(by: Actor, *levels: OccupationLevel, now: datetime, **fields: object) -> LicenceRequest:
    """A request made through the service."""
    key = request_licence(actor=by, application=application(*levels, **fields), document=pdf(), now=now)
    return LicenceRequest.objects.get(pk=key)


def site_entry(*occupations: Occupation, **fields: object) -> SiteEntry:
    """What a clerk types in for a site."""
    number = next(_numbers)
    defaults: dict[str, object] = {
        "name": f"实操车间{number}",
        "address": f"北京市某街{number}号",
        "district_id": core.organisation(OrganisationKind.DISTRICT_CENTRE).pk if "district_id" not in fields else None,
        "workstations": 30,
    }
    return SiteEntry(occupation_ids=frozenset(row.pk for row in occupations), **{**defaults, **fields})


def site(by: Actor, *occupations: Occupation, now: datetime, **fields: object) -> Site:
    """A site filed through the service."""
    return Site.objects.get(pk=file_site(actor=by, entry=site_entry(*occupations, **fields), now=now))
