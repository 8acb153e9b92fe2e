"""Sends payloads to subscriptions and says what became of each, in the terms of RFC 8030.

Never deletes and never retries: what an outcome means is its caller's matter. It writes down only who asked
to be left alone: the circuit breakers' rows, and how long a device is to wait.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import count
from typing import Any, NamedTuple, Self

from django.conf import settings

from backend.push import http_client, vapid
from backend.push.breaker import PROBE, SEVERAL, Answer
from backend.push.encryption import encrypt
from backend.push.endpoints import Endpoint, pin
from backend.push.http_client import Post, Reply
from backend.push.models import PushOrigin, Subscription, opaque
from backend.push.outcome import Outcome, Sent, judge

log = logging.getLogger("noticing.push")

#: So many pushes are on their way at once.
TOGETHER = 400
#: Seconds after which a push without an answer is its service's to answer for.
SLOW = 1
#: For so long a service that owes an answer gets no new pushes.
RESTING = timedelta(seconds=10)
#: Outcomes are handed on when there are so many, or after so many seconds.
ENOUGH = 100
GATHERING = 0.1


class Push(NamedTuple):
    """`topic`: at most 32 base64url characters (RFC 8030 section 5.4). `ttl`: seconds, at least 1."""

    subscription: Subscription
    payload: bytes
    topic: str
    ttl: int


class InFlight(NamedTuple):
    """A push that is on its way."""

    key: Any
    origin: str
    #: Primary keys.
    device: int
    person: int
    #: time.monotonic()
    began: float


class PushQueue:
    """One thread's pushes in flight: begin some, collect their outcomes, begin more.

    A service that doesn't answer delays no other: after SLOW seconds its pushes no longer count against the
    limit, and while it owes answers to several people and gives none, it gets no new pushes.
    """

    def __init__(self, counts: bool = True) -> None:
        """`counts`: whether what is answered is written down, and opens or closes circuit breakers."""
        self._counts = counts
        self._client = http_client.own()
        self._numbers = count()
        self._in_flight: dict[int, InFlight] = {}
        #: When each service answered last, by time.monotonic().
        self._answered: dict[str, float] = {}
        self._replies: list[tuple[InFlight, Reply]] = []
        #: What never went out.
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
        """How many more may begin."""
        lately = time.monotonic() - SLOW
        return TOGETHER - sum(flight.began > lately for flight in self._in_flight.values())

    def begin(self, pushes: Iterable[tuple[Any, Push]], now: datetime) -> None:
        """Each under a key of the caller's, by which its outcome is told."""
        self._hear(0)  # only what was truly not answered counts as slow
        gate = Gate(self._silent(), self._counts, now)
        dns = DnsCache()
        authorization = cache(partial(vapid.header, now=now))
        for key, push in gate.in_order(pushes):
            try:
                endpoint = push.subscription.checked_endpoint
                if until := gate.closed_until(push.subscription, endpoint.origin):
                    self._unsent.append((key, Sent(Outcome.PAUSED, until=until)))
                else:
                    signed = authorization(push.subscription.key, endpoint.origin)
                    made = post(push, endpoint, dns.address_of(endpoint.host), signed)
                    self._send(key, endpoint.origin, push.subscription, made)
            except OSError:  # no address for the host
                self._unsent.append((key, Sent(Outcome.UNREACHABLE)))
            except (ValueError, KeyError):  # an endpoint, keys or a VAPID key that can't be used any more
                self._unsent.append((key, Sent(Outcome.REFUSED)))

    def outcomes(self, now: datetime) -> list[tuple[Any, Sent]]:
        """Of those that ended; waits a moment for more of them, so that they can be written down together."""
        until = time.monotonic() + GATHERING
        while self._in_flight and len(self._replies) < ENOUGH and (left := until - time.monotonic()) > 0:
            self._hear(left)
        heard = [(flight, judge(reply, now)) for flight, reply in self._replies]
        log_failures(heard)
        if self._counts:
            tell_breakers(heard, now)
            pause_devices(heard)
        ended = self._unsent + [(flight.key, sent) for flight, sent in heard]
        self._unsent, self._replies = [], []
        return ended

    def _hear(self, patience: float) -> None:
        replies = self._client.replies(patience)
        heard = [(self._in_flight.pop(number), reply) for number, reply in replies.items()]
        self._answered |= {flight.origin: time.monotonic() for flight, reply in heard if reply.status}
        self._replies += heard

    def _send(self, key: Any, origin: str, device: Subscription, post: Post) -> None:
        number = next(self._numbers)
        self._in_flight[number] = InFlight(key, origin, device.pk, device.person_id, time.monotonic())
        self._client.post(number, post)

    def _silent(self) -> set[str]:
        """The services that owe answers to several people and have said nothing lately."""
        lately = time.monotonic() - SLOW
        owed: dict[str, set[int]] = defaultdict(set)
        for flight in self._in_flight.values():
            if flight.began <= lately:
                owed[flight.origin].add(flight.person)
        several = {origin for origin, people in owed.items() if len(people) >= SEVERAL}
        return {origin for origin in several if self._answered.get(origin, lately) <= lately}


