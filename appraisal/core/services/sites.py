"""Practical sites 二（三）: filed and changed by the institute, confirmed by the guidance section."""

from dataclasses import dataclass
from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import Occupation, Organisation, Site
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.enums import OrganisationKind, SiteState
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.rules.sites import SiteAction, SiteFacts, next_state, site_refusals
from appraisal.core.services import notices
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import use_case, verify_expected


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A site as an institute describes it. `workstations`: how many people can work at the same time."""

    name: str
    address: str
    district_id: int | None
    workstations: int
    occupation_ids: frozenset[int]
    approval_number: str = ""


@use_case
def file_site(*, actor: Actor, entry: SiteEntry, now: datetime) -> int:
    """File a site with the city 二（三）; returns its key. It can be used once it is confirmed.

    Raises `NotPermitted`, and `Refused` with everything that is missing or wrong.
    """
    authorise(actor, Capability.FILE_SITE)
    institute = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    if refusals := _entry_refusals(entry, institute.pk):
        raise Refused(*refusals)
    site = Site.objects.create(institute=institute, filed_at=now, **_columns(entry))
    site.occupations.set(entry.occupation_ids)
    _tell_city(actor, site, now)
    _record(actor, site, "FILE_SITE", f"备案实操场所：{site.name}", now, occupations=sorted(entry.occupation_ids))
    return site.pk


@use_case
def change_site(*, actor: Actor, site_id: int, entry: SiteEntry, now: datetime) -> None:
    """Change a site of one's own; it then waits for confirmation again 二（三）.

    Raises `NotPermitted`, `Site.DoesNotExist` (also for another institute's), `Conflict`, and `Refused`.
    """
    authorise(actor, Capability.FILE_SITE)
    site = _lock_own(actor, site_id)
    state = _step(site, SiteAction.CHANGE)
    if refusals := _entry_refusals(entry, site.institute_id, but=site.pk):
        raise Refused(*refusals)
    before = _as_recorded(site)
    for name, column in _columns(entry).items():
        setattr(site, name, column)
    site.state, site.filed_at, site.decided_at, site.reason = state, now, None, ""
    site.save()
    site.occupations.set(entry.occupation_ids)
    _tell_city(actor, site, now)
    _record(actor, site, "CHANGE_SITE", f"变更实操场所：{site.name}", now, before=before, after=_as_recorded(site))


@use_case
def decide_site(*, actor: Actor, site_id: int, confirm: bool, reason: str = "", now: datetime) -> None:
    """Confirm a filed site or not 二（三）.

    Raises `NotPermitted`, `Site.DoesNotExist`, `Conflict` when it is not waiting, `Refused` without a reason for no.
    """
    authorise(actor, Capability.CONFIRM_SITE)
    site: Site = _lock_site(site_id)
    state = _step(site, SiteAction.CONFIRM if confirm else SiteAction.REFUSE)
    if refusals := text_refusals(Site, reason=reason) if confirm else reason_refusals(reason):
        raise Refused(*refusals)
    site.state, site.decided_at, site.reason = state, now, reason.strip()
    site.save(update_fields=["state", "decided_at", "reason"])
    notices.post(
        organisation_ids=[site.institute_id],
        role=Role.INSTITUTE_CLERK,
        subject=f"实操场所{state.label}：{site.name}",
        body=site.reason or "可以在鉴定计划中使用。",
        key=f"site-decided:{site.pk}:{site.filed_at:%Y%m%d%H%M%S}",
        now=now,
        path=f"/sites/{site.pk}/",
    )
    _record(actor, site, "DECIDE_SITE", f"实操场所{state.label}：{site.name}", now, reason=site.reason)


@use_case
def withdraw_site(*, actor: Actor, site_id: int, reason: str, now: datetime) -> None:
    """Take a site of one's own out of use. Sittings that are planned there keep it; new ones cannot use it.

    Raises `NotPermitted`, `Site.DoesNotExist` (also for another institute's), `Conflict`, `Refused` without a reason.
    """
    authorise(actor, Capability.FILE_SITE)
    site = _lock_own(actor, site_id)
    state = _step(site, SiteAction.WITHDRAW)
    if refusals := reason_refusals(reason):
        raise Refused(*refusals)
    site.state, site.reason = state, reason.strip()
    site.save(update_fields=["state", "reason"])
    _record(actor, site, "WITHDRAW_SITE", f"停用实操场所：{site.name}", now, reason=site.reason)


def _lock_site(site_id: int) -> Site:
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    verify_expected(site)
    return site


def _lock_own(actor: Actor, site_id: int) -> Site:
    """A site of the actor's own institute, after the institute's row: names are unique within it."""
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    site: Site = Site.objects.visible_to(actor).select_for_update().get(pk=site_id)
    verify_expected(site)
    return site


def _step(site: Site, action: SiteAction) -> SiteState:
    state = next_state(SiteState(site.state), action)
    if state is None:
        raise conflict("site_state", state=SiteState(site.state).label, action=action.label)
    return state


def _columns(entry: SiteEntry) -> dict[str, object]:
    return {
        "name": entry.name.strip(),
        "address": entry.address.strip(),
        "district_id": entry.district_id,
        "workstations": entry.workstations,
        "approval_number": entry.approval_number.strip(),
    }


def _entry_refusals(entry: SiteEntry, institute_id: int, but: int | None = None) -> tuple[Refusal, ...]:
    centres = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    namesakes = Site.objects.filter(institute_id=institute_id, name=entry.name.strip()).exclude(pk=but)
    facts = SiteFacts(
        workstations=entry.workstations,
        occupations_sent=len(entry.occupation_ids),
        occupations_known=Occupation.objects.filter(pk__in=entry.occupation_ids, active=True).count(),
        district_known=centres.filter(pk=entry.district_id).exists(),
        name_taken=namesakes.exists(),
    )
    texts = {"name": entry.name, "address": entry.address, "approval_number": entry.approval_number}
    return gather(text_refusals(Site, **texts), site_refusals(facts))


def _as_recorded(site: Site) -> dict[str, object]:
    """What the audit log keeps of a site."""
    return {
        "name": site.name,
        "address": site.address,
        "district": site.district_id,
        "workstations": site.workstations,
        "approval_number": site.approval_number,
        "occupations": sorted(site.occupations.values_list("pk", flat=True)),
    }


def _tell_city(actor: Actor, site: Site, now: datetime) -> None:
    notices.post(
        organisation_ids=[guidance_section_id()],
        role=Role.GUIDANCE_OFFICER,
        subject=f"{actor.organisation_name}备案实操场所：{site.name}",
        body=f"{site.address}，{site.workstations} 个工位",
        key=f"site-filed:{site.pk}:{now:%Y%m%d%H%M%S%f}",
        now=now,
        path=f"/sites/{site.pk}/",
    )


def _record(actor: Actor, site: Site, action: str, summary: str, now: datetime, **details: object) -> None:
    audit.record(actor=actor, action=action, target=site, summary=summary, at=now, state=site.state, **details)
