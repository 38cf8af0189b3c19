"""What an institute can put into a plan, with the state of licence, mode and sites beside each choice."""

from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core import clock
from appraisal.core.models import AppraisalMode, OccupationLevel, Site
from appraisal.core.queries.catalogue import modes_in_force
from appraisal.core.rules.enums import PracticalMode, ReviewMode, SiteState, Subject
from plans.models import ExamSession, Plan
from plans.queries.filing import filing_policy, licence_periods
from plans.rules.drafts import ItemDraft, SittingDraft
from plans.rules.enums import PlanKind
from plans.rules.filing import needs_review
from plans.rules.filing_facts import LicenceFacts


@dataclass(frozen=True)
class ItemChoice:
    """One occupation and level. `in_session` is false when the plan's session is not held for it."""

    level: OccupationLevel
    licences: tuple[LicenceFacts, ...]
    mode: AppraisalMode | None
    sites: tuple[Site, ...]
    needs_review: bool
    in_session: bool

    def licence_on(self, day: date | None) -> LicenceFacts | None:
        """The licence that holds on `day`; the latest one while there is no day."""
        if day is None:
            return max(self.licences, key=lambda licence: licence.valid_from, default=None)
        return next((licence for licence in self.licences if licence.covers(day)), None)

    @property
    def practical_label(self) -> str:
        """How its practical is held; empty while no mode is maintained."""
        return PracticalMode(self.mode.practical).label if self.mode else ""

    @property
    def review_label(self) -> str:
        """How its review is held; empty while no mode is maintained or none is needed."""
        return ReviewMode(self.mode.review).label if self.mode and self.mode.review else ""

    @property
    def mode_is_missing(self) -> bool:
        """Whether the city must maintain a mode before a plan with it can be filed 二（一）."""
        return not self.practical_label or (self.needs_review and not self.review_label)

    @property
    def confirmed_sites(self) -> tuple[Site, ...]:
        """Its sites whose filing the city has confirmed."""
        return tuple(site for site in self.sites if site.state == SiteState.CONFIRMED)


def item_choices(
    *, institute_id: int, kind: PlanKind, today: date, session: ExamSession | None = None, also: tuple[int, ...] = ()
) -> list[ItemChoice]:
    """The levels of this kind of plan that the institute is licensed for today or later, and `also` those of a plan.

    They are ordered by name.
    """
    licences = current_licences(institute_id, today)
    policy = filing_policy()
    licensed = OccupationLevel.objects.filter(pk__in=[level_id for level_id, periods in licences.items() if periods])
    if kind in policy.levels:
        licensed = licensed.filter(level__in=policy.levels[kind])
    wanted = set(licensed.values_list("pk", flat=True)) | set(also)
    levels = OccupationLevel.objects.filter(pk__in=wanted).select_related("occupation")
    modes = modes_in_force(wanted, today)
    scope = set(session.scope.values_list("pk", flat=True)) if session else wanted
    sites = _sites_by_occupation(institute_id)
    return [
        ItemChoice(
            level=level,
            licences=licences.get(level.pk, ()),
            mode=modes.get(level.pk),
            sites=sites.get(level.occupation_id, ()),
            needs_review=needs_review(kind, level.level, policy),
            in_session=level.pk in scope,
        )
        for level in levels.order_by("occupation__name_key", "-level")
    ]


def current_licences(institute_id: int, today: date) -> dict[int, tuple[LicenceFacts, ...]]:
    """By level the licences of an institute that hold today or later; none for a level whose licences have ended."""
    return {
        level_id: tuple(period for period in periods if not period.valid_until or period.valid_until >= today)
        for level_id, periods in licence_periods(institute_id).items()
    }


def usual_item(
    choice: ItemChoice, *, exam: date, place: str, session: ExamSession | None = None, expected: int = 0
) -> ItemDraft:
    """The item with the sittings it usually has: all on `exam` or the session's dates, the first confirmed site."""
    days = {Subject.THEORY: exam, Subject.PRACTICAL: exam, Subject.REVIEW: exam}
    if session:
        given = (session.theory_date, session.practical_date, session.review_date)
        days = {subject: day or exam for subject, day in zip(days, given, strict=True)}
    site = next(iter(choice.confirmed_sites), None)
    sittings = [
        SittingDraft(Subject.THEORY, days[Subject.THEORY], place=place),
        SittingDraft(Subject.PRACTICAL, days[Subject.PRACTICAL], site_id=site.pk if site else None),
    ]
    if choice.needs_review:
        sittings.append(SittingDraft(Subject.REVIEW, days[Subject.REVIEW], place=place))
    return ItemDraft(choice.level.pk, expected, tuple(sittings))


def levels_without_mode(plan: Plan, now: datetime) -> list[OccupationLevel]:
    """The plan's levels whose mode the city has still to maintain 二（一）."""
    levels = [item.occupation_level for item in plan.items.select_related("occupation_level__occupation")]
    modes, policy = modes_in_force([level.pk for level in levels], clock.today(now)), filing_policy()
    kind = PlanKind(plan.kind)

    def is_missing(level: OccupationLevel) -> bool:
        mode = modes.get(level.pk)
        return mode is None or (needs_review(kind, level.level, policy) and not mode.review)

    return [level for level in levels if is_missing(level)]


def _sites_by_occupation(institute_id: int) -> dict[int, tuple[Site, ...]]:
    """The institute's sites in use, by occupation they may carry."""
    usable = [SiteState.CONFIRMED, SiteState.FILED]
    found: dict[int, list[Site]] = {}
    for site in Site.objects.filter(institute_id=institute_id, state__in=usable).prefetch_related("occupations"):
        for occupation in site.occupations.all():
            found.setdefault(occupation.pk, []).append(site)
    return {occupation_id: tuple(sites) for occupation_id, sites in found.items()}
