"""Leases pending deliveries and sends them as pushes or mails.

Sending happens outside of any transaction, and an outcome is recorded only while the fencing token is
current. Delivery is therefore at least once; a repeat replaces the earlier push by its Topic and tag.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from backend.entries.aside import UNREADABLE
from backend.mail import MailServerError
from backend.push.models import Subscription
from backend.push.sender import Push, PushQueue
from backend.reminders import mailing, message
from backend.reminders.delivery_context import decisions
from backend.reminders.mailing import Mail
from backend.reminders.models import EMAIL, LEASE, PUSH, Delivery, Reason, State
from backend.reminders.outcomes import end, fail, give_back, postpone, record, retry
from backend.reminders.planning import mail_reaches
from backend.reminders.quiet import Drop, Send, Wait

log = logging.getLogger("noticing.reminders")

#: Deliveries per lease: smaller batches cost more per delivery, larger ones delay each other.
BATCH = 200
#: Nothing is leased while there is room for fewer than this.
SMALLEST_BATCH = 50
#: Mails per lease: few, since they are sent one after another.
MAIL_BATCH = 20

#: The columns that sending and recording read: loading whole rows would take longer than leasing them.
LOOKED_AT = (
    "nudge", "subscription", "channel", "round", "not_before", "reason", "fence", "attempts",
    *(f"nudge__{name}" for name in (
        "person", "reminder", "due_at", "local_date", "slot", "channel", "useful_until", "round",
    )),
    *(f"nudge__person__{name}" for name in (
        "zone", "language", "email", "consent_version", "erase_at", "quiet_from", "quiet_to",
        "auto_quiet_since", "devices",
    )),
    *(f"subscription__{name}" for name in (
        "person", "endpoint", "p256dh", "auth", "key", "paused_until",
    )),
)  # fmt: skip

Clock = Callable[[], datetime]


def send_pushes(clock: Clock, meanwhile: Callable[[], int] = lambda: 0) -> int:
    """Lease deliveries and push them until none is ready; returns how many were dealt with.

    New pushes begin while others are in flight, so that a service that doesn't answer delays no other. A push
    that would wait for a connection is given back, so that the answer to it is looked at again. This can take
    long, so `meanwhile` is called once per pass; it returns how many reminders it planned.
    """
    leased, after = 0, None
    with PushQueue() as queue:
        while True:
            room = queue.room
            batch = lease(PUSH, min(BATCH, room), clock(), after) if room >= SMALLEST_BATCH else []
            after = place_behind(batch) or after
            busy = queue.begin(pushes(batch, clock()), clock())
            give_back(busy, clock())
            ended = queue.outcomes(clock())
            record(ended, clock())
            if meanwhile() or busy:
                after = None  # what has been planned or given back may lie before it
            leased += len(batch) - len(busy)
            # A delivery that has just ended may have created one for the next device.
            if not batch and not ended and queue.empty:
                return leased


def send_mails(clock: Clock) -> int:
    """Lease mails and send them until none is ready; returns how many were leased."""
    leased = 0
    while batch := lease(EMAIL, MAIL_BATCH, clock()):
        waiting = mails(batch, clock())
        try:
            for delivery, sent in mailing.send(waiting, clock()):
                record([(delivery, sent)], clock())
        except MailServerError as failure:
            log.error("the mail server can't be used: %s", failure.code)
            # Not one by one: the server would refuse the others too, and may lock the account out.
            retry([each.delivery for each in waiting], Reason.MAIL_SERVER, clock())
        leased += len(batch)
    return leased


def lease(
    channel: str, most: int, now: datetime, after: tuple[datetime, int] | None = None
) -> list[Delivery]:
    """Lease up to `most` ready deliveries, each under a new fencing token. Other workers skip locked rows.

    A lease that expired counts as an attempt without an answer: its worker may have sent before it died.

    `after` is the (`not_before`, key) of the last delivery that the caller leased: looking for the next ones
    begins there. Else each lease would also read the rows that the ones before have ended, for as long as an
    older snapshot (a backup's) keeps PostgreSQL from removing them.
    """
    with transaction.atomic():
        ready = Delivery.objects.ready(channel, now, after).select_for_update(skip_locked=True, no_key=True)
        taken = dict(ready.values_list("pk", "lease_until")[:most])
        if expired := [pk for pk, lease_until in taken.items() if lease_until]:
            Delivery.objects.filter(pk__in=expired).count_lost_attempt()
        Delivery.objects.filter(pk__in=taken).update(lease_until=now + LEASE, fence=F("fence") + 1)
    leased = Delivery.objects.filter(pk__in=taken).select_related("nudge__person", "subscription")
    return list(leased.only(*LOOKED_AT).order_by("not_before", "pk"))


def place_behind(batch: list[Delivery]) -> tuple[datetime, int] | None:
    return (batch[-1].not_before, batch[-1].pk) if batch else None


def pushes(deliveries: list[Delivery], now: datetime) -> list[tuple[Delivery, Push]]:
    """The pushes to send now. The other deliveries end or are postponed."""
    found = []
    for delivery in to_be_sent(deliveries, now):
        if delivery.subscription is None:
            fail([delivery], State.GONE, None, now)
            continue
        try:
            found.append((delivery, push(delivery, delivery.subscription, now)))
        except UNREADABLE:
            end([delivery], State.CANCELLED, Reason.UNREADABLE, now)
    return found


def mails(deliveries: list[Delivery], now: datetime) -> list[Mail]:
    to_send = to_be_sent(deliveries, now)
    end(
        [each for each in to_send if not mail_reaches(each.nudge.person)],
        State.NO_DEVICE,
        Reason.NO_ADDRESS,
        now,
    )
    return [Mail(each, each.nudge.person.email) for each in to_send if mail_reaches(each.nudge.person)]


def to_be_sent(deliveries: list[Delivery], now: datetime) -> list[Delivery]:
    """The deliveries to send now. The others end or are postponed, as `quiet.decide` says."""
    deliveries = current_only(deliveries, now)
    to_send, waiting = [], []
    dropped: dict[Drop, list[Delivery]] = {}
    for delivery, decision in decisions(deliveries, now):
        match decision:
            case Send():
                to_send.append(delivery)
            case Wait(until):
                waiting.append((delivery, until))
            case Drop() as drop:
                dropped.setdefault(drop, []).append(delivery)
            case unhandled:
                assert_never(unhandled)
    for drop, ended in dropped.items():
        end(ended, State.EXPIRED if drop.expired else State.CANCELLED, drop.reason, now)
    postpone(waiting)
    return to_send


def current_only(deliveries: list[Delivery], now: datetime) -> list[Delivery]:
    """The deliveries that are pending under a current fencing token. An answer may have ended some.

    Those whose device has been signed out or removed since are without `subscription`.
    """
    reachable = Subscription.objects.reachable(now).filter(pk=OuterRef("subscription"))
    rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], state=State.PENDING)
    found = {pk: (fence, there) for pk, fence, there in rows.values_list("pk", "fence", Exists(reachable))}
    current = []
    for delivery in deliveries:
        fence, there = found.get(delivery.pk, (None, False))
        if fence == delivery.fence:
            delivery.subscription = delivery.subscription if there else None
            current.append(delivery)
    return current


def push(delivery: Delivery, subscription: Subscription, now: datetime) -> Push:
    nudge = delivery.nudge
    return Push(
        subscription=subscription,
        payload=message.nudge_payload(delivery),
        topic=message.topic(nudge),
        ttl=max(1, int((nudge.useful_until - now).total_seconds())),
    )
