"""Sends payloads to subscriptions (RFC 8030) and returns the outcomes.

Never deletes and never retries: callers act on the outcomes. It writes only the circuit breakers' rows and
the devices' `paused_until`.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import count
from typing import Any, NamedTuple, Self

from django.conf import settings

from backend.push import http_client, vapid
from backend.push.breaker import SEVERAL, Answer
from backend.push.encryption import encrypt
from backend.push.endpoints import Endpoint, pin
from backend.push.gate import Gate, PausedError
from backend.push.http_client import Post, Reply
from backend.push.models import PushOrigin, Subscription, opaque
from backend.push.outcome import Outcome, Sent, judge

log = logging.getLogger("noticing.push")

#: The most pushes in flight at once.
MAX_IN_FLIGHT = 400
#: Seconds after which a push in flight counts as slow.
SLOW = 1
#: Outcomes are returned once there are this many, or after this many seconds.
OUTCOME_BATCH = 200
OUTCOME_WAIT = 0.1


class Push(NamedTuple):
    """`topic`: at most 32 base64url characters (RFC 8030 section 5.4). `ttl`: seconds, at least 1."""

    subscription: Subscription
    payload: bytes
    topic: str
    ttl: int


class InFlight(NamedTuple):
    """A push that waits for its reply."""

    key: Any
    origin: str
    #: Primary keys.
    device: int
    person: int
    #: Whether it probes a half-open breaker.
    probe: bool
    #: time.monotonic()
    began: float

    @classmethod
    def of(cls, key: Any, device: Subscription, origin: str, probe: bool) -> Self:
        return cls(key, origin, device.pk, device.person_id, probe, time.monotonic())


class PushQueue:
    """The pushes that one thread has in flight: begin some, collect their outcomes, begin more.

    A service that doesn't answer delays no other: after SLOW seconds its pushes no longer count against the
    limit, and while it answers none of several people's pushes, it gets no new ones.
    """

    def __init__(self, counts: bool = True) -> None:
        """`counts`: false for test pushes, which update no circuit breakers or pauses, and may wait for a
        connection."""
        self._counts = counts
        self._client = http_client.for_this_thread()
        self._numbers = count()
        self._in_flight: dict[int, InFlight] = {}
        #: When each service last answered, by time.monotonic().
        self._answered: dict[str, float] = {}
        self._replies: list[tuple[InFlight, Reply]] = []
        #: The outcomes of pushes that weren't sent.
        self._unsent: list[tuple[Any, Sent]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.drop()

    @property
    def empty(self) -> bool:
        return not self._in_flight and not self._replies and not self._unsent

    @property
    def room(self) -> int:
        """How many more pushes may begin."""
        slow_before = time.monotonic() - SLOW
        return MAX_IN_FLIGHT - sum(flight.began > slow_before for flight in self._in_flight.values())

    def begin(self, pushes: Iterable[tuple[Any, Push]], now: datetime) -> list[Any]:
        """Send these pushes. Each has a key, which `outcomes` returns with its outcome.

        Returns the keys of pushes that aren't sent because they would have to wait for a connection.
        """
        busy = []
        self._receive(0)  # so that replies that are already here don't count as slow
        gate = Gate(self._silent(), self._counts, now)
        dns = DnsCache()
        authorization = cache(partial(vapid.header, now=now))
        for key, push in pushes:
            try:
                endpoint = push.subscription.checked_endpoint
                gate.check(push.subscription, endpoint.origin)
                if self._counts and not self._client.takes_more(endpoint.host):
                    busy.append(key)
                    continue
                signed = authorization(push.subscription.key, endpoint.origin)
                made = post(push, endpoint, dns.address_of(endpoint.host), signed)
                # Claimed last: a push that can't be made is no probe.
                probe = gate.claim_probe(endpoint.origin)
                self._send(InFlight.of(key, push.subscription, endpoint.origin, probe), made)
            except PausedError as paused:
                self._unsent.append((key, Sent(Outcome.PAUSED, until=paused.until)))
            except OSError:  # no address for the host
                self._unsent.append((key, Sent(Outcome.UNREACHABLE)))
            except KeyError:  # from vapid.header
                self._unsent.append((key, Sent(Outcome.KEY_DROPPED)))
            except ValueError:  # an endpoint or keys that can no longer be used
                self._unsent.append((key, Sent(Outcome.REFUSED)))
        return busy

    def outcomes(self, now: datetime) -> list[tuple[Any, Sent]]:
        """The new outcomes. Waits up to OUTCOME_WAIT for more of them, to batch the updates."""
        until = time.monotonic() + OUTCOME_WAIT
        while (
            self._in_flight and len(self._replies) < OUTCOME_BATCH and (left := until - time.monotonic()) > 0
        ):
            self._receive(left)
        results = [(flight, judge(reply, now)) for flight, reply in self._replies]
        log_failures(results)
        if self._counts:
            update_breakers(results, now)
            pause_devices(results)
        ended = self._unsent + [(flight.key, sent) for flight, sent in results]
        self._unsent, self._replies = [], []
        return ended

    def _receive(self, patience: float) -> None:
        replies = self._client.replies(patience)
        received = [(self._in_flight.pop(number), reply) for number, reply in replies.items()]
        self._answered |= {flight.origin: time.monotonic() for flight, reply in received if reply.status}
        self._replies += received

    def _send(self, flight: InFlight, post: Post) -> None:
        number = next(self._numbers)
        self._in_flight[number] = flight
        self._client.post(number, post)

    def _silent(self) -> set[str]:
        """The services with slow pushes to several people and no answer within SLOW seconds."""
        slow_before = time.monotonic() - SLOW
        owed: dict[str, set[int]] = defaultdict(set)
        for flight in self._in_flight.values():
            if flight.began <= slow_before:
                owed[flight.origin].add(flight.person)
        several = {origin for origin, people in owed.items() if len(people) >= SEVERAL}
        return {origin for origin in several if self._answered.get(origin, slow_before) <= slow_before}


def send(pushes: Sequence[Push], now: datetime) -> list[Sent]:
    """Send test messages at once; the outcomes are in the same order. Takes a little over 10 s at most.

    They don't affect circuit breakers.
    """
    outcomes: dict[int, Sent] = {}
    with PushQueue(counts=False) as queue:
        queue.begin(enumerate(pushes), now)
        while not queue.empty:
            outcomes |= queue.outcomes(now)
    return [outcomes[place] for place in range(len(pushes))]


def post(push: Push, endpoint: Endpoint, place: str, authorization: str) -> Post:
    """The request (RFC 8030 section 5), encrypted (RFC 8291), with VAPID authorization (RFC 8292)."""
    subscription = push.subscription
    headers = {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(1, push.ttl)),
        "Topic": push.topic,
        # Delivered at once even to a dozing phone, since the person chose this moment.
        "Urgency": "high",
    }
    return Post(endpoint.url, endpoint.host, place, headers, encrypt(push.payload, subscription.recipient))


class DnsCache:
    """Resolves and checks each host once per batch."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def address_of(self, host: str) -> str:
        """The host as `address:port` for libcurl. Raises OSError or RefusedEndpointError."""
        if host not in self._known:
            extra = settings.PUSH_EXTRA_HOSTS
            self._known[host] = extra.get(host) or on_443(pin(host, allowed=host in extra))
        return self._known[host]


