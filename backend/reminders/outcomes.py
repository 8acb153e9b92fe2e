"""Records the outcomes of deliveries, many of them per statement.

Skips deliveries whose fencing token is stale: another worker has leased them since.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, assert_never
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from backend.push.models import Subscription
from backend.push.outcome import Outcome, Sent
from backend.reminders.delivery_context import held_up
from backend.reminders.fallback import try_next_devices
from backend.reminders.models import PUSH, Delivery, Nudge, Reason, State
from backend.reminders.statements import (
    ACCEPT_DELIVERIES,
    ACCEPT_NUDGES,
    ACCEPTED,
    DEVICE,
    KEY,
    LEASED,
    LOCK_DELIVERIES,
    LOCK_NUDGES,
    NOTE_ACCEPTANCE,
    POSTPONE,
    POSTPONED,
)
from backend.sql import with_rows

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=10)
#: So long before a nudge expires, a device that doesn't answer is asked for the last time.
LAST_CHANCE = timedelta(minutes=2)


def record(outcomes: Sequence[tuple[Delivery, Sent]], now: datetime) -> None:
    """Record these outcomes, grouped so that each kind costs a few statements."""
    by_outcome: dict[Outcome, list[tuple[Delivery, Sent]]] = {}
    for delivery, sent in outcomes:
        by_outcome.setdefault(sent.outcome, []).append((delivery, sent))
    for outcome, ended in by_outcome.items():
        record_alike(outcome, ended, now)


def record_alike(outcome: Outcome, ended: Sequence[tuple[Delivery, Sent]], now: datetime) -> None:
    """Record deliveries of one outcome. One that is not recorded is sent again when its lease expires."""
    deliveries = [delivery for delivery, _ in ended]
    match outcome:
        case Outcome.ACCEPTED:
            accept(deliveries, now)
        case Outcome.REFUSED:
            fail(deliveries, State.REFUSED, None, now)
        case Outcome.KEY_DROPPED:
            fail(deliveries, State.REFUSED, Reason.KEY_DROPPED, now)
        case Outcome.PAUSED:
            wait([Wait(each, sent.until or now + FIRST_PAUSE, paused(each)) for each, sent in ended], now)
        case Outcome.UNREACHABLE:
            retry(deliveries, Reason.UNREACHABLE, now)
        case Outcome.GONE:
            delete_subscriptions(deliveries)
            fail(deliveries, State.GONE, None, now)
        case unhandled:
            assert_never(unhandled)


def accept(deliveries: Sequence[Delivery], now: datetime) -> None:
    """A nudge is accepted with its first delivery."""
    with transaction.atomic():
        lock_nudges(deliveries)
        rows = with_rows(ACCEPT_DELIVERIES, ACCEPTED, ((each.pk, each.fence, now) for each in deliveries))
        accepted = {pk for (pk,) in rows}
        current = [each for each in deliveries if each.pk in accepted]
        with_rows(ACCEPT_NUDGES, KEY, rows)
        # In the same transaction, since each commit waits for the disk.
        note_acceptance({each.subscription_id for each in current if each.subscription_id}, now)


def note_acceptance(devices: Iterable[int], now: datetime) -> None:
    """Set `accepted_at` of these devices. Skips rows that another worker updates."""
    if rows := [(device, now) for device in devices]:
        with_rows(NOTE_ACCEPTANCE, DEVICE, rows)


def end(deliveries: Sequence[Delivery], state: State, reason: Reason | None, now: datetime) -> None:
    """End these deliveries in a state other than accepted. A nudge ends with the last of its deliveries."""
    if not deliveries:
        return
    with transaction.atomic():
        current = lock_current(deliveries)
        close(current, state, reason, now)
        close_nudges(current, state, reason)


class Wait(NamedTuple):
    """A delivery is ready again at `until`. If that is too late, the ledger tells `reason` (None: late)."""

    delivery: Delivery
    until: datetime
    reason: Reason | None
    #: Whether an attempt had no answer.
    attempted: bool = False


def fail(deliveries: Sequence[Delivery], state: State, reason: Reason | None, now: datetime) -> None:
    """End deliveries that can't be made. The nudge goes to the next device, or ends with the last one."""
    if not deliveries:
        return
    with transaction.atomic():
        current = lock_current(deliveries)
        close(current, state, reason, now)
        try_next_devices(nudges(current), now)
        close_nudges(current, state, reason)


