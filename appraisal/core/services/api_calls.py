"""What is written about calls of machines: use of tokens, the log of calls, answers kept for repeated requests."""

from datetime import datetime, timedelta

from django.conf import settings

from appraisal.core.models import ApiCall, ApiToken, KeptAnswer
from appraisal.core.transactions import require_transaction

USE_SECONDS = 60  # "last used" is as exact as people need it


def note_use(token: ApiToken, *, now: datetime) -> None:
    """Note in real time that a token was used, at most once a minute."""
    if token.last_used_at is None or now - token.last_used_at > timedelta(seconds=USE_SECONDS):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now


def log_call(
    *, token: ApiToken, method: str, path: str, status: int, milliseconds: int, request_id: str, at: datetime
) -> None:
    """Add a line to the log of calls. The path has no query: that may hold what people are searched by."""
    ApiCall.objects.create(
        token=token,
        at=at,
        method=method[:8],
        path=path[:300],
        status=status,
        milliseconds=milliseconds,
        request_id=request_id,
    )


def keep_answer(*, caller: str, key: str, fingerprint: str, status: int, body: str, now: datetime) -> None:
    """Keep an answer in the transaction of what it answers. `IntegrityError`: the key was faster elsewhere."""
    require_transaction()
    KeptAnswer.objects.create(caller=caller, key=key, fingerprint=fingerprint, status=status, body=body, created_at=now)


def tidy(*, now: datetime) -> None:
    """Remove what is older than the law and the settings ask for."""
    hours, days = settings.KAOWU["API_KEPT_ANSWER_HOURS"], settings.KAOWU["API_CALL_LOG_DAYS"]
    KeptAnswer.objects.filter(created_at__lt=now - timedelta(hours=hours)).delete()
    ApiCall.objects.filter(at__lt=now - timedelta(days=days)).delete()
