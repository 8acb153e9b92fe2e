"""A session whose phone has an app lock opens with the cookie and the lock's pass together.

The phone keeps the pass sealed beside its entries. Without it, whoever holds a locked phone, or a copy of its
browser profile, could open in the address bar what the lock keeps closed. What a locked phone still does
(answer a nudge, keep its push subscription, sign out) works with the cookie alone: a view says so in
`while_locked`.
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
#: In the session: the SHA-256 of the pass, in hexadecimal digits.
NAME = "lock"
LOCKED = (403, "locked", "This session's phone is locked.")

View = Callable[..., HttpResponseBase]


def digest(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()


def put_on(session: Any, digest: str) -> bool:
    """The session asks for the pass with this SHA-256 (hexadecimal) from now on. False if it did already."""
    if session.get(NAME) == digest:
        return False
    session[NAME] = digest
    return True


def take_off(session: Any) -> None:
    session.pop(NAME, None)


def is_closed(session: Any, given: str | None) -> bool:
    """Whether there is a lock, and this doesn't open it."""
    lock = session.get(NAME)
    return lock is not None and not constant_time_compare(lock, digest(given or ""))


def refuse_if_closed(session: Any, given: str | None) -> None:
    """Problem 403 `locked`."""
    if is_closed(session, given):
        raise Problem(*LOCKED)


def behind_lock(view: View, client: Client, *but: str) -> View:
    """The same for allauth's views; `but` names methods that need no pass."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method not in but and is_closed(acted_in(request, client), request.headers.get(HEADER)):
            return problem(*LOCKED)
        return view(request, *args, **options)

    return checked


def acted_in(request: HttpRequest, client: Client) -> Any:
    """The session that allauth acts in: the cookie's, or for its app client that of X-Session-Token, which
    may be the cookie's value."""
    if client is Client.BROWSER:
        return request.session
    token = TOKEN_STRATEGY.get_session_token(request)
    return (token and TOKEN_STRATEGY.lookup_session(token)) or {}
