"""Organisations: who takes part in appraisal. The city registers institutes and committees."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.pinyin import name_key
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.transactions import use_case, verify_expected

REGISTERED_KINDS = {OrganisationKind.INSTITUTE: "JG", OrganisationKind.COMMITTEE: "KP"}  # and how their codes begin
FIXED_KINDS = frozenset({OrganisationKind.CITY_CENTRE, OrganisationKind.CITY_SECTION})


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """What is known of an organisation. An empty `code` is given by the portal; an empty short name is the name."""

    name: str
    short_name: str = ""
    district_id: int | None = None
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    code: str = ""
    is_sample: bool = False


@use_case
def register_organisation(
    *, actor: Actor, kind: OrganisationKind, entry: OrganisationEntry, now: datetime
) -> Organisation:
    """Register an institute or a committee.

    Raises `NotPermitted`, and `Refused` with every reason: a fixed kind, a name or code that is taken, no district.
    """
    authorise(actor, Capability.EDIT_ORGANISATIONS)
    _lock_register()
    refusals = _entry_refusals(kind, entry, None)
    if kind not in REGISTERED_KINDS:
        refusals.insert(0, Refusal("organisation_kind_fixed", {"kind": kind.label}, field="kind"))
    if refusals:
        raise Refused(*refusals)
    organisation = Organisation(kind=kind, code=entry.code.strip() or _next_code(kind), is_sample=entry.is_sample)
    _fill(organisation, entry)
    organisation.save(force_insert=True)
    audit.record(
        actor=actor,
        action="organisation.register",
        target=organisation,
        summary=f"登记{kind.label}：{organisation.name}",
        at=now,
        code=organisation.code,
    )
    return organisation


@use_case
def change_organisation(*, actor: Actor, organisation_id: int, entry: OrganisationEntry, now: datetime) -> None:
    """Change what is known of an organisation; its kind stays. An empty `code` keeps the old one.

    Raises `NotPermitted`, `Refused`, and `Organisation.DoesNotExist`.
    """
    authorise(actor, Capability.EDIT_ORGANISATIONS)
    _lock_register()
    organisation = _lock_organisation(organisation_id)
    refusals = _entry_refusals(OrganisationKind(organisation.kind), entry, organisation.pk)
    if refusals:
        raise Refused(*refusals)
    before = _public_state(organisation)
    if entry.code.strip():
        organisation.code = entry.code.strip()
    _fill(organisation, entry)
    organisation.save()
    after = _public_state(organisation)
    audit.record(
        actor=actor,
        action="organisation.change",
        target=organisation,
        summary=f"修改机构信息：{organisation.name}",
        at=now,
        before={field: value for field, value in before.items() if after[field] != value},
        after={field: value for field, value in after.items() if before[field] != value},
    )


@use_case
def deactivate_organisation(*, actor: Actor, organisation_id: int, reason: str, now: datetime) -> None:
    """Put an organisation out of use: from the next page on, its people cannot act for it. Nothing is deleted.

    Raises `NotPermitted`, and `Refused` for the city centre, without a reason, or while a district has institutes.
    """
    authorise(actor, Capability.EDIT_ORGANISATIONS)
    organisation = _lock_organisation(organisation_id)
    institutes = organisation.institutes.filter(active=True).count()
    refusals = []
    if organisation.kind in FIXED_KINDS:
        refusals.append(Refusal("organisation_fixed", {"name": organisation.name}))
    if institutes:
        refusals.append(Refusal("organisation_has_institutes", {"name": organisation.name, "count": institutes}))
    if not reason.strip():
        refusals.append(Refusal("reason_missing", field="reason"))
    if refusals:
        raise Refused(*refusals)
    _set_active(actor, organisation, False, reason.strip(), now)


@use_case
def reactivate_organisation(*, actor: Actor, organisation_id: int, reason: str, now: datetime) -> None:
    """Put an organisation back into use. Raises `NotPermitted`, and `Refused` without a reason."""
    authorise(actor, Capability.EDIT_ORGANISATIONS)
    organisation = _lock_organisation(organisation_id)
    if not reason.strip():
        raise Refused(Refusal("reason_missing", field="reason"))
    _set_active(actor, organisation, True, reason.strip(), now)


def _lock_register() -> None:
    """One registration at a time, so that codes and names are given once: the city centre's row is the lock."""
    list(Organisation.objects.select_for_update().filter(kind=OrganisationKind.CITY_CENTRE).values_list("pk"))


def _lock_organisation(organisation_id: int) -> Organisation:
    organisation: Organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    verify_expected(organisation)
    return organisation


def _next_code(kind: OrganisationKind) -> str:
    prefix = REGISTERED_KINDS[kind]
    last = Organisation.objects.filter(code__regex=rf"^{prefix}\d{{4}}$").aggregate(last=Max("code"))["last"]
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04}"


def _entry_refusals(kind: OrganisationKind, entry: OrganisationEntry, own_id: int | None) -> list[Refusal]:
    others = Organisation.objects.exclude(pk=own_id)
    refusals = []
    if not entry.name.strip():
        refusals.append(Refusal("missing", {"what": "机构名称"}, field="name"))
    elif others.filter(name=entry.name.strip()).exists():
        refusals.append(Refusal("organisation_name_taken", {"name": entry.name.strip()}, field="name"))
    if entry.code.strip() and others.filter(code=entry.code.strip()).exists():
        refusals.append(Refusal("organisation_code_taken", {"code": entry.code.strip()}, field="code"))
    if kind is OrganisationKind.INSTITUTE:
        refusals += _district_refusals(entry.district_id)
    return refusals


def _district_refusals(district_id: int | None) -> list[Refusal]:
    if district_id is None:
        return [Refusal("organisation_district_missing", {}, "二（四）", field="district")]
    district = Organisation.objects.filter(pk=district_id, kind=OrganisationKind.DISTRICT_CENTRE).first()
    if district is None:
        return [Refusal("organisation_district_wrong", {}, "二（四）", field="district")]
    if not district.active:
        return [Refusal("organisation_inactive", {"organisation": district.name}, field="district")]
    return []


def _fill(organisation: Organisation, entry: OrganisationEntry) -> None:
    organisation.name = entry.name.strip()
    organisation.short_name = (entry.short_name.strip() or organisation.name)[:40]
    organisation.name_key = name_key(organisation.name, limit=400)
    if organisation.kind == OrganisationKind.INSTITUTE:
        organisation.district_id = entry.district_id
    organisation.address = entry.address.strip()
    organisation.contact_name = entry.contact_name.strip()
    organisation.contact_phone = entry.contact_phone.strip()


def _public_state(organisation: Organisation) -> dict[str, object]:
    """What may stand in the audit log: everything but the contact's name and phone."""
    fields = ("code", "name", "short_name", "district_id", "address")
    return {field: getattr(organisation, field) for field in fields}


def _set_active(actor: Actor, organisation: Organisation, active: bool, reason: str, now: datetime) -> None:
    organisation.active = active
    organisation.save(update_fields=["active"])
    audit.record(
        actor=actor,
        action="organisation.reactivate" if active else "organisation.deactivate",
        target=organisation,
        summary=f"{'恢复' if active else '停用'}机构：{organisation.name}",
        at=now,
        reason=reason,
    )
