"""The outcome of sending one message, and how a push service's answer maps to it (RFC 8030)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import NamedTuple

from backend.push.breaker import PAUSE
from backend.push.http_client import Reply

#: The limit on Retry-After.
LONGEST_PAUSE = timedelta(hours=1)


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    #: The subscription has expired (RFC 8030 section 7.3): 404 or 410.
    GONE = "gone"
    #: Another 4xx, or an endpoint or keys that can no longer be used.
    REFUSED = "refused"
    #: The operator has removed the VAPID key of the subscription; opening the app there renews it.
    KEY_DROPPED = "key-dropped"
    #: No answer, or a 5xx: to be retried.
    UNREACHABLE = "unreachable"
    #: Postponed: Retry-After applies to the device, or its service gets no pushes just now (its circuit
    #: breaker is not closed, or it does not answer).
    PAUSED = "paused"


class Sent(NamedTuple):
    outcome: Outcome
    #: The service's status; 0 if it wasn't asked or didn't answer.
    status: int = 0
    #: With PAUSED.
    until: datetime | None = None


def judge(reply: Reply, now: datetime) -> Sent:
    """The outcome for a reply (RFC 8030 sections 5 and 7.3, RFC 8292 section 4.2)."""
    status = reply.status
    if 200 <= status < 300:
        return Sent(Outcome.ACCEPTED, status)
    if status in (404, 410):
        return Sent(Outcome.GONE, status)
    if status == 429 or (status == 503 and reply.retry_after):
        return Sent(Outcome.PAUSED, status, now + pause(reply.retry_after, now))
    if status == 0 or status >= 500:
        return Sent(Outcome.UNREACHABLE, status)
    return Sent(Outcome.REFUSED, status)


def pause(retry_after: str | None, now: datetime) -> timedelta:
    """The delay that Retry-After asks for, in seconds or as a date (RFC 9110 section 10.2.3).

    Limited to between a second and LONGEST_PAUSE. PAUSE if it is absent or invalid.
    """
    if retry_after is None:
        return PAUSE
    try:
        asked = timedelta(seconds=int(retry_after)) if retry_after.isdecimal() else instant(retry_after) - now
    except (ValueError, OverflowError):
        return PAUSE
    return min(max(asked, timedelta(seconds=1)), LONGEST_PAUSE)


def instant(date: str) -> datetime:
    parsed = parsedate_to_datetime(date)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
