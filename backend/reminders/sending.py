"""From pending deliveries to end states.

A delivery is leased, sent outside of any transaction, and its outcome is written only while the lease is
still its own: at least once on the wire, and by Topic and tag once for the eye.
"""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from backend.push.models import Subscription
from backend.push.sender import Outcome, Push, Sent, send
from backend.reminders import mailing, message
from backend.reminders.mailing import Mail
from backend.reminders.models import EMAIL, LEASE, Delivery, Nudge, State
from backend.reminders.planning import devices_of, mail_reaches
from backend.reminders.quiet import Drop, Wait, decide
from backend.reminders.situations import situations

BATCH = 100
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=10)


def send_batch(now: datetime) -> int:
    """Lease up to BATCH deliveries and bring each nearer to its end; returns how many were leased."""
    deliveries = lease(now)
    decided = situations(deliveries, now)
    going: list[Delivery] = []
    pushes: list[Push] = []
    mails: list[Mail] = []
    for delivery in deliveries:
        decision = decide(decided[delivery.pk], now)
        if isinstance(decision, Drop):
            end(delivery, State.EXPIRED if decision.expired else State.CANCELLED, now, decision.reason)
        elif isinstance(decision, Wait):
            put_off(delivery, decision.until)
        elif delivery.nudge.channel == EMAIL and not mail_reaches(delivery.nudge.person):
            end(delivery, State.NO_DEVICE, now, "no-address")
        elif delivery.nudge.channel == EMAIL:
            mails.append(Mail(delivery, delivery.nudge.person.email))
        elif delivery.subscription is None:
            gone(delivery, now)
        else:
            going.append(delivery)
            pushes.append(push(delivery, delivery.subscription, now))
    for delivery, sent in zip(going, send(pushes, now), strict=True):
        record(delivery, sent, now)
    for delivery, sent in mailing.send(mails, now):
        record(delivery, sent, now)
    return len(deliveries)


def lease(now: datetime) -> list[Delivery]:
    """Take deliveries nobody holds, each under a new fence. Other workers skip the rows taken here."""
    with transaction.atomic():
        ready = Delivery.objects.ready(now).select_for_update(skip_locked=True, no_key=True)
        taken = list(ready.values_list("pk", flat=True)[:BATCH])
        Delivery.objects.filter(pk__in=taken).update(lease_until=now + LEASE, fence=F("fence") + 1)
    return list(Delivery.objects.filter(pk__in=taken).select_related("nudge__person", "subscription__person"))


def push(delivery: Delivery, subscription: Subscription, now: datetime) -> Push:
    nudge = delivery.nudge
    return Push(
        subscription=subscription,
        payload=message.nudge_payload(nudge, nudge.person.language),
        topic=message.topic(nudge),
        ttl=max(1, int((nudge.useful_until - now).total_seconds())),
    )


def record(delivery: Delivery, sent: Sent, now: datetime) -> None:
    """Write down what became of it, unless the lease has gone to another worker meanwhile."""
    match sent.outcome:
        case Outcome.ACCEPTED:
            accepted(delivery, now)
        case Outcome.GONE:
            gone(delivery, now)
        case Outcome.REFUSED:
            end(delivery, State.REFUSED, now)
        case Outcome.PAUSED:
            put_off(delivery, sent.until or now + FIRST_PAUSE)
        case Outcome.UNREACHABLE:
            put_off(delivery, now + backoff(delivery.attempts), attempts=delivery.attempts + 1)


def accepted(delivery: Delivery, now: datetime) -> None:
    with transaction.atomic():
        if end(delivery, State.ACCEPTED, now):
            Subscription.objects.filter(deliveries=delivery).update(accepted_at=now)


def gone(delivery: Delivery, now: datetime) -> None:
    """The device's subscription is over: forget it, and try the one used next to last."""
    with transaction.atomic():
        if not close(delivery, State.GONE, now, None):
            return
        Subscription.objects.filter(deliveries=delivery).delete()
        others = devices_of([delivery.nudge.person_id], now)[delivery.nudge.person_id]
        if others and delivery.nudge.person.devices == "latest":
            Delivery.objects.get_or_create(
                nudge=delivery.nudge,
                subscription=others[0],
                round=delivery.round,
                defaults={"not_before": now},
            )
        settle(delivery, State.GONE, now, None)


def put_off(delivery: Delivery, until: datetime, **changes: int) -> None:
    """Give the lease back; the delivery is ready again then."""
    delivery.still_mine().update(not_before=until, lease_until=None, **changes)


def end(delivery: Delivery, state: State, now: datetime, reason: str | None = None) -> bool:
    """Whether this worker was the one to end it."""
    with transaction.atomic():
        mine = close(delivery, state, now, reason)
        if mine:
            settle(delivery, state, now, reason)
        return mine


def close(delivery: Delivery, state: State, now: datetime, reason: str | None) -> bool:
    ended = delivery.still_mine().update(state=state, reason=reason, ended_at=now, lease_until=None)
    return bool(ended)


def settle(delivery: Delivery, state: State, now: datetime, reason: str | None) -> None:
    """The nudge's own line in the ledger: accepted with its first device, else the end of its last one."""
    nudge = Nudge.objects.filter(pk=delivery.nudge_id, round=delivery.round)
    if state == State.ACCEPTED:
        nudge.update(state=state, reason=None, sent_at=now, device=delivery.subscription_id)
    elif not delivery.nudge.deliveries.filter(round=delivery.round, state=State.PENDING).exists():
        nudge.filter(state=State.PENDING).update(state=state, reason=reason)


def backoff(attempts: int) -> timedelta:
    """Doubling, with jitter: between half and all of it."""
    length = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 10))
    return length * random.uniform(0.5, 1)  # noqa: S311  # no secret
