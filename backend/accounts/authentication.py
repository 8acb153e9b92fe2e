"""Authentication of requests, and the permissions: consent, session lock and recent proof of identity."""

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from backend.accounts import erased_sessions
from backend.accounts.models import Person
from backend.accounts.session_lock import HEADER, refuse_if_locked
from backend.accounts.sessions import SessionStore, hash_key
from backend.api.problems import Problem

if TYPE_CHECKING:
    # A circular import otherwise: DRF imports this module while rest_framework.views loads.
    from rest_framework.views import APIView

CHALLENGE = 'Session realm="noticing"'


class AppSession(XSessionTokenAuthentication):  # type: ignore[misc]
    """allauth's app client: the X-Session-Token header. Without a cookie, CSRF isn't possible."""

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class CookieSession(SessionAuthentication):
    """allauth's browser client: the session cookie, with the CSRF token on each unsafe request."""

    def authenticate_header(self, request: Request) -> str:
        # With a challenge, DRF answers 401 instead of 403 to anonymous requests.
        return CHALLENGE

    def authenticate(self, request: Request) -> Any:
        session = request._request.session
        if isinstance(session, SessionStore) and (person := session.person()):
            # Saves Django's own query for the person.
            request._request.user = person
        return super().authenticate(request)

    def enforce_csrf(self, request: Any) -> None:
        check = CsrfViewMiddleware(lambda _: HttpResponse())
        check.process_request(request)
        if check.process_view(request, lambda _: HttpResponse(), (), {}):
            raise Problem(403, "csrf", "The CSRF token is not the session's.")


class PersonsRequest(Request):
    """The request of a view with `SignedIn` or `Consented`, for the type checker: `user` is a Person."""

    user: Person


class PersonsHttpRequest(HttpRequest):
    """The same for allauth's views, which get Django's request."""

    user: Person


class AccountErased(NotAuthenticated):
    """401: the session belonged to an account that was erased on another device."""

    default_detail = "This account has been deleted."
    default_code = "account_erased"


def refuse_if_erased(request: Request) -> None:
    """Raise AccountErased if the request has a session of an erased account."""
    key = request.headers.get("X-Session-Token") or request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if key and erased_sessions.is_erased(hash_key(key)):
        raise AccountErased


class SignedIn(BasePermission):
    """For what doesn't require consent: reading the account, consenting, exporting and deleting.

    A session with a lock also needs the lock's pass, except for the methods in the view's `while_locked`.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            refuse_if_erased(request)
            return False
        if request.method not in getattr(view, "while_locked", ()):
            refuse_if_locked(session_of(request), request.headers.get(HEADER))
        return True


class Consented(SignedIn):
    """The default permission: signed in, and consent to keeping health data is recorded and not withdrawn."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not super().has_permission(request, view) or isinstance(request.user, AnonymousUser):
            return False
        if request.user.consent_version is None:
            raise Problem(
                403, "consent_required", "Consent to keeping health data is not recorded, or was withdrawn."
            )
        return True


def session_of(request: Request) -> Any:
    """The request's session, for both of allauth's clients."""
    return request.auth if request.auth is not None else request.session


def recently_proved(session: Any, person: Any) -> bool:
    """Whether a password, passkey or recovery code was used in this session within the last five minutes."""
    records = get_authentication_records(SimpleNamespace(session=session), person)
    newest = max((record["at"] for record in records), default=0.0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def require_recent_proof(request: Request) -> None:
    """Step-up (security.md, "Sign-in"): 403 unless a password or passkey was given within five minutes."""
    if not recently_proved(session_of(request), request.user):
        raise Problem(403, "reauthentication_required", "This asks for the password or a passkey once more.")