class Gate:
    """Which pushes of one batch have to wait, and until when."""

    def __init__(self, silent: Iterable[str], counts: bool, now: datetime) -> None:
        self._now, self._counts = now, counts
        self._breakers = PushOrigin.open_ones()
        self._waits = dict.fromkeys(silent, now + RESTING)
        self._waits |= {origin: until for origin, until in self._pauses() if until > now}

    def in_order(self, pushes: Iterable[tuple[Any, Push]]) -> Iterable[tuple[Any, Push]]:
        """Those of people whose devices failed lately come last, so that they are a probe only if there is no
        other."""
        failing = {each.person for it in self._breakers.values() for each in it.failing(self._now)}
        if not failing:
            return pushes
        return sorted(pushes, key=lambda pair: opaque(pair[1].subscription.person_id) in failing)

    def closed_until(self, device: Subscription, origin: str) -> datetime | None:
        """None when a push to this device may go. Of a service whose pause is over, one goes as a probe."""
        if self._counts and device.paused_until and device.paused_until > self._now:
            return device.paused_until
        if origin in self._waits:
            return self._waits[origin]
        if origin in self._breakers and self._counts:
            self._waits[origin] = self._now + PROBE
            if not PushOrigin.claim_probe(origin, self._now):
                return self._waits[origin]
        return None

    def _pauses(self) -> Iterator[tuple[str, datetime]]:
        for origin, breaker in self._breakers.items():
            if breaker.paused_until:
                yield origin, breaker.paused_until


def send(pushes: Sequence[Push], now: datetime) -> list[Sent]:
    """Tests of devices, all at once; the outcomes in the same order. Takes a little over ten seconds at most.

    They change nothing for what others are sent.
    """
    found: dict[int, Sent] = {}
    with PushQueue(counts=False) as queue:
        queue.begin(enumerate(pushes), now)
        while not queue.empty:
            found |= queue.outcomes(now)
    return [found[place] for place in range(len(pushes))]


def post(push: Push, endpoint: Endpoint, place: str, authorization: str) -> Post:
    """The request of RFC 8030 section 5, encrypted by RFC 8291, signed by RFC 8292."""
    subscription = push.subscription
    headers = {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(1, push.ttl)),
        "Topic": push.topic,
        # A moment that somebody chose is for that moment, also on a phone that is dozing.
        "Urgency": "high",
    }
    return Post(endpoint.url, endpoint.host, place, headers, encrypt(push.payload, subscription.recipient))


class DnsCache:
    """Where each host of one batch is: looked up and checked once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def address_of(self, host: str) -> str:
        """`address:port` as libcurl takes it; OSError or RefusedEndpointError otherwise."""
        if host not in self._known:
            extra = settings.PUSH_EXTRA_HOSTS
            self._known[host] = extra.get(host) or on_443(pin(host, allowed=host in extra))
        return self._known[host]


def on_443(address: str) -> str:
    return f"[{address}]:443" if ":" in address else f"{address}:443"


def log_failures(heard: Iterable[tuple[InFlight, Sent]]) -> None:
    for flight, sent in heard:
        if sent.outcome is not Outcome.ACCEPTED:
            log.warning("push to %s: %s", flight.origin, sent.status or "no answer")


def tell_breakers(heard: Iterable[tuple[InFlight, Sent]], now: datetime) -> None:
    by_origin: dict[str, list[Answer]] = defaultdict(list)
    for flight, sent in heard:
        by_origin[flight.origin].append(Answer(opaque(flight.person), sent.status, sent.until))
    for origin, answers in by_origin.items():
        PushOrigin.hear(origin, answers, now)


def pause_devices(heard: Iterable[tuple[InFlight, Sent]]) -> None:
    """What one device is answered concerns that device, whatever its service is asked for others."""
    for flight, sent in heard:
        if sent.until:
            Subscription.objects.filter(pk=flight.device).update(paused_until=sent.until)
