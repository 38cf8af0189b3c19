"""Signing in by password; the person of a request comes with his roles in one query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from appraisal.core.models import User
from appraisal.core.queries.actors import user_with_assignments


class PortalBackend(ModelBackend):
    """Checks the password as Django does. An account out of use is nobody, whatever its session says."""

    def get_user(self, user_id: Any) -> User | None:
        user = user_with_assignments(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
