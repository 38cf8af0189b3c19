"""An institute that may file a plan: licence, appraisal mode, confirmed site, and the people on both sides."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import count

from django.conf import settings

from appraisal.core.models import AppraisalMode, Licence, Occupation, OccupationLevel, Organisation, Site
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind, PracticalMode, ReviewMode, SiteState, Subject
from appraisal.core.rules.roles import Actor, Role
from plans.models import Candidate, ExamSession, Plan
from plans.rules.drafts import ItemDraft, PlanDraft, SittingDraft
from plans.rules.enums import PlanKind, ProofKind, SpecialCategory
from plans.rules.sessions import SessionDraft
from plans.services import decisions, drafts, filing, proofs, sessions
from tests.factories import core

PDF = b"%PDF-1.7 proof"
NOW = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
EXAM = date(2026, 5, 16)  # last day to file: 2026-04-16
_numbers = count(1)


@dataclass(frozen=True)
class Ground:
    """One institute, ready to file, and whoever deals with its plans."""

    clerk: Actor
    officer: Actor
    district: Actor
    institute: Organisation
    level: OccupationLevel
    site: Site


def guidance_section() -> Organisation:
    """鉴定指导科, once."""
    code = settings.KAOWU["GUIDANCE_SECTION_CODE"]
    found = Organisation.objects.filter(code=code).first()
    return found or core.organisation(OrganisationKind.CITY_SECTION, code=code, name="鉴定指导科")


def occupation_level(level: int = 4, *, name: str = "") -> OccupationLevel:
    """A level of a new occupation, its modes maintained."""
    number = next(_numbers)
    name = name or f"职业{number}"
    occupation = Occupation.objects.create(name=name, name_key=f"{number:05}")
    row = OccupationLevel.objects.create(occupation=occupation, level=level)
    maintain_mode(row)
    return row


def maintain_mode(level: OccupationLevel) -> AppraisalMode:
    """Hands-on practical, oral defence."""
    review = ReviewMode.ORAL_DEFENCE if level.level <= 2 else ""
    by = core.user()
    return AppraisalMode.objects.create(
        occupation_level=level,
        practical=PracticalMode.HANDS_ON,
        review=review,
        valid_from=date(2014, 8, 20),
        set_by=by,
        set_at=NOW,
    )


def license_level(institute: Organisation, level: OccupationLevel, **fields: object) -> Licence:
    """A licence without end."""
    defaults = {"document_number": "京人社发〔2014〕4号", "valid_from": date(2014, 1, 1)}
    return Licence.objects.create(institute=institute, occupation_level=level, **{**defaults, **fields})


def site(institute: Organisation, *levels: OccupationLevel, **fields: object) -> Site:
    """A confirmed site for the occupations of the levels."""
    number = next(_numbers)
    defaults = {
        "name": f"实操车间{number}",
        "address": "北京市",
        "district": institute.district,
        "state": SiteState.CONFIRMED,
        "filed_at": NOW,
    }
    row = Site.objects.create(institute=institute, **{**defaults, **fields})
    row.occupations.set({level.occupation_id for level in levels})
    return row


def ground(level: int = 4) -> Ground:
    """A new institute with everything that filing asks for."""
    guidance = guidance_section()
    institute = core.organisation(OrganisationKind.INSTITUTE)
    row = occupation_level(level)
    license_level(institute, row)
    return Ground(
        clerk=core.actor(Role.INSTITUTE_CLERK, institute),
        officer=core.actor(Role.GUIDANCE_OFFICER, guidance),
        district=core.actor(Role.DISTRICT_OFFICER, institute.district),
        institute=institute,
        level=row,
        site=site(institute, row),
    )


def item(on: Ground, exam: date = EXAM, level: OccupationLevel | None = None) -> ItemDraft:
    """Theory in the morning, practical in the afternoon, and for technicians the review."""
    level = level or on.level
    sittings = [
        SittingDraft(Subject.THEORY, exam, time(9), place="一层教室"),
        SittingDraft(Subject.PRACTICAL, exam, time(13, 30), site_id=on.site.pk),
    ]
    if level.level <= 2:
        sittings.append(SittingDraft(Subject.REVIEW, exam, time(16), place="二层会议室"))
    return ItemDraft(level.pk, 30, tuple(sittings))


def draft(on: Ground, exam: date = EXAM, **changes: object) -> PlanDraft:
    """A complete special session of one item."""
    whole = PlanDraft(
        kind=PlanKind.SPECIAL,
        title="企业职工专场",
        special_category=SpecialCategory.ENTERPRISE_STAFF,
        items=(item(on, exam),),
    )
    return replace(whole, **changes)


def drafted(on: Ground, now: datetime = NOW, exam: date = EXAM, **changes: object) -> Plan:
    """A stored draft with its proof document."""
    plan = drafts.draft_plan(actor=on.clerk, draft=draft(on, exam, **changes), now=now)
    proofs.add_proof(
        actor=on.clerk,
        plan_id=plan.pk,
        kind=ProofKind.EMPLOYER_CERTIFICATE,
        name="证明.pdf",
        content=PDF,
        now=now,
    )
    return plan


def filed(on: Ground, now: datetime = NOW, **changes: object) -> Plan:
    """A filed plan."""
    return filing.file_plan(actor=on.clerk, plan_id=drafted(on, now, **changes).pk, now=now)


def accepted(on: Ground, now: datetime = NOW, **changes: object) -> Plan:
    """An accepted plan."""
    return accept(on.officer, filed(on, now, **changes), now)


def accept(officer: Actor, plan: Plan, now: datetime = NOW) -> Plan:
    """Accept a plan, every proof ticked."""
    ticked = list(plan.proofs.values_list("pk", flat=True))
    return decisions.accept_plan(actor=officer, plan_id=plan.pk, now=now, checked_proofs=ticked)


def candidate(plan: Plan, **fields: object) -> Candidate:
    """A candidate of the plan's first item."""
    number = next(_numbers)
    defaults = {
        "name": "张三",
        "document_type": "居民身份证",
        "document_number": f"{number:018}",
        "document_index": f"{number:032}".encode(),
        "sex": "MALE",
        "ethnicity": "汉族",
        "education": "高中",
        "phone": "13800138000",
        "condition": "",
        "source": "企业",
        "address": "北京市",
        "created_at": NOW,
        "updated_at": NOW,
    }
    item = fields.pop("item", None) or plan.items.first()
    return Candidate.objects.create(plan=plan, item=item, **{**defaults, **fields})


def session(on: Ground, **changes: object) -> ExamSession:
    """A published city session for the institute's level on the usual date."""
    draft = SessionDraft(PlanKind.CITY_SESSION, "2026 年 5 月全市统考", frozenset({on.level.pk}), EXAM, EXAM)
    return sessions.publish_session(actor=on.officer, draft=replace(draft, **changes), now=NOW)


def session_draft(on: Ground, of: ExamSession) -> PlanDraft:
    """The institute's complete plan in a session."""
    return PlanDraft(kind=PlanKind(of.kind), session_id=of.pk, items=(item(on),))
