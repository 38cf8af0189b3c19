"""Licences 一（一）: an institute asks with the approval document, the guidance section decides."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile

from appraisal.core import audit, files
from appraisal.core.clock import today
from appraisal.core.errors import Refused
from appraisal.core.models import Licence, LicenceRequest, Organisation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.queries.licences import level_facts
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.enums import LicenceState, RequestState
from appraisal.core.rules.licences import Period, RequestFacts, grant_refusals, request_refusals, shortened
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services import notices
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import use_case


@dataclass(frozen=True, slots=True)
class Application:
    """What an institute asks for: occupation levels, from a day to a day (open when `valid_until` is None)."""

    document_number: str
    scope_ids: frozenset[int]
    valid_from: date | None
    valid_until: date | None = None
    note: str = ""


@use_case
def request_licence(*, actor: Actor, application: Application, document: UploadedFile | None, now: datetime) -> int:
    """Ask for licences for some occupation levels 一（一）; returns the key of the request.

    Raises `NotPermitted`, and `Refused` with everything that is missing or wrong.
    """
    authorise(actor, Capability.REQUEST_LICENCE)
    institute = _lock_institute(actor.organisation_id)
    content, faults = _read(document)
    if refusals := gather(_application_refusals(application, institute.pk, document, today(now)), faults):
        raise Refused(*refusals)
    assert document is not None
    request = LicenceRequest.objects.create(
        institute=institute,
        document_number=application.document_number.strip(),
        document=files.store(
            actor=actor, name=str(document.name), content=content, content_type=files.sniff(content), now=now
        ),
        valid_from=application.valid_from,
        valid_until=application.valid_until,
        note=application.note.strip(),
        requested_by_id=actor.user_id,
        requested_at=now,
    )
    request.scope.set(application.scope_ids)
    _record_request(actor, request, application.scope_ids, now)
    return request.pk


@use_case
def decide_licence(*, actor: Actor, request_id: int, grant: bool, reason: str = "", now: datetime) -> None:
    """Grant or refuse a request 一（一）. A granted one replaces older licences on the days they share.

    Raises `NotPermitted`, `LicenceRequest.DoesNotExist`, `Conflict` when it is decided already, and `Refused`:
    a refusal needs a reason, nobody decides his own request, a licence that is over cannot be granted.
    """
    authorise(actor, Capability.DECIDE_LICENCE)
    request = _lock_request(request_id)
    if request.state != RequestState.REQUESTED:
        raise conflict("already_decided")
    if refusals := _decision_refusals(actor, request, grant=grant, reason=reason, day=today(now)):
        raise Refused(*refusals)
    request.state = RequestState.GRANTED if grant else RequestState.REFUSED
    request.decided_by_id = actor.user_id
    request.decided_at = now
    request.reason = reason.strip()
    request.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    granted = _write_licences(request) if grant else []
    _record_decision(actor, request, granted, now)


@use_case
def revoke_licence(*, actor: Actor, licence_id: int, reason: str, now: datetime) -> None:
    """End a licence at once 一（一）; plans that are filed already keep their course.

    Raises `NotPermitted`, `Licence.DoesNotExist`, `Conflict` when it is not in force, `Refused` without a reason.
    """
    authorise(actor, Capability.DECIDE_LICENCE)
    licence = Licence.objects.select_for_update(of=("self",)).select_related("occupation_level__occupation")
    revoked = licence.get(pk=licence_id)
    if revoked.state != LicenceState.IN_FORCE:
        raise conflict("licence_not_in_force")
    if refusals := reason_refusals(reason):
        raise Refused(*refusals)
    revoked.state = LicenceState.REVOKED
    revoked.save(update_fields=["state"])
    notices.post(
        organisation_ids=[revoked.institute_id],
        role=Role.INSTITUTE_CLERK,
        subject=f"鉴定许可已撤销：{revoked.occupation_level}",
        body=f"{revoked.document_number}。理由：{reason.strip()}",
        key=f"licence-revoked:{revoked.pk}",
        now=now,
        path="/licences/",
        urgent=True,
    )
    summary = f"撤销鉴定许可：{revoked.occupation_level}"
    audit.record(actor=actor, action="REVOKE_LICENCE", target=revoked, summary=summary, at=now, reason=reason.strip())


def _lock_institute(institute_id: int | None) -> Organisation:
    """The institute's row: its requests and licences are written one after the other."""
    institute: Organisation = Organisation.objects.select_for_update(no_key=True).get(pk=institute_id)
    return institute


