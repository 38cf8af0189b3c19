"""Which papers of a plan in force would say something else if they were printed now."""

from collections.abc import Collection, Mapping

from appraisal.core.models import Paper
from appraisal.core.queries.papers import digest_of, subject_of
from appraisal.core.rules.papers import PaperKind
from plans.models import Plan
from plans.queries.sheets import sheets_of
from plans.rules.plan_papers import RULES

Parts = Mapping[PaperKind, Collection[str]]
COMPARED = tuple(rule.kind for rule in RULES)


def papers_in_force(plan: Plan) -> dict[PaperKind, dict[str, str]]:
    """By kind and part the fingerprints of the papers that are printed from the plan's own data."""
    rows = Paper.objects.filter(subject=subject_of(plan), superseded_at=None, kind__in=COMPARED)
    found: dict[PaperKind, dict[str, str]] = {}
    for kind, part, digest in rows.order_by("kind").values_list("kind", "part", "digest"):
        found.setdefault(PaperKind(kind), {})[part] = digest
    return found


def outdated_papers(plan: Plan, known: Parts | None = None) -> dict[PaperKind, list[str]]:
    """By kind the parts in force that say otherwise than a fresh print would, or of which there would be none.

    `known`: parts of which that is certain; they are not set again to find out. A constant number of queries.
    """
    found: dict[PaperKind, list[str]] = {}
    for kind, digests in papers_in_force(plan).items():
        certain = set(known.get(kind, ())) & set(digests) if known else set()
        doubtful = {part: digest for part, digest in digests.items() if part not in certain}
        gone = [*certain, *_outdated(plan, kind, doubtful)]
        if gone:
            found[kind] = sorted(gone)
    return found


def _outdated(plan: Plan, kind: PaperKind, digests: Mapping[str, str]) -> list[str]:
    sheets = sheets_of(plan, kind, digests) if digests else {}
    return [
        part for part, digest in digests.items() if part not in sheets or digest != digest_of(sheets[part].as_content())
    ]
