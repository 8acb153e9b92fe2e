"""The devices on which a person is signed in: one row of allauth's list per session.

A row stores only the kind of device: no IP address, and not the full User-Agent.
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
from backend.accounts.sessions import hash_key

#: Stored in place of an IP address: the unspecified address (RFC 4291 section 2.5.2).
NOWHERE = "::"
#: The first match counts, since most browsers' User-Agents name other browsers, too.
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
    """Browser and system, such as `Chrome, Android`. Product names need no translation. Empty if unknown."""
    names_found = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(name for name in names_found if name)


def _first(names: Iterable[tuple[str, str]], user_agent: str) -> str | None:
    return next((name for pattern, name in names if re.search(pattern, user_agent)), None)


def record(request: HttpRequest, person: Person) -> None:
    """Record the request's session as one of this person's."""
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=hash_key(str(request.session.session_key)),
        defaults={
            "user": person,
            "ip": NOWHERE,
            "user_agent": label_of(request.META.get("HTTP_USER_AGENT", "")),
            "last_seen_at": timezone.now(),
        },
    )


def of(person: Person) -> list[UserSession]:
    """The person's live sessions, most recently used first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    live_devices = UserSession.objects.filter(user=person, session_key__in=alive)
    return list(live_devices.order_by("-last_seen_at", "-pk"))


def as_data(device: UserSession, current_key: str = "") -> dict[str, Any]:
    return {
        "id": device.pk,
        "label": device.user_agent or None,
        "created_at": device.created_at.timestamp(),
        "last_used_at": device.last_seen_at.timestamp(),
        "is_current": device.session_key == hash_key(current_key),
    }


@transaction.atomic
def end(devices: Iterable[UserSession]) -> None:
    """Delete these sessions, which also ends their pushes (push.models.SubscriptionQuerySet.reachable)."""
    keys = [device.session_key for device in devices]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def delete_pending_sign_ins(person: Person) -> None:
    """Delete the person's sign-ins that wait for a second step.

    These sessions contain the person's id, and aren't in the list of devices.
    """
    soon = timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_TIMEOUT)
    number = user_pk_to_url_str(person)
    pending = [
        session.session_key
        for session in Session.objects.filter(expire_date__lte=soon).iterator()
        if (session.get_decoded().get(LOGIN_SESSION_KEY) or {}).get("user_pk") == number
    ]
    Session.objects.filter(session_key__in=pending).delete()


def all_but(person: Person, but: str | None) -> list[UserSession]:
    """The person's devices, except the session with the key `but`."""
    kept_key = hash_key(but) if but else None
    return [each for each in UserSession.objects.filter(user=person) if each.session_key != kept_key]


def end_all(person: Person, but: str | None = None) -> None:
    """Sign out all of the person's devices, except the session with the key `but`."""
    end(all_but(person, but))