def delete_subscriptions(deliveries: Sequence[Delivery]) -> None:
    """Delete the expired subscriptions, unless another worker has leased their deliveries since."""
    with transaction.atomic():
        Subscription.objects.filter(deliveries__in=lock_current(deliveries)).delete()


def postpone(until: Iterable[tuple[Delivery, datetime]]) -> None:
    """Release the leases; each delivery is ready again at its time. If nobody takes it then, it is late."""
    release(Wait(delivery, moment, Reason.LATE) for delivery, moment in until)


def give_back(deliveries: Iterable[Delivery], now: datetime) -> None:
    """Release the leases of deliveries that weren't sent; they are ready again at once."""
    release(Wait(each, now, held_up(each)) for each in deliveries)


def paused(delivery: Delivery) -> Reason | None:
    """A mail is paused by the mails before it, not by a service."""
    return Reason.PAUSED if delivery.nudge.channel == PUSH else None


def retry(deliveries: Sequence[Delivery], reason: Reason, now: datetime) -> None:
    """Retry with backoff after an attempt without an answer. Deliveries that have ended stay so."""
    wait([Wait(each, next_attempt(each, now), reason, True) for each in deliveries], now)


def next_attempt(delivery: Delivery, now: datetime) -> datetime:
    """After a backoff, but not within LAST_CHANCE, which is left to the next device."""
    last = delivery.nudge.useful_until - LAST_CHANCE
    after_backoff = now + backoff(delivery.attempts)
    return min(after_backoff, last) if now < last else after_backoff


def wait(waiting: Sequence[Wait], now: datetime) -> None:
    """Release the leases. Deliveries that would be ready too late fail now, while others are still useful."""
    too_late: dict[Reason, list[Delivery]] = {}
    for each in waiting:
        if each.until >= each.delivery.nudge.useful_until:
            too_late.setdefault(each.reason or Reason.LATE, []).append(each.delivery)
    for reason, failed in too_late.items():
        fail(failed, State.EXPIRED, reason, now)
    release(each for each in waiting if each.until < each.delivery.nudge.useful_until)


def lock_current(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The pending deliveries whose fencing token is current, locked with their nudges in this transaction.

    Nudges are locked first and in the order of their keys, which rules out deadlocks. Of two workers that end
    the last two deliveries of a nudge, the second sees what the first one did.
    """
    lock_nudges(deliveries)
    leased = ((each.pk, each.nudge_id, each.fence) for each in deliveries)
    locked = {pk for (pk,) in with_rows(LOCK_DELIVERIES, LEASED, leased)}
    return [delivery for delivery in deliveries if delivery.pk in locked]


def lock_nudges(deliveries: Iterable[Delivery]) -> None:
    with_rows(LOCK_NUDGES, LEASED, ((each.pk, each.nudge_id, each.fence) for each in deliveries))


def close(current: Sequence[Delivery], state: State, reason: Reason | None, now: datetime) -> None:
    Delivery.objects.filter(pk__in=pks(current)).end(state, reason, now)


def close_nudges(current: Sequence[Delivery], state: State, reason: Reason | None) -> None:
    """End the nudges that have no pending delivery in their round."""
    pending = Delivery.objects.filter(nudge=OuterRef("pk"), round=OuterRef("round"), state=State.PENDING)
    ended = Nudge.objects.filter(~Exists(pending), pk__in=nudges(current), state=State.PENDING)
    ended.update(state=state, reason=reason)


def release(waiting: Iterable[Wait]) -> None:
    """Release the leases of these deliveries."""
    waits = {wait.delivery.pk: wait for wait in waiting}
    if not waits:
        return
    with transaction.atomic():
        current = lock_current([wait.delivery for wait in waits.values()])
        rows = (
            (each.pk, until, each.attempts + attempted, reason)
            for each, until, reason, attempted in (waits[delivery.pk] for delivery in current)
        )
        with_rows(POSTPONE, POSTPONED, rows)


def pks(deliveries: Iterable[Delivery]) -> list[int]:
    return [delivery.pk for delivery in deliveries]


def nudges(deliveries: Iterable[Delivery]) -> set[UUID]:
    return {delivery.nudge_id for delivery in deliveries}


def backoff(attempts: int) -> timedelta:
    """Exponential backoff with jitter: between half the delay and all of it."""
    length = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 10))
    return length * random.uniform(0.5, 1)  # noqa: S311  # no secret
