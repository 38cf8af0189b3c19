"""Gathers what the filing rules look at, in a constant number of queries."""

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db.models import Count, Q

from appraisal.core.models import AppraisalMode, Licence
from appraisal.core.queries.calendar import counting
from appraisal.core.queries.catalogue import modes_in_force
from appraisal.core.rules.enums import LicenceState, SiteState, Subject
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import ExamSession, Plan, PlanDocument, PlanItem, Sitting
from plans.queries.obligation_table import obligation_table
from plans.queries.obligations import deadline_of
from plans.rules.enums import (
    PROOF_REQUIRED,
    CandidateState,
    PlanKind,
    ProofKind,
    SessionState,
    SpecialCategory,
    UploadState,
)
from plans.rules.filing_facts import (
    FilingFacts,
    FilingPolicy,
    ItemFacts,
    ItemRoster,
    LicenceFacts,
    SessionFacts,
    SiteFacts,
    SittingFacts,
)
from plans.rules.obligations import ObligationCode

UNFINISHED_UPLOADS = [UploadState.RECEIVED, UploadState.CHECKING, UploadState.TO_CONFIRM]


def filing_policy() -> FilingPolicy:
    """The settings of filing."""
    kaowu = settings.KAOWU
    return FilingPolicy(
        levels={PlanKind[kind]: frozenset(levels) for kind, levels in kaowu["PLAN_LEVELS"].items()},
        kinds_without_review=frozenset(PlanKind[kind] for kind in kaowu["PLANS_WITHOUT_REVIEW"]),
        returned_grace=kaowu["RETURNED_PLAN_GRACE_WORKING_DAYS"],
        months_ahead=kaowu["PLAN_MONTHS_AHEAD"],
        counting=counting(),
        table=obligation_table(),
    )


def filing_facts(plan: Plan, *, today: date, calendar: WorkCalendar) -> FilingFacts:
    """The plan as it stands, with the institute's licences, and the modes and sites as they stand on `today`."""
    items = list(
        plan.items.select_related("occupation_level__occupation").prefetch_related("sittings__site__occupations")
    )
    level_ids = [item.occupation_level_id for item in items]
    licences = licence_periods(plan.institute_id, level_ids)
    modes = modes_in_force(level_ids, today)
    session = plan.session
    scope = set(session.scope.values_list("pk", flat=True)) if session else set(level_ids)
    proofs = plan.proofs.filter(removed_at=None).values_list("kind", flat=True)
    return FilingFacts(
        kind=PlanKind(plan.kind),
        category=SpecialCategory(plan.special_category) if plan.special_category else None,
        proofs=frozenset(ProofKind(kind) for kind in proofs),
        session=session_facts(session) if session else None,
        items=tuple(
            item_facts(item, licences, modes.get(item.occupation_level_id), item.occupation_level_id in scope)
            for item in items
        ),
        deadline=deadline_of(plan, ObligationCode.FILE, calendar),
    )


def item_facts(
    item: PlanItem, licences: dict[int, list[LicenceFacts]], mode: AppraisalMode | None, in_session: bool
) -> ItemFacts:
    """One item; `licences` by level."""
    level = item.occupation_level
    return ItemFacts(
        label=str(level),
        level=level.level,
        occupation_id=level.occupation_id,
        licences=tuple(licences.get(level.pk, ())),
        has_practical_mode=bool(mode and mode.practical),
        has_review_mode=bool(mode and mode.review),
        in_session=in_session,
        sittings=tuple(_sitting_facts(sitting) for sitting in item.sittings.all()),
    )


def session_facts(session: ExamSession) -> SessionFacts:
    """A session as filing looks at it."""
    dates = {
        Subject.THEORY: session.theory_date,
        Subject.PRACTICAL: session.practical_date,
        Subject.REVIEW: session.review_date,
    }
    return SessionFacts(
        name=session.name,
        is_published=session.state == SessionState.PUBLISHED,
        dates={subject: day for subject, day in dates.items() if day},
    )


def _sitting_facts(sitting: Sitting) -> SittingFacts:
    site = sitting.site
    facts = site and SiteFacts(
        name=site.name,
        is_confirmed=site.state == SiteState.CONFIRMED,
        occupation_ids=frozenset(occupation.pk for occupation in site.occupations.all()),
    )
    return SittingFacts(Subject(sitting.subject), sitting.date, sitting.place, facts)


def licence_periods(institute_id: int, level_ids: list[int] | None = None) -> dict[int, list[LicenceFacts]]:
    """Periods for which the institute is licensed, by level; all its levels when none are named."""
    rows = Licence.objects.filter(institute_id=institute_id, state=LicenceState.IN_FORCE)
    if level_ids is not None:
        rows = rows.filter(occupation_level_id__in=level_ids)
    periods: dict[int, list[LicenceFacts]] = defaultdict(list)
    for licence in rows:
        facts = LicenceFacts(licence.document_number, licence.valid_from, licence.valid_until)
        periods[licence.occupation_level_id].append(facts)
    return periods


def proofs_to_check(plan: Plan) -> list[PlanDocument]:
    """The proofs that the plan's category asks for: whoever accepts it must have looked at each of them 一（二）."""
    if plan.kind != PlanKind.SPECIAL or not plan.special_category:
        return []
    kind = PROOF_REQUIRED[SpecialCategory(plan.special_category)]
    return list(plan.proofs.filter(removed_at=None, kind=kind).select_related("document"))


def item_rosters(plan: Plan) -> tuple[ItemRoster, ...]:
    """How far each item's roster is."""
    entered = ~Q(candidates__state=CandidateState.WITHDRAWN)
    items = plan.items.select_related("occupation_level__occupation").annotate(
        entered=Count("candidates", filter=entered, distinct=True),
        unfinished=Count("uploads", filter=Q(uploads__state__in=UNFINISHED_UPLOADS), distinct=True),
    )
    return tuple(ItemRoster(str(item), item.entered, item.unfinished) for item in items)
