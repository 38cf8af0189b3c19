"""What all endpoints do alike: the actor, answers with ETag, pages, chosen fields, and writes that happen once.

An endpoint that writes calls one service through `self.act`. Then hold, whatever the action:

- a refusal is one shape with the right status (`errors.py`);
- `If-Match` with an older ETag is answered 412: before the request is read, and again under the action's own lock;
- `Idempotency-Key`: the answer is kept in the transaction of the deed, and the same request again gets that answer.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from appraisal.core import clock
from appraisal.core.api.errors import KeyReused, Stale
from appraisal.core.models import ApiToken, KeptAnswer
from appraisal.core.queries.api_access import kept_answer
from appraisal.core.queries.pages import page_by_key
from appraisal.core.request_context import current
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services.api_calls import keep_answer, log_call
from appraisal.core.transactions import Expectation, expecting, finishing

MOST_ROWS, DEFAULT_ROWS = 200, 50
LONGEST_KEY = 100
ANY = "*"  # of If-Match: whatever it is, if it is there
Representation = Mapping[str, Any]
Row = TypeVar("Row")


class Endpoint(APIView):
    """One address of the API. `roles`: who may call it (empty: every role); `writers`: who may write, if fewer do.

    `read_by`: the operation that reads the record which a write here changes. Its ETag is what `If-Match` is compared
    with, and `record` says the record as it is now. Empty: writes here take no `If-Match`. `locks`: of the rows that
    the record is made of, the one that the service locks last.
    """

    roles: frozenset[Role] = frozenset()
    writers: frozenset[Role] = frozenset()
    read_by: str = ""
    locks: type[models.Model] = models.Model
    actor: Actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.actor, self.now = request._request.actor, request._request.now
        if request.method not in SAFE_METHODS:
            self._check_precondition()

    def record(self, *args: Any, **kwargs: Any) -> Any:
        """What `read_by` answers for this address now. Raises `Http404`."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        began = time.perf_counter()
        response: Response = super().dispatch(request, *args, **kwargs)
        if isinstance(token := getattr(self.request, "auth", None), ApiToken):
            log_call(
                token=token,
                method=str(request.method),
                path=request.path,
                status=response.status_code,
                milliseconds=int((time.perf_counter() - began) * 1000),
                request_id=current().request_id,
                at=clock.real_now(),
            )
        return response

    # --- reading ------------------------------------------------------------------------------------
    def one(self, whole: Any) -> Response:
        """One record with its ETag; 304 when the caller has it already."""
        tag = etag_of(whole)
        if tag in tags_of(self.request.headers.get("If-None-Match", "")):
            return Response(status=304, headers={"ETag": tag})
        return Response(self.chosen(whole) if isinstance(whole, dict) else whole, headers={"ETag": tag})

    def page(
        self,
        rows: QuerySet[Any],
        order: tuple[str, ...],
        represent: Callable[[list[Any]], Iterable[Representation]],
    ) -> Response:
        """One page: `{"items": […], "next": "<cursor>" or null}`. `represent` gets the rows of the page at once."""
        page = page_by_key(rows, order, self.request.query_params.get("cursor", ""), size=self.page_size())
        items = [self.chosen(dict(item)) for item in represent(page.rows)]
        return Response({"items": items, "next": page.next_key or None})

    def piece(self, rows: Iterable[Row], key: Callable[[Row], str]) -> tuple[list[Row], str]:
        """A page of what was computed whole, ordered by a text that is its own for each; and the next page's cursor."""
        after, size = self.request.query_params.get("cursor", ""), self.page_size()
        left = sorted((row for row in rows if key(row) > after), key=key)
        return left[:size], key(left[size - 1]) if len(left) > size else ""

    def page_size(self) -> int:
        """How many rows the caller wants on a page. Raises `ValidationError` beyond the limits."""
        asked = self.request.query_params.get("limit", str(DEFAULT_ROWS))
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= MOST_ROWS:
            raise ValidationError({"limit": f"每页 1 至 {MOST_ROWS} 条。"})
        return int(asked)

    def chosen(self, whole: dict[str, Any]) -> dict[str, Any]:
        """Only the fields named in `fields`, if it is there. Raises `ValidationError` for one that does not exist."""
        asked = self.request.query_params.get("fields", "")
        if not asked:
            return whole
        names = [name.strip() for name in asked.split(",") if name.strip()]
        if unknown := [name for name in names if name not in whole]:
            raise ValidationError({"fields": f"没有这些字段：{'、'.join(unknown)}。"})
        return {name: whole[name] for name in names}

    def asked(self, serializer: type[Serializer], source: Any = None) -> Any:
        """What the caller sent, checked. Raises `ValidationError` with every fault at once."""
        found = serializer(data=self.request.data if source is None else source)
        found.is_valid(raise_exception=True)
        return found.validated_data

    # --- writing ------------------------------------------------------------------------------------
    def act(
        self,
        action: Callable[[], Any],
        answer: Callable[[Any], Any],
        *,
        status: int = 200,
    ) -> Response:
        """Call one service and answer with `answer(result)`, both in the service's transaction.

        Raises what the service raises, `Stale` (412) and `KeyReused` (422). Raises `RuntimeError`, and nothing is
        done, when the request came with an `If-Match` and the action never asked it under its lock.
        """
        key = self._idempotency_key()
        fingerprint = self._fingerprint() if key else ""
        if key and (kept := kept_answer(self.caller, key)):
            return _again(kept, fingerprint)
        done: list[str] = []
        expectation = self._expectation()

        def finish(result: Any) -> None:
            if expectation and not expectation.asked:
                raise RuntimeError(f"{type(self).__name__}: no {self.locks.__name__} was locked and asked")
            done.append(JSONRenderer().render(answer(result)).decode())
            if key:
                keep_answer(
                    caller=self.caller, key=key, fingerprint=fingerprint, status=status, body=done[0], now=self.now
                )

        try:
            with ExitStack() as stack:
                stack.enter_context(finishing(finish))
                if expectation:
                    stack.enter_context(expecting(expectation))
                action()
        except IntegrityError:
            kept = kept_answer(self.caller, key) if key else None
            if kept is None:
                raise
            return _again(kept, fingerprint)  # the same request was faster on another connection
        return Response(json.loads(done[0]), status=status)

    def _check_precondition(self) -> None:
        """Raises `Stale` before the content is looked at, as RFC 9110 wants; an answer that is kept comes first."""
        tags = self._tags()
        if tags and not self.read_by:
            raise ValidationError({"If-Match": "这个接口不比较 If-Match，请不要带。"})
        if tags and not ((key := self._idempotency_key()) and kept_answer(self.caller, key)):
            self._verify(tags)

    def _expectation(self) -> Expectation | None:
        tags = self._tags()
        return Expectation(self.locks, lambda: self._verify(tags)) if tags else None

    def _verify(self, tags: frozenset[str]) -> None:
        tag = etag_of(self.record(**self.kwargs))
        if tag not in tags and ANY not in tags:
            raise Stale(tag)

    def _tags(self) -> frozenset[str]:
        return tags_of(self.request.headers.get("If-Match", ""))

    def _idempotency_key(self) -> str:
        key = str(self.request.headers.get("Idempotency-Key", "")).strip()
        if len(key) > LONGEST_KEY or not key.isprintable():
            raise ValidationError({"Idempotency-Key": f"最长 {LONGEST_KEY} 个可见字符。"})
        return key

    def _fingerprint(self) -> str:
        sent = json.dumps(_told(self.request.data), sort_keys=True)
        parts = (str(self.request.method), self.request.get_full_path(), sent)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def caller(self) -> str:
        """Whose Idempotency-Keys these are: a token's, or a person's in one role."""
        if isinstance(self.request.auth, ApiToken):
            return f"token:{self.request.auth.digest}"[:140]
        return f"user:{self.actor.user_id}/{self.actor.assignment_id}"


def etag_of(whole: Any) -> str:
    """The strong ETag of a record: a digest of all it says."""
    return f'"{hashlib.sha256(JSONRenderer().render(whole)).hexdigest()[:32]}"'


def tags_of(header: str) -> frozenset[str]:
    """The tags of an If-Match or If-None-Match header."""
    return frozenset(tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip())


def _told(sent: Any) -> Any:
    """What was sent, as JSON can say it: a form by its fields in order, a file by its name and digest."""
    if not isinstance(sent, QueryDict):
        return sent
    return {name: [_file_or_text(one) for one in sent.getlist(name)] for name in sent}


def _file_or_text(one: Any) -> Any:
    if not isinstance(one, UploadedFile):
        return one
    digest = hashlib.sha256()
    for chunk in one.chunks():
        digest.update(chunk)
    one.seek(0)
    return [one.name, digest.hexdigest()]


def _again(kept: KeptAnswer, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise KeyReused()
    return Response(json.loads(kept.body), status=kept.status, headers={"Idempotent-Replayed": "true"})
