"""Who may open a stored document.

A document has no rule of its own: it may be opened by whoever may see something that it belongs to. Each capability
that keeps documents registers a question "may this actor open it because of me?" when its package starts:

    documents.register("plans.proofs", lambda document_id, actor: …visible_to(actor)….exists())
"""

from collections.abc import Callable

from appraisal.core.models import Document, LicenceRequest
from appraisal.core.rules.roles import Actor

MayOpen = Callable[[int, Actor], bool]

_questions: dict[str, MayOpen] = {}


def register(name: str, may_open: MayOpen) -> None:
    """Add a question under a name. Raises `ValueError` when another one has that name."""
    if _questions.setdefault(name, may_open) is not may_open:
        raise ValueError(f"two questions of visibility are called {name}")


def readable_document(document_id: int, actor: Actor) -> Document | None:
    """The document, if any registered question is answered yes; otherwise `None`, as if it did not exist."""
    if not any(may_open(document_id, actor) for may_open in _questions.values()):
        return None
    return Document.objects.filter(pk=document_id).first()


def document_of_link(document_id: int) -> Document:
    """The document of a link that the portal signed for somebody who may open it. Raises `Document.DoesNotExist`."""
    return Document.objects.get(pk=document_id)


def _of_licence_request(document_id: int, actor: Actor) -> bool:
    return LicenceRequest.objects.visible_to(actor).filter(document_id=document_id).exists()


register("core.licence_requests", _of_licence_request)