def on_443(address: str) -> str:
    return f"[{address}]:443" if ":" in address else f"{address}:443"


def log_failures(results: Iterable[tuple[InFlight, Sent]]) -> None:
    for flight, sent in results:
        if sent.outcome is not Outcome.ACCEPTED:
            log.warning("push to %s: %s", flight.origin, sent.status or "no answer")


def update_breakers(results: Iterable[tuple[InFlight, Sent]], now: datetime) -> None:
    by_origin: dict[str, set[Answer]] = defaultdict(set)
    for flight, sent in results:
        by_origin[flight.origin].add(answer_of(flight, sent))
    for origin, answers in by_origin.items():
        PushOrigin.record(origin, list(answers), now)


def answer_of(flight: InFlight, sent: Sent) -> Answer:
    """An acceptance is one whoever's it is. Saves its hash, a tenth of the time around the encryption."""
    if sent.outcome is Outcome.ACCEPTED:
        return Answer("", sent.status)
    return Answer(opaque(flight.person), sent.status, sent.until, flight.probe)


def pause_devices(results: Iterable[tuple[InFlight, Sent]]) -> None:
    """Store Retry-After for the device that it was sent for. It says nothing about other devices."""
    for flight, sent in results:
        if sent.until:
            Subscription.objects.filter(pk=flight.device).update(paused_until=sent.until)
