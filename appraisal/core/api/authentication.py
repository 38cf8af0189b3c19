"""Who calls: a token of an organisation, or a person who is signed in to the portal. Both become the same `Actor`."""

from typing import Any

from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from appraisal.core import clock
from appraisal.core.models import ApiToken, User
from appraisal.core.queries.api_access import assignment_of
from appraisal.core.request_context import RequestContext, current, enter
from appraisal.core.rules.api import ApiScope
from appraisal.core.services.api_calls import note_use


class TokenOfOrganisation(TokenAuthentication):
    """`Authorization: Bearer kaowu_…`. Ended tokens stay on record and are refused, each with its own words."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        found: tuple[User, ApiToken] | None = super().authenticate(request)
        if found is None:
            return None
        _, token = found
        assignment = assignment_of(token, clock.today(clock.now()))
        if assignment is None:
            raise AuthenticationFailed("令牌的建立者已不在该岗位，令牌随之失效；请由在岗人员另建令牌。")
        actor = assignment.actor()
        request._request.actor = actor
        enter(RequestContext(request_id=current().request_id, actor=f"token:{token.token_key}/{actor.role}"))
        note_use(token, now=clock.real_now())
        return found

    def validate_user(self, auth_token: ApiToken) -> tuple[User, ApiToken]:
        if auth_token.revoked_at:
            raise AuthenticationFailed("令牌已撤销。")
        if auth_token.expiry and auth_token.expiry <= clock.real_now():
            raise AuthenticationFailed("令牌已过期。")
        found: tuple[User, ApiToken] = super().validate_user(auth_token)
        return found

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Nothing is removed: an expired token stays on its page."""
        return False


class SessionOfPortal(SessionAuthentication):
    """The session of the portal's pages, with its CSRF check; the middleware has set the actor."""

    def authenticate_header(self, request: Request) -> str:
        """Names the scheme, so that a call without credentials is answered 401 and not 403."""
        return "Bearer"


class HasActor(BasePermission):
    """The caller acts in a role; a token that only reads may not write."""

    message = "没有可用的角色。"

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = getattr(request._request, "actor", None)
        if not request.user or not request.user.is_authenticated or actor is None:
            return False
        token = request.auth
        if isinstance(token, ApiToken) and token.scope == ApiScope.READ and request.method not in SAFE_METHODS:
            self.message = "这个令牌只能读取；写入需要“读写”权限的令牌。"
            return False
        writers = None if request.method in SAFE_METHODS else getattr(view, "writers", None)
        if roles := writers or getattr(view, "roles", None):
            self.message = f"这个接口只对{'、'.join(role.label for role in sorted(roles))}开放。"
            return actor.role in roles
        return True
