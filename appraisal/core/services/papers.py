"""Papers are issued and superseded here, always as part of an action that locks their subject and is on record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Model

from appraisal.core.models import Paper
from appraisal.core.queries.papers import TOKEN_PURPOSE, digest_of, subject_of
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor
from appraisal.core.signing import new_token
from appraisal.core.transactions import require_transaction

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper to be issued. `content` is what will be printed: while it stays the same, so does the version.

    Without `content` each issuing makes a new version. `facts` are public: nothing personal, numbers masked.
    """

    title: str
    facts: Facts
    part: str = ""
    content: Any = None


def issue_paper(  # noqa: PLR0913  (the parts of a paper, all by keyword)
    *,
    kind: PaperKind,
    subject: Model | str,
    title: str,
    facts: Facts,
    organisation_ids: Iterable[int],
    actor: Actor | None,
    now: datetime,
    is_sample: bool,
    part: str = "",
    content: Any = None,
) -> Paper:
    """Issue one paper; the version before it is superseded. See `issue_papers`."""
    (paper,) = issue_papers(
        kind=kind,
        subject=subject,
        drafts=[Draft(title, facts, part, content)],
        organisation_ids=organisation_ids,
        actor=actor,
        now=now,
        is_sample=is_sample,
    )
    return paper


def issue_papers(
    *,
    kind: PaperKind,
    subject: Model | str,
    drafts: Sequence[Draft],
    organisation_ids: Iterable[int],
    actor: Actor | None,
    now: datetime,
    is_sample: bool,
) -> list[Paper]:
    """The papers in force for these drafts, in their order: the unchanged ones, and new versions of the rest.

    The caller has locked the subject, checks who may, and records. `organisation_ids`: who sees them besides the city.
    A constant number of queries, however many drafts.
    """
    require_transaction()
    about = subject_of(subject)
    rows = Paper.objects.filter(subject=about, kind=kind, part__in=[draft.part for draft in drafts])
    standing = {paper.part: paper for paper in rows.filter(superseded_at=None)}
    versions = dict(rows.values_list("part").annotate(newest=Max("version")).order_by())
    changed = [draft for draft in drafts if not _is_unchanged(standing.get(draft.part), draft)]
    outdated = [standing[draft.part].pk for draft in changed if draft.part in standing]
    Paper.objects.filter(pk__in=outdated).update(superseded_at=now)
    common = {
        "kind": kind,
        "subject": about,
        "organisation_ids": sorted(set(organisation_ids)),
        "is_sample": is_sample,
        "issued_at": now,
        "issued_by_id": actor.user_id if actor else None,
    }
    made = Paper.objects.bulk_create(_paper(draft, versions.get(draft.part, 0) + 1, common) for draft in changed)
    found = standing | {paper.part: paper for paper in made}
    return [found[draft.part] for draft in drafts]


def _is_unchanged(standing: Paper | None, draft: Draft) -> bool:
    return bool(standing and standing.digest and standing.digest == digest_of(draft.content))


def _paper(draft: Draft, version: int, common: Mapping[str, Any]) -> Paper:
    return Paper(
        part=draft.part,
        version=version,
        token=new_token(TOKEN_PURPOSE),
        title=draft.title,
        facts=[list(pair) for pair in draft.facts],
        digest=digest_of(draft.content),
        **common,
    )


def supersede(
    *,
    subject: Model | str,
    now: datetime,
    kinds: Collection[PaperKind] | None = None,
    parts: Collection[str] | None = None,
) -> int:
    """What these papers say has changed: those in force no longer count, printed or not. Returns how many.

    Part of the action that makes the change. Without `kinds` and `parts`: all papers about the subject.
    """
    require_transaction()
    rows = Paper.objects.filter(subject=subject_of(subject), superseded_at=None)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if parts is not None:
        rows = rows.filter(part__in=list(parts))
    return rows.update(superseded_at=now)
