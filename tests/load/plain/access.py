"""Who is asking, and whether they agreed to keeping health data."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from backend.api.problems import Problem


class CookieSession(SessionAuthentication):
    """The session cookie; signed out is 401, and a missing CSRF token says so."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="noticing"'

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)  # type: ignore[no-untyped-call]
        except PermissionDenied:
            raise Problem(403, "csrf", "The CSRF token is not the session's.") from None


class Consented(IsAuthenticated):
    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        if request.user.consent_version is None:  # type: ignore[union-attr]  # signed in, by the above
            raise Problem(403, "consent_required", "Consent is not recorded.")
        return True
