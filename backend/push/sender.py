"""Sends payloads to subscriptions and says what became of each, in the terms of RFC 8030.

Never deletes, never retries, writes no row but the circuit breaker's: what an outcome means is its caller's
matter.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings

from backend.push import vapid
from backend.push.encryption import encrypt
from backend.push.endpoints import Endpoint, pin
from backend.push.models import LONGEST_PAUSE, PAUSE, PushOrigin, Subscription
from backend.push.wire import Post, Reply, exchange

log = logging.getLogger("noticing.push")


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    #: The subscription is over (RFC 8030 section 7.3): 404 or 410.
    GONE = "gone"
    #: 4xx for another reason, or an endpoint or key that is no longer ours to use.
    REFUSED = "refused"
    #: No answer, or a 5xx: worth another try.
    UNREACHABLE = "unreachable"
    #: The service wants to be left alone for a while, or is.
    PAUSED = "paused"


class Push(NamedTuple):
    """`topic`: at most 32 base64url characters (RFC 8030 section 5.4). `ttl`: seconds, at least 1."""

    subscription: Subscription
    payload: bytes
    topic: str
    ttl: int


class Sent(NamedTuple):
    outcome: Outcome
    #: The service's; 0 when it was not asked, or gave no answer.
    status: int = 0
    #: With PAUSED.
    until: datetime | None = None


def send(pushes: Sequence[Push], now: datetime) -> list[Sent]:
    """All at once; the outcomes in the same order. Takes a little over ten seconds at most."""
    paused = PushOrigin.paused(now)
    places = Places()
    results: list[Sent | None] = []
    posts: list[tuple[int, Endpoint, Post]] = []
    for push in pushes:
        try:
            endpoint = push.subscription.checked_endpoint
            if endpoint.origin in paused:
                results.append(Sent(Outcome.PAUSED, until=paused[endpoint.origin]))
                continue
            posts.append((len(results), endpoint, post(push, endpoint, places.of(endpoint.host), now)))
            results.append(None)
        except OSError:  # no address for the host
            results.append(Sent(Outcome.UNREACHABLE))
        except (ValueError, KeyError):  # an endpoint, keys or a VAPID key that can't be used any more
            results.append(Sent(Outcome.REFUSED))
    replies = exchange(post for _, _, post in posts)
    heard: dict[str, list[Sent]] = defaultdict(list)
    for (place, endpoint, _), reply in zip(posts, replies, strict=True):
        sent = results[place] = judge(reply, now)
        heard[endpoint.origin].append(sent)
        if sent.outcome is not Outcome.ACCEPTED:
            log.warning("push to %s: %s", endpoint.origin, reply.status or "no answer")
    for origin, all_of_it in heard.items():
        tell_breaker(origin, all_of_it, now)
    return [sent for sent in results if sent is not None]


def post(push: Push, endpoint: Endpoint, place: str, now: datetime) -> Post:
    """The request of RFC 8030 section 5, encrypted by RFC 8291, signed by RFC 8292."""
    subscription = push.subscription
    headers = {
        "Authorization": vapid.header(subscription.key, endpoint.origin, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(1, push.ttl)),
        "Topic": push.topic,
        # A moment that somebody chose is for that moment, also on a phone that is dozing.
        "Urgency": "high",
    }
    return Post(endpoint.url, endpoint.host, place, headers, encrypt(push.payload, subscription.recipient))


class Places:
    """Where each host of one batch is: looked up and checked once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, host: str) -> str:
        """`address:port` as libcurl takes it; OSError or RefusedEndpointError otherwise."""
        if host not in self._known:
            extra = settings.PUSH_EXTRA_HOSTS
            self._known[host] = extra.get(host) or on_443(pin(host, allowed=host in extra))
        return self._known[host]


def on_443(address: str) -> str:
    return f"[{address}]:443" if ":" in address else f"{address}:443"


def judge(reply: Reply, now: datetime) -> Sent:
    """What a status means (RFC 8030 sections 5 and 7.3, RFC 8292 section 4.2)."""
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


def tell_breaker(origin: str, heard: list[Sent], now: datetime) -> None:
    """One look at a batch: acceptances close the breaker, refusals count, a wish to be left alone is kept."""
    refused = [sent.status for sent in heard if sent.outcome is Outcome.REFUSED]
    asked = [sent for sent in heard if sent.until]
    if any(sent.outcome is Outcome.ACCEPTED for sent in heard):
        PushOrigin.accept(origin)
    elif refused:
        PushOrigin.refuse(origin, len(refused), refused[-1], now)
    if asked:
        PushOrigin.wait(origin, asked[-1].status, max(sent.until for sent in asked if sent.until))


def pause(retry_after: str | None, now: datetime) -> timedelta:
    """Retry-After: seconds or a date (RFC 9110 section 10.2.3), a second to an hour; PAUSE without one."""
    if retry_after is None:
        return PAUSE
    try:
        asked = timedelta(seconds=int(retry_after)) if retry_after.isdecimal() else instant(retry_after) - now
    except (ValueError, OverflowError):
        return PAUSE
    return min(max(asked, timedelta(seconds=1)), LONGEST_PAUSE)


def instant(date: str) -> datetime:
    found = parsedate_to_datetime(date)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
