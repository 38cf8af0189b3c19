"""Addresses that give a file for some minutes to whoever has them: asked for with rights, followed without.

Whoever asks for a link to a file with whole numbers of people is on record (a POST through a service); following it is
not recorded again. What stands in a link is only the portal's to write: it is signed, each kind with a salt of its own.
"""

import logging
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class LinkAnswer(serializers.Serializer):
    """Where a file can be fetched for a while."""

    url = serializers.URLField()
    expires_in = serializers.IntegerField(help_text="几秒以后失效")


class FileLink(APIView):
    """The address of one kind of file. `salt`, `route`: each kind has its own."""

    authentication_classes: tuple[type, ...] = ()
    permission_classes: tuple[type, ...] = ()
    salt: str
    route: str

    @classmethod
    def to(cls, request: Request | HttpRequest, named: Any) -> dict[str, Any]:
        """A `LinkAnswer` that leads to what `named` (JSON) names."""
        token = signing.dumps(named, salt=cls.salt)
        return {
            "url": request.build_absolute_uri(reverse(cls.route, args=[token])),
            "expires_in": settings.KAOWU["API_FILE_LINK_SECONDS"],
        }

    def followed(self, token: str) -> HttpResponse:
        """The file; `Http404` when the link is not the portal's, is over, or what it names is not there any more."""
        try:
            named = signing.loads(token, salt=self.salt, max_age=settings.KAOWU["API_FILE_LINK_SECONDS"])
            return self.file(named)
        except (signing.BadSignature, ObjectDoesNotExist) as gone:
            raise Http404 from gone
        except FileNotFoundError as gone:
            logger.error("%s: the file of %s is gone", self.route, named)
            raise Http404 from gone

    def file(self, named: Any) -> HttpResponse:
        """What the link names. Raises `ObjectDoesNotExist` and `FileNotFoundError`."""
        raise NotImplementedError
