"""How often one caller may ask. Counted in the cache; while that is down, nobody is stopped."""

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from appraisal.core.models import ApiToken

if TYPE_CHECKING:  # DRF reads this module while its views are being defined
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class PerCaller(SimpleRateThrottle):
    """`API_CALLS_PER_MINUTE` of one token, one person, or one address without either."""

    scope = "caller"

    def get_rate(self) -> str:
        return f"{settings.KAOWU['API_CALLS_PER_MINUTE']}/min"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        if isinstance(request.auth, ApiToken):
            ident = f"token-{request.auth.token_key}"
        elif request.user and request.user.is_authenticated:
            ident = f"user-{request.user.pk}"
        else:
            ident = f"address-{self.get_ident(request)}"
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def allow_request(self, request: Request, view: "APIView") -> bool:
        try:
            return bool(super().allow_request(request, view))
        except (RedisError, OSError) as error:
            logger.warning("calls are not counted: the cache does not answer (%s)", type(error).__name__)
            return True
