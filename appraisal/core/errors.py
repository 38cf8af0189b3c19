"""The three ways an action can fail, and their common parent."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from appraisal.core.rules.refusals import Refusal


class DomainError(Exception):
    """An action did not happen; nothing was changed."""


class Refused(DomainError):
    """A rule says no. Carries every reason, never only the first."""

    def __init__(self, *refusals: "Refusal") -> None:
        if not refusals:
            raise ValueError("Refused needs at least one refusal")
        self.refusals = refusals
        super().__init__(", ".join(refusal.code for refusal in refusals))


class NotPermitted(DomainError):
    """The actor's role may not do this at all."""


class Conflict(DomainError):
    """Someone was faster, or the record is no longer in the state this action starts from."""

    def __init__(self, message: str = "") -> None:
        self.message = message or "这条记录刚刚被别人改动过，请刷新后再看。"
        super().__init__(self.message)
