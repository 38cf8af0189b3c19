"""The page of a plan's papers: which there are, in which version each is in force, which are superseded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q

from appraisal.core.models import Paper
from appraisal.core.queries.papers import papers_about
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor
from plans.models import Plan, Ticket
from plans.queries.rooms import use_name, uses_of, when
from plans.queries.sheets.words import day_words
from plans.rules.plan_papers import PaperRule, Per, rules_of
from plans.rules.review_enums import NoticeState
from plans.rules.states import PlanState

SUPERSEDED_SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """One paper of a kind, or the place where one will be: `paper` is its newest version, `None` before the first."""

    part: str
    label: str
    note: str = ""
    paper: Paper | None = None


@dataclass(frozen=True)
class Group:
    """All papers of a kind. Tickets are counted, not listed: there may be thousands."""

    rule: PaperRule
    possible: bool
    entries: list[Entry] = field(default_factory=list)
    total: int = 0
    in_force: int = 0
    superseded: int = 0
    version: int = 0

    @property
    def is_listed(self) -> bool:
        """Whether each paper has a line of its own."""
        return self.rule.per is not Per.CANDIDATE


@dataclass(frozen=True)
class PlanPapers:
    """What the page shows: papers the actor may print, those that others make, and what has been superseded."""

    groups: list[Group]
    others: list[Paper]
    superseded: list[Paper]


def plan_papers(actor: Actor, plan: Plan) -> PlanPapers:
    """The page's content in a constant number of queries."""
    rules = rules_of(actor.role)
    own = {rule.kind for rule in rules}
    listed = papers_about(actor, plan).exclude(kind=PaperKind.TICKET)
    rows = list(listed)
    newest: dict[tuple[str, str], Paper] = {}
    for paper in rows:  # newest versions come first
        newest.setdefault((paper.kind, paper.part), paper)
    entries = _entries(plan)
    notices = entries[Per.NOTICE]
    gone = sorted((paper for paper in rows if paper.superseded_at), key=_superseded_at, reverse=True)
    return PlanPapers(
        groups=[_group(actor, plan, rule, entries, newest) for rule in rules if rule.per is not Per.NOTICE or notices],
        others=[one for one in newest.values() if PaperKind(one.kind) not in own],
        superseded=gone[:SUPERSEDED_SHOWN],
    )


def tickets_named(plan: Plan, text: str) -> list[str]:
    """The parts of the tickets that a number or a name finds, for printing one again."""
    text = "".join(text.split())
    rows = Ticket.objects.filter(plan=plan).filter(Q(number=text) | Q(candidate__name=text)) if text else ()
    return [f"candidate:{ticket.candidate_id}" for ticket in rows]


def _superseded_at(paper: Paper) -> datetime:
    assert paper.superseded_at is not None
    return paper.superseded_at


def _group(
    actor: Actor, plan: Plan, rule: PaperRule, entries: dict[Per, list[Entry]], newest: dict[tuple[str, str], Paper]
) -> Group:
    possible = PlanState(plan.state) in rule.states
    if rule.per is Per.CANDIDATE:
        return _tickets(actor, plan, rule, possible)
    lines = [
        Entry(one.part, one.label, one.note, newest.get((rule.kind, one.part))) for one in entries.get(rule.per, [])
    ]
    printed = [one.paper for one in lines if one.paper]
    return Group(
        rule,
        possible,
        lines,
        total=len(lines),
        in_force=sum(not paper.superseded_at for paper in printed),
        superseded=sum(bool(paper.superseded_at) for paper in printed),
    )


def _tickets(actor: Actor, plan: Plan, rule: PaperRule, possible: bool) -> Group:
    total = Ticket.objects.filter(plan=plan).count() if possible else 0
    counted = papers_about(actor, plan).filter(kind=rule.kind).order_by()
    found = counted.aggregate(
        parts=Count("part", distinct=True), in_force=Count("pk", filter=Q(superseded_at=None)), version=Max("version")
    )
    return Group(
        rule,
        possible,
        total=total,
        in_force=found["in_force"],
        superseded=found["parts"] - found["in_force"],
        version=found["version"] or 0,
    )


def _entries(plan: Plan) -> dict[Per, list[Entry]]:
    practicals = plan.sittings.filter(subject=Subject.PRACTICAL, seats__isnull=False).distinct()
    practicals = practicals.select_related("item__occupation_level__occupation").order_by("date", "pk")
    return {
        Per.PLAN: [Entry("", plan.title)],
        Per.ROOM: [Entry(f"use:{use.pk}", use_name(use), f"{when(use)}，{use.seated} 人") for use in uses_of(plan)],
        Per.PRACTICAL: [Entry(f"sitting:{one.pk}", str(one.item), day_words(one.date)) for one in practicals],
        Per.NOTICE: list(_notices(plan)),
    }


def _notices(plan: Plan) -> Iterable[Entry]:
    for one in plan.public_notices.exclude(state=NoticeState.WITHDRAWN).order_by("pk"):
        yield Entry(f"notice:{one.pk}", one.number, f"{one.opens_on} 至 {one.closes_on}")