def _lock_request(request_id: int) -> LicenceRequest:
    _lock_institute(LicenceRequest.objects.values_list("institute_id", flat=True).get(pk=request_id))
    request: LicenceRequest = LicenceRequest.objects.select_for_update().get(pk=request_id)
    return request


def _application_refusals(
    application: Application, institute_id: int, document: UploadedFile | None, day: date
) -> tuple[Refusal, ...]:
    facts = RequestFacts(
        asked_for=application.scope_ids,
        levels=level_facts(institute_id, application.scope_ids),
        has_document=document is not None,
        valid_from=application.valid_from,
        valid_until=application.valid_until,
    )
    texts = text_refusals(LicenceRequest, document_number=application.document_number, note=application.note)
    return gather(texts, request_refusals(facts, day))


def _read(document: UploadedFile | None) -> tuple[bytes, tuple[Refusal, ...]]:
    """The bytes of the document, and what is wrong with it, to stand beside all other refusals."""
    if document is None:
        return b"", ()
    try:
        return files.read_upload(document), ()
    except Refused as refused:
        return b"", refused.refusals


def _decision_refusals(
    actor: Actor, request: LicenceRequest, *, grant: bool, reason: str, day: date
) -> tuple[Refusal, ...]:
    refusals: list[Refusal] = []
    if request.requested_by_id == actor.user_id:
        refusals.append(Refusal("own_request"))
    if grant:
        levels = level_facts(request.institute_id, request.scope.values_list("pk", flat=True))
        refusals.extend(grant_refusals(levels, Period(request.valid_from, request.valid_until), day))
        refusals.extend(text_refusals(LicenceRequest, reason=reason))
    else:
        refusals.extend(reason_refusals(reason))
    return tuple(refusals)


def _write_licences(request: LicenceRequest) -> list[Licence]:
    """The licences of a granted request; older ones give up the days they share with them."""
    level_ids = list(request.scope.values_list("pk", flat=True))
    _give_way(request, level_ids)
    return Licence.objects.bulk_create(
        Licence(
            institute_id=request.institute_id,
            occupation_level_id=level_id,
            document_number=request.document_number,
            valid_from=request.valid_from,
            valid_until=request.valid_until,
            request=request,
        )
        for level_id in level_ids
    )


def _give_way(request: LicenceRequest, level_ids: list[int]) -> None:
    granted = Period(request.valid_from, request.valid_until)
    older = Licence.objects.select_for_update().filter(
        institute_id=request.institute_id, occupation_level_id__in=level_ids, state=LicenceState.IN_FORCE
    )
    for licence in older.order_by("pk"):
        left = shortened(Period(licence.valid_from, licence.valid_until), granted)
        if left is None:
            licence.state = LicenceState.REPLACED
        else:
            licence.valid_from, licence.valid_until = left.start, left.until
        licence.save(update_fields=["state", "valid_from", "valid_until"])


def _record_request(actor: Actor, request: LicenceRequest, scope: frozenset[int], now: datetime) -> None:
    notices.post(
        organisation_ids=[guidance_section_id()],
        role=Role.GUIDANCE_OFFICER,
        subject=f"{actor.organisation_name}申请鉴定许可（{len(scope)} 项）",
        body=f"批准文件：{request.document_number}",
        key=f"licence-request:{request.pk}",
        now=now,
        path=f"/licences/requests/{request.pk}/",
    )
    audit.record(
        actor=actor,
        action="REQUEST_LICENCE",
        target=request,
        summary=f"申请鉴定许可 {len(scope)} 项，{request.document_number}",
        at=now,
        scope=sorted(scope),
        document=request.document_id,
    )


def _record_decision(actor: Actor, request: LicenceRequest, granted: list[Licence], now: datetime) -> None:
    outcome = RequestState(request.state).label
    notices.post(
        organisation_ids=[request.institute_id],
        role=Role.INSTITUTE_CLERK,
        subject=f"鉴定许可申请{outcome}：{request.document_number}",
        body=request.reason or "许可已经生效，可在“鉴定许可”中查看。",
        key=f"licence-decided:{request.pk}",
        now=now,
        path=f"/licences/requests/{request.pk}/",
    )
    audit.record(
        actor=actor,
        action="DECIDE_LICENCE",
        target=request,
        summary=f"许可申请{outcome}：{request.document_number}",
        at=now,
        state=request.state,
        reason=request.reason,
        licences=[licence.pk for licence in granted],
    )
