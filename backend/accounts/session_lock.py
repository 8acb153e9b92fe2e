"""The session lock: if a phone has an app lock, its session needs the lock's pass besides the cookie.

The phone stores the pass sealed, beside its entries. Without this, somebody with a locked phone or a copy of
its browser profile could read the API in the address bar. What a locked phone may still do (answer a nudge,
renew its push subscription, sign out) needs only the cookie: views list these methods in `while_locked`.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.headless.app_settings import TOKEN_STRATEGY
from allauth.headless.constants import Client
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from backend.api.problems import Problem, problem

HEADER = "X-Session-Lock"
#: The name in the session's data of the pass's SHA-256, in hexadecimal.
NAME = "lock"
LOCKED = (403, "locked", "This session's phone is locked.")

View = Callable[..., HttpResponseBase]


def digest(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()


def set_lock(session: Any, digest: str) -> bool:
    """Require the pass with this SHA-256 (hexadecimal) from now on. False if it was required already."""
    if session.get(NAME) == digest:
        return False
    session[NAME] = digest
    return True


def remove_lock(session: Any) -> None:
    session.pop(NAME, None)


def is_locked(session: Any, given: str | None) -> bool:
    """Whether the session has a lock that the given pass doesn't open."""
    lock = session.get(NAME)
    return lock is not None and not constant_time_compare(lock, digest(given or ""))


def refuse_if_locked(session: Any, given: str | None) -> None:
    """Raise Problem 403 `locked` if the session is locked."""
    if is_locked(session, given):
        raise Problem(*LOCKED)


def require_unlocked(view: View, client: Client, *but: str) -> View:
    """The same check for allauth's views; `but` names methods that need no pass."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method not in but and is_locked(session_for(request, client), request.headers.get(HEADER)):
            return problem(*LOCKED)
        return view(request, *args, **options)

    return checked


def session_for(request: HttpRequest, client: Client) -> Any:
    """The session that allauth uses: the cookie's, or for its app client that of X-Session-Token, which may
    be the cookie's value."""
    if client is Client.BROWSER:
        return request.session
    token = TOKEN_STRATEGY.get_session_token(request)
    return (token and TOKEN_STRATEGY.lookup_session(token)) or {}
