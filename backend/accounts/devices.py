"""Where somebody is signed in: a row of allauth's list for each session.

Of a device its kind is kept, and nothing by which it could be found: no address, and not what its browser
says of itself word for word.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from backend.accounts.models import Person
from backend.accounts.sessions import stored

#: Instead of an address: the unspecified one (RFC 4291 section 2.5.2).
NOWHERE = "::"
#: The first that fits names the browser; nearly all of them say that they are others, too.
BROWSERS = (
    (r"\bEdgA?/|\bEdgiOS/", "Edge"),
    (r"\bOPR/|\bOPT/", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bFirefox/|\bFxiOS/", "Firefox"),
    (r"Chrome/|\bCriOS/", "Chrome"),
    (r"\bSafari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def label_of(user_agent: str) -> str:
    """Names of things, the same in every language: `Chrome, Android`; empty for what is no browser."""
    found = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(name for name in found if name)


def _first(names: Iterable[tuple[str, str]], user_agent: str) -> str | None:
    return next((name for pattern, name in names if re.search(pattern, user_agent)), None)


def record(request: HttpRequest, person: Person) -> None:
    """The session of this request is this person's from now on."""
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=stored(str(request.session.session_key)),
        defaults={
            "user": person,
            "ip": NOWHERE,
            "user_agent": label_of(request.META.get("HTTP_USER_AGENT", "")),
            "last_seen_at": timezone.now(),
        },
    )


def of(person: Person) -> list[UserSession]:
    """Those that live, the one used last first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    living = UserSession.objects.filter(user=person, session_key__in=alive)
    return list(living.order_by("-last_seen_at", "-pk"))


def as_data(device: UserSession, current_key: str = "") -> dict[str, Any]:
    return {
        "id": device.pk,
        "label": device.user_agent or None,
        "created_at": device.created_at.timestamp(),
        "last_used_at": device.last_seen_at.timestamp(),
        "is_current": device.session_key == stored(current_key),
    }


@transaction.atomic
def end(devices: Iterable[UserSession]) -> None:
    """Signed out at their next request; and what was to be pushed to them isn't any more."""
    keys = [device.session_key for device in devices]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def forget_begun(person: Person) -> None:
    """Sign-ins of the person's that wait for a second step: they are in no list, and name who it is."""
    soon = timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_TIMEOUT)
    number = user_pk_to_url_str(person)
    begun = [
        session.session_key
        for session in Session.objects.filter(expire_date__lte=soon).iterator()
        if (session.get_decoded().get(LOGIN_SESSION_KEY) or {}).get("user_pk") == number
    ]
    Session.objects.filter(session_key__in=begun).delete()


def end_all(person: Person, but: str | None = None) -> None:
    """Every device of the person's, except the one of this session key."""
    kept = stored(but) if but else None
    end(device for device in UserSession.objects.filter(user=person) if device.session_key != kept)
