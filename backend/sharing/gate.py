"""The only access to shared data: `open_share` begins a viewing, and `enter` authorises each request of it.

An unknown link, a wrong secret, and an expired, revoked or locked link get the same answer, by the same code
path with the same queries. Only somebody with the right secret learns that there is a PIN.
"""

import secrets
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from backend import zones
from backend.api.problems import Problem
from backend.api.rate_limits import Limit
from backend.audit.models import Event, EventType
from backend.sharing.models import IDLE, LONGEST, TRIES, Share, Viewing, digest

NOBODYS_DIGEST = digest("")
MINUTES = 60
#: Checked before anything is looked up, so that a refusal reveals nothing about a link.
OPENINGS_OF_AN_ADDRESS = Limit("viewings-address", 60, 10 * MINUTES)
#: Counted only with the right secret, so that nobody without it can lock the reader out.
OPENINGS_OF_A_SHARE = Limit("viewings-share", 120, 10 * MINUTES)


class ViewingEndedError(Problem):
    """401: there is no viewing, or it has ended."""

    auth_header = 'Viewing realm="noticing"'

    def __init__(self) -> None:
        super().__init__(401, "viewing_ended", "There is nothing to see here, or not any more.")


class PinRequiredError(Problem):
    """401: the link is right, but needs a PIN; `tries_left` more tries."""

    auth_header = 'Pin realm="noticing"'

    def __init__(self, tries_left: int) -> None:
        super().__init__(401, "pin_required", "This link has a PIN.", tries_left=tries_left)


def open_share(share_id: UUID | None, secret: str, pin: str | None, now: datetime) -> tuple[UUID, str]:
    """Begin a viewing; returns the share's id and the viewing's token, for the cookie.

    Raises NotFound if there is nothing to open, PinRequiredError without the right PIN, and Throttled beyond
    the rate limit.
    """
    share = Share.objects.open(now).filter(pk=share_id or uuid4(), locked_at=None).first()
    stored_digest = bytes(share.secret_digest) if share else NOBODYS_DIGEST
    if not compare_digest(stored_digest, digest(secret)) or share is None:
        raise NotFound
    OPENINGS_OF_A_SHARE.refuse(str(share.pk), now)
    if share.pin_hash is not None:
        check_pin(share, share.pin_hash, pin, now)
    token = secrets.token_urlsafe(32)
    opened_at = zones.part_began(now, share.person.known_zone)
    with transaction.atomic():
        # Checked again under a lock: the PIN may have changed, or the share been revoked, in the meantime.
        if not Share.objects.open(now).select_for_update().filter(pk=share.pk, pin_hash=share.pin_hash):
            raise NotFound
        Viewing.objects.create(share=share, token_digest=digest(token), opened_at=opened_at, seen_at=now)
        Event.record(share.person, EventType.SHARE_OPENED, now, share.pk)
    return share.pk, token


def check_pin(share: Share, pin_hash: str, pin: str | None, now: datetime) -> None:
    if not pin:
        raise PinRequiredError(TRIES - share.pin_tries)
    left = share.spend_try(now)
    if left is None:
        raise NotFound
    if not check_password(pin, pin_hash):
        if left == 0:
            Event.record(share.person, EventType.SHARE_LOCKED, now, share.pk)
        raise PinRequiredError(left)
    share.reset_tries()


def enter(share_id: UUID, token: str, now: datetime) -> Share:
    """The share with this id, if `token` belongs to a live viewing of it; this request keeps the viewing
    alive.

    Raises ViewingEndedError otherwise. The share is read again with each request, so that revoking or
    narrowing it takes effect with the next one.
    """
    live_viewings = Viewing.objects.filter(
        share_id=share_id,
        token_digest=digest(token),
        opened_at__gt=now - LONGEST,
        seen_at__gt=now - IDLE,
        share__in=Share.objects.open(now),
    )
    viewing = live_viewings.select_related("share__person").first()
    if viewing is None:
        raise ViewingEndedError
    Viewing.objects.filter(pk=viewing.pk).update(seen_at=now)
    return viewing.share


def leave(share: Share, token: str) -> None:
    """End this viewing of the share. Others go on."""
    share.viewings.filter(token_digest=digest(token)).end()


class SharedView(APIView):
    """The base of all views under /api/shared/<share id>/. `self.share` is the share that `enter` admitted.

    Against CSRF, the viewing cookie is SameSite=Strict and bodies are JSON only.
    """

    authentication_classes = ()
    permission_classes = ()
    share: Share

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.share = enter(kwargs["share_id"], token_of(request), timezone.now())


def token_of(request: Request) -> str:
    return request.COOKIES.get(settings.VIEWING_COOKIE_NAME, "")


def share_path(share_id: UUID) -> str:
    """The path of the share's API, to which the viewing's cookie is limited."""
    return f"/api/shared/{share_id}/"
