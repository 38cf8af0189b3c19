"""Papers as they stand: in force or superseded, for those who print them and for whoever holds one in hand.

A package whose papers can be in force and still not count (a form without its seal) registers a question by kind:

    papers.register_standing(PaperKind.ROSTER, lambda paper: Standing(False, "还没有登记盖章", "……"))
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from appraisal.core.audit import target_of
from appraisal.core.crypto import blind_index
from appraisal.core.models import Paper
from appraisal.core.rules.papers import PaperKind, Standing
from appraisal.core.rules.roles import Actor
from appraisal.core.signing import is_genuine

TOKEN_PURPOSE = "paper"
StandingOf = Callable[[Paper], Standing | None]
_standings: dict[PaperKind, StandingOf] = {}


@dataclass(frozen=True)
class Verification:
    """What the page behind a QR code says. `newest` is the paper itself while it is in force."""

    paper: Paper
    newest: Paper
    standing: Standing | None

    @property
    def is_replaced(self) -> bool:
        """Whether a later version was made."""
        return self.newest.version > self.paper.version


def register_standing(kind: PaperKind, standing_of: StandingOf) -> None:
    """Say more of papers of a kind that are in force. Raises `ValueError` when another question has the kind."""
    if _standings.setdefault(kind, standing_of) is not standing_of:
        raise ValueError(f"two questions are asked about papers of kind {kind}")


def verify(token: str) -> Verification | None:
    """What stands about the paper with this token; `None` for one that was not made here. Open to everybody."""
    if not is_genuine(TOKEN_PURPOSE, token):
        return None
    paper: Paper | None = Paper.objects.filter(token=token).first()
    if paper is None:
        return None
    standing_of = _standings.get(PaperKind(paper.kind))
    standing = standing_of(paper) if standing_of and not paper.superseded_at else None
    return Verification(paper, _newest(paper), standing)


def papers_about(actor: Actor, subject: Model | str) -> QuerySet[Paper]:
    """All papers about a record that the actor may see, newest versions first."""
    rows: QuerySet[Paper] = Paper.objects.visible_to(actor).filter(subject=subject_of(subject))
    return rows.select_related("issued_by").order_by("kind", "part", "-version")


def subject_of(subject: Model | str) -> str:
    """How a paper names what it is about: "plan:17"."""
    return subject if isinstance(subject, str) else target_of(subject)


def digest_of(content: Any) -> str:
    """A fingerprint of what is printed, under a key: nobody guesses a document number by it. Empty for no content."""
    if content is None:
        return ""
    return blind_index(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)).hex()


def _newest(paper: Paper) -> Paper:
    if paper.superseded_at is None:
        return paper
    rows = Paper.objects.filter(subject=paper.subject, kind=paper.kind, part=paper.part)
    newest: Paper = rows.order_by("-version")[0]
    return newest
